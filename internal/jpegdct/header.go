package jpegdct

import "bytes"

// MaxPixels is the largest picture that is read, in pixels.
const MaxPixels = 64_000_000

// The markers of table B.1 that mean something here.
const (
	markerSOF0  = 0xC0 // baseline
	markerSOF1  = 0xC1 // extended sequential, Huffman
	markerSOF2  = 0xC2 // progressive, Huffman
	markerDHT   = 0xC4
	markerRST0  = 0xD0
	markerRST7  = 0xD7
	markerSOI   = 0xD8
	markerEOI   = 0xD9
	markerSOS   = 0xDA
	markerDQT   = 0xDB
	markerDRI   = 0xDD
	markerAPP0  = 0xE0
	markerAPP14 = 0xEE
	markerAPP15 = 0xEF
	markerCOM   = 0xFE
)

// component is one colour plane of the frame.
type component struct {
	id, h, v, tq  uint8
	width, height int   // in blocks that hold samples of the picture
	quant         int32 // the DC quantiser, as it was when the component's first scan began (B.2.4.1)
	sent          bool  // a scan with this component's DC coefficients has begun
}

// quantTable says where a quantisation table is; only its DC entry is needed to make thumbnails.
type quantTable struct {
	defined bool
	wide    bool // 16 bit entries
	at      int  // offset of its 64 entries
	dc      uint16
}

// huffSlot is one of the places that DHT segments define.
type huffSlot struct {
	defined bool
	assumed bool // it was not sent, and a scan is read with the standard table
	spec    huffSpec
}

// scanHeader is the newest SOS segment.
type scanHeader struct {
	at     int // offset of the marker
	n      int
	comp   [3]uint8 // indexes of header.comp
	td, ta [3]uint8
	ss, se uint8
	ah, al uint8
}

// header is what the marker segments up to header.pos say.
type header struct {
	data []byte
	pos  int

	sof           byte // 0 before the frame header
	sofAt         int
	width, height int
	n             int
	comp          [3]component
	hmax, vmax    int
	restart       int
	anyDHT        bool
	missing       bool // a scan used a Huffman table that was not sent
	quant         [4]quantTable
	dc, ac        [4]huffSlot
	adobeAt       int // offset of the APP14 Adobe segment's marker, 0 for none
	adobe         uint8
	jfifAt        int // offset of the APP0 JFIF segment's marker, 0 for none
	scan          scanHeader
	scans         int
}

// begin takes a new JPEG and checks its first marker.
func (h *header) begin(data []byte) error {
	*h = header{data: data, pos: 2}
	if len(data) < 4 {
		return truncated(len(data), "there are only %d bytes", len(data))
	}
	if data[0] != 0xFF || data[1] != markerSOI {
		return malformed(0, "it does not start with an SOI marker")
	}
	return nil
}

// next reads marker segments up to and including the next SOS, or up to EOI, and says which it found.
func (h *header) next() (byte, error) {
	for {
		at, m, err := h.marker()
		if err != nil {
			return 0, err
		}
		switch {
		case m == markerEOI:
			return m, h.complete(at)
		case m >= markerRST0 && m <= markerSOI || m == 0x01 || m == 0:
			return 0, malformed(at, "marker %#02x stands outside a scan", m)
		}
		if h.pos+2 > len(h.data) {
			return 0, truncated(len(h.data), "inside the segment of marker %#02x", m)
		}
		length := int(h.data[h.pos])<<8 | int(h.data[h.pos+1])
		if length < 2 {
			return 0, malformed(h.pos, "the segment of marker %#02x gives its length as %d", m, length)
		}
		if h.pos+length > len(h.data) {
			return 0, truncated(len(h.data), "inside the segment of marker %#02x", m)
		}
		body := h.pos + 2
		h.pos += length
		if err := h.segment(m, at, body, h.pos); err != nil {
			return 0, err
		}
		if m == markerSOS {
			return m, nil
		}
	}
}

// marker reads a marker, with the fill bytes that may stand before it (B.1.1.2).
func (h *header) marker() (at int, m byte, err error) {
	p := h.pos
	if p < len(h.data) && h.data[p] != 0xFF {
		return 0, 0, malformed(p, "byte %#02x where a marker should be", h.data[p])
	}
	for p < len(h.data) && h.data[p] == 0xFF {
		p++
	}
	if p >= len(h.data) {
		return 0, 0, truncated(len(h.data), "there is no EOI marker")
	}
	h.pos = p + 1
	return p - 1, h.data[p], nil
}

// segment takes the segment of marker m with its parameters at data[body:end].
func (h *header) segment(m byte, at, body, end int) error {
	seg := h.data[body:end]
	switch m {
	case markerSOF0, markerSOF1, markerSOF2:
		return h.frame(m, at, seg)
	case markerDHT:
		return h.huffman(seg, body)
	case markerDQT:
		return h.quantisers(seg, body)
	case markerDRI:
		if len(seg) != 2 {
			return malformed(at, "the restart interval has %d bytes, not 2", len(seg))
		}
		h.restart = int(seg[0])<<8 | int(seg[1])
		return nil
	case markerSOS:
		return h.startOfScan(at, seg)
	case markerAPP0:
		if len(seg) >= 14 && bytes.HasPrefix(seg, []byte("JFIF\x00")) && h.jfifAt == 0 {
			h.jfifAt = at
		}
		return nil
	case markerAPP14:
		if len(seg) >= 12 && bytes.HasPrefix(seg, []byte("Adobe")) && h.adobeAt == 0 {
			h.adobeAt, h.adobe = at, seg[11]
		}
		return nil
	}
	if reason := foreign(m); reason != "" {
		return unsupported(at, "%s", reason)
	}
	return nil
}

