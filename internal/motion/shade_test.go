package motion_test

import (
	"testing"

	"rtm2"
	"rtm2/internal/motion"
)

// under paints a square that multiplies what it falls on, as a shadow and a lamp do.
func under(x0, y0, size int, factor float64) func(x, y int, v float64) float64 {
	return func(x, y int, v float64) float64 {
		if x >= x0 && x < x0+size && y >= y0 && y < y0+size {
			return v * factor
		}
		return v
	}
}

// TestShadowIsNoObject lets a square come in from the left and cross: one that leaves the ground's texture is mostly told for shadow, one
// with a surface of its own is an object.
func TestShadowIsNoObject(t *testing.T) {
	for name, c := range map[string]struct {
		paint func(x0 int) func(x, y int, v float64) float64
		least int
		most  int
	}{
		"shadow": {func(x0 int) func(x, y int, v float64) float64 { return under(x0, 22, 14, 0.65) }, 0, 20},
		"object": {func(x0 int) func(x, y int, v float64) float64 { return square(x0, 22, 14, 70) }, 60, 90},
	} {
		f, d := newFilm(80, 60, 5), newDetector(t, nil)
		f.quiet(t, d, 4)
		moving, light := 0, 0
		for x0 := -14; x0 < 76; x0++ {
			switch v := f.show(d, c.paint(x0)); {
			case v.Moving:
				moving++
			case v.Reason == rtm2.ReasonLight:
				light++
			}
		}
		if moving < c.least || moving > c.most {
			t.Errorf("%s: motion in %d of 90 frames, want %d to %d", name, moving, c.least, c.most)
		}
		if name == "shadow" && light < 50 {
			t.Errorf("shadow: light is the reason in %d of 90 frames, want 50", light)
		}
	}
}

// TestWhatDoesNotOverlapItselfIsNoObject throws something across that is elsewhere in every frame, as insects are.
func TestWhatDoesNotOverlapItselfIsNoObject(t *testing.T) {
	f := newFilm(80, 60, 6)
	f.fps = 15
	d := newDetector(t, func(*motion.Config) {})
	f.quiet(t, d, 4)
	for k := range 20 {
		for n := range 8 {
			if v := f.show(d, square(4+9*n, 10+2*k, 5, 240)); v.Moving {
				t.Fatalf("flight %d, frame %d: motion %v", k, n, v.Blobs)
			}
		}
		f.quiet(t, d, 1)
	}
}
