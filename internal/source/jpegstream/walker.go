// Package jpegstream cuts single JPEG pictures out of streams of bytes: the body of an MJPEG camera's answer
// (RFC 2046 multipart, in the dialects that cameras speak), a file of concatenated JPEGs, a child process's
// output. It finds a picture's end by following its markers (ITU-T T.81, annex B), so a preview inside an
// EXIF segment does not split a picture, and a header that lies about the length does no harm.
package jpegstream

import "bytes"

// The markers that matter here, T.81 table B.1.
const (
	markerTEM  = 0x01
	markerSOF  = 0xC0 // the first that is not reserved
	markerRST0 = 0xD0
	markerRST7 = 0xD7
	markerSOI  = 0xD8
	markerEOI  = 0xD9
	markerSOS  = 0xDA
)

// status tells how far a walk came.
type status int

const (
	statusMore  status = iota // the picture goes on after the bytes at hand
	statusEnd                 // its EOI was found
	statusBegun               // another picture's SOI came before its EOI
)

// walker follows the markers of one picture. It is given the picture's bytes from its SOI on, each time with
// more of them, and remembers where it was.
type walker struct {
	pos  int  // where the next marker is looked for
	end  int  // length of the picture, once it is known
	scan bool // a scan was seen: without one it is no picture
}

// walk goes on with b, which begins with the same bytes as the last time. Bytes between segments that are no
// marker are passed over, as decoders do; the entropy-coded data of a scan is passed over in the same way.
func (w *walker) walk(b []byte) status {
	if w.pos == 0 {
		w.pos = 2
	}
	for w.pos < len(b) {
		i := bytes.IndexByte(b[w.pos:], 0xFF)
		if i < 0 {
			w.pos = len(b)
			return statusMore
		}
		code := w.pos + i + 1
		for code < len(b) && b[code] == 0xFF {
			code++
		}
		w.pos = code - 1
		if code+1 > len(b) {
			return statusMore
		}
		s, ok := w.marker(b, code)
		if !ok || s != statusMore {
			return s
		}
	}
	return statusMore
}

// marker judges the marker whose code is b[code]. It reports false when more bytes are needed to do so.
func (w *walker) marker(b []byte, code int) (status, bool) {
	switch m := b[code]; {
	case m == markerEOI:
		w.end = code + 1
		return statusEnd, true
	case m == markerSOI:
		// Only FF D8 FF is taken for a new picture: two damaged bytes alone shall not split one.
		if code+1 >= len(b) {
			return statusMore, false
		}
		if b[code+1] == 0xFF {
			w.end = code - 1
			return statusBegun, true
		}
		w.pos = code + 1
	case m < markerSOF, m >= markerRST0 && m <= markerRST7: // a stuffed zero, TEM, reserved codes: no length
		w.pos = code + 1
	default:
		if code+2 >= len(b) {
			return statusMore, false
		}
		n := int(b[code+1])<<8 | int(b[code+2])
		if n < 2 {
			w.pos = code + 1
			break
		}
		w.scan = w.scan || m == markerSOS
		w.pos = code + 1 + n
	}
	return statusMore, true
}
