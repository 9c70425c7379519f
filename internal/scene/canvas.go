package scene

import "math"

// canvas is the part of the frame that is drawn in pixels. An MCU is opened, which fills it with the lit
// background, when the first thing touches it; all others are coded from the mixer's coefficients.
type canvas struct {
	g      geometry
	f      framing
	s      span
	mix    *mixer
	plane  [3][]int16 // samples times fractionUnit; luma from 0, chroma around 0
	opened []bool     // by MCU

	e      *exposure
	dx, dy float32 // where the camera looks, in pixels from its usual place
	shiftX int     // the same in whole pixels
	shiftY int
	used   [lights]light // the layers with weight in this frame
	weight [lights]int32
	n      int

	lit     [3][]int16 // the lit background where it has been drawn since the exposure last changed
	drawn   []uint32   // by MCU: the mixer's edition that it was drawn for
	row     [2][16]int32
	scratch []int16
	bend    []float32

	depth []uint8  // of standing things, in decimetres, by pixel of the span; 255 where nothing stands
	cells []uint16 // pixels of moving things, by cell of the grid
}

func newCanvas(g geometry, f framing, s span, m *mixer) *canvas {
	c := &canvas{g: g, f: f, s: s, mix: m}
	for i := range g.comps {
		c.plane[i] = make([]int16, g.plane[i].w*g.plane[i].h)
		c.lit[i] = make([]int16, g.plane[i].w*g.plane[i].h)
	}
	c.drawn = make([]uint32, g.mcusX*g.mcusY)
	c.opened = make([]bool, g.mcusX*g.mcusY)
	c.cells = make([]uint16, g.gridW*g.gridH)
	return c
}

// begin starts a frame: nothing is open.
func (c *canvas) begin(e *exposure, dx, dy float32) {
	c.e, c.dx, c.dy, c.n = e, dx, dy, 0
	limit := float32(c.s.margin)
	c.dx, c.dy = min(max(dx, -limit), limit), min(max(dy, -limit), limit)
	c.shiftX, c.shiftY = int(math.Round(float64(c.dx))), int(math.Round(float64(c.dy)))
	clear(c.opened)
	clear(c.cells)
	for l := range lights {
		if w := c.mix.fixed(e, l); w != 0 {
			c.used[c.n], c.weight[c.n] = l, w
			c.n++
		}
	}
}

// openAll opens the whole picture.
func (c *canvas) openAll() { c.open(0, 0, c.g.plane[0].w, c.g.plane[0].h) }

// open opens the MCUs that the rectangle from (x0, y0) up to (x1, y1), in pixels, touches. It returns the
// part of the rectangle that lies in the picture's planes.
func (c *canvas) open(x0, y0, x1, y1 int) (int, int, int, int) {
	x0, y0 = max(x0, 0), max(y0, 0)
	x1, y1 = min(x1, c.g.plane[0].w), min(y1, c.g.plane[0].h)
	if x0 >= x1 || y0 >= y1 {
		return 0, 0, 0, 0
	}
	for my := y0 / c.g.mcuH; my <= (y1-1)/c.g.mcuH; my++ {
		for mx := x0 / c.g.mcuW; mx <= (x1-1)/c.g.mcuW; mx++ {
			if i := my*c.g.mcusX + mx; !c.opened[i] {
				c.opened[i] = true
				c.fill(mx, my)
			}
		}
	}
	return x0, y0, x1, y1
}

// fill draws the lit background into one MCU. As long as nothing but figures move it is drawn once.
func (c *canvas) fill(mx, my int) {
	still := c.dx == 0 && c.dy == 0 && c.e.field == nil
	mcu := my*c.g.mcusX + mx
	fresh := still && c.drawn[mcu] == c.mix.edition
	if still {
		c.drawn[mcu] = c.mix.edition
	}
	for comp := range c.g.comps {
		p := c.g.plane[comp]
		w, h := c.g.mcuW/p.sx, c.g.mcuH/p.sy
		x0, y0 := mx*w, my*h
		for y := y0; y < y0+h; y++ {
			dst, lit := c.plane[comp][y*p.w+x0:][:w], c.lit[comp][y*p.w+x0:][:w]
			switch {
			case fresh:
				copy(dst, lit)
			case still:
				c.fillRow(comp, x0, y, lit)
				copy(dst, lit)
			default:
				c.fillRow(comp, x0, y, dst)
			}
		}
	}
}

// fillRow draws the lit background into part of a row.
func (c *canvas) fillRow(comp, x0, y int, dst []int16) {
	lift, floor, top := int32(0), int32(-128*fractionUnit), int32(127*fractionUnit)
	if comp == 0 {
		lift, floor, top = int32(c.e.lift*fractionUnit), 0, 255*fractionUnit
	}
	sum := c.row[0][:len(dst)]
	clear(sum)
	for i := range c.n {
		c.layerRow(comp, c.used[i], x0, y, len(dst))
		weight := c.weight[i]
		if c.e.field != nil && c.used[i] == c.e.fieldLight {
			c.addField(comp, x0, y, len(dst), weight)
			continue
		}
		for x, v := range c.row[1][:len(dst)] {
			sum[x] += v * weight
		}
	}
	for x := range dst {
		v := (sum[x]+1<<(fixedBits-fraction-1))>>(fixedBits-fraction) + lift
		dst[x] = int16(min(max(v, floor), top))
	}
}

