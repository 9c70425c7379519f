package motion

// Luma is compared in sixteenths of a grey level, because compensation moves it by fractions.
const (
	unit    = 16
	samples = 16 // per cell: remembered luma values, see docs/design/detection.md
)

// model is what is known of every cell's background.
type model struct {
	w, h, n int
	// set holds the cell's samples of luma, cell by cell, in grey levels.
	set []uint8
	// mean is the slow mean of luma in grey levels, and center the same in sixteenths.
	mean   []float32
	center []int16
	// noise is the slow mean distance of luma from mean, spread that from the second nearest sample, both in
	// grey levels. spread tells a cell with several values (leaves, water) from one with noise.
	noise, spread []float32
	// radius is how far from its samples luma may be, near how far from center is not worth a look, both in
	// sixteenths. They are derived from the above.
	radius []int32
	near   []int16

	// chroma has planes of its own size; chromaOf leads from a cell to its chroma value.
	cw, ch, cn   int
	chromaOf     []int32
	lumaOf       []int32 // the first and the last cell that a chroma value belongs to
	lumaEnd      []int32
	cb, cr       []float32 // slow means
	chromaNoise  []float32 // slow mean distance, |cb|+|cr|
	chromaRadius []float32
}

func (m *model) resize(g *grid) {
	m.w, m.h, m.n = g.w, g.h, g.w*g.h
	m.set = make([]uint8, m.n*samples)
	m.mean, m.noise, m.spread = make([]float32, m.n), make([]float32, m.n), make([]float32, m.n)
	m.center, m.radius, m.near = make([]int16, m.n), make([]int32, m.n), make([]int16, m.n)
	m.cw, m.ch = g.cw, g.ch
	m.cn = m.cw * m.ch
	m.cb, m.cr = make([]float32, m.cn), make([]float32, m.cn)
	m.chromaNoise, m.chromaRadius = make([]float32, m.cn), make([]float32, m.cn)
	m.chromaOf = make([]int32, m.n)
	m.lumaOf, m.lumaEnd = make([]int32, m.cn), make([]int32, m.cn)
	if m.cn == 0 {
		return
	}
	for k := range m.lumaOf {
		m.lumaOf[k] = -1
	}
	for y := range m.h {
		for x := range m.w {
			i, k := y*m.w+x, y*m.ch/m.h*m.cw+x*m.cw/m.w
			m.chromaOf[i] = int32(k)
			if m.lumaOf[k] < 0 {
				m.lumaOf[k] = int32(i)
			}
			m.lumaEnd[k] = int32(i)
		}
	}
}

// start takes the first picture for the background.
func (m *model) start(g *grid) {
	for i, y := range g.y[:m.n] {
		s := m.set[i*samples : (i+1)*samples]
		for k := range s {
			s[k] = y
		}
		m.mean[i], m.noise[i], m.spread[i] = float32(y), startNoise, 0
		m.center[i] = int16(y) * unit
	}
	for i := range m.cn {
		m.cb[i], m.cr[i], m.chromaNoise[i] = float32(g.cb[i]), float32(g.cr[i]), startNoise
	}
}

// startNoise is assumed of a cell that nothing is known of: a step of a coarse quantiser, in grey levels.
const startNoise = 1.5

// second returns the distance, in sixteenths, between v and its second nearest sample, or any smaller distance
// once two samples lie within enough.
func (m *model) second(i int, v, enough int32) int32 {
	s := (*[samples]uint8)(m.set[i*samples:])
	first, second := int32(1<<30), int32(1<<30)
	for _, g := range s {
		d := v - int32(g)*unit
		if d < 0 {
			d = -d
		}
		if d < second {
			if d < first {
				first, second = d, first
			} else {
				second = d
			}
			if second <= enough {
				return second
			}
		}
	}
	return second
}

// secondOfAll is second without an early end.
func (m *model) secondOfAll(i int, v int32) int32 {
	s := (*[samples]uint8)(m.set[i*samples:])
	first, second := int32(1<<30), int32(1<<30)
	for _, g := range s {
		d := v - int32(g)*unit
		d = max(d, -d)
		second = min(second, max(first, d))
		first = min(first, d)
	}
	return second
}

// derive refreshes a cell's radius and near from what was learned of it.
func (m *model) derive(i int, scale float32) {
	r := (radiusBase + radiusLuma*m.mean[i] + radiusNoise*m.noise[i] + radiusSpread*m.spread[i]) * scale
	r = min(r, radiusMax)
	m.radius[i] = int32(r * unit)
	m.near[i] = 0
	if m.noise[i] < nearNoise*r {
		m.near[i] = int16(nearShare * r * unit)
	}
	m.center[i] = int16(m.mean[i]*unit + 0.5)
}

// The radius of a cell in grey levels; the reasons are in docs/design/detection.md, section Constants.
const (
	radiusBase   = 3.0
	radiusLuma   = 0.02
	radiusNoise  = 2.5
	radiusSpread = 0.5
	radiusMax    = 40.0
	nearShare    = 0.4 // of the radius: below it chroma alone cannot make a cell foreground
	nearNoise    = 0.3 // of the radius: only a calm cell is judged by its mean
	chromaBase   = 5.0
	chromaFactor = 2.5
	chromaMost   = 0.5
)

func (m *model) deriveChroma(i int, scale float32) {
	m.chromaRadius[i] = (chromaBase + chromaFactor*m.chromaNoise[i]) * scale
}
