package jpegdct

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"testing"
)

// as422 codes frames again at 4:2:2.
func as422(b *testing.B, in [][]byte) (out [][]byte) {
	b.Helper()
	for _, data := range in {
		m, err := jpeg.Decode(bytes.NewReader(data))
		if err != nil {
			b.Fatal(err)
		}
		out = append(out, coded422(m.(*image.YCbCr)))
	}
	return out
}

// coded422 is a picture as a JPEG with half of its columns of chroma. The quantisers grow with the frequency, much as
// those of Annex K do at quality 80.
func coded422(m *image.YCbCr) []byte {
	var steps [64]uint8
	for i := range steps {
		steps[i] = uint8(4 + i/2)
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	p := &picture{width: w, height: h, factors: yuv(2, 1), quant: int(steps[0]), steps: &steps}
	mw, mh := ceilDiv(w, 16), ceilDiv(h, 8)
	luma := func(x, y int) uint8 { return m.Y[min(y, h-1)*m.YStride+min(x, w-1)] }
	chroma := func(pix []uint8) func(x, y int) uint8 {
		return func(x, y int) uint8 { return pix[m.COffset(min(2*x, w-1), min(y, h-1))] }
	}
	p.given = [][]block{
		transformed(2*mw, mh, luma, &steps), transformed(mw, mh, chroma(m.Cb), &steps),
		transformed(mw, mh, chroma(m.Cr), &steps),
	}
	return p.write()
}

// transformed is the quantised DCT (A.3.3) of w by h blocks of samples.
func transformed(w, h int, sample func(x, y int) uint8, steps *[64]uint8) []block {
	var basis [8][8]float64
	for u := range basis {
		for x := range basis[u] {
			basis[u][x] = math.Cos(float64(2*x+1)*float64(u)*math.Pi/16) / 2
			if u == 0 {
				basis[u][x] = math.Sqrt2 / 4
			}
		}
	}
	order := zigzag()
	blocks := make([]block, w*h)
	for i := range blocks {
		var rows [8][8]float64 // by row and horizontal frequency
		for y := range rows {
			for x := range 8 {
				v := float64(sample(i%w*8+x, i/w*8+y)) - 128
				for u := range 8 {
					rows[y][u] += v * basis[u][x]
				}
			}
		}
		for k, at := range order {
			sum := 0.0
			for y := range 8 {
				sum += rows[y][at.X] * basis[at.Y][y]
			}
			blocks[i][k] = int(math.Round(sum / float64(steps[k])))
		}
	}
	return blocks
}

// zigzag is the order of coefficients (figure A.6): diagonals, every other one upwards.
func zigzag() (order [64]image.Point) {
	n := 0
	for sum := range 15 {
		for i := max(0, sum-7); i <= min(sum, 7); i++ {
			order[n] = image.Pt(i, sum-i)
			if sum%2 == 1 {
				order[n] = image.Pt(sum-i, i)
			}
			n++
		}
	}
	return order
}

// TestCodedAgain checks the pictures that benchmarks are made with.
func TestCodedAgain(t *testing.T) {
	m, err := jpeg.Decode(bytes.NewReader(encoded(t, 203, 117, 4, 90)))
	if err != nil {
		t.Fatal(err)
	}
	in := m.(*image.YCbCr)
	again, err := jpeg.Decode(bytes.NewReader(coded422(in)))
	if err != nil {
		t.Fatal(err)
	}
	out := again.(*image.YCbCr)
	if out.SubsampleRatio != image.YCbCrSubsampleRatio422 || out.Rect != in.Rect {
		t.Fatalf("it is %v, %v", out.SubsampleRatio, out.Rect)
	}
	sum := 0.0
	for y := range 117 {
		for x := range 203 {
			d := float64(in.Y[in.YOffset(x, y)]) - float64(out.Y[out.YOffset(x, y)])
			sum += d * d
		}
	}
	if rms := math.Sqrt(sum / (117 * 203)); rms > 8 {
		t.Errorf("luma is off by %.1f", rms)
	}
}
