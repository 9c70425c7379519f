package jpegdct

// Bits that index the lookup tables. 12 bits for AC make 16 KiB a table; DC codes of more than 9 bits are rare.
const (
	acBits = 12
	dcBits = 9
)

// An entry of an AC table resolves as many symbols as lie whole within its index; the value bits of the last
// may lie beyond. Bits 0 to 7 are the number of bits that they take, bits 8 and up how far the coefficient
// index moves. An end of block counts as one coefficient and acEnd more. A 0 means: decode one symbol.
const (
	acAdvance = 1 << 8
	acEnd     = 128 * acAdvance
	acLast    = 63 * acAdvance // the index of the last coefficient
)

type acTable struct {
	lut  [1 << acBits]uint32
	code canonical
	spec huffSpec
	used uint64
}

// A DC entry is the length of the code in bits 0 to 7, of code and value in bits 8 to 15, of the value in bits
// 16 and up. A 0 means: decode one symbol.
type dcTable struct {
	lut  [1 << dcBits]uint32
	code canonical
	spec huffSpec
	used uint64
}

func (t *dcTable) build(s *huffSpec) {
	t.spec = *s
	t.code.build(s)
	clear(t.lut[:])
	code, index := 0, 0
	for i, n := range s.counts[:dcBits] {
		length := i + 1
		for range n {
			category := uint32(s.values[index])
			if category <= 11 {
				entry := uint32(length) | (uint32(length)+category)<<8 | category<<16
				first := code << (dcBits - length)
				for j := range 1 << (dcBits - length) {
					t.lut[first+j] = entry
				}
			}
			code, index = code+1, index+1
		}
		code <<= 1
	}
}

func (t *acTable) build(s *huffSpec) {
	t.spec = *s
	t.code.build(s)
	// First every entry holds its first symbol, with the length of the code above.
	var single [1 << acBits]uint32
	code, index := 0, 0
	for i, n := range s.counts[:acBits] {
		length := i + 1
		for range n {
			entry := acSymbol(s.values[index], length)
			first := code << (acBits - length)
			for j := range 1 << (acBits - length) {
				single[first+j] = entry
			}
			code, index = code+1, index+1
		}
		code <<= 1
	}
	for i := range t.lut {
		t.lut[i] = chain(&single, uint32(i))
	}
}

// acSymbol makes the entry for one symbol: as in acTable, with the length of its code in bits 24 and up.
func acSymbol(symbol uint8, length int) uint32 {
	run, size := uint32(symbol>>4), uint32(symbol&15)
	l := uint32(length)
	switch {
	case symbol == 0x00:
		return l<<24 | acEnd | acAdvance | l
	case symbol == 0xF0:
		return l<<24 | 16*acAdvance | l
	case size == 0 || size > 10:
		return 0
	}
	return l<<24 | (run+1)*acAdvance | (l + size)
}

// chain adds up the symbols that lie whole within index.
func chain(single *[1 << acBits]uint32, index uint32) uint32 {
	var bits, advance uint32
	for bits < acBits {
		e := single[index<<bits&(1<<acBits-1)]
		if e == 0 || bits+e>>24 > acBits {
			break
		}
		step := e & 0xFFFF00
		if advance&(acEnd-1)+step&(acEnd-1) > acLast {
			break
		}
		bits += e & 0xFF
		advance += step
		if advance >= acEnd {
			break
		}
	}
	return bits | advance
}

// tableSlots is how many tables of each kind are kept: more than a picture can use at once.
const tableSlots = 8

// tableCache keeps lookup tables by their content, because most cameras send the same tables with every frame.
type tableCache struct {
	ac    [tableSlots]*acTable
	dc    [tableSlots]*dcTable
	clock uint64
}

func (c *tableCache) acFor(s *huffSpec) *acTable {
	c.clock++
	oldest := 0
	for i, t := range c.ac {
		if t == nil {
			c.ac[i] = new(acTable)
			oldest = i
			break
		}
		if t.spec.equal(s) {
			t.used = c.clock
			return t
		}
		if t.used < c.ac[oldest].used {
			oldest = i
		}
	}
	t := c.ac[oldest]
	t.build(s)
	t.used = c.clock
	return t
}

func (c *tableCache) dcFor(s *huffSpec) *dcTable {
	c.clock++
	oldest := 0
	for i, t := range c.dc {
		if t == nil {
			c.dc[i] = new(dcTable)
			oldest = i
			break
		}
		if t.spec.equal(s) {
			t.used = c.clock
			return t
		}
		if t.used < c.dc[oldest].used {
			oldest = i
		}
	}
	t := c.dc[oldest]
	t.build(s)
	t.used = c.clock
	return t
}
