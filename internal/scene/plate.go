package scene

import "math"

// perspective says how the drawing shows a level ground: the camera looks along Z, X goes to the right, both
// in metres on the ground.
type perspective struct {
	horizon float32 // of the drawing, in its units from the top
	focal   float32 // units: a thing of 1 m at a distance of 1 m is this large
	height  float32 // of the camera above the ground, metres
}

// ground returns where a point of the ground is drawn.
func (p perspective) ground(x, z float32) (float32, float32) {
	return 320 + p.focal*x/z, p.horizon + p.focal*p.height/z
}

// unit returns how many units a metre takes at distance z.
func (p perspective) unit(z float32) float32 { return p.focal / z }

// material sorts the points of a view by what light does to them.
type material uint8

const (
	matter  material = iota // lit like everything
	foliage                 // bright in the infrared
	sky                     // shines by day, black to lamps and infrared
	glass                   // shows what is behind it by day, and a lit room by lamplight
)

// plate is a view while it is being painted, without light: what colour each point has, how far away it is,
// and what stands there.
type plate struct {
	f       framing
	s       span
	persp   perspective
	texture *texture
	rgb     [3][]float32
	far     []float32  // metres
	stands  []uint8    // decimetres of what can hide a moving thing; 255 for none
	of      []material // what it is
	glow    []float32  // luminous parts of lamps and lit windows, 0 to 1
}

func newPlate(f framing, s span, persp perspective, t *texture) *plate {
	n := s.w[0] * s.h[0]
	p := &plate{f: f, s: s, persp: persp, texture: t}
	for c := range p.rgb {
		p.rgb[c] = make([]float32, n)
	}
	p.far, p.glow = make([]float32, n), make([]float32, n)
	p.stands, p.of = make([]uint8, n), make([]material, n)
	for i := range p.stands {
		p.stands[i] = 255
	}
	return p
}

// unit returns the size of a pixel in units of the drawing.
func (p *plate) unit() float32 { return 1 / p.f.scale }

// drawn returns the drawing's coordinates of a pixel of the span.
func (p *plate) drawn(x, y int) (float32, float32) {
	return p.f.at(float32(x-p.s.margin)+0.5, float32(y-p.s.margin)+0.5)
}

// thing is what a shape is made of.
type thing struct {
	far      float32 // metres; 0 leaves the distance as it is
	standing bool    // it hides what moves behind it
	of       material
	glow     float32
	paint    func(x, y float32) colour
}

// plain paints everything in one colour.
func plain(r, g, b float32) func(x, y float32) colour {
	return func(_, _ float32) colour { return colour{r, g, b} }
}

// shape draws whatever cover says, 0 to 1 at a point of the drawing, within a rectangle of the drawing.
func (p *plate) shape(x0, y0, x1, y1 float32, t thing, cover func(x, y float32) float32) {
	ax, ay := p.f.px(x0, y0)
	bx, by := p.f.px(x1, y1)
	m := p.s.margin
	for y := max(int(ay)+m-1, 0); y < min(int(by)+m+2, p.s.h[0]); y++ {
		for x := max(int(ax)+m-1, 0); x < min(int(bx)+m+2, p.s.w[0]); x++ {
			dx, dy := p.drawn(x, y)
			k := min(cover(dx, dy), 1)
			if k <= 0 {
				continue
			}
			c, i := t.paint(dx, dy), y*p.s.w[0]+x
			p.rgb[0][i] += (c.r - p.rgb[0][i]) * k
			p.rgb[1][i] += (c.g - p.rgb[1][i]) * k
			p.rgb[2][i] += (c.b - p.rgb[2][i]) * k
			p.glow[i] += (t.glow - p.glow[i]) * k
			if k < 0.5 {
				continue
			}
			p.of[i] = t.of
			if t.far > 0 {
				p.far[i] = t.far
			}
			if t.standing {
				p.stands[i] = uint8(min(t.far*10, 254))
			}
		}
	}
}

// rect draws an upright rectangle.
func (p *plate) rect(x0, y0, x1, y1 float32, t thing) {
	s := p.f.scale
	p.shape(x0, y0, x1, y1, t, func(x, y float32) float32 {
		return min(x-x0, x1-x, y-y0, y1-y)*s + 0.5
	})
}

// oval draws an ellipse.
func (p *plate) oval(cx, cy, rx, ry float32, t thing) {
	s := p.f.scale
	p.shape(cx-rx, cy-ry, cx+rx, cy+ry, t, func(x, y float32) float32 {
		u, v := (x-cx)/rx, (y-cy)/ry
		return (1-float32(math.Sqrt(float64(u*u+v*v))))*min(rx, ry)*s + 0.5
	})
}

// polygon draws a convex polygon, clockwise on the screen.
func (p *plate) polygon(t thing, corners ...float32) {
	x0, y0, x1, y1 := corners[0], corners[1], corners[0], corners[1]
	n := len(corners) / 2
	edges := make([][3]float32, n)
	for i := range n {
		ax, ay := corners[2*i], corners[2*i+1]
		bx, by := corners[2*((i+1)%n)], corners[2*((i+1)%n)+1]
		x0, y0, x1, y1 = min(x0, ax), min(y0, ay), max(x1, ax), max(y1, ay)
		long := float32(math.Hypot(float64(bx-ax), float64(by-ay)))
		nx, ny := -(by-ay)/long, (bx-ax)/long
		edges[i] = [3]float32{nx, ny, -(nx*ax + ny*ay)}
	}
	s := p.f.scale
	p.shape(x0, y0, x1, y1, t, func(x, y float32) float32 {
		k := float32(2)
		for _, e := range edges {
			k = min(k, (e[0]*x+e[1]*y+e[2])*s+0.5)
		}
		return k
	})
}

// leaves draws foliage: clumps of light and dark leaves within an ellipse, lit from the upper left, its edge
// ragged.
func (p *plate) leaves(cx, cy, rx, ry, size float32, c colour, t thing) {
	t.of = foliage
	tex := p.texture
	t.paint = func(x, y float32) colour {
		u, v := (x-cx)/rx, (y-cy)/ry
		clump := tex.cloud(x/size/2.6, y/size/2.6, 2)
		leaf := tex.smooth(x/size*1.7+9, y/size*1.7)
		spark := tex.at(x/size*4, y/size*4)
		k := 0.80 - 0.20*u - 0.34*v + (clump-0.5)*1.3 + (leaf-0.5)*0.55 + (spark-0.5)*0.22
		k = min(max(k, 0.22), 1.5)
		return colour{c.r * k * (0.92 + 0.16*k), c.g * k, c.b * k * (1.08 - 0.14*k)}
	}
	ragged := size / min(rx, ry)
	p.shape(cx-rx*1.15, cy-ry*1.15, cx+rx*1.15, cy+ry*1.15, t, func(x, y float32) float32 {
		u, v := (x-cx)/rx, (y-cy)/ry
		d := float32(math.Sqrt(float64(u*u+v*v))) + (tex.smooth(x/size+3, y/size+5)-0.5)*2.2*ragged
		d += (tex.smooth(x/size*2.9, y/size*2.9+7) - 0.5) * 0.9 * ragged
		return (1-d)*min(rx, ry)*p.f.scale*0.5 + 0.5
	})
}

// within returns how much of v, seen through a pixel of the given width, lies between a and b.
func within(v, a, b, width float32) float32 {
	return min(max((v-a)/width+0.5, 0), 1) * min(max((b-v)/width+0.5, 0), 1)
}
