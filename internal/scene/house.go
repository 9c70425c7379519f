package scene

import "math"

// The front of the house on the drawing.
const (
	wallLeft   = -4000
	wallRight  = 215
	wallFoot   = 318
	wallTop    = 92
	doorLeft   = 118
	doorRight  = 182
	doorTop    = 176
	windowL    = -6
	windowR    = 82
	windowTop  = 186
	windowFoot = 258
)

func (garden) house(p *plate) {
	tex := p.texture
	// The side wall runs towards the vanishing point.
	const sideFar = 0.66
	towards := func(x, y float32) (float32, float32) {
		return 320 + (x-320)*sideFar, p.persp.horizon + (y-p.persp.horizon)*sideFar
	}
	fx, fy := towards(wallRight, wallFoot)
	_, ty := towards(wallRight, wallTop)
	p.polygon(thing{far: 8.4, standing: true, paint: func(x, y float32) colour {
		return colour{150, 142, 132}.scaled(0.92 + 0.12*tex.cloud(x/14, y/9, 2))
	}}, wallRight, wallTop, fx, ty, fx, fy, wallRight, wallFoot)
	p.rect(wallLeft, -400, wallRight, wallFoot, thing{far: wallZ, standing: true, paint: func(x, y float32) colour {
		if y > wallFoot-17 { // the plinth
			return colour{128, 122, 116}.scaled(0.85 + 0.3*tex.cloud(x/9, y/5, 2))
		}
		board := math.Mod(float64(y)+4000, 13)
		k := 1 - 0.030*float32(board)/13
		if board > 11.8 {
			k = 0.80
		}
		k *= 0.95 + 0.10*tex.cloud(x/60, y/2.5, 3)
		return colour{222, 208, 184}.scaled(k)
	}})
	corner := thing{far: wallZ, standing: true, paint: func(x, _ float32) colour {
		return colour{236, 230, 218}.scaled(1 - 0.012*(x-wallRight+7))
	}}
	p.rect(wallRight-7, wallTop-10, wallRight, wallFoot, corner)
	p.eaves()
}

// eaves paints the roof's edge, its soffit and the gutter.
func (p *plate) eaves() {
	far := float32(wallZ - 0.6)
	p.polygon(thing{far: far, standing: true, paint: func(_, y float32) colour {
		return colour{206, 196, 180}.scaled(0.60 + 0.003*(y-40))
	}}, wallLeft, 58, wallRight+34, 58, wallRight+2, wallTop, wallLeft, wallTop)
	p.rect(wallLeft, 47, wallRight+36, 60, thing{far: far, standing: true, paint: func(_, y float32) colour {
		k := 1 - (y-52)*(y-52)/90
		return colour{150, 148, 146}.scaled(k)
	}})
	p.shape(wallLeft, -400, wallRight+38, 48, thing{far: far, standing: true, paint: func(x, y float32) colour {
		row := math.Floor(float64(y) / 12)
		v := float32(math.Mod(float64(y)+4800, 12)) / 12
		shift := math.Mod(row, 2) * 9
		u := float32(math.Mod(float64(x)+shift+4500, 18)) / 18
		k := 0.72 + 0.30*v - 0.35*(u-0.5)*(u-0.5)
		k *= 0.9 + 0.2*float32(chance(uint64(int64(row)+99), uint64(int64(math.Floor((float64(x)+shift+4500)/18)))))
		return colour{150, 92, 74}.scaled(k)
	}}, func(x, y float32) float32 { return (wallRight + 38 - (48-y)*0.55 - x) * p.f.scale * 0.8 })
	down := thing{far: wallZ - 0.05, standing: true, paint: func(x, _ float32) colour {
		return colour{158, 156, 152}.scaled(1.05 - 0.05*(x-196))
	}}
	p.rect(196, 60, 202, wallFoot, down)
}

