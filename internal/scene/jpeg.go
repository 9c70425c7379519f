package scene

import (
	"encoding/binary"
	"math/bits"

	"rtm2/internal/jpegdct"
)

// codes is one Huffman table, ready for coding: for every symbol its code and the code's length.
type codes [256]struct {
	code uint32
	size uint32
}

// newCodes gives each symbol its code as C.2 orders them.
func newCodes(h jpegdct.HuffmanTable) *codes {
	c := new(codes)
	code, k := uint32(0), 0
	for size, n := range h.Counts {
		for range n {
			c[h.Values[k]].code, c[h.Values[k]].size = code, uint32(size+1)
			code++
			k++
		}
		code <<= 1
	}
	return c
}

// quantiser divides coefficients by the steps of a quantisation table, in zigzag order.
type quantiser struct {
	step  [64]uint8
	recip [64]int32 // 2^quantShift / (step * fractionUnit)
	dead  [64]int32 // half a step: a smaller coefficient becomes 0
}

// quantShift leaves room for 15 bits of coefficient and 15 of reciprocal in an int32.
const quantShift = 19

// newQuantiser scales a table of Annex K.1 to a quality the way the Independent JPEG Group does.
func newQuantiser(base [64]uint8, quality int, order [64]uint8) *quantiser {
	scale := 200 - 2*quality
	if quality < 50 {
		scale = 5000 / quality
	}
	q := new(quantiser)
	for k := range q.step {
		v := min(max((int(base[order[k]])*scale+50)/100, 1), 255)
		q.step[k] = uint8(v)
		q.recip[k] = int32((1<<quantShift/fractionUnit + v/2) / v)
		q.dead[k] = int32(v * fractionUnit / 2)
	}
	return q
}

// coder writes the entropy-coded segment of a picture.
type coder struct {
	dst []byte
	acc uint64 // the newest n bits, right-aligned
	n   uint

	luma, chroma *quantiser
	dc, ac       [2]*codes // luma, chroma
	pred         [3]int32  // DC of the block before, by component
	value        [64]int32 // the quantised block at hand
	head         []byte    // everything before the entropy-coded segment
}

// worstBlock is the most bytes one block can take: 64 symbols of 16 + 10 bits, each byte stuffed.
const worstBlock = 64 * 26 / 8 * 2

func newCoder(g geometry, quality int, order [64]uint8) *coder {
	h := jpegdct.StandardHuffman()
	c := &coder{
		luma:   newQuantiser(lumaSteps(), quality, order),
		chroma: newQuantiser(chromaSteps(), quality, order),
		dc:     [2]*codes{newCodes(h.LumaDC), newCodes(h.ChromaDC)},
		ac:     [2]*codes{newCodes(h.LumaAC), newCodes(h.ChromaAC)},
	}
	c.head = c.header(g, h)
	return c
}

// start begins a picture that is appended to dst.
func (c *coder) start(dst []byte) {
	dst = append(dst, c.head...)
	c.dst = dst
	c.acc, c.n, c.pred = 0, 0, [3]int32{}
}

// finish pads the last byte with ones (F.1.2.3), ends the picture and returns it.
func (c *coder) finish() []byte {
	for c.n > 0 {
		free := uint(0)
		if c.n < 8 {
			free = 8 - c.n
		}
		b := byte(c.acc << free >> (c.n + free - 8))
		b |= 1<<free - 1
		c.n -= min(c.n, 8)
		c.dst = append(c.dst, b)
		if b == 0xff {
			c.dst = append(c.dst, 0)
		}
	}
	out := c.dst
	c.dst = nil
	return append(out, 0xff, 0xd9)
}

// reserve makes room for so many blocks, so that block need not look.
func (c *coder) reserve(blocks int) {
	if need := blocks*worstBlock + 16; cap(c.dst)-len(c.dst) < need {
		grown := make([]byte, len(c.dst), 2*cap(c.dst)+need)
		copy(grown, c.dst)
		c.dst = grown
	}
}

