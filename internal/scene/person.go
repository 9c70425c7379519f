package scene

import (
	"math"
	"math/rand/v2"
)

// person walks, stands and carries.
type person struct {
	route
	tall         float32 // metres
	broad        float32 // factor
	shirt, pants skin
	face, hair   skin
	shoe         skin
	hat, coat    bool
	carries      func(t float64) bool // a bag in the hand; nil for never
	bag          skin
	seed         uint64
}

// newPerson dresses a person by chance.
func newPerson(r *rand.Rand, way route) *person {
	shirts := []colour{
		{178, 62, 58}, {66, 98, 156}, {224, 218, 204}, {86, 128, 96}, {206, 152, 72}, {104, 84, 128},
		{58, 64, 74}, {196, 122, 132}, {74, 140, 150}, {150, 154, 158},
	}
	pants := []colour{{58, 66, 92}, {74, 68, 62}, {46, 46, 50}, {136, 122, 100}, {92, 98, 104}}
	faces := []colour{{226, 184, 156}, {206, 160, 126}, {158, 112, 82}, {112, 78, 58}}
	hairs := []colour{{58, 44, 36}, {36, 32, 32}, {136, 104, 66}, {92, 64, 44}, {176, 172, 168}}
	p := &person{
		route: way,
		tall:  1.60 + 0.28*r.Float32(),
		broad: 0.92 + 0.2*r.Float32(),
		shirt: skin{colour: shirts[r.IntN(len(shirts))], round: 0.55, weave: 0.16},
		pants: skin{colour: pants[r.IntN(len(pants))], round: 0.5, weave: 0.14},
		face:  skin{colour: faces[r.IntN(len(faces))], round: 0.45, weave: 0.05},
		hair:  skin{colour: hairs[r.IntN(len(hairs))], round: 0.4, weave: 0.3},
		shoe:  skin{colour: colour{52, 46, 42}, round: 0.3},
		bag:   skin{colour: colour{120, 84, 54}, round: 0.3, weave: 0.12},
		hat:   r.IntN(5) == 0,
		coat:  r.IntN(4) == 0,
		seed:  r.Uint64(),
	}
	if r.IntN(4) == 0 {
		p.shirt.stripe = 0.5
	}
	return p
}

func (p *person) stance(t float64) (stance, bool) { return p.smoothed(t) }

func (p *person) size() (half, height float32) { return 0.42 * p.tall, 1.06 * p.tall }

// gait is the posture of one moment, in body heights.
type gait struct {
	side, front float32 // how much of a step is seen from the side, and how much along the view
	dir         float32 // the way it faces: 1 to the right
	hip, neck   [2]float32
	swing       float32 // of the thighs, radians
	phase       float64
}

func (p *person) gait(s stance, t float64) gait {
	g := gait{dir: 1, side: max(float32(math.Abs(float64(s.vx))), 0.12), front: s.vz}
	if s.vx < 0 {
		g.dir = -1
	}
	stride := 1.05 + 0.28*s.pace
	g.phase = 2 * math.Pi * float64(s.walked/(stride*p.tall/1.72))
	fast := min(s.pace/1.3, 2)
	g.swing = 0.44 * min(fast, 1.45)
	if s.pace < 0.05 {
		g.swing = 0
	}
	bob := 0.014 * float32(math.Cos(2*g.phase)) * min(fast, 1)
	idle := float32(0)
	if g.swing < 0.2 {
		// Nobody stands quite still: the weight goes from one leg to the other.
		q := t + float64(p.seed%100)
		idle = float32(0.012*math.Sin(0.9*q) + 0.006*math.Sin(2.3*q+1))
	}
	lean := g.dir * g.side * 0.035 * fast
	g.hip = [2]float32{idle * 0.5, 0.515 + bob}
	g.neck = [2]float32{idle*1.8 + lean, 0.825 + bob}
	return g
}

func (p *person) draw(b *brush, s stance, t float64) {
	g := p.gait(s, t)
	body := *b
	body.unit = b.unit * p.tall
	turned := 1 - g.side // 1 when seen from the front or the back
	shoulder := (0.088 + 0.055*turned) * p.broad
	hips := (0.052 + 0.030*turned) * p.broad
	backward := g.phase + math.Pi
	p.arm(&body, g, backward, -shoulder*turned-0.02*g.side*g.dir, t, false)
	p.leg(&body, g, backward, -hips*turned*0.75, 0.86)
	p.leg(&body, g, g.phase, hips*turned*0.75, 1)
	// Trunk: chest, belly, hips.
	hx, hy, nx, ny := g.hip[0], g.hip[1], g.neck[0], g.neck[1]
	trunk := shoulder * 0.80
	body.limb(nx*0.8+hx*0.2, ny-0.055, trunk*0.92, hx, hy+0.03, hips*1.22+0.012, p.shirt)
	if p.coat {
		body.limb(hx, hy+0.06, hips*1.3+0.012, hx, hy-0.10, hips*1.35+0.02, p.shirt)
	}
	out, thick := shoulder*turned*0.75, 0.036*p.broad
	body.limb(nx-out, ny-0.040, thick, nx+out, ny-0.040, thick, p.shirt)
	p.head(&body, g, t)
	p.arm(&body, g, g.phase, shoulder*turned+0.02*g.side*g.dir, t, true)
}

