package scene

// bendStep is the distance in pixels of the points at which a displacement is computed.
const bendStep = 8

// warp shifts what is drawn in a rectangle of pixels by a displacement in pixels, which is asked for at the
// points of a grid and has to vanish at the rectangle's border.
func (c *canvas) warp(x0, y0, x1, y1 int, shift func(x, y float32) (float32, float32)) {
	x0, y0, x1, y1 = c.open(x0, y0, x1, y1)
	if x1-x0 < 2*bendStep || y1-y0 < 2*bendStep {
		return
	}
	gw, gh := (x1-x0)/bendStep+2, (y1-y0)/bendStep+2
	if len(c.bend) < 2*gw*gh {
		c.bend = make([]float32, 2*gw*gh)
	}
	for j := range gh {
		for i := range gw {
			k := 2 * (j*gw + i)
			c.bend[k], c.bend[k+1] = shift(float32(x0+i*bendStep), float32(y0+j*bendStep))
		}
	}
	for comp := range c.g.comps {
		c.warpPlane(comp, x0, y0, x1, y1, gw)
	}
}

func (c *canvas) warpPlane(comp, px0, py0, px1, py1, gw int) {
	p := c.g.plane[comp]
	x0, y0, x1, y1 := (px0+p.sx-1)/p.sx, (py0+p.sy-1)/p.sy, px1/p.sx, py1/p.sy
	w, h := x1-x0, y1-y0
	if len(c.scratch) < w*h {
		c.scratch = make([]int16, w*h)
	}
	for y := range h {
		copy(c.scratch[y*w:][:w], c.plane[comp][(y0+y)*p.w+x0:])
	}
	kx, ky := 1/float32(p.sx), 1/float32(p.sy)
	for y := range h {
		dst := c.plane[comp][(y0+y)*p.w+x0:][:w]
		ty := (y0+y)*p.sy - py0
		gy, wy := ty/bendStep, float32(ty%bendStep)/bendStep
		for x := range dst {
			tx := (x0+x)*p.sx - px0
			g, wx := 2*(gy*gw+tx/bendStep), float32(tx%bendStep)/bendStep
			b0, b1 := c.bend[g:g+4:g+4], c.bend[g+2*gw:g+2*gw+4:g+2*gw+4]
			dx := (b0[0]*(1-wx)+b0[2]*wx)*(1-wy) + (b1[0]*(1-wx)+b1[2]*wx)*wy
			dy := (b0[1]*(1-wx)+b0[3]*wx)*(1-wy) + (b1[1]*(1-wx)+b1[3]*wx)*wy
			fx := min(max(float32(x)+dx*kx, 0), float32(w-2))
			fy := min(max(float32(y)+dy*ky, 0), float32(h-2))
			ix, iy := int(fx), int(fy)
			ax, ay := int32((fx-float32(ix))*256), int32((fy-float32(iy))*256)
			s := c.scratch[iy*w+ix:]
			upper := int32(s[0])*(256-ax) + int32(s[1])*ax
			lower := int32(s[w])*(256-ax) + int32(s[w+1])*ax
			dst[x] = int16((upper*(256-ay) + lower*ay) >> 16)
		}
	}
}
