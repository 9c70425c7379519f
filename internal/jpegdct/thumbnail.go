package jpegdct

// Plane is one colour component, row by row without padding: len(Pix) == W*H.
type Plane struct {
	W, H int
	Pix  []uint8
}

// size makes the plane w by h with room for so many samples, and keeps its memory where it can.
func (p *Plane) size(w, h, room int) {
	if cap(p.Pix) < room {
		p.Pix = make([]uint8, room)
	}
	p.W, p.H, p.Pix = w, h, p.Pix[:w*h]
}

// Thumbnail is a picture at 1/8 scale: the mean of every 8x8 block, as its DC coefficient tells it. It is made
// to be used again for the next picture.
type Thumbnail struct {
	Width, Height int   // of the picture in pixels
	Y             Plane // ceil(Width/8) by ceil(Height/8)
	Cb, Cr        Plane // ceil of the component's own size / 8; no size for gray
}

// Decoder reads JPEGs one after another. Its zero value is ready. It keeps memory and lookup tables from one
// picture to the next, and is not for concurrent use.
type Decoder struct {
	h        header
	whole    bool // h is a picture that has been read to its end
	p        scanPlan
	stream   bitstream
	walker   walker
	standard *[4]huffSpec
	sample   [1024]uint8
	quant    [4]quantTable // as they were for the newest scan
	crop     cropper
	own      Thumbnail // for Validate
	rise     []int16   // for Plausible
	dc       []int16   // DC coefficients of the newest scan in the order sent
}

// Thumbnail makes the thumbnail of a JPEG into t. Luma is bit for bit what libjpeg's reduced decode to 1/8
// makes, but where luma is sent at less than the full size (1x1,2x2,2x2): there its samples are repeated, and
// libjpeg works out finer ones from more coefficients. Of a progressive JPEG the first scans of its DC coefficients
// are read; those of AC coefficients, and those that refine, are stepped over. t is undefined after an error, which
// is an *Error.
func (d *Decoder) Thumbnail(jpeg []byte, t *Thumbnail) error {
	h := &d.h
	d.whole = false
	if err := h.begin(jpeg); err != nil {
		return err
	}
	for {
		m, err := h.next()
		if err != nil {
			return err
		}
		if m == markerEOI {
			break
		}
		if err := d.readScan(t); err != nil {
			return err
		}
	}
	d.whole = true
	return nil
}

// readScan reads the scan whose header has just been parsed, or steps over it where it has no part in the
// thumbnail.
func (d *Decoder) readScan(t *Thumbnail) error {
	h := &d.h
	if h.isRGB() {
		return unsupported(h.sofAt, "RGB instead of YCbCr")
	}
	end, err := d.stream.fill(h.data, h.pos)
	if err != nil {
		return err
	}
	h.pos = end
	if err := h.extent(end, d.stream.size, len(d.stream.intervals)); err != nil || !h.hasDC() {
		return err
	}
	d.plan()
	if err := d.decode(); err != nil {
		return err
	}
	if err := d.planes(t); err != nil {
		return err
	}
	d.quant = h.quant
	return nil
}

// planes reads the DC differences of the newest scan, whose blocks' positions are known, and turns them into
// coefficients and these into the planes of t.
func (d *Decoder) planes(t *Thumbnail) error {
	h, p := &d.h, &d.p
	t.Width, t.Height = h.width, h.height
	if h.n == 1 {
		t.Cb.size(0, 0, 0)
		t.Cr.size(0, 0, 0)
	}
	out := [3]*Plane{&t.Y, &t.Cb, &t.Cr}
	first := 0
	for i := range h.scan.n {
		c := &h.comp[h.scan.comp[i]]
		plane := out[h.scan.comp[i]]
		cols, rows := int(c.h), int(c.v)
		if p.single {
			cols, rows = 1, 1
		}
		stride := p.wide * cols
		plane.size(c.width, c.height, stride*p.high*rows)
		if n := d.plane(plane.Pix[:stride*p.high*rows], c.quant, i, first, cols, rows); n >= 0 {
			at := d.stream.offset(h.data, d.start(n))
			return malformed(at, "the DC coefficient of block %d is out of range", n)
		}
		for y := 1; y < plane.H && stride != plane.W; y++ {
			copy(plane.Pix[y*plane.W:(y+1)*plane.W], plane.Pix[:cap(plane.Pix)][y*stride:])
		}
		first += cols * rows
	}
	if c := &h.comp[0]; h.scan.comp[0] == 0 && (int(c.h) < h.hmax || int(c.v) < h.vmax) {
		stretch(&t.Y, h.width, h.height, int(c.h), int(c.v), h.hmax, h.vmax)
	}
	return nil
}

