package jpegdct

import "encoding/binary"

// strideGo moves all lanes on until one has come to the end of a period, to something that the tables do not resolve,
// or to the end of the data. The lanes take turns of three lookups, as many as 57 bits always suffice for. There is
// no branch in it that depends on the data: what the end of a block changes is chosen with the sign of the entry,
// and exceptions are only looked for after all turns, as they leave their mark in the accumulator. The lane then
// goes back to the start of its turn: that is in acc and place, where it stands now in newAcc and newPlace.
func (w *walker) strideGo() {
	t := &w.tables.walk
	x, y, z := &w.lanes[0], &w.lanes[1], &w.lanes[2]
	xa, xb, xt := x.acc, x.place, x.table
	ya, yb, yt := y.acc, y.place, y.table
	za, zb, zt := z.acc, z.place, z.table
	for {
		xv, xok := x.fill(w, xa, xb)
		yv, yok := y.fill(w, ya, yb)
		zv, zok := z.fill(w, za, zb)
		if !xok || !yok || !zok {
			return
		}
		xa, ya, za = x.acc, y.acc, z.acc
		var e int64
		e, xv = look(t, xt, xv)
		xa, xb, xt = x.advance(w, xa, xb, e)
		e, yv = look(t, yt, yv)
		ya, yb, yt = y.advance(w, ya, yb, e)
		e, zv = look(t, zt, zv)
		za, zb, zt = z.advance(w, za, zb, e)
		e, xv = look(t, xt, xv)
		xa, xb, xt = x.advance(w, xa, xb, e)
		e, yv = look(t, yt, yv)
		ya, yb, yt = y.advance(w, ya, yb, e)
		e, zv = look(t, zt, zv)
		za, zb, zt = z.advance(w, za, zb, e)
		e, _ = look(t, xt, xv)
		xa, xb, xt = x.advance(w, xa, xb, e)
		e, _ = look(t, yt, yv)
		ya, yb, yt = y.advance(w, ya, yb, e)
		e, _ = look(t, zt, zv)
		za, zb, zt = z.advance(w, za, zb, e)
		if (xa|ya|za)&exception != 0 || (xb|yb|zb)&fullPlace != 0 {
			break
		}
	}
	x.newAcc, x.newPlace, x.table = xa, xb, xt
	y.newAcc, y.newPlace, y.table = ya, yb, yt
	z.newAcc, z.newPlace, z.table = za, zb, zt
}

// fill begins a turn: it keeps where the lane stands, moves to the byte in which the position lies, and takes at least
// 57 bits from there. It is not ok where the data end, and leaves p beyond the limit then.
func (l *lane) fill(w *walker, acc, place uint64) (word uint64, ok bool) {
	p, acc := reload(l.p, acc)
	l.p = p
	if p > w.limit {
		return 0, false
	}
	l.bit, l.acc, l.place = 8*p, acc, place
	return binary.BigEndian.Uint64(w.data[p:]) << (acc & 63), true
}

// look returns the entry for the next bits, and the bits behind those that it takes.
func look(t *walkTable, table, word uint64) (e int64, rest uint64) {
	e = int64(t[uint16(table+word>>lookShift)])
	return e, word << (uint64(e) & 63)
}

// advance adds an entry. Its sign, set where the block goes on, chooses the next table, clears the coefficients or does
// not, and moves the place or does not.
func (l *lane) advance(w *walker, acc, place uint64, e int64) (newAcc, newPlace, table uint64) {
	acc += uint64(e)
	after, rest, on := w.after[uint8(place)], w.rest[uint8(place)], uint64(e>>63)
	table = after ^ (after^rest)&on
	acc &= on | countMask | exception
	l.found[uint8(place)] = uint32(l.bit + acc)
	return acc, place + uint64(e>>63+1), table
}

// reload moves p to the byte in which the position lies.
func reload(p, acc uint64) (newP, newAcc uint64) {
	return p + acc>>3&15, acc &^ 0x78
}
