package scene

import "math"

// garden is the view of the demo camera: under the eaves, along a path to the gate, a front door on the left,
// a tree, a lamp, a hedge, and beyond it a quiet street in the evening.
type garden struct{}

// Distances in the garden, in metres from the camera.
const (
	wallZ, wallX    = 7.26, -1.52 // the front of the house ends here
	hedgeZ          = 12.5
	gateX0, gateX1  = 1.7, 3.4
	pavementZ       = 13.3
	kerbZ, farKerbZ = 15.8, 22.0
	treeX, treeZ    = 3.75, 9.2
	lampX, lampZ    = 0.95, 8.4
	porchX, porchY  = -3.15, 2.0 // the lamp beside the door
)

func (garden) perspective() perspective { return perspective{horizon: 132, focal: 500, height: 2.7} }

func (garden) usual() [lights]float32 {
	var w [lights]float32
	w[lightDay], w[lightSun] = 1, 1
	return w
}

// falls brings the evening sky from everywhere, the sun low from behind the camera's right shoulder through
// the tree, and two lamps.
func (garden) falls(l light, at point) colour {
	switch l {
	case lightDay:
		k := float32(0.74)
		if at.z < wallZ+0.1 && at.z > wallZ-0.4 && at.y > 0 {
			k -= 0.22 * min(max((at.y-1.6)/1.4, 0), 1) // the eaves
		}
		return colour{0.93 * k, 0.97 * k, 1.07 * k}
	case lightSun:
		k := float32(0.36)
		// The shadow of the tree lies across the lawn towards the house.
		u, v := (at.x-treeX+2.3)/2.1, (at.z-treeZ+0.7)/1.1
		if at.y < 0.3 {
			k *= 1 - 0.85*softly(1.3-u*u-v*v)
		}
		if at.z > 30 {
			k *= 0.8
		}
		return colour{1.15 * k, 0.92 * k, 0.62 * k}
	case lightLamp:
		porch := lampFrom(at, point{porchX, porchY, wallZ - 0.45}, 0.29)
		post := lampFrom(at, point{lampX, 1.75, lampZ}, 0.42)
		k := porch + post
		return colour{1.0 * k, 0.80 * k, 0.50 * k}
	case lightIR:
		k := float32(0.62 * math.Pow(float64(7/max(at.z, 3.2)), 0.6))
		return colour{k, k, k}
	}
	return colour{}
}

// softly is 0 below 0, 1 above 1 and smooth between.
func softly(v float32) float32 {
	v = min(max(v, 0), 1)
	return v * v * (3 - 2*v)
}

// lampFrom returns what a lamp of a strength brings to a point.
func lampFrom(at, lamp point, strength float32) float32 {
	dx, dy, dz := at.x-lamp.x, (at.y-lamp.y)*0.8, at.z-lamp.z
	return strength / (0.85 + 0.42*(dx*dx+dy*dy+dz*dz))
}

func (v garden) paint(p *plate) {
	v.sky(p)
	v.ground(p)
	v.distance(p)
	v.hedge(p)
	v.tree(p)
	v.house(p)
	v.door(p)
	v.window(p)
	v.porch(p)
	v.lampPost(p)
	v.flowers(p)
}

func (garden) sky(p *plate) {
	tex := p.texture
	p.shape(-4000, -400, 4000, 180, thing{far: 900, of: sky, paint: func(x, y float32) colour {
		k := min(max(y/135, -1), 1)
		c := colour{128, 156, 188}.mixed(colour{236, 214, 186}, softly(k))
		puff := softly((tex.cloud(x/170, y/34+3, 4) - 0.50) * 3.2)
		return c.mixed(colour{244, 226, 208}, puff*0.55*(0.4+0.6*k))
	}}, func(_, _ float32) float32 { return 1 })
}

// distance paints what lies beyond the street.
func (garden) distance(p *plate) {
	tex := p.texture
	ridge := func(base, high, wide, off float32) func(x, y float32) float32 {
		return func(x, y float32) float32 {
			top := base - high*(0.35+0.9*tex.cloud(x/wide+off, off, 3)) - 5*tex.smooth(x/7+off, 3)
			return (y-top)*p.f.scale*0.4 + 0.5
		}
	}
	wood := func(c colour, grain float32) func(x, y float32) colour {
		return func(x, y float32) colour {
			return c.scaled(0.75 + 0.5*tex.cloud(x/grain, y/grain, 2))
		}
	}
	p.shape(-4000, 40, 4000, 139, thing{far: 300, of: foliage, paint: wood(colour{134, 146, 150}, 14)},
		ridge(132, 38, 120, 1))
	p.shape(-4000, 40, 4000, 152, thing{far: 60, of: foliage, paint: wood(colour{92, 108, 84}, 9)},
		ridge(146, 34, 60, 8))
	villa(p, 268, 384, 172, 74, colour{206, 192, 170}, colour{126, 86, 74})
	villa(p, 640, 760, 174, 70, colour{190, 178, 166}, colour{98, 92, 96})
	villa(p, -60, 40, 172, 76, colour{198, 186, 172}, colour{108, 84, 78})
	p.leaves(424, 144, 30, 32, 7, colour{86, 112, 66}, thing{far: 34})
	p.leaves(476, 150, 36, 25, 7, colour{92, 116, 70}, thing{far: 34})
	p.leaves(600, 142, 34, 38, 7, colour{78, 104, 64}, thing{far: 34})
	p.leaves(252, 150, 20, 28, 6, colour{80, 104, 62}, thing{far: 34})
}