// foreign names the processes that are not read here, by their SOF marker, and is empty for other markers.
func foreign(m byte) string {
	switch m {
	case 0xC3:
		return "lossless"
	case 0xC5, 0xC6, 0xC7:
		return "hierarchical"
	case 0xC9, 0xCA:
		return "arithmetic coding"
	case 0xCB:
		return "lossless with arithmetic coding"
	case 0xCC:
		return "arithmetic coding"
	case 0xCD, 0xCE, 0xCF:
		return "hierarchical with arithmetic coding"
	case 0xDC:
		return "a number of lines that follows the picture (DNL)"
	case 0xDE, 0xDF:
		return "hierarchical"
	case 0xF7:
		return "JPEG-LS"
	}
	return ""
}

// frame takes the frame header (B.2.2).
func (h *header) frame(m byte, at int, seg []byte) error {
	if h.sof != 0 {
		return malformed(at, "there is a second frame header")
	}
	if len(seg) < 6 || len(seg) != 6+3*int(seg[5]) {
		return malformed(at, "the frame header has %d bytes", len(seg))
	}
	if seg[0] == 12 {
		return unsupported(at, "12 bits per sample")
	}
	if seg[0] != 8 {
		return malformed(at, "%d bits per sample", seg[0])
	}
	h.height, h.width, h.n = int(seg[1])<<8|int(seg[2]), int(seg[3])<<8|int(seg[4]), int(seg[5])
	switch {
	case h.width == 0:
		return malformed(at, "the width is 0")
	case h.height == 0:
		return unsupported(at, "a number of lines that follows the picture (DNL)")
	case h.width*h.height > MaxPixels:
		return &Error{Offset: at, Kind: TooLarge, Reason: "more than 64 megapixels"}
	case h.n == 4:
		return unsupported(at, "four colour components (CMYK)")
	case h.n == 2:
		return unsupported(at, "two colour components")
	case h.n != 1 && h.n != 3:
		return malformed(at, "%d colour components", h.n)
	}
	h.sof, h.sofAt = m, at
	return h.components(at, seg[6:])
}

// components takes the part of the frame header that describes each component.
func (h *header) components(at int, seg []byte) error {
	h.hmax, h.vmax = 1, 1
	for i := range h.n {
		c := &h.comp[i]
		*c = component{id: seg[3*i], h: seg[3*i+1] >> 4, v: seg[3*i+1] & 15, tq: seg[3*i+2]}
		if c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4 || c.tq > 3 {
			return malformed(at, "component %d has sampling %dx%d and quantisation table %d", i, c.h, c.v, c.tq)
		}
		for _, o := range h.comp[:i] {
			if o.id == c.id {
				return malformed(at, "two components have the identifier %d", c.id)
			}
		}
		h.hmax, h.vmax = max(h.hmax, int(c.h)), max(h.vmax, int(c.v))
	}
	for i := range h.n {
		c := &h.comp[i]
		c.width = ceilDiv(ceilDiv(h.width*int(c.h), h.hmax), 8)
		c.height = ceilDiv(ceilDiv(h.height*int(c.v), h.vmax), 8)
	}
	return nil
}

// isRGB tells a picture in RGB from one in YCbCr as libjpeg does: a JFIF marker means YCbCr whatever else there
// is, then Adobe's marker says which, and the identifiers do where there is neither.
func (h *header) isRGB() bool {
	switch {
	case h.n != 3 || h.jfifAt != 0:
		return false
	case h.adobeAt != 0:
		return h.adobe == 0
	}
	return h.comp[0].id == 'R' && h.comp[1].id == 'G' && h.comp[2].id == 'B'
}

// quantisers takes a DQT segment (B.2.4.1).
func (h *header) quantisers(seg []byte, at int) error {
	for len(seg) > 0 {
		wide, id, size := seg[0]>>4, seg[0]&15, 65
		if wide > 1 || id > 3 {
			return malformed(at, "quantisation table %d with precision %d", id, wide)
		}
		if wide == 1 {
			size = 129
		}
		if len(seg) < size {
			return malformed(at, "a quantisation table is cut short")
		}
		q := quantTable{defined: true, wide: wide == 1, at: at + 1, dc: uint16(seg[1])}
		if q.wide {
			q.dc = uint16(seg[1])<<8 | uint16(seg[2])
			for i := 1; i < size; i += 2 {
				if seg[i]|seg[i+1] == 0 {
					return malformed(at+i, "a quantiser is 0")
				}
			}
		} else if i := bytes.IndexByte(seg[1:size], 0); i >= 0 {
			return malformed(at+1+i, "a quantiser is 0")
		}
		h.quant[id] = q
		seg, at = seg[size:], at+size
	}
	return nil
}

// huffman takes a DHT segment (B.2.4.2).
func (h *header) huffman(seg []byte, at int) error {
	h.anyDHT = true
	for len(seg) > 0 {
		class, id := seg[0]>>4, seg[0]&15
		if class > 1 || id > 3 {
			return malformed(at, "Huffman table %d of class %d", id, class)
		}
		slot := &h.dc[id]
		if class == 1 {
			slot = &h.ac[id]
		}
		n, reason := slot.spec.read(seg[1:], class == 0)
		if reason != "" {
			return malformed(at, "%s", reason)
		}
		slot.defined = true
		seg, at = seg[1+n:], at+1+n
	}
	return nil
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }
