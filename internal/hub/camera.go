package hub

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"rtm2"
)

// Frame is a published frame. All subscribers share it; it is immutable but for its slot.
type Frame struct {
	*rtm2.Frame
	Motion bool
	Event  string  // id of the open event that the frame is part of; empty for none
	Score  float64 // 0 to 1
	Reason rtm2.Reason

	all    uint64 // how many frames the camera has published, this one included
	active uint64 // how many of them had motion or were part of an event

	slot Slot
}

// Active reports whether the frame has motion or is part of an open event.
func (f *Frame) Active() bool { return f.Motion || f.Event != "" }

// Slot returns the frame's place for the message that all its viewers get.
func (f *Frame) Slot() *Slot { return &f.slot }

// Event is a published event message, shared by all subscribers.
type Event struct {
	rtm2.Event
	number uint64 // how many were told before it
	index  int    // of its camera
	slot   Slot
}

// Open reports whether the event still goes on.
func (e *Event) Open() bool { return e.Phase != rtm2.PhaseEnd }

// Slot returns the event's place for the message that all subscribers get.
func (e *Event) Slot() *Slot { return &e.slot }

// Slot holds what was made once for everybody.
type Slot struct {
	once  sync.Once
	value any
	err   error
}

// Get returns what the first caller's prepare returned; callers that come meanwhile wait for it.
func (s *Slot) Get(prepare func() (any, error)) (any, error) {
	s.once.Do(func() { s.value, s.err = prepare() })
	return s.value, s.err
}

// Level says which frames a subscriber wants.
type Level uint8

// The levels of interest in a camera.
const (
	None   Level = iota // no pictures
	Active              // frames with motion or of an open event
	All                 // every frame
)

// camera is the hub's part for one camera.
type camera struct {
	index   int
	camera  rtm2.Camera
	newest  atomic.Pointer[Frame] // of all frames
	active  atomic.Pointer[Frame] // of those with motion or of an event
	event   atomic.Pointer[Event] // the newest message about an event
	viewers atomic.Int64

	frames, motion, skipped prometheus.Counter

	mu        sync.Mutex // guards what follows
	state     rtm2.CameraState
	reported  bool
	nAll      uint64
	nActive   uint64
	rate      rate
	lastMoved time.Time
	watchers  [All + 1][]*interest // by level; None stays empty
}

func newCamera(index int, c rtm2.Camera, m *metrics) *camera {
	id := string(c.ID)
	return &camera{
		index: index, camera: c,
		frames: m.frames.WithLabelValues(id), motion: m.motion.WithLabelValues(id),
		skipped: m.skipped.WithLabelValues(id),
		state:   rtm2.CameraState{Link: rtm2.LinkConnecting, Health: rtm2.HealthOK},
	}
}

func (c *camera) publish(j rtm2.Judged) {
	f := &Frame{Frame: j.Frame, Motion: j.Verdict.Moving, Score: j.Verdict.Score, Reason: j.Verdict.Reason}
	if j.Event != nil {
		f.Event = j.Event.ID
	}
	c.frames.Inc()
	if f.Motion {
		c.motion.Inc()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.nAll++
	if f.Active() {
		c.nActive++
	}
	f.all, f.active = c.nAll, c.nActive
	c.rate.add(f.Epoch, f.Captured)
	if f.Motion {
		c.lastMoved = f.Captured
	}
	c.newest.Store(f)
	if f.Active() {
		c.active.Store(f)
		for _, w := range c.watchers[Active] {
			w.sub.notify()
		}
	}
	for _, w := range c.watchers[All] {
		w.sub.notify()
	}
}

func (c *camera) status(now time.Time) Status {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := Status{
		State: c.state, Reported: c.reported, Newest: c.newest.Load(), Moved: !c.lastMoved.IsZero(),
		FPS: c.rate.at(now), Viewers: int(c.viewers.Load()),
	}
	if s.Newest != nil {
		s.Age = max(now.Sub(s.Newest.Captured), 0)
	}
	if s.Moved {
		s.Quiet = max(now.Sub(c.lastMoved), 0)
	}
	if e := c.event.Load(); e != nil && e.Open() {
		s.Event = e
	}
	return s
}

// setLevel moves a subscriber's interest to another level. It says how many frames the camera has published
// so far, from which on the subscriber is behind.
func (c *camera) setLevel(w *interest, to Level) (all, active uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if from := w.level; from != to {
		if from != None {
			list := c.watchers[from]
			last := len(list) - 1
			list[w.place] = list[last]
			list[w.place].place = w.place
			list[last] = nil
			c.watchers[from] = list[:last]
		}
		if to != None {
			w.place = len(c.watchers[to])
			c.watchers[to] = append(c.watchers[to], w)
		}
		w.level = to
		switch {
		case from == None:
			c.viewers.Add(1)
		case to == None:
			c.viewers.Add(-1)
		}
	}
	return c.nAll, c.nActive
}

// rate estimates frames per second from capture times: the interval is smoothed over about ten frames. It
// starts anew when the clock steps back, with a new connection, and when frames have been missing for long.
type rate struct {
	epoch    uint32
	last     time.Time
	interval float64 // seconds
	n        int     // intervals that the estimate rests on, at most rateFrames
}

const (
	rateFrames = 10               // what the smoothing remembers
	rateBreak  = 10               // intervals without a frame that break the series
	rateGap    = 60 * time.Second // a slower camera has no rate
)

func (r *rate) add(epoch uint32, at time.Time) {
	d := at.Sub(r.last)
	broken := r.n > 0 && d > time.Second && d.Seconds() > rateBreak*r.interval
	if r.last.IsZero() || epoch != r.epoch || d <= 0 || d > rateGap || broken {
		*r = rate{epoch: epoch, last: at}
		return
	}
	r.last = at
	r.n = min(r.n+1, rateFrames)
	r.interval += (d.Seconds() - r.interval) / float64(r.n)
}

// at returns the rate as it is to be believed at a time: when the next frame is overdue it falls, and it is 0
// once the series is broken.
func (r *rate) at(now time.Time) float64 {
	since := now.Sub(r.last).Seconds()
	if r.n == 0 || since > max(rateBreak*r.interval, 1) {
		return 0
	}
	return 1 / max(r.interval, since/2)
}
