package jpegdct

import (
	"math/rand/v2"
)

// picture is a JPEG made from coefficients, so that what a decoder must find is known exactly.
type picture struct {
	width, height int
	factors       [][2]int // h, v of each component
	quant         int      // of all coefficients
	restart       int
	separate      bool // one scan for every component
	extended      bool // SOF1
	noDHT         bool
	thin          bool // the DC tables have only the categories that are used
	extra         bool // APPn, COM, fill bytes, padding behind EOI
	ac            int  // the most AC coefficients in a block, 63 at most
	spread        int  // of DC coefficients
	seed          uint64
	steps         *[64]uint8 // quantisers in zigzag order, if they differ
	given         [][]block  // what planes returns instead of drawing coefficients

	sent huffCodes // of what write used
}

type huffCodes struct{ dc, ac [2]huffSpec }

// code returns a symbol's code in a table.
func (s *huffSpec) code(symbol uint8) (code, length uint) {
	next, index := uint(0), 0
	for i, n := range s.counts {
		for range n {
			if s.values[index] == symbol {
				return next, uint(i + 1)
			}
			next, index = next+1, index+1
		}
		next <<= 1
	}
	panic("no such symbol")
}

// block is quantised DC and AC coefficients in zigzag order.
type block [64]int

// planes draws the coefficients: per component, row by row, with the blocks that only fill up MCUs.
func (p *picture) planes() (blocks [][]block, wide, high []int) {
	r := rand.New(rand.NewPCG(p.seed, 1))
	hmax, vmax := 1, 1
	for _, f := range p.factors {
		hmax, vmax = max(hmax, f[0]), max(vmax, f[1])
	}
	mw, mh := ceilDiv(p.width, 8*hmax), ceilDiv(p.height, 8*vmax)
	for _, f := range p.factors {
		w, h := mw*f[0], mh*f[1]
		if len(p.factors) == 1 {
			w, h = ceilDiv(p.width, 8), ceilDiv(p.height, 8)
		}
		if p.given != nil {
			blocks, wide, high = p.given, append(wide, w), append(high, h)
			continue
		}
		all := make([]block, w*h)
		dc := 0
		for i := range all {
			dc = min(max(dc+r.IntN(2*p.spread+1)-p.spread, -1000/p.quant), 1000/p.quant)
			all[i][0] = dc
			if p.ac == 0 {
				continue
			}
			for range r.IntN(p.ac + 1) {
				all[i][1+r.IntN(p.ac)] = r.IntN(21) - 10
			}
		}
		blocks, wide, high = append(blocks, all), append(wide, w), append(high, h)
	}
	return blocks, wide, high
}

// tables returns the tables to send.
func (p *picture) tables() (t huffCodes) {
	set := StandardHuffman()
	t.dc[0].set(set.LumaDC)
	t.dc[1].set(set.ChromaDC)
	t.ac[0].set(set.LumaAC)
	t.ac[1].set(set.ChromaAC)
	if p.thin { // categories 0 to 3 only
		thin := HuffmanTable{Counts: [16]uint8{0, 3, 1}, Values: []uint8{1, 0, 2, 3}}
		t.dc[0].set(thin)
		t.dc[1].set(thin)
	}
	return t
}

func segment(out []byte, marker byte, body ...byte) []byte {
	out = append(out, 0xFF, marker, byte((len(body)+2)>>8), byte(len(body)+2))
	return append(out, body...)
}

// write makes the JPEG.
func (p *picture) write() []byte {
	t := p.tables()
	out := []byte{0xFF, markerSOI}
	if p.extra {
		out = segment(out, 0xE1, []byte("Exif\x00\x00 nothing")...)
		out = segment(append(out, 0xFF, 0xFF), markerCOM, []byte("a comment")...)
		out = segment(out, markerCOM, []byte("another")...)
	}
	quant := []byte{0}
	for range 64 {
		quant = append(quant, byte(p.quant))
	}
	if p.steps != nil {
		copy(quant[1:], p.steps[:])
	}
	out = segment(out, markerDQT, quant...)
	frame := []byte{8, byte(p.height >> 8), byte(p.height), byte(p.width >> 8), byte(p.width), byte(len(p.factors))}
	for i, f := range p.factors {
		frame = append(frame, byte(i+1), byte(f[0]<<4|f[1]), 0)
	}
	sof := byte(markerSOF0)
	if p.extended {
		sof = markerSOF1
	}
	out = segment(out, sof, frame...)
	if !p.noDHT {
		for i := range 2 {
			out = appendDHT(out, 0, uint8(i), t.dc[i].counts, t.dc[i].values[:t.dc[i].n])
			out = appendDHT(out, 1, uint8(i), t.ac[i].counts, t.ac[i].values[:t.ac[i].n])
		}
	}
	if p.restart > 0 {
		out = segment(out, markerDRI, byte(p.restart>>8), byte(p.restart))
	}
	p.sent = t
	blocks, wide, _ := p.planes()
	if p.separate {
		for i := range p.factors {
			out = p.scan(out, []int{i}, blocks, wide)
		}
	} else {
		all := []int{0, 1, 2}[:len(p.factors)]
		out = p.scan(out, all, blocks, wide)
	}
	out = append(out, 0xFF, markerEOI)
	if p.extra {
		out = append(out, make([]byte, 37)...)
	}
	return out
}

