package jpegdct

import (
	"image"
	"math/bits"
	"slices"
)

// Cut is one rectangle that CropAll has cut out.
type Cut struct {
	Rect       image.Rectangle // what the JPEG shows, on the grid of MCUs or at the picture's edge
	Start, End int             // where the JPEG is in the bytes that CropAll returned
}

// Last returns what the headers of the picture say that Thumbnail or Validate read last, and whether there is one.
func (d *Decoder) Last() (Info, bool) {
	if !d.whole {
		return Info{}, false
	}
	return d.h.info(), true
}

// Align returns the rectangle that Crop would cut for r: widened to whole MCUs and clipped to the picture.
func (d *Decoder) Align(r image.Rectangle) image.Rectangle {
	w, h := d.h.mcuSize()
	r = r.Intersect(image.Rect(0, 0, d.h.width, d.h.height))
	if r.Empty() {
		return image.Rectangle{}
	}
	return image.Rect(r.Min.X/w*w, r.Min.Y/h*h,
		min(ceilDiv(r.Max.X, w)*w, d.h.width), min(ceilDiv(r.Max.Y, h)*h, d.h.height))
}

// mcuSize returns the size of an MCU in pixels.
func (h *header) mcuSize() (width, height int) {
	if h.n == 1 {
		return 8, 8
	}
	return 8 * h.hmax, 8 * h.vmax
}

// CropSize returns how many bytes the picture data of a crop would have, give or take a few for each row of MCUs. It
// is 0 where Crop would fail.
func (d *Decoder) CropSize(r image.Rectangle) int {
	a, err := d.area(r)
	if err != nil {
		return 0
	}
	total := 0
	for y := a.Min.Y; y < a.Max.Y; y++ {
		first, last := y*d.p.wide+a.Min.X, y*d.p.wide+a.Max.X-1
		total += d.end(last*d.p.blocks+d.p.blocks-1) - d.start(first*d.p.blocks)
	}
	return ceilDiv(total, 8)
}

// Crop appends to dst a JPEG of the MCUs that r touches, cut out of the picture that Thumbnail or Validate read last,
// without quantising again: it decodes to exactly the samples of the original. The bytes of that picture must not
// have changed since. It also returns the rectangle that was cut. A call costs about as much as copying the bytes.
// Progressive pictures and those with a scan for every component cannot be cropped: only the newest scan's positions
// are kept.
func (d *Decoder) Crop(dst []byte, r image.Rectangle) ([]byte, image.Rectangle, error) {
	a, err := d.area(r)
	if err != nil {
		return dst, image.Rectangle{}, err
	}
	c := &d.crop
	c.standard = [3]bool{}
	for !d.cut(a) { // each round swaps one more table
	}
	if c.err != nil {
		return dst, image.Rectangle{}, c.err
	}
	cut := d.Align(r)
	out := slices.Grow(dst, c.w.n+c.w.n/64+1024)
	out = d.appendHeader(out, cut.Dx(), cut.Dy())
	out = c.w.appendTo(out)
	return append(out, 0xFF, markerEOI), cut, nil
}

// CropAll appends the crops of several rectangles to dst, one after another, and appends where they are to cuts.
func (d *Decoder) CropAll(dst []byte, cuts []Cut, rects []image.Rectangle) ([]byte, []Cut, error) {
	out, n := dst, len(cuts)
	for _, r := range rects {
		start := len(out)
		var rect image.Rectangle
		var err error
		if out, rect, err = d.Crop(out, r); err != nil {
			return dst, cuts[:n], err
		}
		cuts = append(cuts, Cut{Rect: rect, Start: start, End: len(out)})
	}
	return out, cuts, nil
}

// cropper is what a crop needs beside the decoder.
type cropper struct {
	w        bitWriter
	standard [3]bool // by component: its DC table is swapped for the standard one, because it lacks a category
	code     [3]dcCodes
	err      error
}

// dcCodes are the codes of a DC table by category.
type dcCodes struct {
	code   [12]uint16
	length [12]uint8 // 0: there is none
}

func (c *dcCodes) set(s *huffSpec) {
	*c = dcCodes{}
	code, index := 0, 0
	for i, n := range s.counts {
		for range n {
			if v := s.values[index]; v < 12 && c.length[v] == 0 {
				c.code[v], c.length[v] = uint16(code), uint8(i+1)
			}
			code, index = code+1, index+1
		}
		code <<= 1
	}
}

// area checks that the last picture can be cropped and returns r in MCUs.
func (d *Decoder) area(r image.Rectangle) (image.Rectangle, error) {
	switch {
	case !d.whole:
		return r, &Error{Kind: Misuse, Reason: "there is no picture to crop: Thumbnail comes first"}
	case d.p.dcOnly:
		return r, unsupported(d.h.sofAt, "crops of progressive pictures")
	case d.h.scans != 1:
		return r, unsupported(d.h.scan.at, "crops of pictures that are sent in several scans")
	}
	w, h := d.h.mcuSize()
	if r = d.Align(r); r.Empty() {
		return r, &Error{Kind: Misuse, Reason: "the rectangle to crop lies outside the picture"}
	}
	return image.Rect(r.Min.X/w, r.Min.Y/h, ceilDiv(r.Max.X, w), ceilDiv(r.Max.Y, h)), nil
}

