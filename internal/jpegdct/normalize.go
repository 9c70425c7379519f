package jpegdct

import (
	"bytes"
	"slices"
)

// Normalize appends to dst the JPEG as every reader understands it: the standard Huffman tables where they are
// missing, no APPn and COM segments but those that say what the colours mean, no fill bytes, nothing behind
// EOI. The picture data is copied as it is. dst and jpeg must not overlap. On an error dst is returned as it was.
func Normalize(dst, jpeg []byte) ([]byte, error) {
	var h header
	if err := h.begin(jpeg); err != nil {
		return dst, err
	}
	out := append(slices.Grow(dst, len(jpeg)+standardDHTSize), jpeg[:2]...)
	for {
		at := h.pos
		m, err := h.next()
		if err != nil {
			return dst, err
		}
		if m == markerEOI {
			return append(h.copySegments(out, at, h.pos-2), 0xFF, markerEOI), nil
		}
		if h.isRGB() {
			return dst, unsupported(h.sofAt, "RGB instead of YCbCr")
		}
		out = h.copySegments(out, at, h.scan.at)
		out = h.insertMissing(out)
		out = append(out, jpeg[h.scan.at:h.pos]...)
		end, err := scanEnd(jpeg, h.pos)
		if err != nil {
			return dst, err
		}
		out = append(out, jpeg[h.pos:end]...)
		h.pos = end
	}
}

// scanEnd returns the offset of the marker that ends the picture data at jpeg[pos:].
func scanEnd(jpeg []byte, pos int) (int, error) {
	for {
		i := bytes.IndexByte(jpeg[pos:], 0xFF)
		if i < 0 || pos+i+1 >= len(jpeg) {
			return 0, truncated(len(jpeg), "inside the picture data")
		}
		pos += i + 1
		if m := jpeg[pos]; m != 0 && m != 0xFF && (m < markerRST0 || m > markerRST7) {
			return pos - 1, nil
		}
	}
}

// copySegments appends the segments between two offsets, all of which have been checked.
func (h *header) copySegments(out []byte, from, to int) []byte {
	for from < to {
		for h.data[from+1] == 0xFF {
			from++
		}
		if from >= to {
			break
		}
		m := h.data[from+1]
		end := from + 2 + int(h.data[from+2])<<8 + int(h.data[from+3])
		drop := m >= markerAPP0 && m <= markerAPP15 || m == markerCOM
		if !drop || from == h.adobeAt || from == h.jfifAt {
			out = append(out, h.data[from:end]...)
		}
		from = end
	}
	return out
}

// standardDHTSize is the most that insertMissing adds.
const standardDHTSize = 4 + 4*17 + 2*(12+162)

// insertMissing appends the standard tables that the scan needs and that were not sent.
func (h *header) insertMissing(out []byte) []byte {
	for i := range h.scan.n {
		td, ta := h.scan.td[i], h.scan.ta[i]
		if !h.dc[td].defined && td < 2 {
			out = h.insert(out, &h.dc[td], 0, td)
		}
		if h.sof != markerSOF2 && !h.ac[ta].defined && ta < 2 {
			out = h.insert(out, &h.ac[ta], 1, ta)
		}
	}
	return out
}

func (h *header) insert(out []byte, slot *huffSlot, class, id uint8) []byte {
	set := StandardHuffman()
	t := [2][2]HuffmanTable{{set.LumaDC, set.ChromaDC}, {set.LumaAC, set.ChromaAC}}[class][id]
	slot.spec.set(t)
	slot.defined = true
	return appendDHT(out, class, id, t.Counts, t.Values)
}

// appendDHT appends a DHT segment with one table.
func appendDHT(out []byte, class, id uint8, counts [16]uint8, values []uint8) []byte {
	length := 2 + 17 + len(values)
	out = append(out, 0xFF, markerDHT, byte(length>>8), byte(length), class<<4|id)
	out = append(out, counts[:]...)
	return append(out, values...)
}
