package scene

// light names one contribution to the picture. The lit picture is the weighted sum of the layers; because the
// transform is linear, so are its coefficients.
type light int

// The lights that a view can be painted under. Each view draws what it has; the last three are pictures in
// their own right that others fade into.
const (
	lightDay    light = iota // sky, or the ceiling's light in a room
	lightSun                 // what the sun or the window adds
	lightLamp                // lamps
	lightWarm                // day and sun after a white-balance step
	lightIR                  // the camera's own infrared light
	lightBlur                // day and sun out of focus
	lightCoarse              // day and sun, coarsely compressed
	lights
)

// layer is one light's picture: samples for what is painted over, coefficients for the rest. Chroma is kept
// around zero, luma from 0, so that weights scale it properly.
type layer struct {
	pix  [3][]uint8 // stride and size of span; chroma + 128
	coef [3][]int16 // in blocks of 64, zigzag order; luma not level-shifted
}

// span is the part of the drawing that layers cover: the picture and a margin for a camera that moves.
type span struct {
	margin int // pixels on every side, a multiple of 16
	w, h   [3]int
}

func newSpan(g geometry, margin int) span {
	s := span{margin: margin}
	for c := range 3 {
		p := g.plane[c]
		s.w[c], s.h[c] = p.w+2*margin/p.sx, p.h+2*margin/p.sy
	}
	return s
}

// newLayer turns a painted picture, RGB at full size of the span, into a layer.
func newLayer(g geometry, s span, t *transform, rgb [3][]float32) *layer {
	l := new(layer)
	for c := range g.comps {
		l.pix[c] = make([]uint8, s.w[c]*s.h[c])
	}
	fullW := s.w[0]
	for y := range s.h[0] {
		for x := range fullW {
			i := y*fullW + x
			l.pix[0][i] = uint8(min(max(lumaOf(rgb[0][i], rgb[1][i], rgb[2][i])+0.5, 0), 255))
		}
	}
	for c := 1; c < g.comps; c++ {
		p := g.plane[c]
		for y := range s.h[c] {
			for x := range s.w[c] {
				sum := float32(0)
				for j := range p.sy {
					for i := range p.sx {
						k := (y*p.sy+j)*fullW + x*p.sx + i
						cb, cr := chromaOf(rgb[0][k], rgb[1][k], rgb[2][k])
						if c == 1 {
							sum += cb
						} else {
							sum += cr
						}
					}
				}
				v := sum/float32(p.sx*p.sy) + 128.5
				l.pix[c][y*s.w[c]+x] = uint8(min(max(v, 0), 255))
			}
		}
	}
	l.transformBlocks(g, s, t)
	return l
}

// transformBlocks makes the coefficients of the part that an unmoved camera shows.
func (l *layer) transformBlocks(g geometry, s span, t *transform) {
	var samples, coef [64]int16
	for c := range g.comps {
		p := g.plane[c]
		l.coef[c] = make([]int16, p.bw*p.bh*64)
		left, top := s.margin/p.sx, s.margin/p.sy
		for b := range p.bw * p.bh {
			x0, y0 := left+b%p.bw*8, top+b/p.bw*8
			for i := range samples {
				v := int16(l.pix[c][(y0+i>>3)*s.w[c]+x0+i&7])
				if c > 0 {
					v -= 128
				}
				samples[i] = v * (fractionUnit / 2)
			}
			t.forward(&coef, samples[:], 8)
			// Half the fraction keeps the luma of a white block, which is not level-shifted, within 16 bits.
			copy(l.coef[c][b*64:], coef[:])
		}
	}
}

func lumaOf(r, g, b float32) float32 { return 0.299*r + 0.587*g + 0.114*b }

func chromaOf(r, g, b float32) (cb, cr float32) {
	return -0.168736*r - 0.331264*g + 0.5*b, 0.5*r - 0.418688*g - 0.081312*b
}

