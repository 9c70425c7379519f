package scene

import (
	"bytes"
	"errors"
	"image/jpeg"
	"math"
	"strings"
	"testing"

	"rtm2"
)

func TestBadOptionsAreNamed(t *testing.T) {
	for want, o := range map[string]Options{
		"width": {Width: 8}, "height": {Height: 5000}, "rate": {FPS: 0.5}, "rate ": {FPS: math.NaN()},
		"quality": {Quality: 101}, "noise": {Noise: 90}, "noise ": {Noise: -0.5}, "sampling": {Sampling: "4:1:0"},
	} {
		for _, name := range []string{"demo", "rain"} {
			_, err := New(name, o)
			var e *rtm2.Error
			if !errors.As(err, &e) || e.Code != rtm2.CodeInvalid || !strings.Contains(e.Message, strings.TrimSpace(want)) {
				t.Errorf("%s with %+v: %v, want an error that names the %s", name, o, err, want)
			}
		}
	}
	if _, err := New("nowhere", Options{}); rtm2.CodeOf(err) != rtm2.CodeInvalid {
		t.Errorf("unknown scene: %v", err)
	}
}

func TestDefaults(t *testing.T) {
	s := build(t, "demo", Options{})
	if o := s.Options(); o.Width != 640 || o.Height != 480 || o.FPS != 15 || o.Quality != 80 || o.Sampling != Sampling420 {
		t.Errorf("defaults %+v", o)
	}
}

// FuzzOptions: any options are either refused with a message for people or make pictures that decode.
func FuzzOptions(f *testing.F) {
	f.Add(0, 0, 0.0, uint64(0), 0, 0.0, "", 0)
	f.Add(333, 77, 59.9, uint64(1), 1, 40.0, "4:2:2", 1000)
	f.Add(16, 300, 1.0, uint64(1<<63), 100, 0.05, "gray", -3)
	f.Add(64, 64, 30.0, uint64(5), 100, 39.0, "4:4:4", 1<<30)
	f.Fuzz(func(t *testing.T, w, h int, fps float64, seed uint64, quality int, noise float64, sampling string, n int) {
		o := Options{Width: w, Height: h, FPS: fps, Seed: seed, Quality: quality, Noise: noise, Sampling: Sampling(sampling)}
		if o.Validate() == nil && o.filled(1).Width*o.filled(1).Height > 1<<17 {
			t.Skip("too large to be quick")
		}
		corpus := Corpus()
		c := corpus[int(seed%uint64(len(corpus)))]
		s, err := c.Build(o)
		if err != nil {
			var e *rtm2.Error
			if !errors.As(err, &e) || e.Code != rtm2.CodeInvalid {
				t.Fatalf("refused with %v, want an *rtm2.Error", err)
			}
			return
		}
		data, l := s.Frame(nil, n)
		img, err := jpeg.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", c.Name, err)
		}
		want := s.Options()
		if b := img.Bounds(); b.Dx() != want.Width || b.Dy() != want.Height {
			t.Fatalf("%s: %v, want %dx%d", c.Name, b, want.Width, want.Height)
		}
		if len(l.Mask) != (want.Width+7)/8*((want.Height+7)/8) {
			t.Fatalf("%s: mask of %d cells", c.Name, len(l.Mask))
		}
	})
}
