package scene

import "math"

// car drives along the street, and parks where its route waits.
type car struct {
	route
	paint colour
	van   bool
	night bool // headlights on
}

// stance of a car that has stopped is still once its springs are at rest.
func (c *car) stance(t float64) (stance, bool) {
	s, ok := c.eased(t)
	s.still = s.pace < 0.02 && s.waiting > 0.6
	return s, ok
}

// eased is the route with gentle starts and stops: the mean over a second and a half.
func (c *car) eased(t float64) (stance, bool) {
	s, ok := c.at(t)
	if !ok {
		return s, false
	}
	const n, reach = 8, 0.75
	var x, z, pace, walked, weight float32
	for i := -n; i <= n; i++ {
		q, ok := c.at(t + reach*float64(i)/n)
		if !ok {
			continue
		}
		w := float32(n + 1 - max(i, -i))
		x, z, pace, walked, weight = x+q.x*w, z+q.z*w, pace+q.pace*w, walked+q.walked*w, weight+w
	}
	s.x, s.z, s.pace, s.walked = x/weight, z/weight, pace/weight, walked/weight
	return s, true
}

func (c *car) size() (half, height float32) {
	if c.van {
		return 2.9, 2.4
	}
	return 2.4, 1.7
}

func (c *car) draw(b *brush, s stance, _ float64) {
	d := float32(1)
	if s.vx < 0 {
		d = -1
	}
	body := skin{colour: c.paint, round: 0.55, weave: 0.03}
	dark := skin{colour: colour{38, 42, 48}, round: -0.9, weave: 0.03}
	trim := skin{colour: colour{34, 34, 36}}
	quad := func(k skin, corners ...float32) {
		if d < 0 { // mirrored, so the order of the corners turns round
			n := len(corners)
			turned := make([]float32, 0, 24)
			for i := n - 2; i >= 0; i -= 2 {
				turned = append(turned, -corners[i], corners[i+1])
			}
			corners = turned
		}
		b.polygon(k, corners...)
	}
	if c.van {
		quad(body, -2.6, 2.15, 1.35, 2.15, 2.0, 1.35, 2.6, 1.05, 2.65, 0.35, -2.65, 0.35)
		quad(dark, 0.75, 1.95, 1.30, 1.95, 1.85, 1.35, 0.75, 1.30)
		quad(trim, -2.65, 0.52, 2.65, 0.52, 2.62, 0.36, -2.62, 0.36)
	} else {
		quad(body, -1.35, 0.92, -0.85, 1.42, 0.45, 1.42, 1.20, 0.90)
		quad(dark, -1.14, 0.93, -0.76, 1.34, -0.10, 1.34, -0.10, 0.93)
		quad(dark, -0.02, 0.93, -0.02, 1.34, 0.40, 1.34, 1.00, 0.93)
		quad(body, -2.08, 0.88, -1.30, 0.94, 1.15, 0.92, 1.98, 0.74, 2.08, 0.34, -2.10, 0.34)
		quad(trim, -2.10, 0.46, 2.08, 0.46, 2.04, 0.32, -2.06, 0.32)
	}
	light := skin{colour: colour{236, 226, 196}}
	if c.night {
		light.colour = colour{255, 255, 236}.scaled(2)
	}
	b.oval(d*1.98, 0.64, 0.11, 0.08, light)
	b.oval(-d*2.02, 0.72, 0.09, 0.10, skin{colour: colour{168, 40, 36}})
	front, rear := float32(1.32), float32(-1.30)
	if c.van {
		front, rear = 1.7, -1.6
	}
	turn := float64(s.walked) / 0.31
	for _, x := range []float32{front * d, rear * d} {
		b.oval(x, 0.31, 0.33, 0.33, skin{colour: colour{30, 30, 32}, weave: 0.1})
		b.oval(x, 0.31, 0.20, 0.20, skin{colour: colour{150, 152, 156}, round: 0.3})
		sin, cos := math.Sincos(turn * float64(d))
		b.limb(x-0.17*float32(cos), 0.31-0.17*float32(sin), 0.03, x+0.17*float32(cos), 0.31+0.17*float32(sin), 0.03,
			skin{colour: colour{84, 86, 90}})
		b.limb(x+0.17*float32(sin), 0.31-0.17*float32(cos), 0.03, x-0.17*float32(sin), 0.31+0.17*float32(cos), 0.03,
			skin{colour: colour{84, 86, 90}})
	}
}