// villa paints a small house across the street.
func villa(p *plate, x0, x1, base, high float32, wall, roof colour) {
	const far = 30
	eaves := base - high*0.52
	p.rect(x0, eaves, x1, base, thing{far: far, paint: func(_, y float32) colour {
		return wall.scaled(0.82 + 0.18*(y-eaves)/(base-eaves))
	}})
	mid := (x0 + x1) / 2
	p.polygon(thing{far: far, paint: func(_, y float32) colour {
		return roof.scaled(0.9 + 0.12*float32(math.Mod(float64(y), 4)/4))
	}}, x0-7, eaves+2, x0+22, base-high, x1-22, base-high, x1+7, eaves+2)
	p.rect(mid+18, base-high-7, mid+26, base-high+8, thing{far: far, paint: plain(132, 92, 80)})
	for _, x := range []float32{x0 + 14, mid - 8, x1 - 30} {
		p.rect(x-1.5, eaves+9, x+17.5, eaves+27, thing{far: far, paint: plain(228, 222, 212)})
		p.rect(x, eaves+10.5, x+16, eaves+25.5, thing{far: far, of: glass, paint: plain(84, 92, 104)})
		p.rect(x+7.4, eaves+10.5, x+8.6, eaves+25.5, thing{far: far, paint: plain(222, 216, 206)})
	}
	p.rect(mid-8, eaves+9, mid+8, eaves+25, thing{far: far, glow: 0.5, paint: plain(206, 170, 112)})
}

// ground paints everything that is level.
func (garden) ground(p *plate) {
	pr := p.persp
	tex := p.texture
	p.shape(-4000, pr.horizon, 4000, 2000, thing{paint: func(x, y float32) colour {
		z := pr.focal * pr.height / max(y-pr.horizon, 0.5)
		gx := (x - 320) * z / pr.focal
		width := z * z / (pr.focal * pr.height) * p.unit() // what a pixel covers along Z
		c := lawn(tex, gx, z)
		stone := colour{176, 168, 156}.scaled(0.9 + 0.2*tex.cloud(gx*1.5, z*1.5, 3))
		tar := colour{104, 106, 110}.scaled(0.86 + 0.2*tex.cloud(gx*0.6, z*1.2, 3) + 0.1*tex.at(gx*30, z*9))
		c = c.mixed(stone, within(z, pavementZ, kerbZ, width)+within(z, farKerbZ, 23.4, width))
		c = c.mixed(tar, within(z, kerbZ, farKerbZ, width))
		c = c.mixed(colour{206, 200, 190}, within(z, kerbZ-0.18, kerbZ+0.02, width)*0.8)
		c = c.mixed(colour{196, 190, 182}, within(z, farKerbZ, farKerbZ+0.2, width)*0.8)
		dash := within(float32(math.Mod(float64(gx+400), 5)), 0, 2.4, z/pr.focal*p.unit())
		c = c.mixed(colour{214, 212, 204}, within(z, 18.8, 18.98, width)*dash*0.8)
		return c.mixed(pavers(tex, gx, z), pathCover(gx, z, z/pr.focal*p.unit()))
	}}, func(_, y float32) float32 { return (y - pr.horizon) * p.f.scale })
	w := p.s.w[0]
	for y := range p.s.h[0] {
		_, dy := p.drawn(0, y)
		if dy < pr.horizon+0.5 {
			continue
		}
		z := pr.focal * pr.height / (dy - pr.horizon)
		for x := range w {
			if p.far[y*w+x] > z {
				p.far[y*w+x] = z
			}
		}
	}
}

func lawn(tex *texture, x, z float32) colour {
	c := colour{98, 124, 64}
	c = c.mixed(colour{124, 138, 78}, tex.cloud(x*0.5+3, z*0.35, 3))
	near := min(5/z, 1)
	blade := (tex.at(x*110, z*44)-0.5)*0.44 + (tex.smooth(x*38, z*17)-0.5)*0.34
	mow := float32(math.Sin(float64(x)*3.3)) * 0.045
	if z > pavementZ {
		mow = 0
	}
	return c.scaled(0.96 + blade*near + mow + (tex.cloud(x*2.2, z*1.4, 3)-0.5)*0.26)
}

