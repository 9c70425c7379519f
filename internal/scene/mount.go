package scene

import "math"

// shake is wind on the camera's pole.
type shake struct {
	during
	reach float32 // units
}

func (s *shake) offset(m *moment) (float32, float32) {
	k := s.strength(m.t) * s.reach
	t := m.t
	x := math.Sin(11.3*t) + 0.6*math.Sin(17.9*t+1) + 0.4*math.Sin(3.1*t)
	y := math.Sin(13.7*t+2) + 0.5*math.Sin(23.3*t)
	return k * float32(x), k * 0.7 * float32(y)
}

func (s *shake) note(t float64) string {
	if s.strength(t) > 0 {
		return "shake"
	}
	return ""
}

// knock is a blow against the camera, which swings and comes back to where it was.
type knock struct {
	at    []float64
	reach float32
}

func (k *knock) offset(m *moment) (dx, dy float32) {
	for _, at := range k.at {
		if u := m.t - at; u >= 0 && u < knockTime {
			a := float64(k.reach) * math.Exp(-u*4) * (1 - u/knockTime)
			dx += float32(a * math.Sin(31*u))
			dy += float32(a * 0.8 * math.Sin(37*u+0.6))
		}
	}
	return dx, dy
}

// knockTime is how many seconds a knock swings.
const knockTime = 1.3

func (k *knock) note(t float64) string {
	for _, at := range k.at {
		if t >= at && t < at+knockTime {
			return "knock"
		}
	}
	return ""
}

// pan turns the camera to look elsewhere, for good.
type pan struct {
	x, y curve // units
}

func (p *pan) offset(m *moment) (float32, float32) { return p.x(m.t), p.y(m.t) }

func (p *pan) note(t float64) string {
	if p.x(t) != p.x(t-0.2) || p.y(t) != p.y(t-0.2) {
		return "pan"
	}
	return ""
}
