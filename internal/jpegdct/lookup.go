package jpegdct

// An entry of a lookup table resolves as many symbols as lie whole within its index of lookBits bits; the value
// bits of the last may lie beyond. It has the layout of the walker's accumulator, so that one addition moves on
// both the position and the coefficient index:
//
//	bits 0 to 6   how many bits the symbols take
//	bits 7 to 12  how many coefficients they stand for; an end of block counts as none
//	bit 13        in an accumulator: 64 coefficients or more
//	bit 14        no symbol lies whole within the index
//	bit 15        the block goes on, so that the sign tells a reader without a branch
const (
	lookBits  = 12
	lookShift = 64 - lookBits
	lookSize  = 1 << lookBits

	countMask = 1<<7 - 1
	oneCoef   = 1 << 7
	allCoefs  = 64 * oneCoef
	noSymbol  = allCoefs     // as an entry: no symbol lies whole within the index
	blockEnd  = 1 << 15      // while tables are made; the finished entries have it the other way round
	entryMask = 1<<15 - 1    // the part of an entry to add up
	exception = 3 * allCoefs // what takes a walker off its fast way
)

// dcLookBits is the size of the table from which DC differences are read once the blocks' positions are known,
// and dcLong its value for those that do not fit.
const (
	dcLookBits = 11
	dcLong     = -1 << 15
)

// codes is one pair of Huffman tables, DC and AC, as components use them.
type codes struct {
	dcSpec, acSpec huffSpec
	dc, ac         canonical
	diff           [1 << dcLookBits]int16
	used           uint64
}

// codeSlots is how many pairs are kept: more than one picture can use.
const codeSlots = 8

// walkTable is the tables of all slots.
type walkTable [codeSlots * 2 * lookSize]int16

// lookup keeps the tables of several pairs by their content, because most cameras send the same tables with
// every frame. Each slot has two tables in walk: the one for the start of a block, which begins with a DC
// symbol, and the one for the rest.
type lookup struct {
	walk   walkTable
	pairs  [codeSlots]codes
	levels [lookBits + 1][]uint16
	clock  uint64
}

// slot returns where the tables of a pair are, and makes them if need be.
func (l *lookup) slot(dc, ac *huffSpec) int {
	l.clock++
	oldest := 0
	for i := range l.pairs {
		p := &l.pairs[i]
		if p.used != 0 && p.dcSpec.equal(dc) && p.acSpec.equal(ac) {
			p.used = l.clock
			return i
		}
		if p.used < l.pairs[oldest].used {
			oldest = i
		}
	}
	p := &l.pairs[oldest]
	p.used = l.clock
	p.dcSpec, p.acSpec = *dc, *ac
	p.dc.build(dc)
	p.ac.build(ac)
	p.buildDiff()
	l.build(oldest)
	return oldest
}

// build makes both walk tables of a slot. A table for n bits is made of symbols followed by the tables for the
// bits that they leave, so all sizes are made from small to large, and the work is one addition per entry.
func (l *lookup) build(slot int) {
	p := &l.pairs[slot]
	for n := range l.levels {
		if l.levels[n] == nil {
			l.levels[n] = make([]uint16, 1<<n)
		}
		l.level(l.levels[n], n, &p.acSpec)
	}
	whole := l.levels[lookBits]
	finish(l.walk[(2*slot+1)*lookSize:], whole)
	clear(whole)
	code, index := 0, 0
	for i, n := range p.dcSpec.counts[:lookBits] {
		length := i + 1
		for range n {
			category := int(p.dcSpec.values[index])
			if category <= 11 && length+category <= 22 {
				l.fill(whole, lookBits, code, length, oneCoef|uint16(length+category))
			}
			code, index = code+1, index+1
		}
		code <<= 1
	}
	finish(l.walk[2*slot*lookSize:], whole)
}

// finish turns entries as they are while tables are made into what readers take.
func finish(dst []int16, src []uint16) {
	dst = dst[:len(src)]
	for i, e := range src {
		if e == 0 {
			e = noSymbol | blockEnd
		}
		dst[i] = int16(e ^ blockEnd)
	}
}

// level makes the table of AC symbols for n bits. 0 stands for no symbol here, so that entries can be added.
func (l *lookup) level(dst []uint16, n int, s *huffSpec) {
	clear(dst)
	code, index := 0, 0
	for i, c := range s.counts[:n] {
		for range c {
			if e := acEntry(s.values[index], i+1); e != 0 {
				l.fill(dst, n, code, i+1, e)
			}
			code, index = code+1, index+1
		}
		code <<= 1
	}
}

// fill sets the entries of dst, a table for n bits, that begin with a code.
func (l *lookup) fill(dst []uint16, n, code, length int, e uint16) {
	dst = dst[code<<(n-length) : (code+1)<<(n-length)]
	left := n - int(e&countMask)
	if left <= 0 || e&blockEnd != 0 {
		for i := range dst {
			dst[i] = e
		}
		return
	}
	// A chain may fill a block but not go beyond, as then its last symbols belong to another table.
	most := allCoefs - e&^countMask
	for src := l.levels[left]; len(dst) > 0; dst = dst[len(src):] {
		for i, next := range src {
			if next&(allCoefs-oneCoef) < most {
				next += e
			} else {
				next = e
			}
			dst[i] = next
		}
	}
}

// acEntry is the entry for one AC symbol (F.1.2.2), or 0 for one that an 8 bit picture cannot have.
func acEntry(symbol uint8, length int) uint16 {
	run, size := uint16(symbol>>4), uint16(symbol&15)
	switch {
	case symbol == 0x00:
		return blockEnd | uint16(length)
	case symbol == 0xF0:
		return 16*oneCoef | uint16(length)
	case size == 0 || size > 10:
		return 0
	}
	return (run+1)*oneCoef | (uint16(length) + size)
}

func (c *codes) buildDiff() {
	for i := range c.diff {
		c.diff[i] = dcLong
	}
	code, index := 0, 0
	for i, n := range c.dcSpec.counts[:dcLookBits] {
		length := i + 1
		for range n {
			if category := int(c.dcSpec.values[index]); length+category <= dcLookBits {
				spare := dcLookBits - length - category
				for value := range 1 << category {
					diff := extend(uint64(value)<<(64-category), uint(category))
					first := (code<<category | value) << spare
					for j := range 1 << spare {
						c.diff[first+j] = int16(diff)
					}
				}
			}
			code, index = code+1, index+1
		}
		code <<= 1
	}
}

// longDiff reads a DC difference from the left of w (F.2.2.1). ok is false where no code begins like that.
func (c *codes) longDiff(w uint64) (diff int, bits uint, ok bool) {
	category, length := c.dc.symbol(w)
	if length == 0 || category > 11 {
		return 0, 0, false
	}
	return extend(w<<length, uint(category)), length + uint(category), true
}

// long reads a DC difference that is known to be sound and does not fit in diff's index.
//
//go:noinline
func (c *codes) long(s *bitstream, pos uint32) int16 {
	v, _, _ := c.longDiff(s.window(int(pos)))
	return int16(v)
}

// extend reads a value of category bits from the left of w (F.2.2.1, figure F.12).
func extend(w uint64, category uint) int {
	v := int(w >> (64 - category))
	if w>>63 == 0 {
		v += 1 - 1<<category
	}
	return v
}