func (garden) door(p *plate) {
	tex := p.texture
	at := func(paint func(x, y float32) colour) thing {
		return thing{far: wallZ - 0.02, standing: true, paint: paint}
	}
	p.rect(doorLeft-9, doorTop-9, doorRight+9, wallFoot, at(func(x, y float32) colour {
		return colour{238, 233, 222}.scaled(0.97 + 0.04*tex.cloud(x/20, y/20, 2))
	}))
	// The door, with four panels and a pane above.
	p.rect(doorLeft, doorTop, doorRight, wallFoot-4, at(func(x, y float32) colour {
		return colour{52, 88, 92}.scaled(0.93 + 0.12*tex.cloud(x/3, y/40, 2))
	}))
	glassy := at(func(_, y float32) colour { return colour{112, 122, 124}.scaled(1.1 - 0.3*(y-doorTop)/30) })
	glassy.of, glassy.glow = glass, 0.55
	p.rect(doorLeft+9, doorTop+9, doorRight-9, doorTop+34, glassy)
	p.rect((doorLeft+doorRight)/2-1.2, doorTop+9, (doorLeft+doorRight)/2+1.2, doorTop+34, at(plain(44, 76, 80)))
	for _, y := range []float32{doorTop + 44, doorTop + 90} {
		for _, x := range []float32{doorLeft + 8, doorLeft + 35} {
			p.rect(x, y, x+21, y+38, at(plain(36, 66, 70)))
			p.rect(x+2, y+2, x+21, y+38, at(plain(66, 104, 106)))
			p.rect(x+2.5, y+2.5, x+19, y+36, at(plain(56, 92, 95)))
		}
	}
	p.oval(doorRight-5.5, doorTop+76, 2.6, 2.6, at(plain(214, 178, 96)))
	p.rect(doorLeft+22, doorTop+82, doorLeft+40, doorTop+86, at(plain(190, 160, 92)))
	// Step and mat.
	p.polygon(thing{far: 7.1, paint: func(x, y float32) colour {
		return colour{170, 164, 154}.scaled(0.9 + 0.2*tex.cloud(x/8, y/4, 2))
	}}, doorLeft-16, wallFoot-4, doorRight+16, wallFoot-4, doorRight+22, wallFoot+9, doorLeft-22, wallFoot+9)
	p.rect(doorLeft-22, wallFoot+9, doorRight+22, wallFoot+14, thing{far: 7.0, paint: plain(122, 118, 110)})
	p.polygon(thing{far: 7.0, paint: func(x, y float32) colour {
		return colour{112, 84, 60}.scaled(0.8 + 0.4*tex.at(x*1.2, y*2))
	}}, doorLeft+2, wallFoot, doorRight-2, wallFoot, doorRight+2, wallFoot+8, doorLeft-2, wallFoot+8)
}

func (garden) window(p *plate) {
	at := func(paint func(x, y float32) colour) thing {
		return thing{far: wallZ - 0.02, standing: true, paint: paint}
	}
	p.rect(windowL-8, windowTop-8, windowR+8, windowFoot+5, at(plain(240, 236, 226)))
	pane := at(func(x, y float32) colour {
		// The sky's reflection above, the dark room below, and a curtain at each side.
		k := softly((y - windowTop) / (windowFoot - windowTop) * 1.3)
		c := colour{136, 152, 170}.mixed(colour{62, 66, 72}, k)
		if fold := min(x-windowL, windowR-x); fold < 17+5*(y-windowTop)/72 {
			c = c.mixed(colour{204, 196, 182}.scaled(0.72+0.2*float32(math.Sin(float64(x)*1.3))), 0.72)
		}
		return c
	})
	pane.of, pane.glow = glass, 0.72
	p.rect(windowL, windowTop, windowR, windowFoot, pane)
	mid := float32(windowL+windowR) / 2
	p.rect(mid-2.5, windowTop, mid+2.5, windowFoot, at(plain(236, 231, 220)))
	p.rect(windowL, windowTop+24, windowR, windowTop+28, at(plain(236, 231, 220)))
	p.rect(windowL-12, windowFoot+4, windowR+12, windowFoot+11, at(plain(210, 203, 190)))
	// A flower box under the window.
	p.rect(windowL-2, windowFoot+9, windowR+2, windowFoot+24, at(plain(128, 84, 60)))
	p.leaves(mid, windowFoot+5, 46, 10, 4, colour{92, 122, 62}, at(nil))
	for i := range 26 {
		x := windowL + float32(chance(7, uint64(i)))*88
		y := windowFoot - 4 + float32(chance(8, uint64(i)))*13
		c := []colour{{206, 76, 84}, {232, 190, 90}, {226, 130, 150}}[i%3]
		p.oval(x, y, 2.3, 2.1, at(plain(c.r, c.g, c.b)))
	}
}

