package memory

import (
	"cmp"
	"slices"
	"time"

	"rtm2"
)

// frame counts a motion frame and keeps it where its event still lacks one for its time.
func (c *camera) frame(j rtm2.Judged) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.count(j.Frame.Captured, j.Verdict.Score)
	var event string
	if j.Event != nil {
		event = j.Event.ID
	}
	if !c.keep.wants(event, j.Frame.Captured, j.Verdict.Score, c.cfg.Apart) {
		return
	}
	s := rtm2.StoredFrame{Frame: j.Frame, Score: j.Verdict.Score, Reason: j.Verdict.Reason, Event: event}
	for _, b := range j.Verdict.Blobs {
		s.Boxes = append(s.Boxes, b.Box)
	}
	c.add(s)
	c.trim()
}

// add puts a picture into its place. The wall clock may step back, so the newest is not always the last in time.
func (c *camera) add(s rtm2.StoredFrame) {
	p := picture{StoredFrame: s, best: s.Event != ""}
	for i := len(c.frames) - 1; p.best && i >= 0 && c.frames[i].Event == s.Event; i-- {
		switch old := &c.frames[i]; {
		case old.best && old.Score >= s.Score:
			p.best = false
		case old.best:
			old.best = false
			c.best -= old.size()
		}
	}
	at, _ := c.search(s.Frame.Captured)
	c.frames = slices.Insert(c.frames, at, p)
	c.bytes += p.size()
	if p.best {
		c.best += p.size()
	}
}

// count adds a frame to its second.
func (c *camera) count(at time.Time, score float64) {
	unix := at.Unix()
	i, ok := slices.BinarySearchFunc(c.seconds, unix, bySecond)
	if !ok {
		c.seconds = slices.Insert(c.seconds, i, second{unix: unix})
	}
	c.seconds[i].frames++
	c.seconds[i].score = max(c.seconds[i].score, score)
	old := c.seconds[len(c.seconds)-1].unix - int64(c.cfg.Span/time.Second)
	for len(c.seconds) > 0 && c.seconds[0].unix < old {
		c.seconds = c.seconds[1:]
	}
}

func bySecond(s second, unix int64) int { return cmp.Compare(s.unix, unix) }

// trim drops pictures beyond the budget, but never the only one.
func (c *camera) trim() {
	for c.bytes > c.cfg.Bytes && len(c.frames) > 1 {
		i := c.leastMissed()
		p := c.frames[i]
		c.bytes -= p.size()
		if p.best {
			c.best -= p.size()
		}
		c.frames = slices.Delete(c.frames, i, i+1)
	}
}

// leastMissed returns the oldest picture that its event can do without. Once the best of all events take more than
// half of the budget, it is the oldest of all.
func (c *camera) leastMissed() int {
	if c.best > c.cfg.Bytes/2 {
		return 0
	}
	return max(0, slices.IndexFunc(c.frames, func(p picture) bool { return !p.best }))
}

// event replaces the event's last message, or adds a new event.
func (c *camera) event(e rtm2.Event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := len(c.events) - 1; i >= 0; i-- {
		if c.events[i].ID == e.ID {
			c.events[i] = e
			return
		}
	}
	c.events = append(c.events, e)
	c.events = slices.Delete(c.events, 0, max(0, len(c.events)-c.cfg.Events))
}

func (c *camera) newest(before time.Time, limit int) []rtm2.StoredEvent {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept := map[string]int{}
	for _, p := range c.frames {
		kept[p.Event]++
	}
	var out []rtm2.StoredEvent
	for i := len(c.events) - 1; i >= 0 && len(out) < limit; i-- {
		if e := c.events[i]; before.IsZero() || e.Begin.Before(before) {
			out = append(out, rtm2.StoredEvent{Event: e, Kept: kept[e.ID]})
		}
	}
	return out
}

func (c *camera) bins(from time.Time, width time.Duration, n int) rtm2.CameraBins {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := rtm2.CameraBins{Camera: c.id, Frames: make([]int, n), Score: make([]float64, n)}
	if n := len(c.frames); n > 0 {
		out.First, out.Last = c.frames[0].Frame.Captured, c.frames[n-1].Frame.Captured
	}
	i, _ := slices.BinarySearchFunc(c.seconds, from.Unix(), bySecond)
	for _, s := range c.seconds[i:] {
		bin := int(time.Unix(s.unix, 0).Sub(from) / width)
		if bin >= n {
			break
		}
		out.Frames[bin] += s.frames
		out.Score[bin] = max(out.Score[bin], s.score)
	}
	return out
}

func (c *camera) find(q rtm2.FrameQuery) (rtm2.StoredFrame, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i, err := c.index(q)
	if err != nil {
		return rtm2.StoredFrame{}, err
	}
	if i < 0 || i >= len(c.frames) {
		return rtm2.StoredFrame{}, rtm2.Errorf(rtm2.CodeNotFound, "camera %q has no such frame in memory", string(c.id))
	}
	return c.frames[i].StoredFrame, nil
}

// index returns the place of the frame asked for; outside the slice when there is none.
func (c *camera) index(q rtm2.FrameQuery) (int, error) {
	at, exact := c.search(q.At)
	switch q.Find {
	case rtm2.FindFirst:
		return 0, nil
	case rtm2.FindLast:
		return len(c.frames) - 1, nil
	case rtm2.FindPrevious:
		return at - 1, nil
	case rtm2.FindNext:
		if exact {
			at++
		}
		return at, nil
	case rtm2.FindNearest, "":
		return c.nearest(at, q.At), nil
	}
	return 0, rtm2.Errorf(rtm2.CodeInvalid,
		"find must be nearest, previous, next, first or last, not %q", string(q.Find))
}

func (c *camera) nearest(at int, t time.Time) int {
	switch {
	case at == 0:
		return 0
	case at == len(c.frames):
		return at - 1
	case t.Sub(c.frames[at-1].Frame.Captured) <= c.frames[at].Frame.Captured.Sub(t):
		return at - 1
	}
	return at
}

// search compares in microseconds, the unit in which frames are named outside.
func (c *camera) search(t time.Time) (int, bool) {
	return slices.BinarySearchFunc(c.frames, t.UnixMicro(), func(p picture, us int64) int {
		return cmp.Compare(p.Frame.Captured.UnixMicro(), us)
	})
}
