package scene

import "math"

// rain falls in streaks, each of them in one frame only.
type rain struct {
	during
	streaks int
}

func (r *rain) before() bool { return true }

func (r *rain) note(t float64) string { return named(r.during, t, "rain") }

func named(d during, t float64, name string) string {
	if d.strength(t) > 0 {
		return name
	}
	return ""
}

func (r *rain) paint(m *moment, c *canvas) {
	n := int(r.strength(m.t) * float32(r.streaks))
	key := m.s.opt.Seed
	for i := range uint64(n) {
		k := uint64(m.n)<<16 + i
		x := float32(chance(key, k, 1)) * float32(c.g.w)
		y := (float32(chance(key, k, 2))*1.1 - 0.1) * float32(c.g.h)
		near := float32(chance(key, k, 3))
		near *= near
		long := (8 + 26*near) * c.f.scale
		c.streak(x, y, x-long*0.14, y+long, (0.5+0.9*near)*c.f.scale, 12+26*near)
	}
}

// streak lightens a slanting line.
func (c *canvas) streak(x0, y0, x1, y1, half, add float32) {
	ax, ay, bx, by := c.open(int(min(x0, x1)-half)-1, int(y0)-1, int(max(x0, x1)+half)+2, int(y1)+2)
	for y := ay; y < by; y++ {
		u := min(max((float32(y)+0.5-y0)/(y1-y0), 0), 1)
		mid := x0 + (x1-x0)*u
		row := c.plane[0][y*c.g.plane[0].w:]
		for x := max(int(mid-half-1), ax); x < min(int(mid+half+2), bx); x++ {
			k := min(half+0.5-float32(math.Abs(float64(float32(x)+0.5-mid))), 1)
			if k > 0 {
				row[x] = clampSample(0, float32(row[x])+add*k*4*u*(1-u)*fractionUnit)
			}
		}
	}
}

// snow drifts down in flakes, small ones far away and a few large ones close by.
type snow struct {
	during
	flakes int
}

func (s *snow) before() bool { return true }

func (s *snow) note(t float64) string { return named(s.during, t, "snow") }

func (s *snow) paint(m *moment, c *canvas) {
	n := int(s.strength(m.t) * float32(s.flakes))
	key := m.s.opt.Seed
	for i := range uint64(n) {
		near := float32(chance(key, i, 1))
		near *= near * near
		size := (1.1 + 4.5*near) * c.f.scale
		speed := (60 + 190*near) * c.f.scale // pixels a second
		tall := float64(c.g.h) + 40
		fall := float64(chance(key, i, 2))*tall + float64(speed)*m.t
		y := float32(math.Mod(fall, tall)) - 20
		turn := math.Floor(fall / tall)
		x := float32(chance(key, i, 3, uint64(turn)))*float32(c.g.w+80) - 40
		x += float32(math.Sin(m.t*1.7+float64(i))) * (8 + 22*near) * c.f.scale
		c.lighten(x, y, size, size, tone{y: 70 + 40*near})
	}
}

// insects fly past close to the lens: large, pale, out of focus, gone in a moment.
type insects struct {
	during
	every float64 // seconds from one to the next
}

func (f *insects) before() bool { return true }

func (f *insects) note(t float64) string { return named(f.during, t, "insects") }

func (f *insects) paint(m *moment, c *canvas) {
	if f.strength(m.t) == 0 {
		return
	}
	key := m.s.opt.Seed
	round := math.Floor(m.t / f.every)
	k := uint64(round)
	took := 0.35 + 0.5*chance(key, k, 1)
	u := (m.t - round*f.every) / took
	if u > 1 {
		return
	}
	angle := 2 * math.Pi * chance(key, k, 2)
	sin, cos := math.Sincos(angle)
	w, h := float64(c.g.w), float64(c.g.h)
	mx, my := w*(0.25+0.5*chance(key, k, 3)), h*(0.25+0.5*chance(key, k, 4))
	reach := (u - 0.5) * 1.25 * math.Max(w, h)
	x := mx + reach*cos + 14*math.Sin(u*40)
	y := my + reach*sin + 18*math.Cos(u*33)
	size := float32(9+14*chance(key, k, 5)) * c.f.scale
	c.lighten(float32(x), float32(y), size*1.5, size, tone{y: 95})
	wing := size * float32(0.6+0.4*math.Sin(m.t*90))
	c.lighten(float32(x), float32(y)-size*0.6, size, wing, tone{y: 50})
}

// pond is water that is never still: ripples, and the sky's glitter on them.
type pond struct {
	cx, cy, rx, ry float32 // on the drawing
	restless       curve   // 0 smooth to 1
}

func (p *pond) note(t float64) string {
	if p.restless(t) > 0 {
		return "water"
	}
	return ""
}

