package jpegdct

// Plane is one colour component, row by row without padding: len(Pix) == W*H.
type Plane struct {
	W, H int
	Pix  []uint8
}

// size makes the plane w by h and keeps its memory where it can.
func (p *Plane) size(w, h int) {
	if cap(p.Pix) < w*h {
		p.Pix = make([]uint8, w*h)
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
	p        scanPlan
	stream   bitstream
	tables   lookup
	walker   walker
	standard *[4]huffSpec
	dc       []int16 // DC coefficients of the newest scan in the order sent
}

// Thumbnail makes the thumbnail of a JPEG into t. Luma is bit for bit what libjpeg's reduced decode to 1/8
// makes. A progressive JPEG is read up to the first scans of its DC coefficients. t is undefined after an
// error, which is an *Error.
func (d *Decoder) Thumbnail(jpeg []byte, t *Thumbnail) error {
	h := &d.h
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
	for i := range h.n {
		if !h.comp[i].seenDC {
			return truncated(h.pos, "there is no picture data for component %d", h.comp[i].id)
		}
	}
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
	if h.sof == markerSOF2 && (h.scan.ss != 0 || h.scan.ah != 0) {
		return nil
	}
	if h.sof == markerSOF2 && h.scan.se != 0 {
		return malformed(h.scan.at, "a progressive scan has DC and AC coefficients")
	}
	if err := d.plan(); err != nil {
		return err
	}
	if err := d.decode(); err != nil {
		return err
	}
	d.planes(t)
	for i := range h.scan.n {
		h.comp[h.scan.comp[i]].seenDC = true
	}
	return nil
}

// planes turns the differences of the newest scan into coefficients and these into the planes of t.
func (d *Decoder) planes(t *Thumbnail) {
	h, p := &d.h, &d.p
	t.Width, t.Height = h.width, h.height
	if h.n == 1 {
		t.Cb.size(0, 0)
		t.Cr.size(0, 0)
	}
	out := [3]*Plane{&t.Y, &t.Cb, &t.Cr}
	for i, first := 0, 0; i < h.scan.n; i++ {
		c := &h.comp[h.scan.comp[i]]
		plane := out[h.scan.comp[i]]
		plane.size(c.width, c.height)
		cols, rows := int(c.h), int(c.v)
		if p.single {
			cols, rows = 1, 1
		}
		d.plane(plane, c.quant, first, cols, rows)
		first += cols * rows
	}
	if c := &h.comp[0]; t.Y.W != ceilDiv(h.width, 8) || t.Y.H != ceilDiv(h.height, 8) {
		if h.scan.comp[0] == 0 {
			stretch(&t.Y, h.width, h.height, int(c.h), int(c.v), h.hmax, h.vmax)
		}
	}
}

// plane integrates the differences of one component, whose blocks are the cols by rows from number first on of
// every MCU.
func (d *Decoder) plane(plane *Plane, quant int32, first, cols, rows int) {
	p := &d.p
	pred, left := int32(0), p.restart
	al := d.h.scan.al
	m := 0
	for my := range p.high {
		for mx := range p.wide {
			if p.restart > 0 {
				if left == 0 {
					pred, left = 0, p.restart
				}
				left--
			}
			at := m*p.blocks + first
			m++
			for y := my * rows; y < (my+1)*rows; y++ {
				for x := mx * cols; x < (mx+1)*cols; x++ {
					pred += int32(d.dc[at])
					d.dc[at] = int16(pred)
					at++
					if x < plane.W && y < plane.H {
						plane.Pix[y*plane.W+x] = sample(int32(int16(pred<<al)) * quant)
					}
				}
			}
		}
	}
}

// sample turns a DC coefficient times its quantiser into the mean of its block, with libjpeg's rounding and
// its way of wrapping values beyond ten bits.
func sample(dc int32) uint8 {
	v := (dc + 4) >> 3
	v = v << 22 >> 22
	return uint8(min(max(v+128, 0), 255))
}

// stretch repeats samples where luma is sent at less than the full size, so that its plane has one sample for
// every 8x8 pixels.
func stretch(p *Plane, width, height, h, v, hmax, vmax int) {
	src := *p
	*p = Plane{}
	p.size(ceilDiv(width, 8), ceilDiv(height, 8))
	for y := range p.H {
		sy := min(y*v/vmax, src.H-1)
		for x := range p.W {
			p.Pix[y*p.W+x] = src.Pix[sy*src.W+min(x*h/hmax, src.W-1)]
		}
	}
}
