package live

import (
	"strconv"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
)

type metrics struct {
	connections prometheus.Gauge
	opened      prometheus.Counter
	refused     *prometheus.CounterVec // requests that were not upgraded, by reason
	ended       *prometheus.CounterVec // connections, by close code
	refusals    *prometheus.CounterVec // clients' messages, by error code
	unsendable  prometheus.Counter
	text        sent
	frames      sent

	warned atomic.Int64 // unix seconds of the last warning about a frame that could not be sent
}

// sent counts one kind of messages to clients.
type sent struct{ messages, bytes prometheus.Counter }

func (s *sent) add(bytes int) {
	s.messages.Inc()
	s.bytes.Add(float64(bytes))
}

func newMetrics() *metrics {
	opts := func(name, help string) prometheus.CounterOpts {
		return prometheus.CounterOpts{Namespace: "rtm2", Subsystem: "live", Name: name, Help: help}
	}
	kind := func(kind string) sent {
		m := opts("sent_messages_total", "Messages to clients.")
		b := opts("sent_bytes_total", "Payload bytes to clients.")
		m.ConstLabels = prometheus.Labels{"kind": kind}
		b.ConstLabels = m.ConstLabels
		return sent{prometheus.NewCounter(m), prometheus.NewCounter(b)}
	}
	counters := func(name, help, label string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(opts(name, help), []string{label})
	}
	return &metrics{
		connections: prometheus.NewGauge(prometheus.GaugeOpts{
			Namespace: "rtm2", Subsystem: "live", Name: "connections", Help: "Open connections.",
		}),
		opened:     prometheus.NewCounter(opts("connections_total", "Connections that were opened.")),
		refused:    counters("refused_requests_total", "Requests not upgraded.", "reason"),
		ended:      counters("ended_connections_total", "Ended connections.", "code"),
		refusals:   counters("refused_messages_total", "Clients' messages refused.", "code"),
		unsendable: prometheus.NewCounter(opts("unsendable_frames_total", "Frames that could not be encoded.")),
		text:       kind("text"),
		frames:     kind("frame"),
	}
}

func (m *metrics) register(reg prometheus.Registerer) {
	reg.MustRegister(m.connections, m.opened, m.refused, m.ended, m.refusals, m.unsendable,
		m.text.messages, m.text.bytes, m.frames.messages, m.frames.bytes)
}

func (m *metrics) closed(code int) { m.ended.WithLabelValues(strconv.Itoa(code)).Inc() }