func (p *pond) paint(m *moment, c *canvas) {
	cx, cy := c.f.px(p.cx, p.cy)
	cx, cy = cx-c.dx, cy-c.dy
	rx, ry := p.rx*c.f.scale, p.ry*c.f.scale
	x0, y0, x1, y1 := c.open(int(cx-rx), int(cy-ry), int(cx+rx)+1, int(cy+ry)+1)
	bright := (c.e.weight[lightDay]*0.8 + c.e.weight[lightSun]*0.3) * c.e.gain
	wild, t := p.restless(m.t), float32(m.t)
	for comp := range c.g.comps {
		pl := c.g.plane[comp]
		for y := y0 / pl.sy; y*pl.sy < y1; y++ {
			row := c.plane[comp][y*pl.w:]
			v := (float32(y*pl.sy) - cy) / ry
			for x := x0 / pl.sx; x*pl.sx < x1; x++ {
				u := (float32(x*pl.sx) - cx) / rx
				k := min((1-u*u-v*v)*8, 1)
				if k <= 0 {
					continue
				}
				want := [3]float32{0, 9, -7}[comp]
				if comp == 0 {
					want = 96 - 26*v + wild*p.ripple(u, v, t)
				}
				row[x] += int16((want*bright*fractionUnit - float32(row[x])) * k)
			}
		}
	}
}

// ripple returns grey levels.
func (p *pond) ripple(u, v, t float32) float32 {
	sin := func(a float32) float32 { return float32(math.Sin(float64(a))) }
	a := sin(21*u+33*v-5.1*t) + 0.8*sin(-13*u+47*v-4.3*t+1) + 0.6*sin(34*u-25*v+6.7*t)
	glitter := max(a-1.5, 0)
	return 9*a + 70*glitter
}

// diode is a small lamp on a device that blinks.
type diode struct {
	x, y, r float32 // on the drawing
	on, off float64 // seconds
	shine   tone
	during
}

func (d *diode) note(t float64) string { return named(d.during, t, "led") }

func (d *diode) paint(m *moment, c *canvas) {
	if d.strength(m.t) == 0 || math.Mod(m.t, d.on+d.off) >= d.on {
		return
	}
	x, y := c.f.px(d.x, d.y)
	r := d.r * c.f.scale
	c.lighten(x-c.dx, y-c.dy, r, r, d.shine)
}

// monitor is a screen with a film on it: shots of a few seconds, each with things that move.
type monitor struct {
	x0, y0, x1, y1 float32 // on the drawing
	during
}

func (s *monitor) note(t float64) string { return named(s.during, t, "screen") }

func (s *monitor) paint(m *moment, c *canvas) {
	if s.strength(m.t) == 0 {
		return
	}
	ax, ay := c.f.px(s.x0, s.y0)
	bx, by := c.f.px(s.x1, s.y1)
	x0, y0, x1, y1 := c.open(int(ax-c.dx), int(ay-c.dy), int(bx-c.dx), int(by-c.dy))
	shot := uint64(m.t / 2.7)
	base := 60 + 120*float32(chance(shot, 1))
	speed := 4 * float32(chance(shot, 2)-0.5)
	cb, cr := float32(chance(shot, 3)-0.5)*50, float32(chance(shot, 4)-0.5)*50
	for comp := range c.g.comps {
		p := c.g.plane[comp]
		for y := y0 / p.sy; y < y1/p.sy; y++ {
			v := (float32(y*p.sy) - ay) / (by - ay)
			for x := x0 / p.sx; x < x1/p.sx; x++ {
				u := (float32(x*p.sx) - ax) / (bx - ax)
				want := [3]float32{0, cb, cr}[comp]
				if comp == 0 {
					want = base * (0.75 + 0.35*float32(math.Sin(float64(7*u+3*v+speed*float32(m.t)))) - 0.2*v)
				}
				c.plane[comp][y*p.w+x] = clampSample(comp, want*fractionUnit)
			}
		}
	}
}

// passingShadow is the shadow of somebody who stays out of the picture.
type passingShadow struct {
	route
	long, strength float32 // metres, 0 to 1
}

func (p *passingShadow) note(t float64) string {
	if _, ok := p.at(t); ok {
		return "shadow"
	}
	return ""
}

func (p *passingShadow) paint(m *moment, c *canvas) {
	st, ok := p.at(m.t)
	if !ok {
		return
	}
	x, y, unit := m.s.foot(st)
	flat := m.s.stage.persp.height / st.z
	sway := 0.1 * float32(math.Sin(float64(st.walked)*4.5))
	c.darken(x, y, p.long*unit, -p.long*(0.3+sway)*flat*unit, 0.28*unit*(0.4+flat), st.z, p.strength)
	c.darken(x+p.long*0.9*unit, y-p.long*0.3*flat*unit, 0.2*unit, 0, 0.16*unit*flat+1, st.z, p.strength)
}

// reflection shows a figure that walks behind the camera, faintly, in a pane.
type reflection struct {
	figure
	x0, y0, x1, y1 float32 // the pane on the drawing
	opacity        float32
}

func (r *reflection) note(t float64) string {
	if _, ok := r.stance(t); ok {
		return "reflection"
	}
	return ""
}

func (r *reflection) paint(m *moment, c *canvas) {
	st, ok := r.stance(m.t)
	if !ok {
		return
	}
	ax, ay := c.f.px(r.x0, r.y0)
	bx, by := c.f.px(r.x1, r.y1)
	m.s.clip = clip{ax - c.dx, ay - c.dy, bx - c.dx, by - c.dy}
	m.s.stamp(m, entry{r.figure, st}, r.opacity, false)
	m.s.clip = clip{}
}
