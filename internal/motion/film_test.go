package motion_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"rtm2"
	"rtm2/internal/jpegdct"
	"rtm2/internal/motion"
)

// film makes synthetic thumbnails of a textured scene: what a frame shows is painted on top by the test.
type film struct {
	w, h  int // cells
	base  []float64
	noise float64 // of a cell's mean, grey levels
	rnd   *rand.Rand
	thumb jpegdct.Thumbnail
	fps   float64
	n     int
}

func newFilm(w, h int, seed uint64) *film {
	f := &film{w: w, h: h, fps: 25, noise: 0.5, rnd: rand.New(rand.NewPCG(seed, 7))}
	f.base = make([]float64, w*h)
	for i := range f.base {
		x, y := i%w, i/w
		f.base[i] = 60 + 90*float64(y)/float64(h) + 12*float64((x/4+y/3)%3) + 6*f.rnd.Float64()
	}
	f.thumb = jpegdct.Thumbnail{
		Width: w * 8, Height: h * 8,
		Y:  jpegdct.Plane{W: w, H: h, Pix: make([]uint8, w*h)},
		Cb: jpegdct.Plane{W: (w + 1) / 2, H: (h + 1) / 2, Pix: make([]uint8, (w+1)/2*((h+1)/2))},
		Cr: jpegdct.Plane{W: (w + 1) / 2, H: (h + 1) / 2, Pix: make([]uint8, (w+1)/2*((h+1)/2))},
	}
	for i := range f.thumb.Cb.Pix {
		f.thumb.Cb.Pix[i], f.thumb.Cr.Pix[i] = 120, 134
	}
	return f
}

// frame renders the next thumbnail; paint, if not nil, maps a cell's luma to what is shown.
func (f *film) frame(paint func(x, y int, v float64) float64) *jpegdct.Thumbnail {
	for i, v := range f.base {
		if paint != nil {
			v = paint(i%f.w, i/f.w, v)
		}
		v += f.rnd.NormFloat64() * f.noise
		f.thumb.Y.Pix[i] = uint8(min(max(v+0.5, 0), 255))
	}
	f.n++
	return &f.thumb
}

// at is the capture time of the frame rendered last.
func (f *film) at() time.Time {
	return time.Unix(1_700_000_000, 0).Add(time.Duration(float64(f.n) / f.fps * float64(time.Second)))
}

// show judges the next frame.
func (f *film) show(d *motion.Detector, paint func(x, y int, v float64) float64) rtm2.Verdict {
	return d.Judge(f.frame(paint), f.at())
}

// quiet shows the bare scene for some seconds and fails on motion.
func (f *film) quiet(t *testing.T, d *motion.Detector, seconds float64) {
	t.Helper()
	for range int(seconds * f.fps) {
		if v := f.show(d, nil); v.Moving {
			t.Fatalf("frame %d: motion %v in a quiet scene", f.n, v.Blobs)
		}
	}
}

// square paints a box of cells.
func square(x0, y0, size int, luma float64) func(x, y int, v float64) float64 {
	return func(x, y int, v float64) float64 {
		if x >= x0 && x < x0+size && y >= y0 && y < y0+size {
			return luma
		}
		return v
	}
}

func newDetector(t testing.TB, change func(*motion.Config)) *motion.Detector {
	t.Helper()
	cfg := motion.DefaultConfig()
	if change != nil {
		change(&cfg)
	}
	d, err := motion.New(cfg, 1)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
