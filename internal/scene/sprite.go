package scene

import (
	"math"

	"rtm2"
)

// tone is a colour as the picture stores it: luma 0 to 255, chroma around 0.
type tone struct{ y, cb, cr float32 }

// colour is red, green and blue, 0 to 255, as a surface looks in plain white light.
type colour struct{ r, g, b float32 }

func (c colour) times(l colour) colour { return colour{c.r * l.r, c.g * l.g, c.b * l.b} }

func (c colour) scaled(k float32) colour { return colour{c.r * k, c.g * k, c.b * k} }

func (c colour) mixed(o colour, k float32) colour {
	return colour{c.r + (o.r-c.r)*k, c.g + (o.g-c.g)*k, c.b + (o.b-c.b)*k}
}

func (c colour) tone() tone {
	cb, cr := chromaOf(c.r, c.g, c.b)
	return tone{lumaOf(c.r, c.g, c.b), cb, cr}
}

// sprite is a thing that moves, drawn for one frame: coverage and colour for each pixel of a rectangle.
type sprite struct {
	x0, y0, w, h int
	pix          []texel
	light        colour  // what falls on it
	lift         float32 // of the exposure
	mono         bool    // the picture has no colour
	texture      *texture
	tx, ty       float32 // where the texture is fixed, in pixels
	grain        float32 // texture coordinates per pixel
}

// texel is one pixel of a sprite: coverage 0 to 255, luma, chroma + 128.
type texel struct{ a, y, cb, cr uint8 }

// begin makes the sprite empty, with room for the given rectangle as far as it lies within limit pixels
// across and down.
func (s *sprite) begin(x0, y0, x1, y1 float32, limitW, limitH int) {
	s.x0, s.y0 = max(int(x0)-1, 0), max(int(y0)-1, 0)
	s.w = max(min(int(x1)+2, limitW)-s.x0, 0)
	s.h = max(min(int(y1)+2, limitH)-s.y0, 0)
	if n := s.w * s.h; n > len(s.pix) {
		s.pix = make([]texel, n+n/2)
	}
	clear(s.pix[:s.w*s.h])
}

// clip is a rectangle in pixels.
type clip struct{ x0, y0, x1, y1 float32 }

// cut removes what lies outside a rectangle.
func (s *sprite) cut(c clip) {
	for y := range s.h {
		for x := range s.w {
			px, py := float32(x+s.x0), float32(y+s.y0)
			if px < c.x0 || px >= c.x1 || py < c.y0 || py >= c.y1 {
				s.pix[y*s.w+x].a = 0
			}
		}
	}
}

// skin says how a surface looks.
type skin struct {
	colour
	round  float32 // how much darker the sides of a limb are than its middle, 0 to 1
	weave  float32 // strength of the texture
	stripe float32 // distance of stripes in texture coordinates; 0 for none
}

// put blends a colour over what is there.
func (t *texel) put(cover, y, cb, cr float32) {
	y = min(max(y, 0), 255)
	if cover >= 0.996 || t.a == 0 {
		*t = texel{uint8(min(cover, 1) * 255), uint8(y), uint8(cb + 128), uint8(cr + 128)}
		return
	}
	k := cover / (cover + float32(t.a)/255*(1-cover))
	t.y = uint8(float32(t.y) + (y-float32(t.y))*k)
	t.cb = uint8(float32(t.cb) + (cb+128-float32(t.cb))*k)
	t.cr = uint8(float32(t.cr) + (cr+128-float32(t.cr))*k)
	t.a = uint8(float32(t.a) + (255-float32(t.a))*cover)
}

// lit returns the tone of a skin under the sprite's light.
func (s *sprite) lit(k skin) tone {
	t := k.colour.times(s.light).tone()
	t.y += s.lift
	if s.mono {
		t.cb, t.cr = 0, 0
	}
	t.cb, t.cr = min(max(t.cb, -127), 126), min(max(t.cr, -127), 126)
	return t
}

