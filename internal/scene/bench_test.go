package scene

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"
)

func BenchmarkDemoFrame(b *testing.B) {
	for _, at := range []struct {
		name  string
		first int
	}{{"quiet", 36 * 15}, {"wind", 18 * 15}, {"person", 9 * 15}, {"van", 160 * 15}} {
		b.Run(at.name, func(b *testing.B) {
			s, err := Demo(Options{})
			if err != nil {
				b.Fatal(err)
			}
			var buf []byte
			buf, _ = s.Frame(buf[:0], at.first)
			b.SetBytes(int64(len(buf)))
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				buf, _ = s.Frame(buf[:0], at.first+i%24)
			}
		})
	}
}

func BenchmarkImageJPEG(b *testing.B) {
	s, err := Demo(Options{})
	if err != nil {
		b.Fatal(err)
	}
	var frames []image.Image
	for n := range 24 {
		data, _ := s.Frame(nil, 120+n)
		img, err := jpeg.Decode(bytes.NewReader(data))
		if err != nil {
			b.Fatal(err)
		}
		frames = append(frames, img)
	}
	var out bytes.Buffer
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		out.Reset()
		if err := jpeg.Encode(&out, frames[i%len(frames)], &jpeg.Options{Quality: 85}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpenFrame is the dearest kind of frame: all of it is drawn in pixels.
func BenchmarkOpenFrame(b *testing.B) {
	for _, name := range []string{"shake", "light-clouds", "light-dawn", "rain-heavy"} {
		b.Run(name, func(b *testing.B) {
			s, err := New(name, Options{})
			if err != nil {
				b.Fatal(err)
			}
			var buf []byte
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				buf, _ = s.Frame(buf[:0], 15*15+i%24)
			}
		})
	}
}