func (p *person) head(b *brush, g gait, t float64) {
	nx, ny := g.neck[0], g.neck[1]
	look := g.dir * g.side * 0.014
	if g.swing < 0.2 {
		look += 0.01 * float32(math.Sin(0.55*t+float64(p.seed%31)))
	}
	hx, hy := nx+look, ny+0.092
	away := g.front > 0.4 // the back of the head
	low := float32(0.03)
	if away {
		low = -0.012
	}
	b.limb(nx, ny-low, 0.026, nx+look*0.5, ny+0.03, 0.026, p.face)
	if away {
		b.oval(hx, hy, 0.050, 0.066, p.hair)
	} else {
		b.oval(hx-look*0.7, hy+0.012, 0.055, 0.064, p.hair)
		b.oval(hx+look*0.5, hy-0.012, 0.045, 0.056, p.face)
		b.limb(hx-0.03, hy+0.042, 0.020, hx+0.03, hy+0.042, 0.020, p.hair)
	}
	if p.hat {
		cap := p.pants
		b.oval(hx, hy+0.046, 0.058, 0.030, cap)
		b.limb(hx, hy+0.036, 0.012, hx+g.dir*g.side*0.075, hy+0.030, 0.010, cap)
	}
}

// leg draws one leg from the hip. shade makes the far one darker.
func (p *person) leg(b *brush, g gait, phase float64, off, shade float32) {
	const thigh, shin = 0.245, 0.245
	forward := float32(math.Sin(phase))
	lift := max(float32(math.Cos(phase)), 0)
	ratio := min(g.swing/0.44, 1.5)
	a := g.swing * forward
	knee := 0.10*ratio + 1.05*lift*lift*min(ratio, 1.2)
	sinA, cosA := sincos(a)
	sinB, cosB := sincos(a - knee)
	side := g.dir * g.side
	x0, y0 := g.hip[0]+off, g.hip[1]
	kx, ky := x0+side*thigh*sinA, y0-thigh*cosA
	fx, fy := kx+side*shin*sinB, ky-shin*cosB
	// Along the view a foot that is put forward comes nearer: lower on the picture.
	depth := g.front * 0.10 * (sinA + sinB) * 0.5
	ky += depth * 0.5
	fy += depth
	trousers, shoe := p.pants, p.shoe
	trousers.colour, shoe.colour = trousers.scaled(shade), shoe.scaled(shade)
	w := p.broad
	b.limb(x0, y0, 0.058*w, kx, ky, 0.043*w, trousers)
	b.limb(kx, ky, 0.042*w, fx, fy, 0.029*w, trousers)
	toe := side*0.085 + off*0.1
	down := 0.012 + 0.03*max(-g.front, 0)
	b.limb(fx-side*0.012, fy-0.014, 0.024, fx+toe, fy-0.014-down*0.5, 0.020, shoe)
}

// arm draws one arm from the shoulder; the near one carries the bag.
func (p *person) arm(b *brush, g gait, phase float64, off float32, t float64, near bool) {
	const upper, lower = 0.165, 0.155
	a := -0.75 * g.swing * float32(math.Sin(phase))
	bend := 0.20 + 0.5*max(g.swing-0.3, 0)*2
	if g.swing < 0.2 {
		q := t*0.8 + float64(p.seed%17)
		if near && math.Sin(q*0.37) > 0.4 { // looks at the time, scratches an ear
			bend = 0.2 + 1.9*softly(float32(math.Sin(q*0.37)-0.4)*4)
			a = 0.15
		}
	}
	loaded := near && p.carries != nil && p.carries(t)
	if loaded {
		a, bend = a*0.25, 0.08
	}
	sinA, cosA := sincos(a)
	sinB, cosB := sincos(a + bend)
	side := g.dir * max(g.side, 0.25)
	x0, y0 := g.neck[0]+off, g.neck[1]-0.045
	ex, ey := x0+side*upper*sinA+off*0.18, y0-upper*cosA
	hx, hy := ex+side*lower*sinB, ey-lower*cosB
	sleeve := p.shirt
	sleeve.stripe = 0
	if near {
		sleeve.colour = sleeve.scaled(1.06)
	} else {
		sleeve.colour = sleeve.scaled(0.82)
	}
	b.limb(x0, y0, 0.037*p.broad, ex, ey, 0.030*p.broad, sleeve)
	b.limb(ex, ey, 0.029*p.broad, hx, hy, 0.021*p.broad, sleeve)
	b.limb(hx, hy, 0.022, hx+side*0.02*sinB, hy-0.025, 0.019, p.face)
	if loaded {
		drawBag(b, hx, hy-0.20, 1/p.tall, p.bag)
	}
}

func sincos(a float32) (float32, float32) {
	s, c := math.Sincos(float64(a))
	return float32(s), float32(c)
}

// drawBag draws a shopping bag or suitcase whose foot is at x, y; k turns metres into the brush's unit.
func drawBag(b *brush, x, y, k float32, s skin) {
	w, h := 0.20*k, 0.27*k
	dark := s
	dark.colour = s.scaled(0.6)
	b.limb(x-0.07*k, y+h, 0.012*k, x-0.04*k, y+h+0.07*k, 0.012*k, dark)
	b.limb(x+0.07*k, y+h, 0.012*k, x+0.04*k, y+h+0.07*k, 0.012*k, dark)
	b.limb(x-0.04*k, y+h+0.07*k, 0.012*k, x+0.04*k, y+h+0.07*k, 0.012*k, dark)
	b.polygon(s, x-w*0.88, y+h, x+w*0.88, y+h, x+w, y, x-w, y)
	b.polygon(dark, x-w*0.89, y+h*0.96, x+w*0.89, y+h*0.96, x+w*0.90, y+h*0.82, x-w*0.90, y+h*0.82)
}
