package scene

import "math"

// span of time in which something is at work, with soft ends.
type during struct {
	from, till float64 // seconds
	soft       float64 // seconds that it takes to come and to go
}

// always is at work all the time.
func always() during { return during{from: -1e9, till: 1e9} }

// strength is 0 outside the span, 1 inside.
func (d during) strength(t float64) float32 {
	if t < d.from || t >= d.till {
		return 0
	}
	if d.soft <= 0 {
		return 1
	}
	return softly(float32(min(t-d.from, d.till-t) / d.soft))
}

// sway moves the crown of a tree in the wind: the whole crown slowly, branches faster, leaves on their own.
type sway struct {
	during
	name           string
	cx, cy, rx, ry float32 // the crown on the drawing
	reach          float32 // units that the top moves
	gusts          float64 // how often the wind rises, in hertz; 0 blows evenly
	first          float64 // a quarter of a gust's period before the first one's peak, seconds
}

func (w *sway) note(t float64) string {
	if w.wind(t) == 0 {
		return ""
	}
	return w.name
}

func (w *sway) wind(t float64) float32 {
	k := w.strength(t)
	if w.gusts > 0 {
		k *= float32(2.6*math.Sin(2*math.Pi*w.gusts*(t-w.first)) - 1.6)
	}
	return max(k, 0)
}

func (w *sway) paint(m *moment, c *canvas) {
	k := w.wind(m.t) * w.reach * c.f.scale
	if k < 0.02 {
		return
	}
	cx, cy := c.f.px(w.cx, w.cy)
	cx, cy = cx-c.dx, cy-c.dy
	rx, ry := w.rx*c.f.scale, w.ry*c.f.scale
	t := m.t
	whole := float32(math.Sin(1.9*t) + 0.4*math.Sin(3.1*t+1))
	c.warp(int(cx-rx), int(cy-ry), int(cx+rx), int(cy+ry), func(x, y float32) (float32, float32) {
		u, v := (x-cx)/rx, (y-cy)/ry
		edge := (1 - u*u) * (1 - v*v)
		if edge <= 0 {
			return 0, 0
		}
		edge = min(edge*2.2, 1)
		high := 0.55 - 0.45*v
		branch := math.Sin(4.3*t + float64(3*u+2*v))
		leafX := math.Sin(7.9*t + float64(17*u+11*v))
		leafY := math.Sin(6.7*t + float64(9*u-15*v))
		dx := whole*0.6*high + float32(0.4*branch) + float32(0.28*leafX)
		dy := float32(0.25*branch) + float32(0.28*leafY)
		return dx * k * edge, dy * k * edge
	})
}

// lampSwitch turns the view's lamps on and off.
type lampSwitch struct {
	lit   func(t float64) float32 // 0 off to 1 on
	level float32
}

func (l *lampSwitch) shade(m *moment, e *exposure) { e.weight[lightLamp] = l.level * l.lit(m.t) }
