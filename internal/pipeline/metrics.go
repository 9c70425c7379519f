package pipeline

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"rtm2"
)

// Metrics holds what all pipelines count, by camera.
type Metrics struct {
	received *prometheus.CounterVec
	dropped  *prometheus.CounterVec
	refused  *prometheus.CounterVec
	verdicts *prometheus.CounterVec
	restarts *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

// NewMetrics registers the pipelines' metrics.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		labels = append([]string{"camera"}, labels...)
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
		reg.MustRegister(c)
		return c
	}
	m := &Metrics{
		received: counter("rtm2_pictures_received_total", "Pictures taken from the camera."),
		dropped: counter("rtm2_pictures_dropped_total",
			"Pictures replaced by a newer one before they were judged."),
		refused:  counter("rtm2_pictures_refused_total", "Pictures that could not be read, by reason.", "reason"),
		verdicts: counter("rtm2_verdicts_total", "Judged frames, by the reason of the verdict.", "reason"),
		restarts: counter("rtm2_source_restarts_total", "Connections to the camera that ended or broke."),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "rtm2_judge_seconds", Help: "Time from taking a picture to its verdict.",
			Buckets: prometheus.ExponentialBuckets(50e-6, 2, 14),
		}, []string{"camera"}),
	}
	reg.MustRegister(m.seconds)
	return m
}

// meter is one camera's share of the metrics, looked up once.
type meter struct {
	received, dropped, restarts prometheus.Counter
	seconds                     prometheus.Observer
	refused                     *prometheus.CounterVec
	reasons                     *prometheus.CounterVec
	verdicts                    map[rtm2.Reason]prometheus.Counter
}

func (m *Metrics) camera(id rtm2.CameraID) *meter {
	label := prometheus.Labels{"camera": string(id)}
	return &meter{
		received: m.received.With(label), dropped: m.dropped.With(label), restarts: m.restarts.With(label),
		seconds: m.seconds.With(label), refused: m.refused.MustCurryWith(label),
		reasons:  m.verdicts.MustCurryWith(label),
		verdicts: map[rtm2.Reason]prometheus.Counter{},
	}
}

func (m *meter) judged(v rtm2.Verdict, took time.Duration) {
	c, ok := m.verdicts[v.Reason]
	if !ok {
		c = m.reasons.WithLabelValues(string(v.Reason))
		m.verdicts[v.Reason] = c
	}
	c.Inc()
	m.seconds.Observe(took.Seconds())
}

func (m *meter) refusedBy(kind string) { m.refused.WithLabelValues(kind).Inc() }
