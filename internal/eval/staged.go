package eval

import (
	"context"
	"fmt"
	"time"

	"rtm2"
	"rtm2/internal/scene"
)

// Variant is how a scene is shown. The zero value of a field is the scene's usual one.
type Variant struct {
	Width, Height int
	FPS           float64
	Noise         float64 // times the scene's own noise
	Quality       int
}

// String writes a variant as "640x480, 15 fps, noise x1, quality 80".
func (v Variant) String() string {
	return fmt.Sprintf("%dx%d, %g fps, noise x%g, quality %d", v.Width, v.Height, v.FPS, v.Noise, v.Quality)
}

// Staged is a case of the corpus as a Film.
type Staged struct {
	c scene.Case
	s *scene.Scene
}

// Stage makes the film of a case.
func Stage(c scene.Case, v Variant, seed uint64) (*Staged, error) {
	o := scene.Options{Width: v.Width, Height: v.Height, FPS: v.FPS, Quality: v.Quality, Seed: seed}
	s, err := c.Build(o)
	if err != nil {
		return nil, err
	}
	if v.Noise != 1 && v.Noise != 0 {
		o.Noise = min(max(v.Noise*s.Options().Noise, leastNoise), mostNoise)
		if s, err = c.Build(o); err != nil {
			return nil, err
		}
	}
	return &Staged{c: c, s: s}, nil
}

// What scene.Options.Noise takes.
const (
	leastNoise = 0.05
	mostNoise  = 40
)

// Health implements Film.
func (f *Staged) Health() rtm2.Health { return f.c.Expect.Health }

// Strict implements Film: a scene may be warmed up to.
func (f *Staged) Strict() bool { return false }

// Play implements Film.
func (f *Staged) Play(_ context.Context, show func(Shot) error) error {
	var (
		buf   []byte
		label scene.Label
		conn  uint32
	)
	t := stageTruth{expect: f.c.Expect, opt: f.s.Options(), last: -time.Hour}
	for n := range f.s.Len() {
		buf, label = f.s.Frame(buf[:0], n)
		at := f.s.At(n)
		s := Shot{JPEG: buf, At: at, Fresh: label.Connection != conn, Truth: t.of(at, &label)}
		conn = label.Connection
		if err := show(s); err != nil {
			return err
		}
	}
	return nil
}

// What is left out around a trouble, in seconds: the time to notice it, and the time to trust the picture again.
const (
	noticeTime  = 6
	recoverTime = 6
	nightTime   = 4
)

// stageTruth turns a scene's labels into truth.
type stageTruth struct {
	expect scene.Expect
	opt    scene.Options
	last   time.Duration // when something last moved
}

func (t *stageTruth) of(at time.Duration, l *scene.Label) Truth {
	e, sec := t.expect, at.Seconds()
	out := Truth{Label: Quiet, Cells: l.Mask, Nuisance: e.Nuisance.Holds(sec)}
	switch {
	case l.Unscored:
		out.Label = Unscored
	case l.Motion:
		out.Label = Moving
		t.last = at
		out.Box, out.Cut = t.largest(l.Boxes)
	default:
		learning := scene.Span{From: e.Nuisance.From, Till: e.Nuisance.From + e.Grace}
		out.Forgiven = at-t.last <= alive || learning.Holds(sec)
	}
	if e.Health != "" {
		out.Trouble = scene.Span{From: e.Trouble.From + noticeTime, Till: e.Trouble.Till}.Holds(sec)
		out.Settling = scene.Span{From: e.Trouble.From - 1, Till: e.Trouble.Till + recoverTime}.Holds(sec)
	}
	if e.Night != (scene.Span{}) {
		from := e.Night.From
		if from > 0 {
			from += nightTime
		}
		out.Night = scene.Span{From: from, Till: e.Night.Till}.Holds(sec)
		out.Dusk = scene.Span{From: e.Night.From - 1, Till: e.Night.Till + nightTime}.Holds(sec)
	}
	return out
}

// largest returns the largest box and the sides of the picture that it touches.
func (t *stageTruth) largest(boxes []rtm2.Box) (rtm2.Box, Sides) {
	var b rtm2.Box
	for _, o := range boxes {
		if o.W*o.H > b.W*b.H {
			b = o
		}
	}
	var cut Sides
	for _, side := range []struct {
		touches bool
		side    Sides
	}{
		{b.X <= 0, Left}, {b.X+b.W >= t.opt.Width, Right}, {b.Y <= 0, Top}, {b.Y+b.H >= t.opt.Height, Bottom},
	} {
		if side.touches {
			cut |= side.side
		}
	}
	return b, cut
}
