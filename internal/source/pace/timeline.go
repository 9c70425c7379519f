// Package pace gives pictures their capture times: those of recordings, at full speed or at the recording's own,
// and those of live cameras.
package pace

import (
	"context"
	"math"
	"time"
)

// Options says how fast a recording is played.
type Options struct {
	FPS   float64   // pictures per second of the recording, above 0
	Real  bool      // at the recording's own speed, as if it were a live camera
	Start time.Time // when picture 0 was taken; zero: now. Without Real only.
}

// Timeline times one run through a recording. It is not for concurrent use.
type Timeline struct {
	opt   Options
	begin time.Time
	n     int64
}

// New makes a Timeline that begins when Next is first called.
func New(o Options) *Timeline { return &Timeline{opt: o} }

// Next returns when the next picture was taken. Without Real that is Start + n/FPS, at once. With Real it waits
// until the picture is due and returns the time by then, with Go's monotonic reading. When pictures come late by
// more than one of them, because the receiver or the decoder is too slow, the rest of the recording is put off:
// none is left out and none are bunched up. It returns ctx's error when ctx ends first.
func (t *Timeline) Next(ctx context.Context) (time.Time, error) {
	n := t.n
	t.n++
	if t.begin.IsZero() {
		t.begin = t.opt.Start
		if t.opt.Real || t.begin.IsZero() {
			t.begin = time.Now()
		}
	}
	due := t.begin.Add(offset(n, t.opt.FPS))
	if !t.opt.Real {
		return due, ctx.Err()
	}
	if late := time.Since(due); late > offset(1, t.opt.FPS) {
		t.begin = t.begin.Add(late)
	}
	if err := Until(ctx, due); err != nil {
		return time.Time{}, err
	}
	return time.Now(), nil
}

// Skip lets the time of one picture pass that is not there.
func (t *Timeline) Skip() {
	t.n++
}

// offset returns how long after picture 0 picture n is due.
func offset(n int64, fps float64) time.Duration {
	return time.Duration(math.Round(float64(n) / fps * float64(time.Second)))
}

// Until waits until t or ctx's end, whose error it returns.
func Until(ctx context.Context, t time.Time) error {
	wait := time.Until(t)
	if wait <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Stamp makes the capture times of one live connection differ by at least a microsecond, which is how finely
// they are stored: two pictures that were read at once shall still be two.
type Stamp struct {
	last time.Time
}

// At returns t, or a moment after the last time it returned, whichever is later.
func (s *Stamp) At(t time.Time) time.Time {
	if next := s.last.Add(time.Microsecond); !s.last.IsZero() && t.Before(next) {
		t = next
	}
	s.last = t
	return t
}