// cat walks on four legs and sits down where its route waits.
type cat struct {
	route
	fur colour
}

func (c *cat) stance(t float64) (stance, bool) { return c.smoothed(t) }

func (c *cat) size() (half, height float32) { return 0.62, 0.62 }

func (c *cat) draw(b *brush, s stance, t float64) {
	d := float32(1)
	if s.vx < 0 {
		d = -1
	}
	fur := skin{colour: c.fur, round: 0.45, weave: 0.22, stripe: 0.5}
	far := fur
	far.colour = c.fur.scaled(0.75)
	if s.pace < 0.1 {
		c.sit(b, d, fur, t)
		return
	}
	phase := 2 * math.Pi * float64(s.walked) / 0.48
	hop := 0.012 * float32(math.Sin(2*phase))
	for i, l := range [][3]float32{{-0.19, 0.5, 0}, {0.19, 0, 0}, {-0.16, 0, 1}, {0.22, 0.5, 1}} {
		ph := phase + 2*math.Pi*float64(l[1])
		step, lift := float32(math.Sin(ph)), max(float32(math.Cos(ph)), 0)
		k := far
		if l[2] > 0 {
			k = fur
		}
		x := d * l[0]
		bend := d * 0.03
		if i%2 == 0 {
			bend = -bend
		}
		kx, ky := x+d*0.05*step+bend, 0.15+0.02*lift
		b.limb(x, 0.25+hop, 0.050, kx, ky, 0.030, k)
		b.limb(kx, ky, 0.028, x+d*0.10*step, 0.02+0.05*lift, 0.022, k)
	}
	wag := float32(math.Sin(t * 1.9))
	b.limb(-d*0.25, 0.30, 0.022, -d*0.38, 0.40+0.03*wag, 0.020, far)
	b.limb(-d*0.38, 0.40+0.03*wag, 0.020, -d*0.46, 0.52+0.05*wag, 0.016, fur)
	b.limb(-d*0.22, 0.285+hop, 0.088, d*0.20, 0.295+hop, 0.080, fur)
	c.face(b, d*0.34, 0.375+hop, d, fur)
}

func (c *cat) sit(b *brush, d float32, fur skin, t float64) {
	flick := float32(math.Sin(t*1.1) + 0.4*math.Sin(t*4.1))
	b.limb(-d*0.12, 0.05, 0.025, -d*0.30, 0.045+0.02*flick, 0.018, fur)
	b.oval(-d*0.02, 0.13, 0.14, 0.13, fur)
	b.limb(0, 0.16, 0.11, d*0.06, 0.32, 0.075, fur)
	b.limb(d*0.07, 0.24, 0.035, d*0.09, 0.03, 0.025, fur)
	turn := d
	if math.Sin(t*0.7) > 0.5 {
		turn = d * 0.3
	}
	c.face(b, d*0.09, 0.42, turn, fur)
}

func (c *cat) face(b *brush, x, y, d float32, fur skin) {
	for _, off := range []float32{-0.045, 0.045} {
		b.polygon(fur, x+off-0.03, y+0.05, x+off, y+0.125, x+off+0.03, y+0.05)
	}
	b.oval(x, y, 0.080, 0.072, fur)
	pale := fur
	pale.colour, pale.stripe = fur.mixed(colour{240, 232, 220}, 0.6), 0
	b.oval(x+d*0.045, y-0.022, 0.035, 0.026, pale)
}

// luggage stands where it was put, from one time to another.
type luggage struct {
	at         point
	from, till float64
	look       skin
}

func (l *luggage) stance(t float64) (stance, bool) {
	return stance{point: l.at, still: true}, t >= l.from && t < l.till
}

func (l *luggage) size() (half, height float32) { return 0.3, 0.5 }

func (l *luggage) draw(b *brush, _ stance, _ float64) { drawBag(b, 0, 0, 1, l.look) }
