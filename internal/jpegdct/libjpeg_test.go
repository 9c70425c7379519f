package jpegdct

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// footage returns every step-th JPEG of the stored footage by name.
func footage(t *testing.T, step int) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	names := sampleFiles(t, "cdnet_office/input/*.jpg")
	for i := 0; i < len(names); i += step {
		data, err := os.ReadFile(names[i])
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(names[i])] = data
	}
	for _, name := range []string{"speed/vga420.mjpeg", "speed/hd420.mjpeg"} {
		all := frames(t, name, 200)
		for i := 0; i < len(all); i += step {
			out[fmt.Sprintf("%s frame %d", filepath.Base(name), i)] = all[i]
		}
	}
	return out
}

func TestFootageLikeLibjpeg(t *testing.T) {
	var d Decoder
	for name, data := range footage(t, 5) {
		t.Run(name, func(t *testing.T) { checkDjpeg(t, &d, data) })
	}
}

// pnm is a decoded picture as djpeg writes it.
type pnm struct {
	width, height, channels int
	pix                     []byte
}

// decoded is djpeg's decode without interpolated chroma, which would look beyond a crop's edge.
func decoded(t *testing.T, data []byte) pnm {
	t.Helper()
	out := djpeg(t, data, "-nosmooth")
	var p pnm
	var kind byte
	if _, err := fmt.Sscanf(string(out[:min(len(out), 40)]), "P%c\n%d %d\n255\n", &kind, &p.width, &p.height); err != nil {
		t.Fatalf("djpeg wrote %q: %v", out[:min(len(out), 20)], err)
	}
	p.channels = map[byte]int{'5': 1, '6': 3}[kind]
	if size := p.width * p.height * p.channels; size > 0 && size <= len(out) {
		p.pix = out[len(out)-size:]
		return p
	}
	t.Fatalf("djpeg wrote %d bytes for %dx%d pixels", len(out), p.width, p.height)
	return p
}

// cropsLikeLibjpeg compares random crops with the whole, both decoded by djpeg.
func cropsLikeLibjpeg(t *testing.T, data []byte, r *rand.Rand, rounds int) {
	t.Helper()
	var d Decoder
	var th Thumbnail
	if err := d.Thumbnail(data, &th); err != nil {
		t.Fatal(err)
	}
	whole := decoded(t, data)
	for range rounds {
		x, y := r.IntN(th.Width), r.IntN(th.Height)
		crop, cut, err := d.Crop(nil, image.Rect(x, y, x+1+r.IntN(th.Width), y+1+r.IntN(th.Height)))
		if err != nil {
			t.Fatal(err)
		}
		part := decoded(t, crop)
		if part.width != cut.Dx() || part.height != cut.Dy() || part.channels != whole.channels {
			t.Fatalf("%v: djpeg sees %dx%d with %d channels", cut, part.width, part.height, part.channels)
		}
		n := part.width * part.channels
		for y := range part.height {
			from := ((cut.Min.Y+y)*whole.width + cut.Min.X) * whole.channels
			if !bytes.Equal(whole.pix[from:from+n], part.pix[y*n:(y+1)*n]) {
				t.Fatalf("%v: row %d differs", cut, y)
			}
		}
	}
}

func TestSampleCrops(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	for _, name := range sampleFiles(t, "jpeg/*.jpg") {
		base := filepath.Base(name)
		if strings.HasPrefix(base, "arith") || strings.HasPrefix(base, "prog") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(base, func(t *testing.T) { cropsLikeBoth(t, data, r, 8) })
	}
}

func TestFootageCrops(t *testing.T) {
	for name, data := range footage(t, 40) {
		t.Run(name, func(t *testing.T) { cropsLikeBoth(t, data, rand.New(rand.NewPCG(6, 7)), 4) })
	}
}

// cropsLikeBoth compares crops as image/jpeg and as libjpeg decode them.
func cropsLikeBoth(t *testing.T, data []byte, r *rand.Rand, rounds int) {
	t.Helper()
	normal, err := Normalize(nil, data)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := jpeg.Decode(bytes.NewReader(normal))
	if err != nil {
		t.Fatal(err)
	}
	compareCrops(t, data, whole, r, rounds)
	cropsLikeLibjpeg(t, data, r, rounds)
}