// block adds noise to a block's coefficients, quantises and codes them. No coefficient after last can become
// anything but zero. noise is multiplied by scale / 256.
func (c *coder) block(comp int, coef *[64]int16, last int, noise *[64]int8, scale int32) {
	table, q := 0, c.luma
	if comp > 0 {
		table, q = 1, c.chroma
	}
	v := quantise(int32(coef[0])+(int32(noise[0])*scale)>>8, q.recip[0])
	v = min(max(v, -1024), 1023)
	diff := v - c.pred[comp]
	c.pred[comp] = v
	acc, n, dst := c.acc, c.n, c.dst
	sign := diff >> 31
	size := uint(bits.Len32(uint32((diff ^ sign) - sign)))
	e := c.dc[table][size]
	acc = acc<<e.size | uint64(e.code)
	acc = acc<<size | uint64(uint32(diff+sign))&(1<<size-1)
	n += uint(e.size) + size

	// First all quantised values and a bit for each that is not zero, then the ones that are not: whether a
	// coefficient is zero is a coin that no branch predictor calls.
	value, some := &c.value, uint64(0)
	for k := 1; k <= last; k++ {
		v := quantise(int32(coef[k&63])+(int32(noise[k&63])*scale)>>8, q.recip[k&63])
		value[k&63] = v
		some |= uint64(uint32(v|-v)>>31) << (k & 63)
	}
	ac, before := c.ac[table], 0
	for ; some != 0; some &= some - 1 {
		if n >= 32 {
			dst, n = flush(dst, acc, n)
		}
		k := bits.TrailingZeros64(some)
		run := k - before - 1
		before = k
		for ; run > 15; run -= 16 {
			acc = acc<<(ac[0xf0].size&31) | uint64(ac[0xf0].code)
			n += uint(ac[0xf0].size)
			if n >= 32 {
				dst, n = flush(dst, acc, n)
			}
		}
		v := min(max(value[k&63], -1023), 1023)
		sign := v >> 31
		size := uint(bits.Len32(uint32((v ^ sign) - sign)))
		e := &ac[(uint(run)<<4|size)&255]
		acc = acc<<(e.size&31) | uint64(e.code)
		acc = acc<<(size&31) | uint64(uint32(v+sign))&(1<<(size&31)-1)
		n += uint(e.size) + size
	}
	if n >= 32 {
		dst, n = flush(dst, acc, n)
	}
	if before < 63 {
		acc = acc<<(ac[0].size&31) | uint64(ac[0].code)
		n += uint(ac[0].size)
		if n >= 32 {
			dst, n = flush(dst, acc, n)
		}
	}
	c.acc, c.n, c.dst = acc, n, dst
}

func quantise(v, recip int32) int32 { return (v*recip + 1<<(quantShift-1)) >> quantShift }

// flush writes the oldest 32 of n bits; dst has room for them.
func flush(dst []byte, acc uint64, n uint) ([]byte, uint) {
	n -= 32
	w := uint32(acc >> n)
	i := len(dst)
	// A byte of ones is followed by a zero: the test finds a zero byte in the complement.
	if z := ^w; (z-0x01010101)&^z&0x80808080 == 0 {
		dst = dst[:i+4]
		binary.BigEndian.PutUint32(dst[i:], w)
		return dst, n
	}
	for shift := 24; shift >= 0; shift -= 8 {
		b := byte(w >> shift)
		dst = append(dst, b)
		if b == 0xff {
			dst = append(dst, 0)
		}
	}
	return dst, n
}

// header returns SOI to SOS (B.2).
func (c *coder) header(g geometry, h jpegdct.HuffmanSet) []byte {
	b := []byte{0xff, 0xd8}
	b = append(b, 0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0)
	quantisers := []*quantiser{c.luma, c.chroma}
	if g.comps == 1 {
		quantisers = quantisers[:1]
	}
	for i, q := range quantisers {
		b = append(b, 0xff, 0xdb, 0, 67, byte(i))
		b = append(b, q.step[:]...)
	}
	b = append(b, 0xff, 0xc0, 0, byte(8+3*g.comps), 8, byte(g.h>>8), byte(g.h), byte(g.w>>8), byte(g.w), byte(g.comps))
	for i := range g.comps {
		sampling, table := byte(0x11), byte(1)
		if i == 0 {
			sampling, table = byte(g.hs<<4|g.vs), 0
		}
		b = append(b, byte(i+1), sampling, table)
	}
	tables := []struct {
		id byte
		t  jpegdct.HuffmanTable
	}{{0x00, h.LumaDC}, {0x10, h.LumaAC}, {0x01, h.ChromaDC}, {0x11, h.ChromaAC}}
	if g.comps == 1 {
		tables = tables[:2]
	}
	for _, t := range tables {
		size := 19 + len(t.t.Values)
		b = append(b, 0xff, 0xc4, byte(size>>8), byte(size), t.id)
		b = append(b, t.t.Counts[:]...)
		b = append(b, t.t.Values...)
	}
	b = append(b, 0xff, 0xda, 0, byte(6+2*g.comps), byte(g.comps))
	for i := range g.comps {
		b = append(b, byte(i+1), [3]byte{0x00, 0x11, 0x11}[i])
	}
	return append(b, 0, 63, 0)
}

// lumaSteps is table K.1, row by row.
func lumaSteps() [64]uint8 {
	return [64]uint8{
		16, 11, 10, 16, 24, 40, 51, 61,
		12, 12, 14, 19, 26, 58, 60, 55,
		14, 13, 16, 24, 40, 57, 69, 56,
		14, 17, 22, 29, 51, 87, 80, 62,
		18, 22, 37, 56, 68, 109, 103, 77,
		24, 35, 55, 64, 81, 104, 113, 92,
		49, 64, 78, 87, 103, 121, 120, 101,
		72, 92, 95, 98, 112, 100, 103, 99,
	}
}

// chromaSteps is table K.2, row by row.
func chromaSteps() [64]uint8 {
	return [64]uint8{
		17, 18, 24, 47, 99, 99, 99, 99,
		18, 21, 26, 66, 99, 99, 99, 99,
		24, 26, 56, 99, 99, 99, 99, 99,
		47, 66, 99, 99, 99, 99, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99,
	}
}
