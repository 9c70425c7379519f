package motion_test

import (
	"fmt"
	"testing"
	"time"

	"rtm2"
	"rtm2/internal/motion"
)

func TestNoiseIsQuiet(t *testing.T) {
	for _, noise := range []float64{0, 0.5, 1.5, 4} {
		t.Run(fmt.Sprint(noise), func(t *testing.T) {
			f := newFilm(80, 60, 3)
			f.noise = noise
			f.quiet(t, newDetector(t, nil), 20)
		})
	}
}

func TestMovingSquareIsSeenFromTheFirstFrames(t *testing.T) {
	for _, fps := range []float64{5, 15, 25, 60} {
		t.Run(fmt.Sprintf("%v fps", fps), func(t *testing.T) {
			f, d := newFilm(80, 60, 4), newDetector(t, nil)
			f.fps = fps
			f.quiet(t, d, 4)
			missed := 0
			for i := range 30 {
				x := 5 + i
				v := f.show(d, square(x, 20, 6, 30))
				if !v.Moving {
					missed++
					continue
				}
				if len(v.Blobs) != 1 || v.Reason != rtm2.ReasonMotion || v.Score <= 0 || v.Score > 1 {
					t.Fatalf("frame %d: verdict %+v", i, v)
				}
				b := v.Blobs[0].Box
				if b.X < 8*x-8 || b.X+b.W > 8*(x+6)+8 || b.Y < 20*8-8 || b.Y+b.H > 26*8+8 {
					t.Errorf("frame %d: box %v, the square is at %d", i, b, 8*x)
				}
			}
			if missed > 3 {
				t.Errorf("%d of 30 frames without motion", missed)
			}
		})
	}
}

func TestWarmsUpAgainAfterResetAndResolutionChange(t *testing.T) {
	f, d := newFilm(80, 60, 5), newDetector(t, nil)
	warm := func(name string, f *film) {
		t.Helper()
		v := f.show(d, nil)
		if v.Ready || v.Reason != rtm2.ReasonWarming || v.Moving {
			t.Errorf("%s: first verdict %+v", name, v)
		}
		for range 50 {
			v = f.show(d, nil)
		}
		if !v.Ready || v.Reason != rtm2.ReasonQuiet {
			t.Errorf("%s: after two seconds the verdict is %v, ready %v", name, v.Reason, v.Ready)
		}
	}
	warm("new", f)
	d.Reset()
	warm("reset", f)
	g := newFilm(60, 40, 6)
	warm("other size", g)
}

func TestLightStepIsLight(t *testing.T) {
	for _, gain := range []float64{0.6, 0.8, 1.25, 1.5} {
		t.Run(fmt.Sprint(gain), func(t *testing.T) {
			f, d := newFilm(80, 60, 8), newDetector(t, nil)
			f.quiet(t, d, 4)
			for i := range 100 {
				v := f.show(d, func(_, _ int, v float64) float64 { return v*gain + 4 })
				if v.Moving {
					t.Fatalf("frame %d after the step: motion %v", i, v.Blobs)
				}
			}
		})
	}
}

func TestStoppedObjectIsQuietSoonAndLeavesNoGhost(t *testing.T) {
	f, d := newFilm(80, 60, 9), newDetector(t, func(c *motion.Config) { c.AbsorbAfter = 10 * time.Second })
	f.quiet(t, d, 4)
	for i := range 30 {
		f.show(d, square(5+i, 20, 6, 30))
	}
	moving := 0
	for range 25 * 20 {
		if f.show(d, square(34, 20, 6, 30)).Moving {
			moving++
		}
	}
	if moving > 25*3 {
		t.Errorf("a thing that stopped was motion for %d frames, want at most 3 s", moving)
	}
	moving = 0
	for range 25 * 10 {
		if f.show(d, nil).Moving {
			moving++
		}
	}
	if moving > 25*3 {
		t.Errorf("its place was motion for %d frames after it was taken away", moving)
	}
}

func TestJudgeAllocatesNothingOnceWarm(t *testing.T) {
	f, d := newFilm(80, 60, 10), newDetector(t, nil)
	f.quiet(t, d, 4)
	i := 0
	allocs := testing.AllocsPerRun(60, func() {
		i++
		f.show(d, square(5+i%60, 20, 6, 30))
	})
	if allocs != 0 {
		t.Errorf("%v allocations a frame", allocs)
	}
}

func TestSameSeedSameVerdicts(t *testing.T) {
	run := func(seed uint64) string {
		f := newFilm(80, 60, 11)
		f.noise = 2
		d, err := motion.New(motion.DefaultConfig(), seed)
		if err != nil {
			t.Fatal(err)
		}
		out := ""
		for i := range 120 {
			v := f.show(d, square(i%80, 20, 5, 90))
			out += fmt.Sprint(v.Moving, v.Score, v.Blobs) + string(v.Mask.Cells)
		}
		return out
	}
	if first, second := run(1), run(1); first != second {
		t.Error("the same seed gave different verdicts")
	}
}
