package jpegdct

import "encoding/binary"

// walker finds where every block of a scan ends, without looking at values. That is nearly all the work of a
// thumbnail, so it is done by lanes (lanes.go) where the scan is long enough, and by walk elsewhere.
type walker struct {
	tables lookup
	stream *bitstream
	data   []byte // of the stream, with what lies behind
	limit  uint64 // the last byte at which a whole word of data begins
	blocks int    // in one MCU
	// after and rest are, by place, the tables for the start of the next block and for the rest of this one. Places are
	// blocks plus bias, so that the first one behind a period is fullPlace. slot is, by block, its pair of tables.
	after, rest  [256]uint64
	slot         [128]uint8
	period, bias int      // a period is as many whole MCUs
	ends         []uint32 // ends[i] is the bit position where block i starts and block i-1 ends
	lanes        [lanes]lane
	spare        [lanes - 1][]uint32 // the ends of the lanes that guess
}

// prepare sets the order of tables in an MCU.
func (w *walker) prepare(s *bitstream, slots []uint8) {
	w.stream, w.blocks = s, len(slots)
	w.data, w.limit = s.bytes, uint64(len(s.bytes)-8)
	w.period = 120 / w.blocks * w.blocks
	w.bias = fullPlace - w.period
	for i := range w.slot {
		w.slot[i] = slots[i%w.blocks]
	}
	for i, slot := range w.slot[:w.period+4] {
		table := uint64(slot) * (2 * lookSize)
		w.after[w.bias+i-1] = table
		w.rest[w.bias+i] = table + lookSize
	}
}

// fullPlace is the place of the first block behind a period.
const fullPlace = 128

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
		table := uint64(w.slot[b&127]) * (2 * lookSize)
		rest := table + lookSize
		p, acc := 0, uint64(pos&7)
		for {
			v := binary.BigEndian.Uint64(block[p&0xFF : p&0xFF+8])
			e := int64(t[uint16(table+v<<(acc&63)>>lookShift)])
			acc += uint64(e & entryMask)
			if e < 0 && acc < allCoefs {
				e = int64(t[uint16(rest+v<<(acc&63)>>lookShift)])
				acc += uint64(e & entryMask)
			}
			if e < 0 && acc < allCoefs {
				e = int64(t[uint16(rest+v<<(acc&63)>>lookShift)])
				acc += uint64(e & entryMask)
			}
			ended := e >= 0
			if acc&exception != 0 {
				if acc, ended, ok = w.except(pos&^7+8*p, acc-uint64(e&entryMask), e, b); !ok {
					return n, false
				}
			}
			if ended {
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
// accumulator before entry e is added to it, at the bit position base.
func (w *walker) except(base int, acc uint64, e int64, block int) (next uint64, ended, ok bool) {
	if sum := acc + uint64(e&entryMask); e < 0 && sum >= allCoefs && sum < allCoefs+oneCoef {
		return sum & countMask, true, true
	}
	c := &w.tables.pairs[w.slot[block&127]]
	bits := w.stream.window(base + int(acc&countMask))
	if acc < oneCoef {
		_, n, ok := c.longDiff(bits)
		return acc + oneCoef + uint64(n), false, ok
	}
	symbol, length := c.ac.symbol(bits)
	if length == 0 {
		return 0, false, false
	}
	step := uint64(acEntry(symbol, int(length)))
	acc += step
	switch {
	case step == 0 || acc&^(blockEnd|countMask) > allCoefs:
		return 0, false, false
	case acc&(blockEnd|allCoefs) != 0:
		return acc & countMask, true, true
	}
	return acc, false, true
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
