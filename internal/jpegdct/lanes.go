package jpegdct

import (
	"encoding/binary"
	"slices"
)

// A Huffman decoder waits for memory most of the time: where a code starts is known only when the one before it
// has been looked up. So a long scan is read at three places at once. The first lane starts at its beginning;
// the others start at a third and at two thirds, at a bit that is hardly ever the start of a block. Huffman codes
// bring such a reader into step by themselves after some blocks. When the lane before arrives at a position at
// which the one behind it also stood, both being at the start of an MCU, then all that follows is the same, and
// is taken over; a decoder's state is nothing but its position and its place in the MCU. What a lane read before
// that is thrown away, so that the result never depends on the guess.
const lanes = 3

const (
	laneBytes = 1 << 15 // more than period blocks can take
	laneMask  = laneBytes - 1
	laneSlack = 2*laneBytes + 8

	// Shorter scans are not worth the time until lanes are in step.
	laneBlocks = 600
	laneBits   = 1 << 15
)

// lane is one reader. Its position is 8*(base+p) and the count in acc.
type lane struct {
	base  int
	p     uint64      // bytes behind base
	acc   uint64      // as in lookup.go
	place uint64      // twice the number of the block in the period, plus 1
	table uint64      // for the next symbol
	found [256]uint32 // by place, the end of a block relative to base
	ends  []uint32
	n     int // blocks before the present period
	from  int // ends before this are of no use, because the lane ran into something that is no code
	to    int // ends from this on are of no use, for the same reason
}

// ready places a lane at a bit position.
func (l *lane) ready(w *walker, pos int, ends []uint32) {
	l.base, l.p, l.acc, l.place, l.table = pos>>3, 0, uint64(pos&7), 1, uint64(w.next[0])
	l.ends, l.n, l.from, l.to = ends, 0, 0, len(ends)
}

// input is where a lane reads during one period.
func (l *lane) input(w *walker) *[laneBytes + 8]byte {
	return (*[laneBytes + 8]byte)(w.stream.bytes[l.base:])
}

// except is walker.except for a lane. Where there is no such code the lane skips a bit and goes on, in the hope
// of getting into step.
func (l *lane) except(w *walker, p, acc, e, place uint64) (newP, newAcc, word uint64) {
	block := int(place >> 1)
	next, ok := w.except(8*(l.base+int(p)), acc, e, block)
	if !ok {
		at := l.n + block
		l.from = at + 1
		l.to = min(l.to, at)
		next = (acc-e)&countMask + 1 | blockEnd
	}
	return reload(l.input(w), p, next)
}

// wrap is called at the end of a period: it turns the ends found in it into positions and moves the base.
func (l *lane) wrap(w *walker, p, place uint64) (newPlace uint64) {
	next := place - 2*uint64(w.period)
	for i := range l.ends[l.n : l.n+w.period] {
		l.ends[l.n+i] = l.found[uint8(2*i+1)] + uint32(8*l.base)
	}
	for i := uint64(1); i < next; i += 2 {
		l.found[uint8(i)] = l.found[uint8(2*uint64(w.period)+i)] - uint32(8*p)
	}
	l.n += w.period
	l.base += int(p)
	return next
}

// full reports whether there is no room for another period.
func (l *lane) full() bool { return l.n+128 > len(l.ends) }

// reload moves p to the byte in which the position lies and reads a word from there.
func reload(in *[laneBytes + 8]byte, p, acc uint64) (newP, newAcc, word uint64) {
	p += acc >> 3 & 15
	return p, acc &^ 0x78, binary.BigEndian.Uint64(in[p&laneMask : p&laneMask+8])
}

// look returns the entry for the bits of word behind those that acc counts.
func look(t *[codeSlots * 2 * lookSize]uint16, table, word, acc uint64) uint64 {
	return uint64(t[uint16(table+word<<(acc&63)>>lookShift)])
}

// advance notes the position as the end of the block, for as long as the block has not ended it is noted again
// and again; and if it has, goes on to the next. There is no branch in it.
func advance(l *lane, w *walker, p, acc, place uint64) (newAcc, newPlace, table uint64) {
	end := acc >> 15
	acc &= end - 1 | countMask
	l.found[uint8(place)] = uint32(p<<3 + acc)
	place += 2 * end
	return acc, place, uint64(w.next[uint8(place-end)])
}