// pathCover is 1 on the garden path: from the gate towards the camera, and a branch to the door.
func pathCover(x, z, width float32) float32 {
	mid := float32(2.55)
	if z < 9.5 {
		mid -= 0.035 * (9.5 - z) * (9.5 - z)
	}
	trunk := within(x, mid-0.62, mid+0.62, width) * within(z, 0, pavementZ, width)
	branch := within(z, 6.05, 7.12, width*3) * within(x, -3.4, mid, width)
	return max(trunk, branch)
}

func pavers(tex *texture, x, z float32) colour {
	row := math.Floor(float64(z) / 0.42)
	shift := float32(0)
	if int(row)&1 == 0 {
		shift = 0.3
	}
	u, v := math.Mod(float64(x+shift+60), 0.6), float64(z)-row*0.42
	column := math.Floor(float64(x+shift+60) / 0.6)
	c := colour{178, 166, 148}.scaled(0.86 + 0.2*float32(chance(uint64(int64(row)), uint64(int64(column)))))
	c = c.scaled(0.9 + 0.22*tex.cloud(x*9, z*9, 2))
	if edge := min(u, 0.6-u, v, 0.42-v); edge < 0.03 {
		c = c.mixed(colour{104, 98, 84}, min(6.5/z, 1)*0.75)
	}
	return c
}

func (garden) hedge(p *plate) {
	pr, tex := p.persp, p.texture
	_, base := pr.ground(0, hedgeZ)
	top := base - 0.82*pr.unit(hedgeZ)
	hedge := func(x0, x1 float32) {
		p.shape(x0-6, top-10, x1+6, base+3, thing{far: hedgeZ, standing: true, of: foliage,
			paint: func(x, y float32) colour {
				k := 1.22 - 0.55*(y-top)/(base-top) + (tex.cloud(x/8, y/6, 3)-0.5)*1.0 + (tex.at(x/1.6, y/1.6)-0.5)*0.4
				if y < top+3 {
					k += 0.14
				}
				return colour{78, 104, 56}.scaled(max(k, 0.3))
			}}, func(x, y float32) float32 {
			wave := (tex.cloud(x/9, 2, 2) - 0.5) * 9
			side := min(x-x0, x1-x) + (tex.smooth(y/4, x0)-0.5)*4
			return min(y-top-wave, base-y, side)*p.f.scale*0.6 + 0.5
		})
	}
	g0, _ := pr.ground(gateX0, hedgeZ)
	g1, _ := pr.ground(gateX1, hedgeZ)
	hedge(-4000, g0)
	hedge(g1, 4000)
	for _, x := range []float32{g0, g1} {
		post := thing{far: hedgeZ - 0.05, standing: true, paint: func(dx, _ float32) colour {
			return colour{226, 220, 208}.scaled(1 - 0.05*(dx-x+3.5))
		}}
		p.rect(x-3.5, base-46, x+3.5, base+1, post)
		p.rect(x-5, base-49, x+5, base-45, post)
	}
}

func (garden) tree(p *plate) {
	pr, tex := p.persp, p.texture
	x, base := pr.ground(treeX, treeZ)
	bark := func(px, py float32) colour {
		u := (px - x) / 11
		return colour{104, 84, 66}.scaled(0.85 - 0.35*u + (tex.cloud(px/2.2, py/13, 2)-0.5)*0.8)
	}
	wood := thing{far: treeZ, standing: true, paint: bark}
	p.polygon(wood, x-6.5, 100, x+5.5, 100, x+10, base, x-10, base)
	p.polygon(wood, x-9, base-12, x+9, base-12, x+15, base+2, x-15, base+2)
	for _, b := range [][4]float32{{-3, 150, -48, 88}, {2, 142, 46, 76}, {0, 122, 6, 50}, {-3, 128, -22, 62}} {
		p.polygon(thing{far: treeZ, standing: true, paint: bark}, x+b[2]-1.5, b[3], x+b[2]+1.5, b[3],
			x+b[0]+4, b[1], x+b[0]-4, b[1])
	}
	leaf := colour{106, 138, 64}
	for _, l := range []struct{ dx, y, rx, ry, k float32 }{
		{4, 66, 84, 56, 0.55}, {-46, 92, 44, 36, 0.72}, {50, 88, 46, 38, 0.66}, {0, 104, 56, 30, 0.62},
		{-30, 50, 50, 38, 0.92}, {34, 44, 46, 36, 0.86}, {2, 22, 46, 30, 1.02}, {-8, 74, 44, 30, 0.98},
		{-58, 74, 30, 22, 1.0}, {56, 66, 30, 22, 0.9},
	} {
		p.leaves(x+l.dx, l.y, l.rx, l.ry, 10, leaf.scaled(l.k), thing{far: treeZ, standing: true})
	}
}