// weft returns the texture's factor on luma at a pixel.
func (s *sprite) weft(k skin, x, y float32) float32 {
	u, v := (x-s.tx)*s.grain, (y-s.ty)*s.grain
	f := 1 + k.weave*(s.texture.at(u*9, v*9)-0.5)*2
	if k.stripe > 0 && int(math.Floor(float64(v/k.stripe)))&1 == 0 {
		f *= 0.55
	}
	return f
}

// limb draws a capsule whose radius goes from r0 to r1.
func (s *sprite) limb(x0, y0, r0, x1, y1, r1 float32, k skin) {
	t := s.lit(k)
	reach := max(r0, r1) + 1
	bx0, bx1 := s.columns(min(x0, x1)-reach, max(x0, x1)+reach)
	by0, by1 := s.rows(min(y0, y1)-reach, max(y0, y1)+reach)
	dx, dy := x1-x0, y1-y0
	inv := 1 / max(dx*dx+dy*dy, 1e-6)
	for y := by0; y < by1; y++ {
		py := float32(y+s.y0) + 0.5
		row := s.pix[y*s.w:]
		for x := bx0; x < bx1; x++ {
			px := float32(x+s.x0) + 0.5
			u := min(max(((px-x0)*dx+(py-y0)*dy)*inv, 0), 1)
			ex, ey := px-x0-u*dx, py-y0-u*dy
			r := r0 + (r1-r0)*u
			d2 := ex*ex + ey*ey
			if d2 >= (r+0.5)*(r+0.5) {
				continue
			}
			d := float32(math.Sqrt(float64(d2)))
			side := ex / max(r, 0.5)
			f := s.weft(k, px, py) * (1 - k.round*(0.35*side+0.45*side*side))
			row[x].put(min(r-d+0.5, 1), t.y*f, t.cb, t.cr)
		}
	}
}

// oval draws an ellipse that is not tilted.
func (s *sprite) oval(cx, cy, rx, ry float32, k skin) {
	t := s.lit(k)
	bx0, bx1 := s.columns(cx-rx-1, cx+rx+1)
	by0, by1 := s.rows(cy-ry-1, cy+ry+1)
	edge := min(rx, ry)
	for y := by0; y < by1; y++ {
		v := (float32(y+s.y0) + 0.5 - cy) / ry
		row := s.pix[y*s.w:]
		for x := bx0; x < bx1; x++ {
			u := (float32(x+s.x0) + 0.5 - cx) / rx
			d := float32(math.Sqrt(float64(u*u + v*v)))
			cover := min((1-d)*edge+0.5, 1)
			if cover <= 0 {
				continue
			}
			f := s.weft(k, float32(x+s.x0), float32(y+s.y0)) * (1 - k.round*(0.3*u+0.4*v*v*v+0.3*u*u))
			row[x].put(cover, t.y*f, t.cb, t.cr)
		}
	}
}

// polygon draws a convex polygon, given clockwise on the screen as x, y pairs.
func (s *sprite) polygon(k skin, corners ...float32) {
	t := s.lit(k)
	x0, y0, x1, y1 := corners[0], corners[1], corners[0], corners[1]
	var edges [12][3]float32
	n := min(len(corners)/2, len(edges))
	for i := range n {
		ax, ay := corners[2*i], corners[2*i+1]
		bx, by := corners[2*((i+1)%n)], corners[2*((i+1)%n)+1]
		x0, y0, x1, y1 = min(x0, ax), min(y0, ay), max(x1, ax), max(y1, ay)
		long := max(float32(math.Hypot(float64(bx-ax), float64(by-ay))), 1e-3)
		nx, ny := -(by-ay)/long, (bx-ax)/long
		edges[i] = [3]float32{nx, ny, -(nx*ax + ny*ay)}
	}
	bx0, bx1 := s.columns(x0-1, x1+1)
	by0, by1 := s.rows(y0-1, y1+1)
	for y := by0; y < by1; y++ {
		py := float32(y+s.y0) + 0.5
		row := s.pix[y*s.w:]
		for x := bx0; x < bx1; x++ {
			px := float32(x+s.x0) + 0.5
			cover := float32(1)
			for _, e := range edges[:n] {
				cover = min(cover, e[0]*px+e[1]*py+e[2]+0.5)
			}
			if cover <= 0 {
				continue
			}
			f := s.weft(k, px, py) * (1 - k.round*0.5*(py-y0)/max(y1-y0, 1))
			row[x].put(cover, t.y*f, t.cb, t.cr)
		}
	}
}

