package jpegdct

import "slices"

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
	laneSlack = 2*laneBytes + 8

	// Shorter scans are not worth the time until lanes are in step.
	laneBlocks = 600
	laneBits   = 1 << 15
)

// lane is one reader. Its position is 8*p and the count in acc.
type lane struct {
	p        uint64 // a byte of the data
	bit      uint64 // 8*p in the turn that stride is at
	acc      uint64 // as in lookup.go; what lies above bit 14 has no meaning
	place    uint64 // the number of the block in the period, plus walker.bias
	table    uint64 // for the next symbol
	newAcc   uint64 // what stride has made of acc
	newPlace uint64
	found    [256]uint32 // by place, the end of a block
	ends     []uint32
	n        int // blocks before the present period
	from     int // ends before this are of no use, because the lane ran into something that is no code
	to       int // ends from this on are of no use, for the same reason
}

// ready places a lane at a bit position.
func (l *lane) ready(w *walker, pos int, ends []uint32) {
	l.p, l.acc, l.place, l.table = uint64(pos>>3), uint64(pos&7), uint64(w.bias), w.after[w.bias-1]
	l.ends, l.n, l.from, l.to = ends, 0, 0, len(ends)
}

// careful repeats the lane's turn up to what the tables do not resolve, and goes over that. Where there is no such
// code the lane skips a bit and goes on, in the hope of getting into step.
func (l *lane) careful(w *walker) {
	l.table = w.rest[l.place]
	if l.acc&(allCoefs-oneCoef) == 0 {
		l.table = w.after[l.place-1]
	}
	acc := l.acc & (allCoefs - 1)
	for more := true; more; {
		l.p, acc = reload(l.p, acc)
		word := w.stream.window(8*int(l.p) + int(acc&7))
		e := int64(w.tables.walk[uint16(l.table+word>>lookShift)])
		ended := e >= 0
		if sum := acc + uint64(e&entryMask); sum&exception == 0 {
			acc = sum
		} else {
			more = false
			acc, ended = l.except(w, acc, e)
		}
		l.table = w.rest[l.place]
		if ended {
			acc &= countMask
			l.table = w.after[l.place]
			l.found[l.place] = uint32(l.p<<3 + acc)
			l.place++
		}
	}
	l.acc = acc
}

// except is walker.except for a lane.
func (l *lane) except(w *walker, acc uint64, e int64) (next uint64, ended bool) {
	block := int(l.place) - w.bias
	next, ended, ok := w.except(8*int(l.p), acc, e, block)
	if !ok {
		at := l.n + block
		l.from = at + 1
		l.to = min(l.to, at)
		return acc&countMask + 1, true
	}
	return next, ended
}

// wrap is called at the end of a period: it keeps the ends found in it.
func (l *lane) wrap(w *walker) {
	copy(l.ends[l.n:l.n+w.period], l.found[w.bias:])
	copy(l.found[w.bias:], l.found[fullPlace:fullPlace+4])
	l.n += w.period
	l.place -= uint64(w.period)
}

// full reports whether there is no room for another period.
func (l *lane) full() bool { return l.n+128 > len(l.ends) }

// march moves all lanes on until one has passed the end of the scan, the last of stop, or the others have passed the
// byte at which the next one began, or one has no more room.
func (w *walker) march(stop *[lanes]int) {
	for {
		w.stride()
		done := true
		for i := range w.lanes {
			l := &w.lanes[i]
			if l.p > w.limit {
				return
			}
			if w.settle(l) && (l.full() || int(l.p) >= stop[lanes-1]) {
				return
			}
			done = done && (i == lanes-1 || int(l.p) >= stop[i])
		}
		if done {
			return
		}
	}
}

// settle does what a lane needs after a stride, and reports whether a period has ended.
func (w *walker) settle(l *lane) bool {
	if l.newAcc&exception == 0 {
		l.acc, l.place = l.newAcc, l.newPlace
	} else {
		l.careful(w)
	}
	if l.place < fullPlace {
		return false
	}
	l.wrap(w)
	return true
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
	w.march(&stop)
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
