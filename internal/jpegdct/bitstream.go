package jpegdct

import (
	"bytes"
	"encoding/binary"
)

// interval is a piece of a scan that is decoded on its own: between restart markers, or the whole scan.
type interval struct {
	start, end int // in bits of bitstream.bytes
}

// bitstream is the entropy-coded data of one scan without stuffed bytes and markers.
type bitstream struct {
	// bytes is the data, followed by laneSlack bytes of no meaning, so that readers may check for the end now and then.
	bytes     []byte
	size      int // bytes of data
	intervals []interval
	source    int // offset of the first byte in the JPEG
}

// fill takes the scan that begins at data[pos] and returns the offset of the marker that ends it.
func (s *bitstream) fill(data []byte, pos int) (end int, err error) {
	if need := len(data) - pos + laneSlack; cap(s.bytes) < need {
		s.bytes = make([]byte, need+need/4)
	}
	dst := s.bytes[:cap(s.bytes)]
	s.intervals = s.intervals[:0]
	s.source = pos
	n, start, restarts := 0, 0, byte(0)
	for {
		i := bytes.IndexByte(data[pos:], 0xFF)
		if i < 0 || pos+i+1 >= len(data) {
			return 0, truncated(len(data), "inside the picture data")
		}
		copy(dst[n:], data[pos:pos+i])
		n += i
		pos += i + 1
		switch m := data[pos]; {
		case m == 0:
			dst[n] = 0xFF
			n++
			pos++
		case m == 0xFF: // a fill byte
		case m == markerRST0+restarts:
			s.intervals = append(s.intervals, interval{start, n * 8})
			restarts = (restarts + 1) & 7
			start = n * 8
			pos++
		case m > markerRST0 && m <= markerRST7 || m == markerRST0:
			return 0, malformed(pos-1, "restart marker %d comes where %d is due", m-markerRST0, restarts)
		default:
			s.intervals = append(s.intervals, interval{start, n * 8})
			clear(dst[n : n+blockBytes])
			s.bytes, s.size = dst[:n+laneSlack], n
			return pos - 1, nil
		}
	}
}

// bits returns the number of bits in the data.
func (s *bitstream) bits() int { return 8 * s.size }

// window returns the 57 or more bits that begin at bit position pos, aligned to the left.
func (s *bitstream) window(pos int) uint64 {
	return binary.BigEndian.Uint64(s.bytes[pos>>3:]) << (pos & 7)
}

// offset tells where in data the byte of a bit position lies.
func (s *bitstream) offset(data []byte, bit int) int {
	n, pos := bit/8, s.source
	for ; pos < len(data)-1; pos++ {
		if data[pos] == 0xFF && data[pos+1] != 0 {
			if data[pos+1] >= markerRST0 && data[pos+1] <= markerRST7 {
				pos++
			} else if data[pos+1] != 0xFF {
				return pos
			}
			continue
		}
		if n == 0 {
			return pos
		}
		n--
		if data[pos] == 0xFF {
			pos++
		}
	}
	return pos
}
