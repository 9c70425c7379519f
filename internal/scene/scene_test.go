package scene

import (
	"bytes"
	"fmt"
	"image"
	"math"
	"slices"
	"testing"
	"time"

	"rtm2"
)

func build(t testing.TB, name string, o Options) *Scene {
	t.Helper()
	s, err := New(name, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestFramesFollowFromTheirNumber(t *testing.T) {
	for _, name := range []string{"demo", "sway-gusts", "light-clouds", "shake", "rain", "frozen", "reconnect", "screen"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := Options{Width: 160, Height: 120, Seed: 9}
			a, b := build(t, name, o), build(t, name, o)
			numbers := []int{0, 1, 130, 131, 190, 260}
			first := map[int][]byte{}
			for _, n := range numbers {
				first[n], _ = a.Frame(nil, n)
			}
			slices.Reverse(numbers)
			for _, n := range numbers {
				if got, l := b.Frame(nil, n); !bytes.Equal(got, first[n]) || l.Number != n {
					t.Errorf("frame %d differs when it is asked for in another order", n)
				}
			}
			for n := range 2 {
				if got, _ := b.Next(nil); !bytes.Equal(got, first[n]) {
					t.Errorf("Next's frame %d differs from Frame's", n)
				}
			}
			other, _ := build(t, name, Options{Width: 160, Height: 120, Seed: 10}).Frame(nil, 0)
			if bytes.Equal(other, first[0]) {
				t.Error("another seed gives the same picture")
			}
		})
	}
}

func TestPicturesDecode(t *testing.T) {
	sizes := [][2]int{{320, 240}, {233, 151}, {16, 16}, {427, 240}, {61, 200}, {500, 20}}
	for _, sampling := range []Sampling{Sampling420, Sampling422, Sampling444, SamplingGray} {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s %dx%d", sampling, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				s := build(t, "demo", Options{Width: size[0], Height: size[1], Sampling: sampling, Clock: time.Unix(0, 0)})
				for _, n := range []int{0, 8 * 15, 57 * 15, 100 * 15} {
					data, l := s.Frame(nil, n)
					if b := decode(t, data).Bounds(); b.Dx() != size[0] || b.Dy() != size[1] {
						t.Fatalf("decoded as %v", b)
					}
					if want := (size[0] + 7) / 8 * ((size[1] + 7) / 8); len(l.Mask) != want {
						t.Errorf("mask of %d cells, want %d", len(l.Mask), want)
					}
				}
			})
		}
	}
}

func TestAppendsToDst(t *testing.T) {
	s := build(t, "demo", Options{Width: 64, Height: 48})
	alone, _ := s.Frame(nil, 5)
	after, _ := s.Frame([]byte("before"), 5)
	if !bytes.Equal(after, append([]byte("before"), alone...)) {
		t.Error("the frame is not appended to what dst holds")
	}
}

// TestLabelsAgreeWithPixels compares frames with and without a figure: where they differ the mask has to say
// so, and where the mask says so they have to differ.
func TestLabelsAgreeWithPixels(t *testing.T) {
	for _, tc := range []struct {
		name string
		at   []float64
	}{
		{"person-near", []float64{9.5, 10.4, 11.3}}, {"people-crossing", []float64{9, 11, 12.5}},
		{"car-passing", []float64{11, 11.5}}, {"cat", []float64{10, 14}}, {"person-to-door", []float64{14, 20}},
		{"person-room", []float64{9, 12}}, {"night-person", []float64{11}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := build(t, tc.name, Options{Width: 320, Height: 240, Noise: NoNoise, Quality: 96})
			s.script.shadow = -0.4 // no shadows: they are not part of the mask
			data, l := s.Frame(nil, 0)
			if l.Motion || len(l.Boxes) != 0 {
				t.Fatal("something moves at the start")
			}
			empty := decode(t, data)
			for _, at := range tc.at {
				data, l := s.Frame(nil, int(at*s.opt.FPS))
				if !l.Motion || len(l.Boxes) == 0 {
					t.Fatalf("nothing moves at %v s", at)
				}
				compareWithMask(t, s, l, empty, decode(t, data))
			}
		})
	}
}

func compareWithMask(t *testing.T, s *Scene, l Label, empty, img image.Image) {
	t.Helper()
	g := s.g
	near := func(cx, cy int) bool { // of the mask: an object may touch less than a quarter of a cell
		for y := max(cy-1, 0); y <= min(cy+1, g.gridH-1); y++ {
			for x := max(cx-1, 0); x <= min(cx+1, g.gridW-1); x++ {
				if l.Mask[y*g.gridW+x] != 0 {
					return true
				}
			}
		}
		return false
	}
	masked, agree := 0, 0
	for cy := range g.gridH {
		for cx := range g.gridW {
			changed := 0
			for y := cy * 8; y < min(cy*8+8, g.h); y++ {
				for x := cx * 8; x < min(cx*8+8, g.w); x++ {
					if math.Abs(lumaAt(empty, x, y)-lumaAt(img, x, y)) > 8 {
						changed++
					}
				}
			}
			if changed > 8 && !near(cx, cy) {
				t.Errorf("frame %d: cell %d,%d differs in %d pixels, far from the mask", l.Number, cx, cy, changed)
			}
			if l.Mask[cy*g.gridW+cx] != 0 {
				masked++
				if changed >= 4 {
					agree++
				}
				if !slices.ContainsFunc(l.Boxes, func(b rtm2.Box) bool {
					return cx*8 < b.X+b.W && cx*8+8 > b.X && cy*8 < b.Y+b.H && cy*8+8 > b.Y
				}) {
					t.Errorf("frame %d: cell %d,%d of the mask lies in no box", l.Number, cx, cy)
				}
			}
		}
	}
	if masked == 0 || agree*10 < masked*8 {
		t.Errorf("frame %d: %d of %d cells of the mask show a difference", l.Number, agree, masked)
	}
}

