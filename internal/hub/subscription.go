package hub

import (
	"sync"

	"rtm2"
)

// Subscription is one reader's view of the hub. Its methods are for one goroutine, the reader's; Wake's channel
// is the only thing that the hub touches.
type Subscription struct {
	hub       *Hub
	wake      chan struct{}
	place     int // in hub.subs, guarded by hub.mu
	interests []interest
	open      []*Event // events that were open at the beginning and were not read yet
	cursor    uint64   // events read so far, of all that were ever told
	lost      uint64
	newer     []bool // by camera; room for Events
	closed    sync.Once
}

// interest is what a subscriber wants of one camera and has got so far.
type interest struct {
	sub     *Subscription
	camera  *camera
	level   Level // level and place are guarded by the camera's mu
	place   int
	want    Level  // the reader's copy of level
	base    uint64 // frames of the wanted kind that are settled: delivered or skipped
	skipped uint64
}

// Subscribe adds a reader that wants events, first of all those that are open now, and no pictures yet. It must
// be closed.
func (h *Hub) Subscribe() *Subscription {
	s := &Subscription{hub: h, wake: make(chan struct{}, 1), interests: make([]interest, len(h.cameras))}
	s.newer = make([]bool, len(h.cameras))
	for i, c := range h.cameras {
		s.interests[i].sub, s.interests[i].camera = s, c
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	s.cursor = h.log.told
	for _, c := range h.cameras {
		if e := c.event.Load(); e != nil && e.Open() {
			s.open = append(s.open, e)
			s.notify()
		}
	}
	s.place = len(h.subs)
	h.subs = append(h.subs, s)
	return s
}

// Close ends the subscription. It may be called more than once.
func (s *Subscription) Close() {
	s.closed.Do(func() {
		for i := range s.interests {
			s.Want(i, None)
		}
		h := s.hub
		h.mu.Lock()
		defer h.mu.Unlock()
		last := len(h.subs) - 1
		h.subs[s.place] = h.subs[last]
		h.subs[s.place].place = s.place
		h.subs[last] = nil
		h.subs = h.subs[:last]
	})
}

// Wake returns a channel that gets a value when there is something to pull that was not there when it was last read.
func (s *Subscription) Wake() <-chan struct{} { return s.wake }

func (s *Subscription) notify() {
	select {
	case s.wake <- struct{}{}:
	default: // it is awake already
	}
}

// Want says which frames of the i-th camera are wanted from now on; what waited under another level is given up.
func (s *Subscription) Want(i int, level Level) {
	w := &s.interests[i]
	if w.want == level {
		return
	}
	w.skip(w.passed())
	all, active := w.camera.setLevel(w, level)
	w.want = level
	switch level {
	case All:
		w.base = all
	case Active:
		w.base = active
	}
}

// Next returns the newest frame of the i-th camera that is wanted and was not returned yet, or nil. Those that
// were published between the two are counted as skipped.
func (s *Subscription) Next(i int) *Frame {
	w := &s.interests[i]
	f, n := w.newest()
	if f == nil || n <= w.base {
		return nil
	}
	w.skip(n - w.base - 1)
	w.base = n
	return f
}

// Newest returns the newest frame of the i-th camera, wanted or not, and settles all before it: a picture for
// one who has just begun to watch. It is nil while there is no frame.
func (s *Subscription) Newest(i int) *Frame {
	w := &s.interests[i]
	f := w.camera.newest.Load()
	if f == nil {
		return nil
	}
	n := f.all
	if w.want == Active {
		n = f.active
	}
	if w.want != None && n > w.base {
		missed := n - w.base
		if w.want == All || f.Active() { // f is itself one of those wanted
			missed--
		}
		w.skip(missed)
		w.base = n
	}
	return f
}

// Skipped returns how many wanted frames of the i-th camera this subscriber did not get and will not get.
func (s *Subscription) Skipped(i int) uint64 {
	w := &s.interests[i]
	return w.skipped + w.passed()
}

// passed counts the wanted frames that are not settled but for the newest, which can still be had.
func (w *interest) passed() uint64 {
	f, n := w.newest()
	if f == nil || n <= w.base {
		return 0
	}
	return n - w.base - 1
}

// newest returns the newest frame of the wanted kind and how many of that kind there were.
func (w *interest) newest() (*Frame, uint64) {
	switch w.want {
	case All:
		if f := w.camera.newest.Load(); f != nil {
			return f, f.all
		}
	case Active:
		if f := w.camera.active.Load(); f != nil {
			return f, f.active
		}
	}
	return nil, 0
}

func (w *interest) skip(n uint64) {
	if n > 0 {
		w.skipped += n
		w.camera.skipped.Add(float64(n))
	}
}

// Events appends the event messages that came since the last call to dst; the first call begins with the newest
// message of every event that was open when the subscription was made. Updates that a newer message about the
// same camera follows are left out: a slow reader is behind in time, not in bytes. If there were more messages
// than the queue holds, the oldest are lost and counted, and what they said last about each camera comes first,
// so that no reader believes that an event goes on which has ended. A camera's messages are in the order they
// were told.
func (s *Subscription) Events(dst []*Event) []*Event {
	have := len(dst)
	dst = s.drain(dst)
	kept := dst[have:]
	clear(s.newer)
	at := len(kept)
	for i := len(kept) - 1; i >= 0; i-- {
		e := kept[i]
		if e.Phase != rtm2.PhaseUpdate || !s.newer[e.index] {
			at--
			kept[at] = e
		}
		s.newer[e.index] = true
	}
	return append(dst[:have], kept[at:]...)
}

// drain appends all messages since the last call to dst.
func (s *Subscription) drain(dst []*Event) []*Event {
	h := s.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	dst = append(dst, s.open...)
	s.open = nil
	from := max(s.cursor, h.log.first())
	if missed := from - s.cursor; missed > 0 {
		s.lost += missed
		h.metrics.lostEvents.Add(float64(missed))
		for _, c := range h.cameras {
			if e := c.event.Load(); e != nil && e.number >= s.cursor && e.number < from {
				dst = append(dst, e)
			}
		}
	}
	s.cursor = h.log.told
	return h.log.appendFrom(dst, from)
}

// Lost returns how many event messages this subscriber was too slow for.
func (s *Subscription) Lost() uint64 { return s.lost }
