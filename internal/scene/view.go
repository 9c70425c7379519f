package scene

import "math/rand/v2"

// point is a place in the room before the camera, in metres: X to the right, Y above the ground, Z away.
type point struct{ x, y, z float32 }

// view is one camera's picture: what there is to see and how light falls on it.
type view interface {
	perspective() perspective
	paint(p *plate)
	// falls returns what a light of full weight brings to a point.
	falls(l light, at point) colour
	// usual returns the weights at the time of day that the view is made for.
	usual() [lights]float32
}

// stage is a view ready for use: painted under every light that a script asks for.
type stage struct {
	view   view
	persp  perspective
	layers [lights]*layer
	stands []uint8
}

func newStage(v view, want []light, g geometry, f framing, s span, t *transform, r *rand.Rand) *stage {
	st := &stage{view: v, persp: v.perspective()}
	p := newPlate(f, s, st.persp, newTexture(r))
	v.paint(p)
	st.stands = p.stands
	var usual [3][]float32
	for _, l := range want {
		switch l {
		case lightWarm, lightBlur, lightCoarse:
			if usual[0] == nil {
				usual = st.usualPicture(p)
			}
			st.layers[l] = derived(l, usual, g, s, t)
		default:
			st.layers[l] = newLayer(g, s, t, st.lit(p, l))
		}
	}
	return st
}

// lit returns the plate under one light of full weight.
func (st *stage) lit(p *plate, l light) [3][]float32 {
	var out [3][]float32
	for c := range out {
		out[c] = make([]float32, len(p.far))
	}
	w := p.s.w[0]
	for y := range p.s.h[0] {
		for x := range w {
			i := y*w + x
			c := st.litPoint(p, l, x, y, i)
			out[0][i], out[1][i], out[2][i] = c.r, c.g, c.b
		}
	}
	return out
}

func (st *stage) litPoint(p *plate, l light, x, y, i int) colour {
	c := colour{p.rgb[0][i], p.rgb[1][i], p.rgb[2][i]}
	if p.of[i] == sky {
		if l == lightDay {
			return c
		}
		return colour{}
	}
	dx, dy := p.drawn(x, y)
	z := p.far[i]
	at := point{(dx - 320) * z / st.persp.focal, (st.persp.horizon-dy)*z/st.persp.focal + st.persp.height, z}
	in := st.view.falls(l, at)
	switch {
	case l == lightLamp && p.glow[i] > 0:
		k := p.glow[i]
		return c.times(in).mixed(colour{255 * k, 214 * k, 150 * k}, min(k, 1))
	case l == lightIR:
		v := 0.45*c.r + 0.45*c.g + 0.1*c.b
		if p.of[i] == foliage {
			v = 70 + 0.9*v
		}
		return colour{v, v, v}.times(in)
	case l == lightSun && p.of[i] == glass:
		return colour{}
	}
	return c.times(in)
}

// usualPicture is the view as its camera usually shows it.
func (st *stage) usualPicture(p *plate) [3][]float32 {
	var sum [3][]float32
	for c := range sum {
		sum[c] = make([]float32, len(p.far))
	}
	for l, weight := range st.view.usual() {
		if weight == 0 {
			continue
		}
		for c, plane := range st.lit(p, light(l)) {
			for i, v := range plane {
				sum[c][i] += v * weight
			}
		}
	}
	return sum
}

// derived makes the pictures that others fade into.
func derived(l light, usual [3][]float32, g geometry, s span, t *transform) *layer {
	switch l {
	case lightWarm:
		out := [3][]float32{}
		for c, k := range [3]float32{1.13, 1.0, 0.80} {
			out[c] = make([]float32, len(usual[c]))
			for i, v := range usual[c] {
				out[c][i] = v * k
			}
		}
		return newLayer(g, s, t, out)
	case lightBlur:
		out := [3][]float32{}
		radius := max(g.h/40, 2)
		for c := range usual {
			out[c] = append([]float32(nil), usual[c]...)
			for range 2 {
				blurRows(out[c], s.w[0], s.h[0], radius)
				blurColumns(out[c], s.w[0], s.h[0], radius)
			}
		}
		return newLayer(g, s, t, out)
	}
	coarse := newLayer(g, s, t, usual)
	coarse.coarsen(g, t.order)
	return coarse
}

// coarsen leaves of the coefficients what a video encoder short of bits leaves.
func (l *layer) coarsen(g geometry, order [64]uint8) {
	q := [2]*quantiser{newQuantiser(lumaSteps(), 14, order), newQuantiser(chromaSteps(), 14, order)}
	for c := range g.comps {
		for i, v := range l.coef[c] {
			if i&63 == 0 {
				continue
			}
			step := int32(q[min(c, 1)].step[i&63]) * fractionUnit / 2
			k := (int32(v) + step/2*sign32(int32(v))) / step
			l.coef[c][i] = int16(k * step)
		}
	}
}

func sign32(v int32) int32 {
	if v < 0 {
		return -1
	}
	return 1
}

func blurRows(a []float32, w, h, r int) {
	line := make([]float32, w)
	for y := range h {
		row := a[y*w:][:w]
		copy(line, row)
		blurLine(line, func(x int, v float32) { row[x] = v }, r)
	}
}

func blurColumns(a []float32, w, h, r int) {
	line := make([]float32, h)
	for x := range w {
		for y := range line {
			line[y] = a[y*w+x]
		}
		blurLine(line, func(y int, v float32) { a[y*w+x] = v }, r)
	}
}

// blurLine averages over 2r + 1 values, the ends repeated.
func blurLine(line []float32, put func(i int, v float32), r int) {
	at := func(i int) float32 { return line[min(max(i, 0), len(line)-1)] }
	sum := float32(0)
	for i := -r; i <= r; i++ {
		sum += at(i)
	}
	for i := range line {
		put(i, sum/float32(2*r+1))
		sum += at(i+r+1) - at(i-r)
	}
}