// march moves all lanes on until one has passed the end of the scan, stop[2], or the first two have passed the
// byte at which the next one began, or one has no more room. What is done for one lane has no branch that depends
// on the data but that for exceptions. The lanes take turns, and the loop over as many lookups as 64 bits always
// suffice for is written out: both are what makes it fast.
//
//nolint:funlen // three steps of three lanes, written out
func (w *walker) march(ls *[lanes]lane, stop *[lanes]int) {
	t := &w.tables.walk
	x, y, z := &ls[0], &ls[1], &ls[2]
	xIn, yIn, zIn := x.input(w), y.input(w), z.input(w)
	xp, xa, xb, xt := x.p, x.acc, x.place, x.table
	yp, ya, yb, yt := y.p, y.acc, y.place, y.table
	zp, za, zb, zt := z.p, z.acc, z.place, z.table
	var e, xv, yv, zv uint64
	for period := 2 * uint64(w.period); ; {
		xp, xa, xv = reload(xIn, xp, xa)
		yp, ya, yv = reload(yIn, yp, ya)
		zp, za, zv = reload(zIn, zp, za)

		e = look(t, xt, xv, xa)
		if xa += e; xa&exception != 0 {
			xp, xa, xv = x.except(w, xp, xa, e, xb)
		}
		xa, xb, xt = advance(x, w, xp, xa, xb)

		e = look(t, yt, yv, ya)
		if ya += e; ya&exception != 0 {
			yp, ya, yv = y.except(w, yp, ya, e, yb)
		}
		ya, yb, yt = advance(y, w, yp, ya, yb)

		e = look(t, zt, zv, za)
		if za += e; za&exception != 0 {
			zp, za, zv = z.except(w, zp, za, e, zb)
		}
		za, zb, zt = advance(z, w, zp, za, zb)

		e = look(t, xt, xv, xa)
		if xa += e; xa&exception != 0 {
			xp, xa, xv = x.except(w, xp, xa, e, xb)
		}
		xa, xb, xt = advance(x, w, xp, xa, xb)

		e = look(t, yt, yv, ya)
		if ya += e; ya&exception != 0 {
			yp, ya, yv = y.except(w, yp, ya, e, yb)
		}
		ya, yb, yt = advance(y, w, yp, ya, yb)

		e = look(t, zt, zv, za)
		if za += e; za&exception != 0 {
			zp, za, zv = z.except(w, zp, za, e, zb)
		}
		za, zb, zt = advance(z, w, zp, za, zb)

		e = look(t, xt, xv, xa)
		if xa += e; xa&exception != 0 {
			xp, xa, _ = x.except(w, xp, xa, e, xb)
		}
		xa, xb, xt = advance(x, w, xp, xa, xb)

		e = look(t, yt, yv, ya)
		if ya += e; ya&exception != 0 {
			yp, ya, _ = y.except(w, yp, ya, e, yb)
		}
		ya, yb, yt = advance(y, w, yp, ya, yb)

		e = look(t, zt, zv, za)
		if za += e; za&exception != 0 {
			zp, za, _ = z.except(w, zp, za, e, zb)
		}
		za, zb, zt = advance(z, w, zp, za, zb)

		if xb < period && yb < period && zb < period {
			continue
		}
		if xb >= period {
			xb = x.wrap(w, xp, xb)
			xp = 0
		}
		if yb >= period {
			yb = y.wrap(w, yp, yb)
			yp = 0
		}
		if zb >= period {
			zb = z.wrap(w, zp, zb)
			zp = 0
		}
		if x.full() || y.full() || z.full() || max(x.base, y.base, z.base) >= stop[2] ||
			x.base >= stop[0] && y.base >= stop[1] {
			return
		}
		xIn, yIn, zIn = x.input(w), y.input(w), z.input(w)
	}
}

// run reads blocks from number n on up to number to, in an interval that ends at bit position end, with all
// lanes. It returns as walk does.
func (w *walker) run(n, to, end int) (failed int, ok bool) {
	start := int(w.ends[n])
	if to-n < laneBlocks || end-start < laneBits {
		return w.walk(n, 0, to)
	}
	part := (end - start) / lanes
	ls := &w.lanes
	var stop [lanes]int
	ls[0].ready(w, start, w.ends[n+1:])
	stop[lanes-1] = end >> 3
	for i := range w.spare {
		if cap(w.spare[i]) < len(w.ends) {
			w.spare[i] = make([]uint32, cap(w.ends))
		}
		at := start + (i+1)*part
		ls[i+1].ready(w, at, w.spare[i][:to-n+128])
		stop[i] = at >> 3
	}
	w.march(ls, &stop)
	have := min(n+min(ls[0].n, ls[0].to), to)
	for i := range w.spare {
		if have, ok = w.join(&ls[i+1], start+(i+1)*part, n, have, to); !ok {
			return have, false
		}
	}
	return w.walk(have, (have-n)%w.blocks, to)
}

// join takes over what a lane that began at bit position at has read, from the first MCU on at whose start both
// this lane and the blocks so far stood: first to have, which have been read without a guess. It reads on for as
// long as there is none.
func (w *walker) join(l *lane, at, first, have, to int) (newHave int, ok bool) {
	n := first // the first block of an MCU that starts in the lane's part
	if i, _ := slices.BinarySearch(w.ends[first:have+1], uint32(at)); i > 0 {
		n = first + ceilDiv(i, w.blocks)*w.blocks
	}
	i := ceilDiv(l.from+1, w.blocks)*w.blocks - 1 // the lane's blocks 0 to i are whole MCUs
	for {
		for ; n > have; have++ {
			if have >= to {
				return have, true
			}
			if _, ok := w.walk(have, (have-first)%w.blocks, have+1); !ok {
				return have, false
			}
		}
		for i < l.n && l.ends[i] < w.ends[n] {
			i += w.blocks
		}
		if i >= l.n {
			return have, true
		}
		if l.ends[i] == w.ends[n] {
			return n + copy(w.ends[n+1:to+1], l.ends[i+1:l.n]), true
		}
		n += w.blocks
	}
}
