package scene

import (
	"math"
	"strings"
	"testing"

	"rtm2"
)

// labelled returns the spans of motion by the labels, gaps of less than 0.7 s (somebody behind a tree) closed.
func labelled(s *Scene, check func(l *Label)) []Span {
	var out []Span
	step := 1 / s.opt.FPS
	for n := range s.Len() {
		s.render(n)
		check(&s.label)
		if !s.label.Motion {
			continue
		}
		at := float64(n) * step
		if k := len(out) - 1; k >= 0 && at-out[k].Till < 0.7+step {
			out[k].Till = at + step
			continue
		}
		out = append(out, Span{at, at + step})
	}
	return out
}

func TestCorpusLabels(t *testing.T) {
	for _, c := range Corpus() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			fps := 5.0
			if underRace {
				fps = 1
			}
			s, err := c.Build(Options{Width: 240, Height: 180, FPS: fps, Seed: 3})
			if err != nil {
				t.Fatal(err)
			}
			length := float64(s.Len()) / s.opt.FPS
			if length < 20 || length > 60 {
				t.Errorf("%v s long, want 20 to 60", length)
			}
			noted := false
			got := labelled(s, func(l *Label) {
				noted = noted || l.Note != ""
				checkLabel(t, s, l)
			})
			if len(got) != len(c.Expect.Motion) {
				t.Fatalf("motion %v, want %v", got, c.Expect.Motion)
			}
			for i, want := range c.Expect.Motion {
				if slack := 0.3 + 1/fps; math.Abs(got[i].From-want.From) > slack || math.Abs(got[i].Till-want.Till) > slack {
					t.Errorf("motion %v, want %v", got[i], want)
				}
			}
			if len(got) > 0 && got[0].From < 5 {
				t.Errorf("motion from %v s on, want 5 quiet seconds first", got[0].From)
			}
			if c.About == "" || len(c.Expect.Motion) == 0 && c.Expect.Nuisance == (Span{}) {
				t.Error("the case does not say what it is about")
			}
			if n := c.Expect.Nuisance; n.From != 0 && n.From < 5 || n.Till > length || n.Till < n.From {
				t.Errorf("nuisance %v is not within the scene, after 5 quiet seconds", n)
			}
			if (c.Expect.Health == "") != (c.Expect.Trouble == Span{}) {
				t.Error("health and trouble go together")
			}
		})
	}
}

func checkLabel(t *testing.T, s *Scene, l *Label) {
	t.Helper()
	cells := 0
	for _, m := range l.Mask {
		if m != 0 {
			cells++
			if m != 255 {
				t.Fatalf("frame %d: a mask cell of %d", l.Number, m)
			}
		}
	}
	if l.Motion && len(l.Boxes) == 0 || cells > 0 && !l.Motion {
		t.Fatalf("frame %d: motion %v, %d boxes, %d cells", l.Number, l.Motion, len(l.Boxes), cells)
	}
	for _, b := range append(l.Boxes, l.Still...) {
		if b.Empty() || b.X < 0 || b.Y < 0 || b.X+b.W > s.g.w || b.Y+b.H > s.g.h {
			t.Fatalf("frame %d: box %v is not in the picture", l.Number, b)
		}
	}
}

// TestCorpusCoversTheJudgements holds the corpus to the table of what a detector has to survive.
func TestCorpusCoversTheJudgements(t *testing.T) {
	var names []string
	seen := map[string]bool{}
	healths := map[rtm2.Health]bool{}
	for _, c := range Corpus() {
		if seen[c.Name] {
			t.Errorf("two cases are called %s", c.Name)
		}
		seen[c.Name] = true
		names = append(names, c.Name)
		healths[c.Expect.Health] = true
	}
	all := "\n" + strings.Join(names, "\n")
	for _, row := range []string{"noise-", "noise-night", "light-switch", "light-exposure-ramp", "light-white-balance",
		"light-dawn", "light-clouds", "lamp-person", "sway-", "water", "flicker", "led", "screen", "person-far",
		"person-near", "person-fast", "person-slow", "person-dark", "shadow-alone", "reflection", "bag-left",
		"bag-taken", "car-parks", "car-leaves", "shake", "knock", "pan", "rain", "snow", "insects", "pumping",
		"night-switch", "reconnect", "frozen", "covered", "defocused", "black"} {
		if !strings.Contains(all, "\n"+row) {
			t.Errorf("no case for %s", row)
		}
	}
	for _, h := range []rtm2.Health{rtm2.HealthFrozen, rtm2.HealthCovered, rtm2.HealthDefocused, rtm2.HealthBlack,
		rtm2.HealthMoved} {
		if !healths[h] {
			t.Errorf("no case ends in %s", h)
		}
	}
}

// TestNuisancesShow makes sure that each nuisance does something to the picture: a case that shows nothing
// would prove nothing.
func TestNuisancesShow(t *testing.T) {
	for _, c := range Corpus() {
		// What a person leaves behind shows as the difference to the start; noise and frozen pictures don't.
		if strings.HasPrefix(c.Name, "noise") || c.Name == "frozen" || c.Expect.Nuisance == (Span{}) {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			s, err := c.Build(Options{Width: 160, Height: 120, FPS: 10, Noise: NoNoise})
			if err != nil {
				t.Fatal(err)
			}
			data, _ := s.Frame(nil, 0)
			start := decode(t, data)
			most := 0
			for at := c.Expect.Nuisance.From; at < c.Expect.Nuisance.Till && most < 6; at += 0.37 {
				data, _ := s.Frame(nil, int(at*10))
				img := decode(t, data)
				changed := 0
				for y := range s.g.h {
					for x := range s.g.w {
						if math.Abs(lumaAt(start, x, y)-lumaAt(img, x, y)) > 6 {
							changed++
						}
					}
				}
				most = max(most, changed)
			}
			if most < 6 {
				t.Errorf("at most %d pixels change", most)
			}
		})
	}
}
