package motion_test

import (
	"fmt"
	"testing"
	"time"

	"rtm2"
	"rtm2/internal/jpegdct"
	"rtm2/internal/motion"
	"rtm2/internal/scene"
)

// tally is what a detector made of one case of the corpus.
type tally struct {
	quiet, alarms int // scored frames without motion, and those of them that were called motion
	motion, hits  int
	trouble, told int // frames in the later part of a trouble, and those that named it
	unready       int
}

// judgeCase runs a detector over a case of the corpus. What the case grants for learning is not scored, and neither is
// the two seconds after motion that a verdict may hold.
func judgeCase(t *testing.T, c scene.Case, cfg motion.Config) tally {
	t.Helper()
	s, err := c.Build(scene.Options{Width: 480, Height: 360, FPS: 10, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	d, err := motion.New(cfg, 1)
	if err != nil {
		t.Fatal(err)
	}
	var (
		sum   tally
		dec   jpegdct.Decoder
		thumb jpegdct.Thumbnail
		buf   []byte
		label scene.Label
		last  = -10.0 // when the labels last said motion
		conn  uint32
	)
	for n := range s.Len() {
		buf, label = s.Frame(buf[:0], n)
		if err := dec.Thumbnail(buf, &thumb); err != nil {
			t.Fatal(err)
		}
		if label.Connection != conn {
			conn = label.Connection
			d.Reset()
		}
		at := s.At(n).Seconds()
		v := d.Judge(&thumb, time.Unix(1_700_000_000, 0).Add(s.At(n)))
		e := c.Expect
		if e.Health != "" && at >= e.Trouble.From+6 && at < e.Trouble.Till {
			sum.trouble++
			if v.Health == e.Health {
				sum.told++
			}
		}
		switch {
		case !v.Ready:
			sum.unready++
		case label.Unscored:
		case label.Motion:
			last = at
			sum.motion++
			if v.Moving {
				sum.hits++
			}
		case at < last+2.1 || e.Grace > 0 && at >= e.Nuisance.From && at < e.Nuisance.From+e.Grace:
		default:
			sum.quiet++
			if v.Moving {
				sum.alarms++
			}
		}
	}
	return sum
}

// What the detector is known to get wrong, as the highest share of quiet frames with a false alarm and the lowest share
// of motion found; docs/design/detection.md says why. Everything else has to do better than usual.
var (
	usual = [2]float64{0.04, 0.9}
	known = map[string][2]float64{
		"shadow-alone":        {0.45, 0},
		"reflection":          {0.35, 0},
		"light-clouds":        {0.30, 0},
		"light-switch-garden": {0.10, 0},
		"sway-gusts":          {0.10, 0.9},
		"shake":               {0.10, 0},
		"screen":              {0.15, 0},
		"person-slow":         {0.20, 0.9}, // the shadow comes first
		"person-standing":     {0.10, 0.9},
		"car-leaves":          {0.03, 0.6}, // the parked car was background
		"car-parks":           {0.06, 0.8},
		"light-switch-walker": {0.10, 0.9},
		"lamp-person-room":    {0.05, 0.25}, // near a lamp no one gain explains the light
		"lamp-person-porch":   {0.05, 0.35},
		"person-far":          {0.10, 0.6}, // two to six cells
		"cat":                 {0.03, 0.8},
		"defocused":           {0.10, 0},
	}
)

func TestCorpus(t *testing.T) {
	if testing.Short() {
		t.Skip("renders the whole corpus")
	}
	for k, c := range scene.Corpus() {
		if raced && k%8 != 0 {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			bound, ok := known[c.Name]
			if !ok {
				bound = usual
			}
			sum := judgeCase(t, c, motion.DefaultConfig())
			if got := float64(sum.alarms) / float64(max(sum.quiet, 1)); got > bound[0] {
				t.Errorf("%s: false alarms in %.3f of %d quiet frames, want at most %.3f", c.About, got, sum.quiet, bound[0])
			}
			if got := float64(sum.hits) / float64(max(sum.motion, 1)); sum.motion > 0 && got < bound[1] {
				t.Errorf("%s: %.3f of %d frames with motion found, want %.3f", c.About, got, sum.motion, bound[1])
			}
			if sum.told*10 < sum.trouble*8 {
				t.Errorf("%s: %d of %d frames say %s", c.About, sum.told, sum.trouble, c.Expect.Health)
			}
			if sum.unready > 60 {
				t.Errorf("%s: %d frames of warm-up", c.About, sum.unready)
			}
		})
	}
}

// TestSensitivityIsMonotone judges one walker and one noisy night at rising sensitivity: more of it never finds less.
func TestSensitivityIsMonotone(t *testing.T) {
	found := make([]int, 0, 5)
	for _, s := range []int{1, 25, 50, 75, 100} {
		f, d := newFilm(80, 60, 31), newDetector(t, func(c *motion.Config) { c.Sensitivity = s })
		f.quiet(t, d, 4)
		hits := 0
		for contrast := 2; contrast <= 30; contrast += 4 {
			for i := range 40 {
				v := f.show(d, func(x, y int, v float64) float64 {
					if x >= 10+i && x < 15+i && y >= 20 && y < 28 {
						return v - float64(contrast)
					}
					return v
				})
				if v.Moving {
					hits++
				}
			}
			for range 60 {
				f.show(d, nil)
			}
		}
		found = append(found, hits)
	}
	for i := 1; i < len(found); i++ {
		if found[i] < found[i-1] {
			t.Errorf("motion frames at sensitivity 1, 25, 50, 75, 100: %v", found)
		}
	}
	if found[0] == 0 || found[4] <= found[0] {
		t.Errorf("motion frames %v: the knob does nothing", found)
	}
}

func TestNightAndReasonStrings(t *testing.T) {
	for _, c := range scene.Corpus() {
		if c.Name != "night-person" {
			continue
		}
		s, err := c.Build(scene.Options{Width: 320, Height: 240, FPS: 5, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		d := newDetector(t, nil)
		var dec jpegdct.Decoder
		var thumb jpegdct.Thumbnail
		reasons := map[rtm2.Reason]bool{}
		for n := range s.Len() {
			jpeg, _ := s.Frame(nil, n)
			if err := dec.Thumbnail(jpeg, &thumb); err != nil {
				t.Fatal(err)
			}
			v := d.Judge(&thumb, time.Unix(1_700_000_000, 0).Add(s.At(n)))
			reasons[v.Reason] = true
			if n > 5 && !v.Night {
				t.Fatalf("frame %d of an infrared scene is not night", n)
			}
		}
		if !reasons[rtm2.ReasonMotion] || !reasons[rtm2.ReasonWarming] {
			t.Errorf("reasons %v", fmt.Sprint(reasons))
		}
	}
}
