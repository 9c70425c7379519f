package jpegdct

import "encoding/binary"

// strideGo moves all lanes on until one has come to the end of a period, to something that the tables do not resolve,
// or to the end of the data. The lanes take turns of three lookups, as many as 57 bits always suffice for. There is
// no branch in it that depends on the data: what the end of a block changes is chosen with the sign of the entry,
// and exceptions are only looked for after all turns, as they leave their mark in the accumulator. The lane then
// goes back to the start of its turn: that is in acc and place, where it stands now in newAcc and newPlace.
func (w *walker) strideGo() {
	for {
		for i := range w.lanes {
			if !w.lanes[i].turn(w) {
				return
			}
		}
		acc, place := uint64(0), uint64(0)
		for i := range w.lanes {
			acc |= w.lanes[i].newAcc
			place |= w.lanes[i].newPlace
		}
		if acc&exception != 0 || place&fullPlace != 0 {
			return
		}
		for i := range w.lanes {
			w.lanes[i].acc, w.lanes[i].place = w.lanes[i].newAcc, w.lanes[i].newPlace
		}
	}
}

// turn takes three steps. It does not where the data end, and leaves p beyond the limit then.
func (l *lane) turn(w *walker) bool {
	t := &w.tables.walk
	p, acc := reload(l.p, l.acc)
	l.p = p
	if p > w.limit {
		return false
	}
	word := binary.BigEndian.Uint64(w.data[p:]) << (acc & 63)
	place, table := l.place, l.table
	l.bit, l.acc = 8*p, acc
	for range 3 {
		e := int64(t[uint16(table+word>>lookShift)])
		word <<= uint64(e) & 63
		acc += uint64(e)
		table = w.after[uint8(place)]
		if e < 0 {
			table = w.rest[uint8(place)]
		}
		e >>= 63
		acc &= uint64(e) | countMask | exception
		l.found[uint8(place)] = uint32(l.bit + acc)
		place += uint64(e + 1)
	}
	l.newAcc, l.newPlace, l.table = acc, place, table
	return true
}

// reload moves p to the byte in which the position lies.
func reload(p, acc uint64) (newP, newAcc uint64) {
	return p + acc>>3&15, acc &^ 0x78
}
