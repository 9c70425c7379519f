package jpegdct

import (
	"bytes"
	"slices"
)

// Normalize appends to dst the JPEG as every reader understands it: the standard Huffman tables where none were
// sent, no APPn and COM segments but those that say what the colours mean, no fill bytes before markers, in the
// picture data neither, 63 as the last coefficient of a sequential scan, nothing behind EOI. dst and jpeg must not
// overlap. On an error, which is an *Error, dst is returned as it was.
//
// It checks all marker segments as Thumbnail does, that every scan's tables are there and its parameters are legal,
// that every component is sent, and that each scan has its restart markers, all of them and in order, and at least
// as many bits as the shortest codes take. The picture data itself is copied unread, with bytes that are left behind
// the last block, as some encoders pad with zeros before EOI: Thumbnail, or Validate, is what proves it, and refuses
// such bytes.
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
		if h.sof != markerSOF2 {
			out[len(out)-2] = 63
		}
		if out, err = h.copyScan(out); err != nil {
			return dst, err
		}
	}
}

// copyScan appends the picture data that begins at h.pos without fill bytes, and moves h.pos to the marker that ends
// it.
func (h *header) copyScan(out []byte) ([]byte, error) {
	data, pos, from := h.data, h.pos, h.pos
	extra, restarts := 0, 0 // bytes that hold no data, and markers
	for {
		i := bytes.IndexByte(data[pos:], 0xFF)
		if i < 0 || pos+i+1 >= len(data) {
			return out, truncated(len(data), "inside the picture data")
		}
		pos += i + 1
		switch m := data[pos]; {
		case m == 0:
			extra++
			pos++
		case m == 0xFF: // a fill byte
			out = append(out, data[from:pos-1]...)
			extra++
			from = pos
		case m == markerRST0+byte(restarts&7):
			extra += 2
			restarts++
			pos++
		case m >= markerRST0 && m <= markerRST7:
			return out, malformed(pos-1, "restart marker %d comes where %d is due", m-markerRST0, restarts&7)
		default:
			end := pos - 1
			size := end - h.pos - extra
			h.pos = end
			return append(out, data[from:end]...), h.extent(end, size, restarts+1)
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
		if h.hasDC() && !h.dc[td].defined {
			out = h.insert(out, &h.dc[td], 0, td)
		}
		if h.hasAC() && !h.ac[ta].defined {
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