// layerRow puts w samples of a layer into row 1, as whole sample values.
func (c *canvas) layerRow(comp int, l light, x0, y, w int) {
	p, stride := c.g.plane[comp], c.s.w[comp]
	pix := c.mix.layers[l].pix[comp]
	bias := int32(0)
	if comp > 0 {
		bias = 128
	}
	out := c.row[1][:w]
	left, top := c.s.margin/p.sx, c.s.margin/p.sy
	if c.dx == 0 && c.dy == 0 {
		src := pix[(y+top)*stride+x0+left:][:w]
		for x, v := range src {
			out[x] = int32(v) - bias
		}
		return
	}
	fx := float64(c.dx)/float64(p.sx) + float64(x0+left)
	fy := float64(c.dy)/float64(p.sy) + float64(y+top)
	ix, iy := math.Floor(fx), math.Floor(fy)
	wx, wy := int32((fx-ix)*256), int32((fy-iy)*256)
	r0 := min(max(int(iy), 0), c.s.h[comp]-1) * stride
	r1 := min(max(int(iy)+1, 0), c.s.h[comp]-1) * stride
	for x := range out {
		a := min(max(int(ix)+x, 0), stride-1)
		b := min(a+1, stride-1)
		upper := int32(pix[r0+a])*(256-wx) + int32(pix[r0+b])*wx
		lower := int32(pix[r1+a])*(256-wx) + int32(pix[r1+b])*wx
		out[x] = (upper*(256-wy)+lower*wy+1<<15)>>16 - bias
	}
}

// tile is the distance in pixels of the points that a light field is given at.
const tile = 16

// fieldSize returns how many points a light field has across and down.
func (g geometry) fieldSize() (int, int) { return g.plane[0].w/tile + 2, g.plane[0].h/tile + 2 }

// addField adds row 1 to row 0, weighted by the light field.
func (c *canvas) addField(comp, x0, y, w int, weight int32) {
	p := c.g.plane[comp]
	fw, _ := c.g.fieldSize()
	py := y * p.sy
	ty, wy := py/tile, float32(py%tile)/tile
	for x, v := range c.row[1][:w] {
		px := (x0 + x) * p.sx
		i, wx := ty*fw+px/tile, float32(px%tile)/tile
		f := (c.e.field[i]*(1-wx)+c.e.field[i+1]*wx)*(1-wy) + (c.e.field[i+fw]*(1-wx)+c.e.field[i+fw+1]*wx)*wy
		c.row[0][x] += v * int32(float32(weight)*f)
	}
}

// darken multiplies luma under a soft ellipse, in pixels, whose long axis points along (ax, ay): a shadow on
// the ground, which what stands nearer than depth, in metres, hides.
func (c *canvas) darken(cx, cy, ax, ay, narrow, depth, strength float32) {
	long := float32(math.Hypot(float64(ax), float64(ay)))
	if long < 0.5 || narrow < 0.5 {
		return
	}
	ux, uy := ax/long, ay/long
	ex := float32(math.Hypot(float64(ux*long), float64(uy*narrow)))
	ey := float32(math.Hypot(float64(uy*long), float64(ux*narrow)))
	near := decimetres(depth)
	x0, y0, x1, y1 := c.open(int(cx-ex)-1, int(cy-ey)-1, int(cx+ex)+2, int(cy+ey)+2)
	for y := y0; y < y1; y++ {
		row, hide := c.plane[0][y*c.g.plane[0].w:], c.standing(y)
		for x := x0; x < x1; x++ {
			rx, ry := float32(x)+0.5-cx, float32(y)+0.5-cy
			u, v := (rx*ux+ry*uy)/long, (ry*ux-rx*uy)/narrow
			if d := 1 - u*u - v*v; d > 0 && hide[c.column(x)] >= near {
				k := 1 - strength*d*(2-d)
				row[x] = int16(float32(row[x]) * k)
			}
		}
	}
}

// lighten adds grey levels (and chroma) with a soft round edge: a lamp's glow, an insect, a drop.
func (c *canvas) lighten(cx, cy, rx, ry float32, t tone) {
	x0, y0, x1, y1 := c.open(int(cx-rx)-1, int(cy-ry)-1, int(cx+rx)+2, int(cy+ry)+2)
	for comp := range c.g.comps {
		p, add := c.g.plane[comp], [3]float32{t.y, t.cb, t.cr}[comp]*fractionUnit
		if add == 0 || x0 == x1 {
			continue
		}
		for y := y0 / p.sy; y <= (y1-1)/p.sy; y++ {
			row := c.plane[comp][y*p.w:]
			for x := x0 / p.sx; x <= (x1-1)/p.sx; x++ {
				u := (float32(x*p.sx) + float32(p.sx)/2 - cx) / rx
				v := (float32(y*p.sy) + float32(p.sy)/2 - cy) / ry
				if d := 1 - u*u - v*v; d > 0 {
					row[x] = clampSample(comp, float32(row[x])+add*d*d)
				}
			}
		}
	}
}

func clampSample(comp int, v float32) int16 {
	if comp == 0 {
		return int16(min(max(v, 0), 255*fractionUnit))
	}
	return int16(min(max(v, -128*fractionUnit), 127*fractionUnit))
}

// decimetres is a distance as the map of standing things stores it, a little nearer than given.
func decimetres(depth float32) uint8 { return uint8(min(max(depth*10-1, 0), 254)) }

// standing returns the row of the map of standing things that row y of the picture shows, and column the place
// in it.
func (c *canvas) standing(y int) []uint8 {
	y = min(max(y+c.s.margin+c.shiftY, 0), c.s.h[0]-1)
	return c.depth[y*c.s.w[0]:][:c.s.w[0]]
}

func (c *canvas) column(x int) int { return min(max(x+c.s.margin+c.shiftX, 0), c.s.w[0]-1) }