// plane makes the samples of component i of the scan, whose blocks are the cols by rows from number first on of
// every MCU, with those that only fill up the last MCUs. It returns the number of a block whose coefficient is out
// of range, or -1.
func (d *Decoder) plane(pix []uint8, quant int32, i, first, cols, rows int) int {
	p, limit := &d.p, d.sampleTable()
	stride, count := p.wide*cols, cols*rows
	for b := range count {
		d.differences(&d.walker.tables.pairs[p.slot[i]&(codeSlots-1)], first+b)
	}
	var place [16]int
	for b := range count {
		place[b] = b/cols*stride + b%cols
	}
	n, left := first, p.restart
	quant <<= d.al() // a progressive picture's first scan leaves out the lowest bits
	pred, out := int32(0), uint32(0)
	for my := range p.high {
		row := pix[my*rows*stride : (my+1)*rows*stride]
		for x := 0; x < stride; x += cols {
			if p.restart > 0 {
				if left == 0 {
					pred, left = 0, p.restart
				}
				left--
			}
			for b, diff := range d.dc[n : n+count] {
				pred += int32(diff)
				out |= uint32(pred + maxDC)
				d.dc[n+b] = int16(pred)
				row[place[b&15]+x] = limit[uint32(pred*quant+4)>>3&1023]
			}
			n += p.blocks
		}
	}
	if out < 2*maxDC {
		return -1
	}
	return d.firstOutOfRange(first, count)
}

// differences reads the DC differences of the blocks that have number first in their MCU.
func (d *Decoder) differences(c *codes, first int) {
	data, step := d.stream.bytes, d.p.blocks
	for i := range d.stream.intervals {
		from, to := d.p.interval(i)
		dc := d.dc[from:to]
		ends := d.walker.ends[from+i : to+i]
		for n := first; n < len(ends) && n < len(dc); n += step {
			pos := ends[n]
			at := int(pos >> 3)
			word := uint32(data[at+3]) | uint32(data[at+2])<<8 | uint32(data[at+1])<<16 | uint32(data[at])<<24
			diff := c.diff[word<<(pos&7)>>(32-dcLookBits)]
			if diff == dcLong {
				diff = c.long(&d.stream, pos)
			}
			dc[n] = diff
		}
	}
}

// firstOutOfRange returns the first of a component's blocks whose coefficient is out of range.
func (d *Decoder) firstOutOfRange(first, count int) int {
	for n := first; n < len(d.dc); n += d.p.blocks {
		for b, v := range d.dc[n : n+count] {
			if v < -maxDC || v >= maxDC {
				return n + b
			}
		}
	}
	return first // it was so far out that it came back into range
}

// al is the number of low bits that the newest scan leaves out of the DC coefficients.
func (d *Decoder) al() uint8 {
	if d.p.dcOnly {
		return d.h.scan.al
	}
	return 0
}

// maxDC bounds the DC coefficients that are taken for sound. An encoder's do not exceed half of it (F.1.2.1).
const maxDC = 1 << 11

// sampleTable is the way from a block's mean, in ten bits around 0, to its sample: libjpeg wraps what does not
// fit in ten bits, and clamps what does not fit in eight.
func (d *Decoder) sampleTable() *[1024]uint8 {
	if d.sample[0] == 0 {
		for i := range d.sample {
			d.sample[i] = uint8(min(max(int32(i)<<22>>22+128, 0), 255))
		}
	}
	return &d.sample
}

// stretch repeats samples where luma is sent at less than the full size, so that its plane has one sample for
// every 8x8 pixels.
func stretch(p *Plane, width, height, h, v, hmax, vmax int) {
	src := *p
	*p = Plane{}
	p.size(ceilDiv(width, 8), ceilDiv(height, 8), ceilDiv(width, 8)*ceilDiv(height, 8))
	for y := range p.H {
		sy := min(y*v/vmax, src.H-1)
		for x := range p.W {
			p.Pix[y*p.W+x] = src.Pix[sy*src.W+min(x*h/hmax, src.W-1)]
		}
	}
}
