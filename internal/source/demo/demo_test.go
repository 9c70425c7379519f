package demo

import (
	"bytes"
	"errors"
	"image/jpeg"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rtm2"
	"rtm2/internal/source/sourcetest"
)

func TestConformance(t *testing.T) {
	sourcetest.Run(t, sourcetest.Case{Pictures: 5, Endless: true, Live: true, New: func(t *testing.T) rtm2.Source {
		c, err := New("demo:?seed=7&width=160&height=120&fps=60")
		if err != nil {
			t.Fatal(err)
		}
		return c
	}})
}

func TestSpec(t *testing.T) {
	for spec, words := range map[string]string{
		"demo:":           "",
		"demo:?":          "",
		"demo:?seed=0":    "",
		"demo:?fps=29.97": "",
		"demo:?width=1280&height=720&seed=18446744073709551615&quality=1": "",
		"demo:?width=0":     "16 to 4096",
		"demo:?width=99999": "16 to 4096",
		"demo:?height=-5":   "16 to 4096",
		"demo:?height=":     "16 to 4096",
		"demo:?seed=-1":     "from 0",
		"demo:?seed=x":      "from 0",
		"demo:?fps=0":       "1 to 60",
		"demo:?fps=NaN":     "1 to 60",
		"demo:?fps=1e9":     "1 to 60",
		"demo:?quality=101": "1 to 100",
		"demo:?colour=red":  "no option \"colour\"",
		"demo:?fps=5&fps=6": "twice",
		"demo:street":       "question mark",
		"demo:?%zz":         "not understood",
	} {
		c, err := New(spec)
		switch {
		case words == "" && (err != nil || c == nil):
			t.Errorf("%s: %v", spec, err)
		case words != "" && (rtm2.CodeOf(err) != rtm2.CodeInvalid || !strings.Contains(err.Error(), words)):
			t.Errorf("%s: %v, want a message that says %q", spec, err, words)
		}
	}
}

// play runs the demo on a clock of its own; wait is how long the receiver takes for each picture.
func play(t *testing.T, spec string, wait ...time.Duration) (at []time.Duration, pictures [][]byte) {
	t.Helper()
	c, err := New(spec)
	if err != nil {
		t.Fatal(err)
	}
	enough := errors.New("enough")
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		err := c.Run(t.Context(), func(p rtm2.Picture) error {
			if p.Number != len(at) {
				t.Errorf("number %d, want %d", p.Number, len(at))
			}
			at, pictures = append(at, p.Captured.Sub(begin)), append(pictures, p.JPEG)
			if len(at) == len(wait) {
				return enough
			}
			time.Sleep(wait[len(at)-1])
			return nil
		})
		if !errors.Is(err, enough) {
			t.Error(err)
		}
	})
	return at, pictures
}

func TestPace(t *testing.T) {
	const ms = time.Millisecond
	cases := []struct {
		name       string
		wait, want []time.Duration
	}{
		{"in time", []time.Duration{0, 50 * ms, 99 * ms, 0}, []time.Duration{0, 100 * ms, 200 * ms, 300 * ms}},
		{"late once", []time.Duration{0, 250 * ms, 0, 0, 0}, []time.Duration{0, 100 * ms, 350 * ms, 400 * ms,
			500 * ms}},
		{"always late", []time.Duration{150 * ms, 150 * ms, 150 * ms, 0}, []time.Duration{0, 150 * ms, 300 * ms,
			450 * ms}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got, _ := play(t, "demo:?fps=10&width=160&height=120", c.wait...); !slices.Equal(got, c.want) {
				t.Errorf("pictures at %v, want %v", got, c.want)
			}
		})
	}
}

// TestLateIsNewest: a picture that comes late shows what the scene shows by then.
func TestLateIsNewest(t *testing.T) {
	const spec = "demo:?fps=10&width=160&height=120&seed=3"
	_, inTime := play(t, spec, 0, 0, 0, 0, 0)
	_, late := play(t, spec, 300*time.Millisecond, 0, 0)
	if !bytes.Equal(late[1], inTime[3]) || !bytes.Equal(late[2], inTime[4]) {
		t.Error("after a pause of three frames the fourth does not follow")
	}
}

func TestOptionsCount(t *testing.T) {
	_, a := play(t, "demo:?seed=1&width=200&height=100", 0)
	_, b := play(t, "demo:?seed=2&width=200&height=100", 0)
	_, c := play(t, "demo:?seed=1&width=200&height=100&quality=20", 0)
	if bytes.Equal(a[0], b[0]) {
		t.Error("the seed makes no difference")
	}
	if len(c[0]) >= len(a[0]) {
		t.Errorf("quality 20 takes %d bytes, the default %d", len(c[0]), len(a[0]))
	}
	if got, err := jpeg.DecodeConfig(bytes.NewReader(a[0])); err != nil || got.Width != 200 || got.Height != 100 {
		t.Errorf("%d x %d, %v", got.Width, got.Height, err)
	}
}
