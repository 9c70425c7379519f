package motion

import "rtm2/internal/jpegdct"

// gridMost is the largest number of cells that is judged one by one. Larger pictures are judged by squares of cells:
// what people ask of a camera is in relation to the picture, and more cells of the same scene add cost and leaves.
const gridMost = 16000

// grid brings a thumbnail to the size that is judged.
type grid struct {
	bin        int // thumbnail cells along the side of a judged one
	fullW      int // of the thumbnail
	fullH      int
	chromaW    int
	chromaH    int
	y, cb, cr  []uint8 // the frame's planes at the judged size
	w, h       int
	cw, ch     int
	sum        []uint32 // one row of squares
	mask       []uint8  // at the thumbnail's size
	ownY       []uint8
	ownB, ownR []uint8
}

func (g *grid) fits(t *jpegdct.Thumbnail) bool {
	return g.fullW == t.Y.W && g.fullH == t.Y.H && g.chromaW == t.Cb.W && g.chromaH == t.Cb.H
}

func (g *grid) resize(t *jpegdct.Thumbnail) {
	*g = grid{bin: 1, fullW: t.Y.W, fullH: t.Y.H, chromaW: t.Cb.W, chromaH: t.Cb.H}
	for ceil(g.fullW, g.bin)*ceil(g.fullH, g.bin) > gridMost {
		g.bin++
	}
	g.w, g.h = ceil(g.fullW, g.bin), ceil(g.fullH, g.bin)
	if t.Cr.W == t.Cb.W && t.Cr.H == t.Cb.H {
		g.cw, g.ch = ceil(t.Cb.W, g.bin), ceil(t.Cb.H, g.bin)
	}
	if g.bin == 1 {
		return
	}
	g.sum = make([]uint32, g.w)
	g.mask = make([]uint8, g.fullW*g.fullH)
	g.ownY = make([]uint8, g.w*g.h)
	g.ownB, g.ownR = make([]uint8, g.cw*g.ch), make([]uint8, g.cw*g.ch)
}

func ceil(a, b int) int { return (a + b - 1) / b }

// take makes the frame's planes: the thumbnail's own where every cell is judged.
func (g *grid) take(t *jpegdct.Thumbnail) {
	if g.bin == 1 {
		g.y, g.cb, g.cr = t.Y.Pix, t.Cb.Pix, t.Cr.Pix
		return
	}
	g.y, g.cb, g.cr = g.ownY, g.ownB, g.ownR
	g.reduce(g.y, t.Y, g.w, g.h)
	if g.cw*g.ch > 0 {
		g.reduce(g.cb, t.Cb, g.cw, g.ch)
		g.reduce(g.cr, t.Cr, g.cw, g.ch)
	}
}

// halve is reduce for squares of two cells in a plane of even size, the common case.
func halve(dst []uint8, p jpegdct.Plane, w, h int) {
	for y := range h {
		a, b := p.Pix[2*y*p.W:][:2*w], p.Pix[(2*y+1)*p.W:][:2*w]
		row := dst[y*w:][:w]
		for x := range row {
			k := 2 * x
			row[x] = uint8((uint32(a[k]) + uint32(a[k+1]) + uint32(b[k]) + uint32(b[k+1]) + 2) / 4)
		}
	}
}

// reduce averages squares of cells; those at the right and lower edge may be cut.
func (g *grid) reduce(dst []uint8, p jpegdct.Plane, w, h int) {
	bin, done := g.bin, 0
	if bin == 2 && p.W == 2*w {
		done = p.H / 2
		halve(dst, p, w, done)
	}
	for y := done; y < h; y++ {
		sum := g.sum[:w]
		clear(sum)
		rows := min(bin, p.H-y*bin)
		for r := range rows {
			row := p.Pix[(y*bin+r)*p.W:][:p.W]
			for x := range sum {
				from, to := x*bin, min(x*bin+bin, p.W)
				for _, v := range row[from:to] {
					sum[x] += uint32(v)
				}
			}
		}
		for x, s := range sum {
			n := uint32(rows * (min(x*bin+bin, p.W) - x*bin))
			dst[y*w+x] = uint8((s + n/2) / n)
		}
	}
}

// expand brings the judged mask, set at these cells at most, to the thumbnail's size.
func (g *grid) expand(mask []uint8, cells []int32) []uint8 {
	if g.bin == 1 {
		return mask
	}
	clear(g.mask)
	for _, c := range cells {
		if mask[c] == 0 {
			continue
		}
		x, y := int(c)%g.w*g.bin, int(c)/g.w*g.bin
		for r := y; r < min(y+g.bin, g.fullH); r++ {
			for k := x; k < min(x+g.bin, g.fullW); k++ {
				g.mask[r*g.fullW+k] = 255
			}
		}
	}
	return g.mask
}
