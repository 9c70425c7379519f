package motion_test

import (
	"bytes"
	"os"
	"testing"
	"time"

	"rtm2/internal/jpegdct"
)

// walkers reads the thumbnails of a clip of walking people, 640x480 at 15 frames a second.
func walkers(tb testing.TB) []jpegdct.Thumbnail {
	tb.Helper()
	data, err := os.ReadFile("../../../shared/data/speed/vga420.mjpeg")
	if err != nil {
		tb.Skip("no ../shared/data/speed beside the project: ", err)
	}
	var out []jpegdct.Thumbnail
	var dec jpegdct.Decoder
	soi := []byte{0xff, 0xd8, 0xff}
	for len(data) > 0 {
		end := bytes.Index(data[2:], soi) + 2
		if end < 2 {
			end = len(data)
		}
		var t jpegdct.Thumbnail
		if err := dec.Thumbnail(data[:end], &t); err != nil {
			tb.Fatal(err)
		}
		out, data = append(out, t), data[end:]
	}
	return out
}

// BenchmarkJudge judges the clip forth and back, so that every frame follows from the one before and the picture does
// not jump.
func BenchmarkJudge(b *testing.B) {
	clip := walkers(b)
	d := newDetector(b, nil)
	at := time.Unix(1_700_000_000, 0)
	frame := func(i int) *jpegdct.Thumbnail {
		i %= 2*len(clip) - 2
		if i >= len(clip) {
			i = 2*len(clip) - 2 - i
		}
		return &clip[i]
	}
	for i := range 100 {
		d.Judge(frame(i), at.Add(time.Duration(i)*time.Second/15))
	}
	moving := 0
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		if d.Judge(frame(100+i), at.Add(time.Duration(100+i)*time.Second/15)).Moving {
			moving++
		}
	}
	b.ReportMetric(float64(moving)/float64(b.N), "moving/frame")
}

// BenchmarkJudgeQuiet judges a scene in which only noise moves.
func BenchmarkJudgeQuiet(b *testing.B) {
	f, d := newFilm(80, 60, 1), newDetector(b, nil)
	f.noise = 1
	var clip []jpegdct.Thumbnail
	for range 64 {
		t := *f.frame(nil)
		t.Y.Pix = bytes.Clone(t.Y.Pix)
		clip = append(clip, t)
	}
	at := time.Unix(1_700_000_000, 0)
	for i := range 200 {
		d.Judge(&clip[i%64], at.Add(time.Duration(i)*time.Second/15))
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		d.Judge(&clip[i%64], at.Add(time.Duration(200+i)*time.Second/15))
	}
}
