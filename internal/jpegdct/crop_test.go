package jpegdct

import (
	"bytes"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"testing"
)

// sub returns the part of a plane that begins at x, y.
func sub(p Plane, x, y, w, h int) []uint8 {
	var out []uint8
	for i := range h {
		out = append(out, p.Pix[(y+i)*p.W+x:][:w]...)
	}
	return out
}

// checkCrop compares the thumbnail of a crop with that part of the whole one's.
func checkCrop(t *testing.T, d *Decoder, whole *Thumbnail, r image.Rectangle) []byte {
	t.Helper()
	data, cut, err := d.Crop(nil, r)
	if err != nil {
		t.Fatal(err)
	}
	if !r.Intersect(image.Rect(0, 0, whole.Width, whole.Height)).In(cut) {
		t.Fatalf("asked for %v, got %v", r, cut)
	}
	var other Decoder
	var th Thumbnail
	if err := other.Thumbnail(data, &th); err != nil {
		t.Fatalf("the crop %v cannot be read: %v", cut, err)
	}
	if th.Width != cut.Dx() || th.Height != cut.Dy() {
		t.Fatalf("the crop %v has %dx%d", cut, th.Width, th.Height)
	}
	for i, p := range []Plane{th.Y, th.Cb, th.Cr} {
		if p.W == 0 {
			continue
		}
		from := []Plane{whole.Y, whole.Cb, whole.Cr}[i]
		x := cut.Min.X * from.W / (8 * from.W * max(1, ceilDiv(whole.Width, 8*from.W)))
		y := cut.Min.Y * from.H / (8 * from.H * max(1, ceilDiv(whole.Height, 8*from.H)))
		if !bytes.Equal(sub(from, x, y, p.W, p.H), p.Pix) {
			t.Fatalf("component %d of the crop %v differs", i, cut)
		}
	}
	return data
}

func TestCropThumbnail(t *testing.T) {
	var d Decoder
	var th Thumbnail
	r := rand.New(rand.NewPCG(3, 3))
	for name, p := range pictures() {
		if p.separate || name == "odd factors" || name == "small luma" || p.factors[0][0] == 3 || p.factors[0][1] == 3 {
			continue // refused, or on a grid that checkCrop cannot follow; these have their own tests
		}
		t.Run(name, func(t *testing.T) {
			if err := d.Thumbnail(p.write(), &th); err != nil {
				t.Fatal(err)
			}
			checkCrop(t, &d, &th, image.Rect(0, 0, p.width, p.height))
			checkCrop(t, &d, &th, image.Rect(p.width-1, p.height-1, p.width+9, p.height+9))
			for range 10 {
				x, y := r.IntN(p.width), r.IntN(p.height)
				checkCrop(t, &d, &th, image.Rect(x, y, x+1+r.IntN(p.width), y+1+r.IntN(p.height)))
			}
		})
	}
}

// TestCropSamples compares every sample with what image/jpeg makes of the whole.
func TestCropSamples(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for name, p := range pictures() {
		if p.separate || p.ac == 0 {
			continue
		}
		data := p.write()
		if whole, err := jpeg.Decode(bytes.NewReader(data)); err == nil {
			t.Run(name, func(t *testing.T) { compareCrops(t, data, whole, r, 6) })
		}
	}
}

func compareCrops(t *testing.T, data []byte, whole image.Image, r *rand.Rand, rounds int) {
	t.Helper()
	var d Decoder
	var th Thumbnail
	if err := d.Thumbnail(data, &th); err != nil {
		t.Fatal(err)
	}
	for range rounds {
		x, y := r.IntN(th.Width), r.IntN(th.Height)
		crop, cut, err := d.Crop(nil, image.Rect(x, y, x+1+r.IntN(th.Width), y+1+r.IntN(th.Height)))
		if err != nil {
			t.Fatal(err)
		}
		part, err := jpeg.Decode(bytes.NewReader(crop))
		if err != nil {
			t.Fatalf("%v: %v", cut, err)
		}
		for y := cut.Min.Y; y < cut.Max.Y; y++ {
			for x := cut.Min.X; x < cut.Max.X; x++ {
				if whole.At(x, y) != part.At(x-cut.Min.X, y-cut.Min.Y) {
					t.Fatalf("%v: the pixel at %d,%d differs", cut, x, y)
				}
			}
		}
	}
}

func TestCropSwapsThinTables(t *testing.T) {
	p := pictures()["thin tables"]
	var d Decoder
	var th Thumbnail
	if err := d.Thumbnail(p.write(), &th); err != nil {
		t.Fatal(err)
	}
	checkCrop(t, &d, &th, image.Rect(80, 40, 160, 100))
	if d.crop.standard == [3]bool{} {
		t.Error("no table was swapped, so nothing has been tested")
	}
}

func TestCropAll(t *testing.T) {
	var d Decoder
	var th Thumbnail
	p := pictures()["long"]
	if err := d.Thumbnail(p.write(), &th); err != nil {
		t.Fatal(err)
	}
	rects := []image.Rectangle{image.Rect(0, 0, 100, 100), image.Rect(333, 222, 444, 333)}
	out, cuts, err := d.CropAll([]byte("before"), nil, rects)
	if err != nil || len(cuts) != 2 || string(out[:6]) != "before" {
		t.Fatal(cuts, err)
	}
	for i, c := range cuts {
		one, rect, err := d.Crop(nil, rects[i])
		if err != nil || rect != c.Rect || !bytes.Equal(one, out[c.Start:c.End]) {
			t.Errorf("cut %d is %v, alone it is %v (%v)", i, c.Rect, rect, err)
		}
		if size := d.CropSize(rects[i]); size > len(one) || size < len(one)*3/4 {
			t.Errorf("the size of %v is said to be %d and is %d", rect, size, len(one))
		}
	}
	rects = append(rects, image.Rect(1000, 1000, 1010, 1010))
	if out, cuts, err = d.CropAll([]byte("before"), cuts[:0], rects); err == nil || len(cuts) != 0 || len(out) != 6 {
		t.Error("a rectangle outside was taken")
	}
}

func TestCropRefusals(t *testing.T) {
	var d Decoder
	var th Thumbnail
	if _, _, err := d.Crop(nil, image.Rect(0, 0, 8, 8)); err == nil {
		t.Error("cropped without a picture")
	}
	if err := d.Thumbnail(pictures()["separate"].write(), &th); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Crop(nil, image.Rect(0, 0, 8, 8)); err == nil {
		t.Error("cropped a picture of several scans")
	}
	if d.CropSize(image.Rect(0, 0, 8, 8)) != 0 {
		t.Error("such a crop has a size")
	}
}

func TestCropDoesNotAllocate(t *testing.T) {
	var d Decoder
	var th Thumbnail
	if err := d.Thumbnail(encoded(t, 640, 480, 1, 80), &th); err != nil {
		t.Fatal(err)
	}
	dst, _, err := d.Crop(nil, image.Rect(0, 0, 640, 480))
	if err != nil {
		t.Fatal(err)
	}
	dst = append(dst, make([]byte, 4096)...)
	if n := testing.AllocsPerRun(10, func() {
		if dst, _, err = d.Crop(dst[:0], image.Rect(100, 100, 260, 260)); err != nil {
			t.Error(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations per crop", n)
	}
}
