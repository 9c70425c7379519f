package jpegdct

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"testing"
)

// rotation is how many different frames take turns: branch predictors learn a repeated one by heart.
const rotation = 24

// benchmarks runs f over rotating frames of every size and sampling.
func benchmarks(b *testing.B, f func(b *testing.B, frames [][]byte)) {
	for _, size := range []struct{ name, file string }{{"vga", "speed/vga420.mjpeg"}, {"1080p", "speed/hd420.mjpeg"}} {
		b.Run(size.name+"/420", func(b *testing.B) { f(b, frames(b, size.file, rotation)) })
		b.Run(size.name+"/422", func(b *testing.B) { f(b, as422(b, frames(b, size.file, rotation))) })
	}
}

func BenchmarkThumbnail(b *testing.B) {
	benchmarks(b, func(b *testing.B, frames [][]byte) {
		var d Decoder
		var th Thumbnail
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if err := d.Thumbnail(frames[i%rotation], &th); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkThumbnailAndPlausible(b *testing.B) {
	benchmarks(b, func(b *testing.B, frames [][]byte) {
		var d Decoder
		var th Thumbnail
		for i := 0; b.Loop(); i++ {
			if err := d.Thumbnail(frames[i%rotation], &th); err != nil {
				b.Fatal(err)
			}
			if err := d.Plausible(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkNewTables has other Huffman tables in every frame, so that the lookup tables are always made anew.
func BenchmarkNewTables(b *testing.B) {
	benchmarks(b, func(b *testing.B, frames [][]byte) {
		var d Decoder
		var th Thumbnail
		for i := 0; b.Loop(); i++ {
			for j := range d.walker.tables.pairs {
				d.walker.tables.pairs[j].used = 0
			}
			if err := d.Thumbnail(frames[i%rotation], &th); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkCrop(b *testing.B) {
	benchmarks(b, func(b *testing.B, frames [][]byte) {
		for _, r := range []image.Rectangle{
			image.Rect(208, 208, 224, 224), image.Rect(160, 160, 320, 320), image.Rect(0, 0, 1<<16, 1<<16),
		} {
			b.Run(fmt.Sprintf("%d", r.Dx()), func(b *testing.B) {
				ds := make([]Decoder, rotation)
				var th Thumbnail
				for i := range ds {
					if err := ds[i].Thumbnail(frames[i], &th); err != nil {
						b.Fatal(err)
					}
				}
				dst := make([]byte, 0, 2*len(frames[0]))
				for i := 0; b.Loop(); i++ {
					if _, _, err := ds[i%rotation].Crop(dst, r); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	})
}

func BenchmarkNormalize(b *testing.B) {
	benchmarks(b, func(b *testing.B, frames [][]byte) {
		dst := make([]byte, 0, 2*len(frames[0]))
		for i := 0; b.Loop(); i++ {
			if _, err := Normalize(dst, frames[i%rotation]); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkValidate(b *testing.B) {
	benchmarks(b, func(b *testing.B, frames [][]byte) {
		var d Decoder
		for i := 0; b.Loop(); i++ {
			if err := d.Validate(frames[i%rotation]); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkImageJPEG(b *testing.B) {
	benchmarks(b, func(b *testing.B, frames [][]byte) {
		for i := 0; b.Loop(); i++ {
			if _, err := jpeg.Decode(bytes.NewReader(frames[i%rotation])); err != nil {
				b.Fatal(err)
			}
		}
	})
}
