package hub

import (
	"github.com/prometheus/client_golang/prometheus"

	"rtm2"
)

// metrics counts what passes through the hub; what is true at one moment is asked of the hub when the metrics
// are read.
type metrics struct {
	frames, motion, skipped, events *prometheus.CounterVec
	lostEvents                      prometheus.Counter
}

func newMetrics() *metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: "rtm2", Subsystem: "hub", Name: name, Help: help,
		}, labels)
	}
	return &metrics{
		frames:  counter("frames_total", "Judged frames.", "camera"),
		motion:  counter("motion_frames_total", "Judged frames in which something moved.", "camera"),
		skipped: counter("skipped_frames_total", "Frames that viewers were too slow for, over all viewers.", "camera"),
		events:  counter("event_messages_total", "Messages about events, by phase.", "camera", "phase"),
		lostEvents: prometheus.NewCounter(prometheus.CounterOpts{
			Namespace: "rtm2", Subsystem: "hub", Name: "lost_event_messages_total",
			Help: "Event messages that subscribers were too slow for; the state caught up.",
		}),
	}
}

func (m *metrics) register(reg prometheus.Registerer, h *Hub) {
	reg.MustRegister(m.frames, m.motion, m.skipped, m.events, m.lostEvents, newStatusCollector(h))
}

// statusCollector tells how the cameras are when the metrics are read.
type statusCollector struct {
	hub                                     *Hub
	viewers, fps, age, link, health, openEv *prometheus.Desc
	subscribers                             *prometheus.Desc
}

func newStatusCollector(h *Hub) *statusCollector {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("rtm2_"+name, help, labels, nil)
	}
	return &statusCollector{
		hub:         h,
		viewers:     desc("hub_viewers", "Clients that want pictures of the camera.", "camera"),
		subscribers: desc("hub_subscribers", "Open subscriptions."),
		fps:         desc("camera_fps", "Frames per second as captured.", "camera"),
		age:         desc("camera_frame_age_seconds", "Age of the newest frame; absent before the first.", "camera"),
		link:        desc("camera_link", "1 for the state that the connection to the camera is in.", "camera", "link"),
		health:      desc("camera_health", "1 for the state that the camera's picture is in.", "camera", "health"),
		openEv:      desc("camera_event_open", "1 while an event is open.", "camera"),
	}
}

// Describe implements prometheus.Collector.
func (s *statusCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{s.viewers, s.subscribers, s.fps, s.age, s.link, s.health, s.openEv} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (s *statusCollector) Collect(ch chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	gauge(s.subscribers, float64(s.hub.Subscribers()))
	for i, c := range s.hub.cameras {
		id, st := string(c.camera.ID), s.hub.Status(i)
		gauge(s.viewers, float64(st.Viewers), id)
		gauge(s.fps, st.FPS, id)
		if st.Newest != nil {
			gauge(s.age, st.Age.Seconds(), id)
		}
		for _, l := range []rtm2.Link{rtm2.LinkConnecting, rtm2.LinkWarming, rtm2.LinkOnline, rtm2.LinkLost} {
			gauge(s.link, bit(st.State.Link == l), id, string(l))
		}
		for _, v := range []rtm2.Health{
			rtm2.HealthOK, rtm2.HealthFrozen, rtm2.HealthBlack,
			rtm2.HealthCovered, rtm2.HealthDefocused, rtm2.HealthMoved,
		} {
			gauge(s.health, bit(st.State.Health == v), id, string(v))
		}
		gauge(s.openEv, bit(st.Event != nil), id)
	}
}

func bit(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
