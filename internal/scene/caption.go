package scene

import "time"

// glyph is a character of 5 by 7 points, a row per byte, the leftmost point in bit 4.
type glyph [7]uint8

// glyphOf returns the shape of a character of the caption; others are blank.
func glyphOf(c byte) glyph {
	switch c {
	case '0':
		return glyph{14, 17, 19, 21, 25, 17, 14}
	case '1':
		return glyph{4, 12, 4, 4, 4, 4, 14}
	case '2':
		return glyph{14, 17, 1, 6, 8, 16, 31}
	case '3':
		return glyph{14, 17, 1, 6, 1, 17, 14}
	case '4':
		return glyph{2, 6, 10, 18, 31, 2, 2}
	case '5':
		return glyph{31, 16, 30, 1, 1, 17, 14}
	case '6':
		return glyph{6, 8, 16, 30, 17, 17, 14}
	case '7':
		return glyph{31, 1, 2, 4, 8, 8, 8}
	case '8':
		return glyph{14, 17, 17, 14, 17, 17, 14}
	case '9':
		return glyph{14, 17, 17, 15, 1, 2, 12}
	case ':':
		return glyph{0, 4, 4, 0, 4, 4, 0}
	case '-':
		return glyph{0, 0, 0, 14, 0, 0, 0}
	case 'D':
		return glyph{30, 17, 17, 17, 17, 17, 30}
	case 'E':
		return glyph{31, 16, 16, 30, 16, 16, 31}
	case 'M':
		return glyph{17, 27, 21, 21, 17, 17, 17}
	case 'O':
		return glyph{14, 17, 17, 17, 17, 17, 14}
	}
	return glyph{}
}

// caption writes "DEMO" and the time into the picture's upper right corner as cameras do: light points with a
// dark rim.
func (s *Scene) caption(m *moment) {
	if s.opt.Clock.IsZero() {
		return
	}
	at := s.opt.Clock.Add(time.Duration(m.t * float64(time.Second)))
	text := at.AppendFormat(append(s.text[:0], "DEMO  "...), "2006-01-02 15:04:05")
	s.text = text
	dot := max(s.g.h/240, 1)
	width := len(text)*6*dot - dot
	x0, y0 := s.g.w-width-4*dot, 4*dot
	if x0 < 0 {
		return
	}
	s.canvas.open(x0-dot, y0-dot, x0+width+dot, y0+8*dot)
	for _, rim := range []bool{true, false} {
		for i, c := range text {
			shape := glyphOf(c)
			for row, bits := range shape {
				for col := range 5 {
					if bits>>(4-col)&1 == 0 {
						continue
					}
					x, y := x0+(6*i+col)*dot, y0+row*dot
					if rim {
						s.canvas.dot(x-1, y-1, dot+2, 44)
					} else {
						s.canvas.dot(x, y, dot, 236)
					}
				}
			}
		}
	}
}

// dot fills a square of opened pixels with a grey.
func (c *canvas) dot(x0, y0, size int, grey int16) {
	for y := max(y0, 0); y < min(y0+size, c.g.plane[0].h); y++ {
		for x := max(x0, 0); x < min(x0+size, c.g.plane[0].w); x++ {
			c.plane[0][y*c.g.plane[0].w+x] = grey * fractionUnit
			for comp := 1; comp < c.g.comps; comp++ {
				p := c.g.plane[comp]
				c.plane[comp][y/p.sy*p.w+x/p.sx] = 0
			}
		}
	}
}
