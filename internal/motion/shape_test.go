package motion_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"rtm2/internal/jpegdct"
)

// TestAnySizeAndSampling judges noise and a jumping block in pictures of odd sizes, in every relation of chroma to luma.
func TestAnySizeAndSampling(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	plane := func(w, h int) jpegdct.Plane { return jpegdct.Plane{W: w, H: h, Pix: make([]uint8, w*h)} }
	for _, size := range [][2]int{{1, 1}, {1, 7}, {9, 1}, {2, 2}, {5, 35}, {27, 16}, {80, 60}, {241, 135}} {
		w, h := size[0], size[1]
		for name, chroma := range map[string][2]int{
			"gray": {0, 0}, "444": {w, h}, "422": {(w + 1) / 2, h}, "420": {(w + 1) / 2, (h + 1) / 2}, "411": {(w + 3) / 4, h},
		} {
			t.Run(fmt.Sprintf("%dx%d %s", w, h, name), func(t *testing.T) {
				d := newDetector(t, nil)
				thumb := jpegdct.Thumbnail{
					Width: w*8 - 3, Height: h*8 - 5,
					Y: plane(w, h), Cb: plane(chroma[0], chroma[1]), Cr: plane(chroma[0], chroma[1]),
				}
				for n := range 120 {
					for _, p := range []jpegdct.Plane{thumb.Y, thumb.Cb, thumb.Cr} {
						for i := range p.Pix {
							p.Pix[i] = uint8(100 + rnd.IntN(3+n/40))
						}
					}
					for i := range w * h / 8 {
						thumb.Y.Pix[(n*w/20+i)%(w*h)] = 250
					}
					v := d.Judge(&thumb, time.Unix(1000, int64(n)*4e7))
					if v.Mask.W != w || v.Mask.H != h || len(v.Mask.Cells) != w*h {
						t.Fatalf("mask of %dx%d, %d cells", v.Mask.W, v.Mask.H, len(v.Mask.Cells))
					}
					for _, b := range v.Blobs {
						if b.Box.X < 0 || b.Box.Y < 0 || b.Box.X+b.Box.W > thumb.Width || b.Box.Y+b.Box.H > thumb.Height {
							t.Fatalf("box %v lies outside %dx%d", b.Box, thumb.Width, thumb.Height)
						}
					}
					if v.Score < 0 || v.Score > 1 || v.Moving != (len(v.Blobs) > 0) || v.Reason == "" {
						t.Fatalf("verdict %+v", v)
					}
				}
			})
		}
	}
}

// TestOddClocks judges frames whose times repeat, go back and leap.
func TestOddClocks(t *testing.T) {
	f, d := newFilm(40, 30, 41), newDetector(t, nil)
	at := time.Unix(1_700_000_000, 0)
	for i, step := range []time.Duration{0, 0, -time.Hour, time.Hour, 24 * time.Hour, time.Nanosecond, -1, time.Second} {
		for range 20 {
			at = at.Add(step)
			if v := d.Judge(f.frame(nil), at); v.Moving {
				t.Fatalf("step %d (%s): motion %v", i, step, v.Blobs)
			}
		}
	}
}