func (s *sprite) columns(x0, x1 float32) (int, int) {
	return min(max(int(x0)-s.x0, 0), s.w), min(max(int(x1)+1-s.x0, 0), s.w)
}

func (s *sprite) rows(y0, y1 float32) (int, int) {
	return min(max(int(y0)-s.y0, 0), s.h), min(max(int(y1)+1-s.y0, 0), s.h)
}

// place draws a sprite that stands at the given depth, in metres, over the canvas; what stands nearer hides
// it. opacity is 0 to 1. It returns the box of what is to be seen of it; count adds its pixels to the cells.
func (c *canvas) place(s *sprite, depth, opacity float32, count bool) (rtm2.Box, int) {
	if s.w == 0 || s.h == 0 {
		return rtm2.Box{}, 0
	}
	c.open(s.x0, s.y0, s.x0+s.w, s.y0+s.h)
	seen, bx0, by0, bx1, by1 := 0, c.g.w, c.g.h, 0, 0
	near := decimetres(depth)
	k := int32(opacity * 256)
	pw := c.g.plane[0].w
	for y := range s.h {
		py := s.y0 + y
		hide := c.standing(py)
		row, dst := s.pix[y*s.w:][:s.w], c.plane[0][py*pw+s.x0:][:s.w]
		for x := range row {
			t := &row[x]
			if t.a == 0 {
				continue
			}
			if hide[c.column(s.x0+x)] < near {
				t.a = 0
				continue
			}
			if t.a >= 128 && s.x0+x < c.g.w && py < c.g.h {
				seen++
				bx0, by0, bx1, by1 = min(bx0, s.x0+x), min(by0, py), max(bx1, s.x0+x+1), max(by1, py+1)
				if count {
					c.cells[py>>3*c.g.gridW+(s.x0+x)>>3]++
				}
			}
			t.a = uint8(int32(t.a) * k >> 8)
			v := int32(dst[x])
			dst[x] = int16(v + (int32(t.y)*fractionUnit-v)*int32(t.a)/255)
		}
	}
	for comp := 1; comp < c.g.comps; comp++ {
		c.placeChroma(s, comp)
	}
	if seen == 0 {
		return rtm2.Box{}, 0
	}
	return rtm2.Box{X: bx0, Y: by0, W: bx1 - bx0, H: by1 - by0}, seen
}

// placeChroma averages coverage and chroma over the pixels of each sample.
func (c *canvas) placeChroma(s *sprite, comp int) {
	p := c.g.plane[comp]
	per := int32(p.sx * p.sy)
	for y := s.y0 / p.sy; y <= (s.y0+s.h-1)/p.sy; y++ {
		dst := c.plane[comp][y*p.w:][:p.w]
		for x := s.x0 / p.sx; x <= (s.x0+s.w-1)/p.sx; x++ {
			sum, cover := int32(0), int32(0)
			for j := max(y*p.sy-s.y0, 0); j < min((y+1)*p.sy-s.y0, s.h); j++ {
				for i := max(x*p.sx-s.x0, 0); i < min((x+1)*p.sx-s.x0, s.w); i++ {
					t := s.pix[j*s.w+i]
					v := int32(t.cb)
					if comp == 2 {
						v = int32(t.cr)
					}
					sum += (v - 128) * int32(t.a)
					cover += int32(t.a)
				}
			}
			if cover > 0 {
				dst[x] = int16((int32(dst[x])*(255*per-cover) + sum*fractionUnit) / (255 * per))
			}
		}
	}
}
