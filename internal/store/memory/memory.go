// Package memory keeps the recent history in memory: how much moved when, the events, and as many motion
// frames as a byte budget allows. It is an outlet of the pipelines and answers the history's questions.
// Everything is gone with the process.
package memory

import (
	"context"
	"slices"
	"sync"
	"time"

	"rtm2"
)

// Config bounds what is kept. Zero fields take the defaults.
type Config struct {
	Bytes  int64         // motion frames of all cameras together; 32 MiB
	Span   time.Duration // counts and events; 24 h
	Events int           // per camera at most; 2000
	// Apart is the least time between two kept frames of one event; 500 ms. The first frame of an event and
	// a frame with a higher score than any before it in the event are always kept.
	Apart time.Duration
}

func (c Config) withDefaults() Config {
	if c.Bytes <= 0 {
		c.Bytes = 32 << 20
	}
	if c.Span <= 0 {
		c.Span = 24 * time.Hour
	}
	if c.Events <= 0 {
		c.Events = 2000
	}
	if c.Apart <= 0 {
		c.Apart = 500 * time.Millisecond
	}
	return c
}

// History is the recent past of all cameras. Its methods may be called from any goroutine.
type History struct {
	cameras map[rtm2.CameraID]*camera
	order   []rtm2.CameraID
}

// New makes an empty history of the given cameras; the byte budget is shared out equally.
func New(cfg Config, cameras []rtm2.Camera) *History {
	cfg = cfg.withDefaults()
	h := &History{cameras: make(map[rtm2.CameraID]*camera, len(cameras))}
	for _, c := range cameras {
		own := cfg
		own.Bytes = cfg.Bytes / int64(len(cameras))
		h.cameras[c.ID] = &camera{id: c.ID, cfg: own}
		h.order = append(h.order, c.ID)
	}
	return h
}

// Frame counts a motion frame and keeps it where its place allows.
func (h *History) Frame(j rtm2.Judged) {
	if !j.Verdict.Moving {
		return
	}
	if c := h.cameras[j.Frame.Camera]; c != nil {
		c.frame(j)
	}
}

// Event notes an event's newest message.
func (h *History) Event(e rtm2.Event) {
	if c := h.cameras[e.Camera]; c != nil {
		c.event(e)
	}
}

// State is of no interest here.
func (h *History) State(rtm2.CameraID, rtm2.CameraState) {}

// Bins counts motion frames per part of a span.
func (h *History) Bins(_ context.Context, q rtm2.BinQuery) (rtm2.Bins, error) {
	span := q.To.Sub(q.From)
	if span <= 0 {
		return rtm2.Bins{}, rtm2.Errorf(rtm2.CodeInvalid, "the span is empty: to must be later than from")
	}
	if q.Bins < 1 {
		return rtm2.Bins{}, rtm2.Errorf(rtm2.CodeInvalid, "bins must be at least 1, not %d", q.Bins)
	}
	cams, err := h.choose(q.Cameras)
	if err != nil {
		return rtm2.Bins{}, err
	}
	// Counts are kept per second, so a bin is a whole number of seconds and starts on one.
	width := max(time.Second, (span/time.Duration(q.Bins) + time.Second - 1).Truncate(time.Second))
	from := q.From.Truncate(width)
	n := int((q.To.Sub(from) + width - 1) / width)
	bins := rtm2.Bins{From: from, To: from.Add(time.Duration(n) * width), Width: width}
	for _, c := range cams {
		bins.Cameras = append(bins.Cameras, c.bins(from, width, n))
	}
	return bins, nil
}

// Events returns events, newest first.
func (h *History) Events(_ context.Context, q rtm2.EventQuery) ([]rtm2.StoredEvent, error) {
	if q.Limit < 1 {
		return nil, rtm2.Errorf(rtm2.CodeInvalid, "limit must be at least 1, not %d", q.Limit)
	}
	cams, err := h.choose(q.Cameras)
	if err != nil {
		return nil, err
	}
	var all []rtm2.StoredEvent
	for _, c := range cams {
		all = append(all, c.newest(q.Before, q.Limit)...)
	}
	slices.SortStableFunc(all, func(a, b rtm2.StoredEvent) int { return b.Begin.Compare(a.Begin) })
	return all[:min(len(all), q.Limit)], nil
}

// Find returns one kept frame.
func (h *History) Find(_ context.Context, q rtm2.FrameQuery) (rtm2.StoredFrame, error) {
	cams, err := h.choose([]rtm2.CameraID{q.Camera})
	if err != nil {
		return rtm2.StoredFrame{}, err
	}
	return cams[0].find(q)
}

// choose returns the named cameras, or all of them.
func (h *History) choose(ids []rtm2.CameraID) ([]*camera, error) {
	if len(ids) == 0 {
		ids = h.order
	}
	out := make([]*camera, 0, len(ids))
	for _, id := range ids {
		c, ok := h.cameras[id]
		if !ok {
			return nil, rtm2.Errorf(rtm2.CodeNotFound, "there is no camera %q", string(id))
		}
		out = append(out, c)
	}
	return out, nil
}

// second is what moved within one second of wall time.
type second struct {
	unix   int64
	frames int
	score  float64
}

// camera is one camera's recent past, every slice in order of time.
type camera struct {
	id  rtm2.CameraID
	cfg Config

	mu      sync.Mutex
	seconds []second
	events  []rtm2.Event
	frames  []picture
	bytes   int64
	best    int64 // bytes of the pictures that are the best of their event
	keep    keep
}

// picture is a kept frame.
type picture struct {
	rtm2.StoredFrame
	best bool // the strongest of its event, which is kept longest
}

func (p picture) size() int64 { return int64(len(p.Frame.JPEG)) }

// keep is what decides whether a frame of the present event is kept.
type keep struct {
	event string
	last  time.Time
	score float64
}

// wants reports whether a frame of an event is worth its bytes.
func (k *keep) wants(event string, at time.Time, score float64, apart time.Duration) bool {
	gap := at.Sub(k.last)
	if event != k.event || gap >= apart || gap < 0 || score > k.score {
		top := score
		if event == k.event {
			top = max(score, k.score)
		}
		*k = keep{event: event, last: at, score: top}
		return true
	}
	return false
}
