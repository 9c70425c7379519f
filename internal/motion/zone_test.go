package motion_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"rtm2"
	"rtm2/internal/motion"
)

func box(x0, y0, x1, y1 float64) []motion.Point {
	return []motion.Point{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}}
}

func TestZoneErrorsSayWhatIsWrong(t *testing.T) {
	bow := []motion.Point{{X: 0, Y: 0}, {X: 1, Y: 1}, {X: 1, Y: 0}, {X: 0, Y: 1}}
	for _, tc := range []struct {
		name string
		zone motion.Zone
		want string
	}{
		{"two points", motion.Zone{Points: box(0, 0, 1, 1)[:2]}, "needs at least three"},
		{"outside", motion.Zone{Points: box(0, 0, 1.2, 1)}, "outside the picture"},
		{"crossing", motion.Zone{Points: bow}, "cross"},
		{"line", motion.Zone{Points: []motion.Point{{X: 0, Y: 0}, {X: 0.5, Y: 0.5}, {X: 1, Y: 1}}}, "covers nothing"},
		{"twice", motion.Zone{Points: append(box(0, 0, 1, 1), motion.Point{})}, "are the same"},
		{"sensitivity", motion.Zone{Points: box(0, 0, 1, 1), Sensitivity: 101}, "sensitivity is 101"},
		{"min area", motion.Zone{Points: box(0, 0, 1, 1), MinArea: 0.7}, "min area is 0.7"},
		{"max area", motion.Zone{Points: box(0, 0, 1, 1), MinArea: 0.2, MaxArea: 0.1}, "max area is 0.1"},
		{"dwell", motion.Zone{Points: box(0, 0, 1, 1), Dwell: -1}, "dwell is -1ns"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cfg := motion.DefaultConfig()
			tc.zone.Name = "mine"
			cfg.Zones = []motion.Zone{{Name: "all", Points: box(0, 0, 1, 1)}, tc.zone}
			_, err := motion.New(cfg, 1)
			if err == nil || !strings.Contains(err.Error(), tc.want) || rtm2.CodeOf(err) != rtm2.CodeInvalid {
				t.Fatalf("error is %v, want one about %q", err, tc.want)
			}
			if !strings.Contains(err.Error(), `zone 2 ("mine")`) {
				t.Errorf("error %q does not say which zone", err)
			}
		})
	}
}

// walk shows a square crossing the middle of the picture.
func walk(t *testing.T, zones []motion.Zone, seen func(x int, v rtm2.Verdict, d *motion.Detector)) {
	t.Helper()
	f, d := newFilm(80, 60, 21), newDetector(t, func(c *motion.Config) { c.Zones = zones })
	f.quiet(t, d, 4)
	for i := range 75 {
		seen(i, f.show(d, square(i, 27, 6, 20)), d)
	}
}

func TestZonesIncludeExcludeAndName(t *testing.T) {
	left := motion.Zone{Name: "left", Points: box(0, 0, 0.4, 1)}
	right := motion.Zone{Name: "right", Points: box(0.6, 0, 1, 1)}
	walk(t, []motion.Zone{left, right}, func(x int, v rtm2.Verdict, d *motion.Detector) {
		want := ""
		switch {
		case x > 4 && x < 24:
			want = "left"
		case x > 36 && x < 42 && v.Moving:
			t.Errorf("motion at %d, between the zones", x)
		case x > 38 && x < 42 && v.Reason != rtm2.ReasonMasked:
			t.Errorf("between the zones the reason is %q", v.Reason)
		case x > 52 && x < 74:
			want = "right"
		}
		if want == "" {
			return
		}
		if !v.Moving || !slices.Equal(d.ZonesOf(v.Blobs[0]), []string{want}) {
			t.Errorf("at %d: %q %v, want motion in %q", x, v.Reason, v.Blobs, want)
		}
	})
	walk(t, []motion.Zone{{Exclude: true, Points: box(0, 0.3, 1, 0.8)}}, func(x int, v rtm2.Verdict, _ *motion.Detector) {
		if v.Moving {
			t.Errorf("motion at %d, in the mask", x)
		}
	})
}

func TestZoneDwellAndSize(t *testing.T) {
	first := -1
	walk(t, []motion.Zone{{Points: box(0, 0, 1, 1), Dwell: time.Second}}, func(x int, v rtm2.Verdict, _ *motion.Detector) {
		if v.Moving && first < 0 {
			first = x
		}
	})
	if first < 25 || first > 32 {
		t.Errorf("first motion after %d frames, want one second of 25", first)
	}
	walk(t, []motion.Zone{{Points: box(0, 0, 1, 1), MinArea: 0.05}}, func(x int, v rtm2.Verdict, _ *motion.Detector) {
		if v.Moving || x > 2 && v.Reason != rtm2.ReasonSmall {
			t.Errorf("at %d: %q %v, want too small", x, v.Reason, v.Blobs)
		}
	})
	walk(t, []motion.Zone{{Points: box(0, 0, 1, 1), MaxArea: 0.003}}, func(x int, v rtm2.Verdict, _ *motion.Detector) {
		if x > 3 && (v.Moving || v.Reason != rtm2.ReasonLarge) {
			t.Errorf("at %d: %q %v, want too large", x, v.Reason, v.Blobs)
		}
	})
}

func TestZoneThinnerThanACellIsNotEmpty(t *testing.T) {
	// A gap between the middles of two rows of cells, across the whole picture: its corners' cells count.
	line := []motion.Point{{X: 0.001, Y: 0.501}, {X: 0.999, Y: 0.501}, {X: 0.999, Y: 0.502}, {X: 0.001, Y: 0.502}}
	names := map[string]bool{}
	f, d := newFilm(80, 60, 21), newDetector(t, func(c *motion.Config) {
		c.Zones = []motion.Zone{{Name: "line", Points: line}, {Name: "all", Points: box(0, 0, 1, 1)}}
	})
	f.quiet(t, d, 4)
	for i := range 79 {
		v := f.show(d, func(x, y int, v float64) float64 {
			if y == 30 && (x == i || x == i+1) {
				return 20
			}
			return v
		})
		for _, b := range v.Blobs {
			for _, n := range d.ZonesOf(b) {
				names[n] = true
			}
		}
	}
	if !names["all"] || !names["line"] {
		t.Errorf("zones with motion: %v", names)
	}
}

func TestZoneSensitivityIsItsOwn(t *testing.T) {
	// A faint square, 8 grey levels off, crosses a dull half and a keen one.
	f := newFilm(80, 60, 22)
	for i := range f.base {
		f.base[i] = 100
	}
	d := newDetector(t, func(c *motion.Config) {
		c.Zones = []motion.Zone{
			{Name: "dull", Points: box(0, 0, 0.5, 1), Sensitivity: 5},
			{Name: "keen", Points: box(0.5, 0, 1, 1), Sensitivity: 80},
		}
	})
	f.quiet(t, d, 4)
	dull, keen := 0, 0
	for i := range 75 {
		v := f.show(d, square(i, 27, 5, 108))
		switch {
		case v.Moving && i < 34:
			dull++
		case v.Moving && i > 40:
			keen++
		}
	}
	if dull > 0 || keen < 20 {
		t.Errorf("%d frames in the dull zone and %d in the keen one", dull, keen)
	}
}
