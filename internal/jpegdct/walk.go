package jpegdct

import "encoding/binary"

// walker finds where every block of a scan ends, without looking at values. That is nearly all the work of a
// thumbnail, so it is done by lanes (lanes.go) where the scan is long enough, and by walk elsewhere.
type walker struct {
	tables *lookup
	stream *bitstream
	blocks int // in one MCU
	// next is, by 2*block, the table for the start of a block, and by 2*block+1 that for the rest of it; slot is,
	// by block, its pair of tables. They hold whole MCUs, period blocks, and some more.
	next   [256]uint16
	slot   [128]uint8
	period int
	ends   []uint32 // ends[i] is the bit position where block i starts and block i-1 ends
	lanes  [lanes]lane
	spare  [lanes - 1][]uint32 // the ends of the lanes that guess
}

// prepare sets the order of tables in an MCU.
func (w *walker) prepare(l *lookup, s *bitstream, slots []uint8) {
	w.tables, w.stream, w.blocks = l, s, len(slots)
	w.period = 120 / w.blocks * w.blocks
	for i := range w.slot {
		slot := slots[i%w.blocks]
		w.slot[i] = slot
		w.next[2*i] = uint16(slot) * (2 * lookSize)
		w.next[2*i+1] = uint16(slot)*(2*lookSize) + lookSize
	}
}

// blockBytes is more than a block can take: 64 symbols of at most 16 + 11 bits, and a whole word beyond.
const blockBytes = 1<<8 + 8

// walk reads blocks from number n on, which is block b of its MCU and starts at the position that ends[n] holds, up
// to number to. Where that fails it returns the number of the block.
func (w *walker) walk(n, b, to int) (failed int, ok bool) {
	t, s := &w.tables.walk, w.stream
	limit := s.bits()
	pos := int(w.ends[n])
	for ; n < to; n++ {
		if pos > limit {
			return n, false
		}
		block := (*[blockBytes]byte)(s.bytes[pos>>3:])
		table, rest := uint64(w.next[uint8(2*b)]), uint64(w.next[uint8(2*b+1)])
		p, acc := 0, uint64(pos&7)
		for {
			v := binary.BigEndian.Uint64(block[p&0xFF : p&0xFF+8])
			e := uint64(t[uint16(table+v<<(acc&63)>>lookShift)])
			acc += e
			if acc < allCoefs {
				e = uint64(t[uint16(rest+v<<(acc&63)>>lookShift)])
				acc += e
			}
			if acc < allCoefs {
				e = uint64(t[uint16(rest+v<<(acc&63)>>lookShift)])
				acc += e
			}
			if acc&exception != 0 {
				if acc, ok = w.except(pos&^7+8*p, acc, e, b); !ok {
					return n, false
				}
			}
			if acc&blockEnd != 0 {
				break
			}
			table = rest
			p += int(acc >> 3 & 15)
			acc &^= 0x78
		}
		pos = pos&^7 + 8*p + int(acc&countMask)
		w.ends[n+1] = uint32(pos)
		if b++; b == w.blocks {
			b = 0
		}
	}
	return n, true
}

// except goes on where the lookup tables do not suffice: a block without an end-of-block symbol, a code longer
// than their index, a chain of symbols that goes beyond the block's end, or damaged data (not ok). acc is the
// accumulator after entry e was added to it, at the bit position base.
func (w *walker) except(base int, acc, e uint64, block int) (uint64, bool) {
	if acc >= allCoefs && acc < allCoefs+oneCoef {
		return acc&countMask | blockEnd, true
	}
	acc -= e
	c := &w.tables.pairs[w.slot[block&127]]
	bits := w.stream.window(base + int(acc&countMask))
	if acc < oneCoef {
		_, n, ok := c.longDiff(bits)
		return acc + oneCoef + uint64(n), ok
	}
	symbol, length := c.ac.symbol(bits)
	if length == 0 {
		return 0, false
	}
	step := uint64(acEntry(symbol, int(length)))
	acc += step
	switch {
	case step == 0 || acc&^(blockEnd|countMask) > allCoefs:
		return 0, false
	case acc&(blockEnd|allCoefs) != 0:
		return acc&countMask | blockEnd, true
	}
	return acc, true
}

// walkDC is walk for the first scan of a progressive picture, which has nothing but DC differences.
func (w *walker) walkDC(n, to int) (failed int, ok bool) {
	pos, limit := int(w.ends[n]), w.stream.bits()
	for b := 0; n < to; n++ {
		if pos > limit {
			return n, false
		}
		_, bits, ok := w.tables.pairs[w.slot[b&127]].longDiff(w.stream.window(pos))
		if !ok {
			return n, false
		}
		pos += int(bits)
		w.ends[n+1] = uint32(pos)
		if b++; b == w.blocks {
			b = 0
		}
	}
	return n, true
}
