package scene

import "math"

// fraction is how many binary digits a coefficient or a sample carries behind the point: samples 0..4080,
// coefficients of an orthonormal transform of level-shifted samples -16384..16383.
const (
	fraction     = 4
	fractionUnit = 1 << fraction
)

// zigzag returns for each place in coding order the place in a block, row by row (figure A.6).
func zigzag() [64]uint8 {
	var z [64]uint8
	x, y, up := 0, 0, true
	for k := range z {
		z[k] = uint8(8*y + x)
		switch {
		case up && x == 7:
			y, up = y+1, false
		case up && y == 0:
			x, up = x+1, false
		case up:
			x, y = x+1, y-1
		case y == 7:
			x, up = x+1, true
		case x == 0:
			y, up = y+1, true
		default:
			x, y = x-1, y+1
		}
	}
	return z
}

// transform is the forward DCT after Arai, Agui and Nakajima (1988): 5 multiplications for 8 points, the rest
// of the work folded into one factor per coefficient.
type transform struct {
	order  [64]uint8   // zigzag
	factor [64]float32 // in zigzag order
}

func newTransform() *transform {
	t := &transform{order: zigzag()}
	var aan [8]float64
	for i := range aan {
		// The flow graph returns each coefficient multiplied by this.
		aan[i] = math.Sqrt(8) * math.Cos(float64(i)*math.Pi/16)
		if i > 0 {
			aan[i] *= math.Sqrt2
		}
	}
	for k, p := range t.order {
		t.factor[k] = float32(1 / (aan[p>>3] * aan[p&7]))
	}
	return t
}

// forward transforms 8 rows of 8 samples, stride apart, into dst in zigzag order. Samples and coefficients
// have the same number of fraction digits.
func (t *transform) forward(dst *[64]int16, src []int16, stride int) {
	var b [64]float32
	for y := range 8 {
		s := src[y*stride:][:8:8]
		r := (*[8]float32)(b[8*y:])
		for x := range r {
			r[x] = float32(s[x])
		}
		aan8(&r[0], &r[1], &r[2], &r[3], &r[4], &r[5], &r[6], &r[7])
	}
	for x := range 8 {
		c := (*[57]float32)(b[x:])
		aan8(&c[0], &c[8], &c[16], &c[24], &c[32], &c[40], &c[48], &c[56])
	}
	for k := range dst {
		// The offset makes the number positive, where cutting off is rounding down.
		const offset = 1 << 16
		dst[k] = int16(int32(b[t.order[k]&63]*t.factor[k]+(offset+0.5)) - offset)
	}
}

func aan8(p0, p1, p2, p3, p4, p5, p6, p7 *float32) {
	a0, a7 := *p0+*p7, *p0-*p7
	a1, a6 := *p1+*p6, *p1-*p6
	a2, a5 := *p2+*p5, *p2-*p5
	a3, a4 := *p3+*p4, *p3-*p4

	e0, e3 := a0+a3, a0-a3
	e1, e2 := a1+a2, a1-a2
	*p0, *p4 = e0+e1, e0-e1
	z1 := (e2 + e3) * 0.707106781
	*p2, *p6 = e3+z1, e3-z1

	o0, o1, o2 := a4+a5, a5+a6, a6+a7
	z5 := (o0 - o2) * 0.382683433
	z2 := 0.541196100*o0 + z5
	z4 := 1.306562965*o2 + z5
	z3 := o1 * 0.707106781
	z11, z13 := a7+z3, a7-z3
	*p5, *p3 = z13+z2, z13-z2
	*p1, *p7 = z11+z4, z11-z4
}