// porch paints the lamp beside the door and a number.
func (garden) porch(p *plate) {
	at := thing{far: wallZ - 0.2, standing: true, paint: plain(52, 50, 50)}
	x, y := p.persp.ground(porchX, wallZ-0.2)
	y -= porchY * p.persp.unit(wallZ-0.2)
	p.rect(x-2, y-15, x+2, y-9, at)
	p.polygon(at, x-4, y-11, x+4, y-11, x+9, y-4, x-9, y-4)
	bulb := thing{far: wallZ - 0.2, standing: true, glow: 1, paint: plain(206, 198, 178)}
	p.polygon(bulb, x-7, y-4, x+7, y-4, x+5, y+11, x-5, y+11)
	p.rect(x-6, y+11, x+6, y+13, at)
	p.rect(doorLeft-28, doorTop+34, doorLeft-14, doorTop+46, thing{far: wallZ - 0.02, paint: plain(66, 82, 110)})
	p.rect(doorLeft-24, doorTop+37, doorLeft-22, doorTop+43, thing{far: wallZ - 0.02, paint: plain(232, 232, 228)})
	p.rect(doorLeft-20, doorTop+37, doorLeft-18, doorTop+43, thing{far: wallZ - 0.02, paint: plain(232, 232, 228)})
}

func (garden) lampPost(p *plate) {
	x, base := p.persp.ground(lampX, lampZ)
	u := p.persp.unit(lampZ)
	iron := thing{far: lampZ, standing: true, paint: func(px, _ float32) colour {
		return colour{58, 60, 62}.scaled(1.15 - 0.12*(px-x+2))
	}}
	top := base - 1.6*u
	p.oval(x, base, 7, 2.5, iron)
	p.rect(x-2, top, x+2, base, iron)
	p.rect(x-3.5, base-12, x+3.5, base, iron)
	p.polygon(iron, x-3, top-3, x+3, top-3, x+5, top, x-5, top)
	p.polygon(thing{far: lampZ, standing: true, glow: 1, paint: plain(204, 198, 182)},
		x-7, top-19, x+7, top-19, x+4.5, top-3, x-4.5, top-3)
	p.polygon(iron, x-3, top-26, x+3, top-26, x+9.5, top-18.5, x-9.5, top-18.5)
	p.rect(x-0.7, top-19, x+0.7, top-3, iron)
}

// flowers paints the beds along the wall, pots at the door and a bush in the near corner.
func (garden) flowers(p *plate) {
	bed := func(x, y, rx, ry, far float32, c colour) {
		p.leaves(x, y, rx, ry, 6, c, thing{far: far, standing: true})
	}
	bed(52, 312, 52, 16, 7.1, colour{84, 112, 58})
	bed(-30, 312, 54, 19, 7.1, colour{78, 108, 60})
	bed(228, 300, 22, 17, 7.3, colour{90, 116, 62})
	for i := range 34 {
		x := -60 + float32(chance(3, uint64(i)))*156
		y := 302 + float32(chance(4, uint64(i)))*19
		c := []colour{{196, 110, 160}, {236, 220, 150}, {176, 128, 196}, {228, 150, 110}}[i%4]
		p.oval(x, y, 2.2, 2, thing{far: 7, standing: true, paint: plain(c.r, c.g, c.b)})
	}
	for _, x := range []float32{doorLeft - 30, doorRight + 29} {
		p.polygon(thing{far: 7, standing: true, paint: func(px, _ float32) colour {
			return colour{166, 96, 70}.scaled(1.12 - 0.02*(px-x+11))
		}}, x-11, wallFoot-16, x+11, wallFoot-16, x+8, wallFoot+7, x-8, wallFoot+7)
		p.leaves(x, wallFoot-32, 15, 19, 5, colour{76, 112, 64}, thing{far: 7, standing: true})
	}
	p.leaves(690, 470, 120, 74, 15, colour{70, 100, 52}, thing{far: 3.7, standing: true})
	p.leaves(618, 492, 60, 44, 13, colour{88, 116, 60}, thing{far: 3.6, standing: true})
}
