package scene

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"testing"
)

func decode(t testing.TB, data []byte) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("image/jpeg: %v", err)
	}
	return img
}

// lumaAt returns the decoded luma of a pixel.
func lumaAt(img image.Image, x, y int) float64 {
	switch p := img.(type) {
	case *image.YCbCr:
		return float64(p.Y[p.YOffset(x, y)])
	case *image.Gray:
		return float64(p.GrayAt(x, y).Y)
	}
	panic("unexpected kind of picture")
}

func TestZigzagIsFigureA6(t *testing.T) {
	z := zigzag()
	for k, want := range map[int]uint8{0: 0, 1: 1, 2: 8, 3: 16, 9: 24, 10: 32, 20: 40, 35: 56, 36: 57, 42: 15, 62: 62, 63: 63} {
		if z[k] != want {
			t.Errorf("place %d is %d, want %d", k, z[k], want)
		}
	}
	seen := map[uint8]bool{}
	for _, p := range z {
		seen[p] = true
	}
	if len(seen) != 64 {
		t.Errorf("%d different places, want 64", len(seen))
	}
}

func TestForwardAgreesWithTheDefinition(t *testing.T) {
	tr := newTransform()
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		var src, got [64]int16
		for i := range src {
			src[i] = int16(r.IntN(256) * fractionUnit)
		}
		tr.forward(&got, src[:], 8)
		for k, p := range tr.order {
			u, v := int(p&7), int(p>>3)
			sum := 0.0
			for i, s := range src {
				sum += float64(s) * math.Cos(float64(2*(i&7)+1)*float64(u)*math.Pi/16) *
					math.Cos(float64(2*(i>>3)+1)*float64(v)*math.Pi/16)
			}
			c := 0.25
			if u == 0 {
				c /= math.Sqrt2
			}
			if v == 0 {
				c /= math.Sqrt2
			}
			if want := sum * c; math.Abs(float64(got[k])-want) > 1 {
				t.Fatalf("coefficient %d is %d, want %.2f", k, got[k], want)
			}
		}
	}
}

func TestCoderRoundTrip(t *testing.T) {
	// Every kind of block: empty, long runs of zeros, everything at its limit, random. What image/jpeg decodes
	// has to be what the inverse transform of the quantised values says, or the codes are wrong.
	g := newGeometry(Options{Width: 64, Height: 64, Sampling: SamplingGray})
	tr := newTransform()
	c := newCoder(g, 100, tr.order)
	r := rand.New(rand.NewPCG(3, 4))
	blocks := make([][64]int16, 64)
	for i := range blocks {
		b := &blocks[i]
		b[0] = int16((r.IntN(1600) - 800) * fractionUnit)
		switch i % 4 {
		case 1:
			b[63] = 3 * fractionUnit
		case 2:
			for k := range 40 {
				b[1+r.IntN(63)] = int16((r.IntN(60) - 30 + k%2) * fractionUnit)
			}
		case 3:
			for _, k := range []int{17, 18, 34, 51} {
				b[k] = int16((r.IntN(100) - 50) * fractionUnit)
			}
		}
	}
	var silence [64]int8
	c.start(nil)
	c.reserve(len(blocks))
	for i := range blocks {
		c.block(0, &blocks[i], 63, &silence, 0)
	}
	img := decode(t, c.finish())
	for i, b := range blocks {
		for p := range 64 {
			want := inverseAt(tr, &b, p)
			got := lumaAt(img, i%8*8+p%8, i/8*8+p/8)
			if math.Abs(got-min(max(want, 0), 255)) > 1.5 {
				t.Fatalf("block %d sample %d: %v, want %.1f", i, p, got, want)
			}
		}
	}
}

// inverseAt is one sample of the inverse transform by its definition.
func inverseAt(tr *transform, b *[64]int16, p int) float64 {
	sum := 0.0
	for k, place := range tr.order {
		u, v := int(place&7), int(place>>3)
		c := 0.25
		if u == 0 {
			c /= math.Sqrt2
		}
		if v == 0 {
			c /= math.Sqrt2
		}
		sum += c * float64(b[k]) / fractionUnit * math.Cos(float64(2*(p&7)+1)*float64(u)*math.Pi/16) *
			math.Cos(float64(2*(p>>3)+1)*float64(v)*math.Pi/16)
	}
	return sum + 128
}

func TestCoderStuffsBytesOfOnes(t *testing.T) {
	dst := make([]byte, 0, 64)
	dst, n := flush(dst, 0x12ff34ff, 32)
	if want := []byte{0x12, 0xff, 0, 0x34, 0xff, 0}; !bytes.Equal(dst, want) || n != 0 {
		t.Errorf("got % x with %d bits left, want % x", dst, n, want)
	}
	dst, _ = flush(dst[:0], 0xfe010080, 32)
	if want := []byte{0xfe, 0x01, 0x00, 0x80}; !bytes.Equal(dst, want) {
		t.Errorf("got % x, want % x", dst, want)
	}
}