// exposure is how one frame is lit and taken.
type exposure struct {
	weight [lights]float32
	gain   float32 // of the camera, on everything
	lift   float32 // grey levels added to luma after the gain
	noise  float32 // factor on the noise; grows with the camera's gain
	// field, when not nil, multiplies the weight of fieldLight across the picture. It is sampled at the
	// corners of tiles of 16x16 pixels.
	field      []float32
	fieldLight light
}

// mixer holds the coefficients of the lit picture, which it makes anew only when the exposure changes.
type mixer struct {
	g      geometry
	layers [lights]*layer
	coef   [3][]int16 // level-shifted
	last   [3][]uint8 // the last coefficient that can survive quantisation
	now    exposure
	sigma  float64 // of the sensor that last was worked out for
	// edition grows with every change of the exposure; 0 before the first.
	edition uint32
}

func newMixer(g geometry) *mixer {
	m := &mixer{g: g}
	for c := range g.comps {
		p := g.plane[c]
		m.coef[c] = make([]int16, p.bw*p.bh*64)
		m.last[c] = make([]uint8, p.bw*p.bh)
	}
	return m
}

// fixedWeight is the weights' unit in the mixers' integer arithmetic.
const (
	fixedBits   = 11
	fixedWeight = 1 << fixedBits
)

// fixed returns a light's weight, with the exposure's gain, as an integer; 0 for a layer that is not there.
func (m *mixer) fixed(e *exposure, l light) int32 {
	if m.layers[l] == nil {
		return 0
	}
	return int32(e.weight[l]*e.gain*fixedWeight + 0.5)
}

// mix makes the coefficients for e, which a sensor's noise will be added to.
func (m *mixer) mix(e *exposure, s *sensor, q [2]*quantiser) {
	if m.edition > 0 && e.weight == m.now.weight && e.gain == m.now.gain && e.lift == m.now.lift && s.sigma == m.sigma {
		return
	}
	m.now, m.sigma = *e, s.sigma
	m.edition++
	m.now.field = nil
	for c := range m.g.comps {
		var src [lights][]int16
		var weight [lights]int32
		used := 0
		for l := range lights {
			if w := m.fixed(e, l); w != 0 {
				src[used], weight[used] = m.layers[l].coef[c], w
				used++
			}
		}
		shift, table := int32(0), q[1]
		if c == 0 {
			shift = int32((e.lift - 128) * 8 * fractionUnit)
			table = q[0]
		}
		for b := range m.last[c] {
			dst := (*[64]int16)(m.coef[c][b*64:])
			mixBlock(dst, src[:used], weight[:used], b, shift)
			m.last[c][b] = lastOf(dst, table, reachOf(s.on(c, dst)))
		}
	}
}

// mixBlock adds up block b of the sources. A block that is brighter or darker than a picture can be has lost
// its structure too.
func mixBlock(dst *[64]int16, src [][]int16, weight []int32, b int, shift int32) {
	var sum [64]int32
	for i, s := range src {
		c, w := (*[64]int16)(s[b*64:]), weight[i]
		for k := range sum {
			sum[k] += int32(c[k]) * w
		}
	}
	const half = fixedWeight / 4
	dc := (sum[0]+half)>>(fixedBits-1) + shift
	for k := 1; k < 64; k++ {
		dst[k] = int16(min(max((sum[k]+half)>>(fixedBits-1), -32767), 32767))
	}
	const brightest, darkest = 127 * 8 * fractionUnit, -128 * 8 * fractionUnit
	if dc > brightest || dc < darkest {
		dc = min(max(dc, darkest), brightest)
		clear(dst[1:])
	}
	dst[0] = int16(dc)
}

// lastOf returns the last place in coding order where noise of the given reach can leave more than zero.
func lastOf(c *[64]int16, q *quantiser, reach int32) uint8 {
	for k := 63; k > 0; k-- {
		v := int32(c[k])
		if max(v, -v)+reach >= q.dead[k] {
			return uint8(k)
		}
	}
	return 0
}

// chromaNoise is how much of luma's noise the chroma planes have: half as strong, halved again where the
// camera averages chroma, and some of it filtered away by every camera.
const (
	chromaNoise    = 102. / 256
	chromaNoise256 = 102
)
