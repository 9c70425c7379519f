package scene

import "math"

// curve is a number over time in seconds.
type curve func(t float64) float32

// flat is the same all the time.
func flat(v float32) curve { return func(float64) float32 { return v } }

// change goes from one value to another, beginning at a time and taking so many seconds.
func change(from, to float32, at, took float64) curve {
	return func(t float64) float32 {
		if took <= 0 {
			if t < at {
				return from
			}
			return to
		}
		return from + (to-from)*softly(float32((t-at)/took))
	}
}

// pulse is one value between two times, another outside, with soft edges.
func pulse(rest, high float32, d during) curve {
	return func(t float64) float32 { return rest + (high-rest)*d.strength(t) }
}

// times multiplies two curves.
func (c curve) times(o curve) curve { return func(t float64) float32 { return c(t) * o(t) } }

// camera is the exposure: gain on everything, a lift of the blacks, and what the gain does to the noise.
type camera struct {
	name  string
	gain  curve
	lift  curve // grey levels; nil for none
	noise curve // factor; nil for none
}

func (c *camera) shade(m *moment, e *exposure) {
	g := c.gain(m.t)
	e.gain *= g
	if c.lift != nil {
		e.lift += c.lift(m.t)
	}
	if c.noise != nil {
		e.noise *= c.noise(m.t)
	}
}

// note names the exposure while it changes.
func (c *camera) note(t float64) string {
	if c.name != "" && math.Abs(float64(c.gain(t)-c.gain(t-0.2))) > 1e-4 {
		return c.name
	}
	return ""
}

// sceneLight sets what one light of the view contributes.
type sceneLight struct {
	name  string
	light light
	level curve
}

func (l *sceneLight) shade(m *moment, e *exposure) { e.weight[l.light] = l.level(m.t) }

func (l *sceneLight) note(t float64) string {
	if l.name != "" && math.Abs(float64(l.level(t)-l.level(t-0.2))) > 1e-4 {
		return l.name
	}
	return ""
}

// fade replaces the usual lights by a picture of its own: warm, infrared, out of focus, coarse.
type fade struct {
	name  string
	into  light
	share curve // 0 usual to 1 replaced
}

func (f *fade) shade(m *moment, e *exposure) {
	k := f.share(m.t)
	for l := range e.weight {
		e.weight[l] *= 1 - k
	}
	e.weight[f.into] += k
}

func (f *fade) note(t float64) string {
	if f.name != "" && f.share(t) > 0.01 {
		return f.name
	}
	return ""
}

// clouds let the sun through in patches that drift across the picture.
type clouds struct {
	during
	light   light
	texture *texture
	field   []float32
}

func (c *clouds) note(t float64) string {
	if c.strength(t) > 0 {
		return "clouds"
	}
	return ""
}

func (c *clouds) shade(m *moment, e *exposure) {
	k := c.strength(m.t)
	if k == 0 {
		return
	}
	g := m.s.g
	w, h := g.fieldSize()
	if len(c.field) != w*h {
		c.field = make([]float32, w*h)
		c.texture = &m.s.sky
	}
	step := tile / m.s.f.scale
	for j := range h {
		for i := range w {
			x, y := float32(i)*step/240+float32(m.t)*0.22, float32(j)*step/110+float32(m.t)*0.05
			c.field[j*w+i] = 1 - k*softly((c.texture.cloud(x, y, 2)-0.42)*5)*0.95
		}
	}
	e.field, e.fieldLight = c.field, c.light
}

// flicker is mains light and a rolling shutter that don't agree: bands that wander down the picture.
type flicker struct {
	during
	light light
	depth float32
	beat  float64 // hertz
	field []float32
}

func (f *flicker) note(t float64) string {
	if f.strength(t) > 0 {
		return "flicker"
	}
	return ""
}

func (f *flicker) shade(m *moment, e *exposure) {
	k := f.strength(m.t) * f.depth
	if k == 0 {
		return
	}
	w, h := m.s.g.fieldSize()
	if len(f.field) != w*h {
		f.field = make([]float32, w*h)
	}
	for j := range h {
		v := 1 + k*float32(math.Sin(2*math.Pi*(f.beat*m.t-1.6*float64(j)/float64(h))))
		for i := range w {
			f.field[j*w+i] = v
		}
	}
	e.field, e.fieldLight = f.field, f.light
}