func TestNoiseIsAsAsked(t *testing.T) {
	for _, tc := range []struct {
		sigma float64
		name  string
	}{{1, "noise-low"}, {3, "noise-low"}, {8, "noise-low"}, {3, "noise-blotchy"}} {
		t.Run(fmt.Sprint(tc.name, tc.sigma), func(t *testing.T) {
			t.Parallel()
			s := build(t, tc.name, Options{Width: 160, Height: 120, Noise: tc.sigma, Quality: 100})
			const frames = 40
			n := s.g.w * s.g.h
			sum, square := make([]float64, n), make([]float64, n)
			for f := range frames {
				data, _ := s.Frame(nil, f)
				img := decode(t, data)
				for i := range n {
					v := lumaAt(img, i%s.g.w, i/s.g.w)
					sum[i] += v
					square[i] += v * v
				}
			}
			deviation := func(low, high float64) float64 {
				total, count := 0.0, 0
				for i := range n {
					if mean := sum[i] / frames; mean >= low && mean < high {
						total += (square[i] - sum[i]*sum[i]/frames) / (frames - 1)
						count++
					}
				}
				if count < 300 {
					t.Fatalf("only %d pixels between %v and %v", count, low, high)
				}
				return math.Sqrt(total / float64(count))
			}
			// Rounding to whole grey levels and coefficients adds a little of its own.
			want := math.Sqrt(tc.sigma*tc.sigma + 2./12)
			if mid := deviation(115, 140); math.Abs(mid-want) > 0.1*want {
				t.Errorf("deviation %.2f at mid grey, want %.2f", mid, want)
			}
			if dark, bright := deviation(30, 70), deviation(190, 235); dark <= bright {
				t.Errorf("deviation %.2f in the dark, %.2f in the light: want more in the dark", dark, bright)
			}
		})
	}
}

func TestQuietScenesKeepStill(t *testing.T) {
	s := build(t, "noise-low", Options{Width: 320, Height: 240, Noise: NoNoise})
	a, _ := s.Frame(nil, 0)
	b, _ := s.Frame(nil, 99)
	if !bytes.Equal(a, b) {
		t.Error("without noise two quiet frames differ")
	}
}

func TestNextDoesNotAllocate(t *testing.T) {
	s := build(t, "demo", Options{Width: 160, Height: 120, Clock: time.Unix(0, 0)})
	buf := make([]byte, 0, 1<<20)
	for range 200 { // past the first person
		s.Next(buf[:0])
	}
	if n := testing.AllocsPerRun(300, func() { s.Next(buf[:0]) }); n > 0.5 {
		t.Errorf("%v allocations per frame, want 0", n)
	}
}

func TestDemoIsAliveAndQuietInTurn(t *testing.T) {
	s := build(t, "demo", Options{Width: 240, Height: 180, FPS: 5})
	rounds := 3.
	if underRace {
		rounds = 1
	}
	var starts []float64
	moving, lampOn, windy, quiet, longest := 0, 0, 0, 0.0, 0.0
	total := int(rounds * demoRound * s.opt.FPS)
	for n := range total {
		s.render(n)
		if s.label.Motion {
			if quiet > 2 {
				starts = append(starts, s.At(n).Seconds())
			}
			longest, quiet = max(longest, quiet), 0
			moving++
		} else {
			quiet += 1 / s.opt.FPS
		}
		if s.exp.weight[lightLamp] > 0.5 {
			lampOn++
		}
		if s.label.Note == "tree" {
			windy++
		}
	}
	if len(starts) == 0 || starts[0] < 5.5 || starts[0] > 8.5 {
		t.Fatalf("things begin to move at %v, want the first within 6 to 8 s", starts)
	}
	if share := float64(moving) / float64(total); share < 0.3 || share > 0.7 {
		t.Errorf("something moves in %.0f %% of the frames, want 30 to 70", 100*share)
	}
	if longest > 20 {
		t.Errorf("%.0f s without motion, want at most 20", longest)
	}
	if per := rounds * demoRound / float64(len(starts)); per < 10 || per > 22 {
		t.Errorf("something begins every %.1f s, want 10 to 22", per)
	}
	if lampOn == 0 || lampOn > total/2 || windy == 0 || windy > total/2 {
		t.Errorf("lamp on in %d and wind in %d of %d frames, want some and not most", lampOn, windy, total)
	}
	if s.Len() != 0 {
		t.Errorf("the demo ends after %d frames", s.Len())
	}
	data, _ := s.Frame(nil, 40*24*3600*5)
	decode(t, data)
}

func TestFrozenRepeatsTheSameBytes(t *testing.T) {
	s := build(t, "frozen", Options{Width: 160, Height: 120, FPS: 10})
	at := func(sec float64) []byte {
		data, _ := s.Frame(nil, int(sec*10))
		return data
	}
	if !bytes.Equal(at(10), at(25.9)) {
		t.Error("a frozen camera's pictures differ")
	}
	if bytes.Equal(at(9.9), at(10)) || bytes.Equal(at(25.9), at(26)) {
		t.Error("pictures before or after are frozen too")
	}
}

func TestReconnectCountsConnections(t *testing.T) {
	s := build(t, "reconnect", Options{Width: 160, Height: 120, FPS: 10})
	for sec, want := range map[float64]uint32{0: 0, 11.9: 0, 12: 1, 27: 1} {
		if _, l := s.Frame(nil, int(sec*10)); l.Connection != want {
			t.Errorf("connection %d at %v s, want %d", l.Connection, sec, want)
		}
	}
}
