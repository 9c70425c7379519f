package jpegdct

import "fmt"

// Info is what the headers of a JPEG say.
type Info struct {
	Width, Height   int    // in pixels
	Components      int    // 1 for gray, 3 for colour
	Sampling        string // "gray", "4:2:0", "4:2:2", "4:4:4", "4:4:0", "4:1:1", "4:1:0", or factors: "3x1,1x1,1x1"
	Progressive     bool
	RestartInterval int  // in MCUs, 0 for none
	MissingHuffman  bool // it relies on the standard Huffman tables without sending them
	MCUWidth        int  // in pixels: the grid that crops lie on
	MCUHeight       int
}

// Info reads the headers of a JPEG up to its first scan.
func (d *Decoder) Info(jpeg []byte) (Info, error) {
	var h header
	if err := h.begin(jpeg); err != nil {
		return Info{}, err
	}
	m, err := h.next()
	if err != nil {
		return Info{}, err
	}
	if m == markerEOI {
		return Info{}, truncated(h.pos, "there is no picture data")
	}
	return h.info(), nil
}

func (h *header) info() Info {
	i := Info{
		Width: h.width, Height: h.height, Components: h.n, Sampling: h.sampling(),
		Progressive: h.sof == markerSOF2, RestartInterval: h.restart, MissingHuffman: h.missing,
	}
	i.MCUWidth, i.MCUHeight = h.mcuSize()
	return i
}

// sampling names the sampling in the usual way.
func (h *header) sampling() string {
	if h.n == 1 {
		return "gray"
	}
	y, cb, cr := &h.comp[0], &h.comp[1], &h.comp[2]
	if cb.h == cr.h && cb.v == cr.v && y.h%cb.h == 0 && y.v%cb.v == 0 {
		switch [2]uint8{y.h / cb.h, y.v / cb.v} {
		case [2]uint8{1, 1}:
			return "4:4:4"
		case [2]uint8{2, 1}:
			return "4:2:2"
		case [2]uint8{2, 2}:
			return "4:2:0"
		case [2]uint8{1, 2}:
			return "4:4:0"
		case [2]uint8{4, 1}:
			return "4:1:1"
		case [2]uint8{4, 2}:
			return "4:1:0"
		}
	}
	return fmt.Sprintf("%dx%d,%dx%d,%dx%d", y.h, y.v, cb.h, cb.v, cr.h, cr.v)
}
