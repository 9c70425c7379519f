package scene

import "math"

// room is the view of a camera in the corner of an office: a door at the back, a window, a desk with a screen.
type room struct{}

// The room's walls, in metres.
const (
	roomBack  = 5.2
	roomLeft  = -2.9
	roomRight = 2.9
	roomHigh  = 2.6
)

// Where the screen on the desk and the router's diode are on the drawing.
const (
	screenX0, screenY0 = 162, 185
	screenX1, screenY1 = 226, 225
	routerX, routerY   = 252, 196
)

func (room) perspective() perspective { return perspective{horizon: 104, focal: 430, height: 2.25} }

func (room) usual() [lights]float32 {
	var w [lights]float32
	w[lightDay], w[lightLamp] = 0.55, 0.75
	return w
}

func (room) falls(l light, at point) colour {
	switch l {
	case lightDay: // from the window in the left wall
		dx, dz := at.x-roomLeft, at.z-3.6
		k := 0.22 + 1.5/(1.3+0.5*dx*dx+0.35*dz*dz+0.2*(at.y-1.4)*(at.y-1.4))
		return colour{0.94 * k, 0.98 * k, 1.06 * k}
	case lightSun: // a patch on the floor
		u, v := (at.x+1.4+0.2*at.z-0.7)/0.55, (at.z-3.3)/0.7
		k := 0.9 * softly((1-max(u, -u))*9) * softly((1-max(v, -v))*9)
		if at.y > 0.05 {
			k = 0
		}
		return colour{1.1 * k, k, 0.8 * k}
	case lightLamp: // on the ceiling
		d := at.x*at.x + (at.z-3.4)*(at.z-3.4) + 0.8*(roomHigh-at.y)*(roomHigh-at.y)
		k := 0.42 + 1.6/(2.2+0.45*d)
		return colour{1.04 * k, 0.97 * k, 0.84 * k}
	case lightIR:
		k := float32(math.Pow(float64(3.6/max(at.z, 1.6)), 0.6))
		return colour{k, k, k}
	}
	return colour{}
}

func (v room) paint(p *plate) {
	v.walls(p)
	v.window(p)
	v.door(p)
	v.desk(p)
	v.shelf(p)
}

func (v room) walls(p *plate) {
	pr, tex := p.persp, p.texture
	p.shape(-4000, -2000, 4000, 4000, thing{paint: func(x, y float32) colour {
		at, wall := v.surface(pr, x, y)
		switch wall {
		case 'f':
			board := math.Floor(float64(at.x+60) / 0.16)
			piece := math.Floor(float64(at.z)*0.8 + board*0.37)
			k := 0.86 + 0.22*float32(chance(uint64(int64(board)), uint64(int64(piece))))
			k *= 0.86 + 0.28*tex.cloud(at.x*26, at.z*2.4, 3)
			if gap := float32(math.Mod(float64(at.x+60), 0.16)); gap < 0.008 {
				k *= 0.7
			}
			return colour{164, 122, 84}.scaled(k)
		case 'c':
			return colour{214, 212, 206}
		}
		k := 0.95 + 0.08*tex.cloud(at.z*9+at.x*9, at.y*9, 3)
		if at.y < 0.09 {
			return colour{232, 228, 220}.scaled(k)
		}
		return colour{196, 200, 192}.scaled(k)
	}}, func(_, _ float32) float32 { return 1 })
	w := p.s.w[0]
	for i := range p.far {
		x, y := p.drawn(i%w, i/w)
		at, _ := v.surface(pr, x, y)
		p.far[i] = at.z
	}
	// A rug, in the floor's own perspective.
	corner := pr.ground
	ax, ay := corner(-1.1, 4.3)
	bx, by := corner(1.2, 4.3)
	cx, cy := corner(1.2, 3.0)
	dx, dy := corner(-1.1, 3.0)
	p.polygon(thing{paint: func(x, y float32) colour {
		z := pr.focal * pr.height / (y - pr.horizon)
		gx := (x - 320) * z / pr.focal
		c := colour{120, 62, 58}
		if edge := min(gx+1.1, 1.2-gx, z-3.0, 4.3-z); edge > 0.1 && edge < 0.18 {
			c = colour{206, 186, 146}
		}
		return c.scaled(0.85 + 0.3*tex.at(gx*60, z*40))
	}}, ax, ay, bx, by, cx, cy, dx, dy)
}

// surface returns the point of the bare room that the drawing shows at x, y: of the floor, the ceiling, the
// back or a side.
func (room) surface(pr perspective, x, y float32) (point, byte) {
	z, wall := float32(roomBack), byte('b')
	if u := x - 320; u > 0 && roomRight*pr.focal/u < z {
		z, wall = roomRight*pr.focal/u, 's'
	} else if u < 0 && roomLeft*pr.focal/u < z {
		z, wall = roomLeft*pr.focal/u, 's'
	}
	if v := y - pr.horizon; v > 0 && pr.height*pr.focal/v < z {
		z, wall = pr.height*pr.focal/v, 'f'
	} else if v < 0 && (roomHigh-pr.height)*pr.focal/-v < z {
		z, wall = (roomHigh-pr.height)*pr.focal/-v, 'c'
	}
	z = max(z, 0.6)
	return point{(x - 320) * z / pr.focal, pr.height - (y-pr.horizon)*z/pr.focal, z}, wall
}

// at returns where a point of the room is drawn.
func (p *plate) at(x, y, z float32) (float32, float32) {
	return 320 + p.persp.focal*x/z, p.persp.horizon + p.persp.focal*(p.persp.height-y)/z
}

// facing draws a rectangle that faces the camera at distance z, between two corners in metres.
func (p *plate) facing(x0, y0, x1, y1, z float32, standing bool, paint func(x, y float32) colour) {
	ax, ay := p.at(x0, y1, z)
	bx, by := p.at(x1, y0, z)
	p.rect(ax, ay, bx, by, thing{far: z, standing: standing, paint: paint})
}

func (room) window(p *plate) {
	// In the left wall, seen at an angle: frame, panes, and the bright outside.
	quad := func(y0, y1, z0, z1 float32, t thing) {
		ax, ay := p.at(roomLeft, y1, z0)
		bx, by := p.at(roomLeft, y1, z1)
		cx, cy := p.at(roomLeft, y0, z1)
		dx, dy := p.at(roomLeft, y0, z0)
		p.polygon(t, ax, ay, bx, by, cx, cy, dx, dy)
	}
	quad(0.9, 2.1, 2.9, 4.4, thing{paint: plain(236, 234, 228)})
	for _, z := range []float32{2.97, 3.69} {
		quad(0.97, 2.03, z, z+0.64, thing{of: sky, paint: func(_, y float32) colour {
			return colour{196, 214, 232}.mixed(colour{132, 158, 120}, softly((y-150)/60)).scaled(0.95)
		}})
	}
	quad(0.84, 0.9, 2.85, 4.45, thing{paint: plain(222, 218, 208)})
}

func (room) door(p *plate) {
	tex := p.texture
	wood := func(k float32) func(x, y float32) colour {
		return func(x, y float32) colour {
			return colour{150, 104, 68}.scaled(k * (0.86 + 0.28*tex.cloud(x/2.2, y/30, 3)))
		}
	}
	z := float32(roomBack - 0.01)
	p.facing(1.02, 0, 2.06, 2.12, z, false, plain(228, 224, 214))
	p.facing(1.10, 0, 1.98, 2.04, z, false, wood(1))
	for _, y := range []float32{0.25, 1.15} {
		p.facing(1.22, y, 1.86, y+0.72, z, false, wood(0.8))
		p.facing(1.25, y, 1.86, y+0.69, z, false, wood(1.08))
	}
	p.facing(1.14, 1.0, 1.20, 1.06, z, false, plain(206, 190, 150))
	p.facing(0.82, 1.08, 0.90, 1.20, z, false, plain(236, 236, 232)) // the switch
	p.facing(-0.5, 1.25, 0.5, 1.95, z, false, plain(92, 74, 58))     // a picture
	p.facing(-0.45, 1.30, 0.45, 1.90, z, false, func(x, y float32) colour {
		k := tex.cloud(x/30, y/12, 3)
		return colour{92, 126, 150}.mixed(colour{198, 168, 110}, softly((k-0.3)*2.4))
	})
}

func (room) desk(p *plate) {
	tex := p.texture
	const z = 4.6
	top := func(x, y float32) colour { return colour{176, 142, 100}.scaled(0.9 + 0.2*tex.cloud(x/30, y/2, 3)) }
	// Its top reaches from the wall to z.
	ax, ay := p.at(-2.3, 0.76, 5.2)
	bx, by := p.at(-0.4, 0.76, 5.2)
	cx, cy := p.at(-0.4, 0.76, z)
	dx, dy := p.at(-2.3, 0.76, z)
	p.facing(-2.28, 0, -0.42, 0.74, z+0.1, true, plain(74, 66, 58))
	p.polygon(thing{far: z, standing: true, paint: top}, ax, ay, bx, by, cx, cy, dx, dy)
	p.facing(-2.3, 0.70, -0.4, 0.76, z, true, func(x, y float32) colour { return top(x, y).scaled(0.8) })
	p.facing(-2.28, 0.0, -2.20, 0.70, z, true, plain(128, 100, 70))
	p.facing(-0.50, 0.0, -0.42, 0.70, z, true, plain(128, 100, 70))
	p.facing(-1.05, 0.05, -0.55, 0.70, z, true, func(x, y float32) colour { return top(x, y).scaled(0.72) })
	// Screen, keyboard and mug.
	p.facing(-1.53, 0.76, -1.30, 0.90, 4.85, true, plain(40, 40, 42))
	p.rect(screenX0-3, screenY0-3, screenX1+3, screenY1+4, thing{far: 4.85, standing: true, paint: plain(34, 34, 36)})
	p.rect(screenX0, screenY0, screenX1, screenY1, thing{far: 4.85, standing: true, paint: plain(52, 58, 66)})
	kx, ky := p.at(-1.42, 0.78, 4.7)
	p.rect(kx-22, ky-2, kx+22, ky+3, thing{far: 4.7, standing: true, paint: plain(58, 58, 60)})
	mx, my := p.at(-0.75, 0.76, 4.75)
	p.rect(mx-4, my-9, mx+4, my, thing{far: 4.7, standing: true, paint: plain(176, 62, 54)})
	// A router on the wall.
	p.rect(routerX-12, routerY-5, routerX+12, routerY+5, thing{far: 5.1, paint: plain(44, 46, 50)})
}

func (room) shelf(p *plate) {
	const z = 4.9
	p.facing(2.2, 0, 2.88, 1.9, z, true, plain(116, 88, 62))
	for i, y := range []float32{0.06, 0.52, 0.98, 1.44} {
		p.facing(2.25, y, 2.83, y+0.40, z, true, plain(58, 46, 36))
		x := float32(2.27)
		for j := uint64(0); x < 2.72; j++ {
			w := 0.03 + 0.05*float32(chance(uint64(i), j))
			h := 0.24 + 0.12*float32(chance(uint64(i), j, 1))
			c := colour{150, 60, 52}.mixed(colour{60, 96, 140}, float32(chance(uint64(i), j, 2)))
			c = c.mixed(colour{214, 198, 150}, float32(chance(uint64(i), j, 3)))
			p.facing(x, y, x+w, y+h, z, true, plain(c.r, c.g, c.b))
			x += w + 0.004
		}
	}
	// A plant in the near corner.
	px, py := p.at(-2.25, 0.1, 3.0)
	p.polygon(thing{far: 3, standing: true, paint: func(x, _ float32) colour {
		return colour{188, 182, 172}.scaled(1.1 - 0.012*(x-px+22))
	}}, px-22, py-34, px+22, py-34, px+16, py+12, px-16, py+12)
	p.leaves(px+2, py-80, 40, 52, 10, colour{74, 116, 66}, thing{far: 3, standing: true})
}