// scan appends the scan of some components.
func (p *picture) scan(out []byte, comps []int, blocks [][]block, wide []int) []byte {
	header := []byte{byte(len(comps))}
	for _, c := range comps {
		t := byte(min(c, 1))
		header = append(header, byte(c+1), t<<4|t)
	}
	out = segment(out, markerSOS, append(header, 0, 63, 0)...)
	hmax, vmax := 1, 1
	for _, f := range p.factors {
		hmax, vmax = max(hmax, f[0]), max(vmax, f[1])
	}
	mw, mh := ceilDiv(p.width, 8*hmax), ceilDiv(p.height, 8*vmax)
	if len(comps) == 1 {
		f := p.factors[comps[0]]
		mw = ceilDiv(ceilDiv(p.width*f[0], hmax), 8)
		mh = ceilDiv(ceilDiv(p.height*f[1], vmax), 8)
	}
	var w bitWriter
	w.reset(64)
	var pred [3]int
	for m := range mw * mh {
		if p.restart > 0 && m > 0 && m%p.restart == 0 {
			out = append(w.appendTo(out), 0xFF, markerRST0+byte(m/p.restart-1)&7)
			w.reset(64)
			pred = [3]int{}
		}
		for _, c := range comps {
			f := p.factors[c]
			if len(comps) == 1 {
				f = [2]int{1, 1}
			}
			for y := range f[1] {
				for x := range f[0] {
					b := &blocks[c][(m/mw*f[1]+y)*wide[c]+m%mw*f[0]+x]
					p.block(&w, b, b[0]-pred[c], min(c, 1))
					pred[c] = b[0]
				}
			}
		}
	}
	return w.appendTo(out)
}

func magnitude(v int) (bits uint64, size uint) {
	for 1<<size <= max(v, -v) {
		size++
	}
	if v < 0 {
		v += 1<<size - 1
	}
	return uint64(v), size
}

func (p *picture) block(w *bitWriter, b *block, diff, t int) {
	v, size := magnitude(diff)
	code, length := p.sent.dc[t].code(uint8(size))
	w.put(uint64(code), length)
	w.put(v, size)
	run := 0
	for _, c := range b[1:] {
		if c == 0 {
			run++
			continue
		}
		for ; run > 15; run -= 16 {
			code, length = p.sent.ac[t].code(0xF0)
			w.put(uint64(code), length)
		}
		v, size = magnitude(c)
		code, length = p.sent.ac[t].code(uint8(run<<4) | uint8(size))
		w.put(uint64(code), length)
		w.put(v, size)
		run = 0
	}
	if run > 0 {
		code, length = p.sent.ac[t].code(0)
		w.put(uint64(code), length)
	}
}

// thumbnail is what a decoder must make of it.
func (p *picture) thumbnail() *Thumbnail {
	blocks, wide, _ := p.planes()
	hmax, vmax := 1, 1
	for _, f := range p.factors {
		hmax, vmax = max(hmax, f[0]), max(vmax, f[1])
	}
	t := &Thumbnail{Width: p.width, Height: p.height}
	for i, f := range p.factors {
		w, h := ceilDiv(ceilDiv(p.width*f[0], hmax), 8), ceilDiv(ceilDiv(p.height*f[1], vmax), 8)
		pix := make([]uint8, 0, w*h)
		for y := range h {
			for x := range w {
				v := (blocks[i][y*wide[i]+x][0]*p.quant+4)>>3 + 128
				pix = append(pix, uint8(min(max(v, 0), 255)))
			}
		}
		*[]*Plane{&t.Y, &t.Cb, &t.Cr}[i] = Plane{W: w, H: h, Pix: pix}
	}
	return t
}