// cut writes the picture data of an area in MCUs. It returns false where a table had to be swapped, and must be
// called again.
func (d *Decoder) cut(a image.Rectangle) (done bool) {
	p, c := &d.p, &d.crop
	c.err = nil
	c.w.reset(d.h.scan.n * 16)
	for i := range d.h.scan.n {
		spec := &d.walker.tables.pairs[p.slot[i]].dcSpec
		if c.standard[i] {
			spec = d.standardSpec(i)
		}
		c.code[i].set(spec)
	}
	var pred [3]int
	for y := a.Min.Y; y < a.Max.Y; y++ {
		for x := a.Min.X; x < a.Max.X; {
			m := y*p.wide + x
			run := a.Max.X - x
			if p.restart > 0 {
				run = min(run, p.restart-m%p.restart)
			}
			if c.standard != [3]bool{} {
				run = 1
			}
			if !d.cutRun(m, run, &pred) {
				return c.err != nil
			}
			x += run
		}
	}
	return true
}

// cutRun writes MCUs whose data follow one another. Only the first needs other DC differences, unless a table is
// swapped; pred is the coefficients before, and is moved on.
func (d *Decoder) cutRun(m, run int, pred *[3]int) (ok bool) {
	p, c := &d.p, &d.crop
	first := m * p.blocks
	from := d.start(first)
	for i, b := 0, 0; i < d.h.scan.n; i++ {
		count := d.blocksOf(i)
		for j := range count {
			if j > 0 && !c.standard[i] {
				break
			}
			n := first + b + j
			c.w.copy(&d.stream, from, d.start(n))
			if !d.cutDC(i, n, int(d.dc[n])-pred[i]) {
				return false
			}
			pred[i] = int(d.dc[n])
			_, length, _ := d.walker.tables.pairs[p.slot[i]].longDiff(d.stream.window(d.start(n)))
			from = d.start(n) + int(length)
		}
		b += count
		pred[i] = int(d.dc[(m+run-1)*p.blocks+b-1])
	}
	c.w.copy(&d.stream, from, d.end((m+run)*p.blocks-1))
	return true
}

// cutDC writes a DC difference of component i.
func (d *Decoder) cutDC(i, n, diff int) (ok bool) {
	c := &d.crop
	category := uint(bits.Len(uint(max(diff, -diff))))
	if category > 11 {
		c.err = malformed(d.stream.offset(d.h.data, d.start(n)), "DC coefficients are too far apart to be coded")
		return false
	}
	if c.code[i].length[category] == 0 {
		for j := range d.h.scan.n { // also of the components that share the table
			c.standard[j] = c.standard[j] || d.h.scan.td[j] == d.h.scan.td[i]
		}
		return false
	}
	if diff < 0 {
		diff += 1<<category - 1
	}
	c.w.put(uint64(c.code[i].code[category]), uint(c.code[i].length[category]))
	c.w.put(uint64(diff), category)
	return true
}

// blocksOf returns how many blocks component i of the scan has in an MCU.
func (d *Decoder) blocksOf(i int) int {
	if d.p.single {
		return 1
	}
	c := &d.h.comp[d.h.scan.comp[i]]
	return int(c.h) * int(c.v)
}

// standardSpec returns the standard DC table for component i and those that share its table: it has all categories.
func (d *Decoder) standardSpec(i int) *huffSpec {
	td := d.h.scan.td[:d.h.scan.n]
	return d.standardTable(min(slices.Index(td, td[i]), 1))
}

// appendHeader appends all that comes before the picture data of a crop.
func (d *Decoder) appendHeader(out []byte, width, height int) []byte {
	h := &d.h
	out = append(out, 0xFF, markerSOI)
	for _, at := range []int{h.jfifAt, h.adobeAt} {
		if at != 0 && h.n == 3 {
			out = append(out, h.data[at:at+2+int(h.data[at+2])<<8+int(h.data[at+3])]...)
		}
	}
	var sent [4]bool
	for i := range h.n {
		tq := h.comp[i].tq
		if q := &d.quant[tq]; !sent[tq] {
			sent[tq] = true
			size, precision := 64, byte(0)
			if q.wide {
				size, precision = 128, 16
			}
			out = append(out, 0xFF, markerDQT, 0, byte(3+size), precision|tq)
			out = append(out, h.data[q.at:q.at+size]...)
		}
	}
	frame := h.data[h.sofAt : h.sofAt+10+3*h.n]
	out = append(out, frame[:5]...)
	out = append(out, byte(height>>8), byte(height), byte(width>>8), byte(width))
	out = append(out, frame[9:]...)
	var dcSent, acSent [4]bool
	for i := range h.scan.n {
		pair := &d.walker.tables.pairs[d.p.slot[i]]
		if td := h.scan.td[i]; !dcSent[td] {
			dcSent[td] = true
			spec := &pair.dcSpec
			if d.crop.standard[i] {
				spec = d.standardSpec(i)
			}
			out = appendDHT(out, 0, td, spec.counts, spec.values[:spec.n])
		}
		if ta := h.scan.ta[i]; !acSent[ta] {
			acSent[ta] = true
			out = appendDHT(out, 1, ta, pair.acSpec.counts, pair.acSpec.values[:pair.acSpec.n])
		}
	}
	out = append(out, h.data[h.scan.at:h.scan.at+5+2*h.scan.n]...)
	return append(out, 0, 63, 0)
}
