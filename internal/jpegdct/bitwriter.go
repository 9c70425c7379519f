package jpegdct

import (
	"bytes"
	"encoding/binary"
)

// bitWriter collects entropy-coded data, without stuffed bytes.
type bitWriter struct {
	bytes []byte // room, always 8 bytes more than are used
	n     int    // bytes used
	acc   uint64 // the bits after them, aligned to the left
	bits  uint   // how many, 0 to 7
}

// reset empties the writer and makes room for so many bytes.
func (w *bitWriter) reset(room int) {
	if cap(w.bytes) < room+16 {
		w.bytes = make([]byte, room+room/4+16)
	}
	w.bytes, w.n, w.acc, w.bits = w.bytes[:cap(w.bytes)], 0, 0, 0
}

// grow makes room for so many more bytes.
func (w *bitWriter) grow(room int) {
	if w.n+room+16 > len(w.bytes) {
		grown := make([]byte, 2*len(w.bytes)+room+16)
		copy(grown, w.bytes[:w.n])
		w.bytes = grown
	}
}

// put appends the low n bits of v, at most 32.
func (w *bitWriter) put(v uint64, n uint) {
	if n == 0 {
		return
	}
	w.grow(8)
	w.acc |= v << (64 - n) >> w.bits
	w.bits += n
	binary.BigEndian.PutUint64(w.bytes[w.n:], w.acc)
	w.n += int(w.bits >> 3)
	w.acc <<= w.bits &^ 7
	w.bits &= 7
}

// copy appends the bits of s from one position to another.
func (w *bitWriter) copy(s *bitstream, from, to int) {
	if from >= to {
		return
	}
	w.grow((to-from)/8 + 8)
	acc, bits, n := w.acc, w.bits, w.n
	for ; to-from >= 56; from += 56 {
		word := acc | s.window(from)>>8<<8>>(bits&7)
		binary.BigEndian.PutUint64(w.bytes[n:], word)
		acc = word << 56
		n += 7
	}
	w.acc, w.n = acc, n
	for left := uint(to - from); left > 0; {
		k := min(left, 28)
		w.put(s.window(from)>>(64-k), k)
		from += int(k)
		left -= k
	}
}

// appendTo fills the last byte with ones (F.1.2.3) and appends all to dst, with stuffed bytes.
func (w *bitWriter) appendTo(dst []byte) []byte {
	if w.bits > 0 {
		w.put(0xFF, 8-w.bits)
	}
	data := w.bytes[:w.n]
	for {
		i := bytes.IndexByte(data, 0xFF)
		if i < 0 {
			return append(dst, data...)
		}
		dst = append(append(dst, data[:i+1]...), 0)
		data = data[i+1:]
	}
}
