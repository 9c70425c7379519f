package jpegdct

// startOfScan takes the scan header (B.2.3).
func (h *header) startOfScan(at int, seg []byte) error {
	if h.sof == 0 {
		return malformed(at, "a scan comes before the frame header")
	}
	if len(seg) < 1 || len(seg) != 4+2*int(seg[0]) || seg[0] < 1 || int(seg[0]) > h.n {
		return malformed(at, "the scan header does not fit a picture of %d components", h.n)
	}
	s := scanHeader{at: at, n: int(seg[0])}
	next, blocks := 0, 0
	for i := range s.n {
		id, t := seg[1+2*i], seg[2+2*i]
		for next < h.n && h.comp[next].id != id {
			next++
		}
		if next == h.n {
			return malformed(at, "the scan names component %d, which is unknown or out of order", id)
		}
		if t>>4 > 3 || t&15 > 3 {
			return malformed(at, "the scan names Huffman tables %d and %d", t>>4, t&15)
		}
		s.comp[i], s.td[i], s.ta[i] = uint8(next), t>>4, t&15
		blocks += int(h.comp[next].h) * int(h.comp[next].v)
		next++
	}
	if s.n > 1 && blocks > 10 {
		return malformed(at, "%d blocks in one MCU, more than 10", blocks)
	}
	tail := seg[len(seg)-3:]
	s.ss, s.se, s.ah, s.al = tail[0], tail[1], tail[2]>>4, tail[2]&15
	h.scan = s
	h.scans++
	if err := h.spectral(); err != nil {
		return err
	}
	return h.scanTables()
}

// spectral checks what the scan says of the coefficients that it sends (table B.3). A sequential scan sends all of
// them whatever it says; some encoders write 0 for the last, which does no harm.
func (h *header) spectral() error {
	s := &h.scan
	at := s.at + 5 + 2*s.n // of Ss; Se and Ah, Al follow
	switch {
	case h.sof != markerSOF2 && s.ss != 0:
		return malformed(at, "a sequential scan begins with coefficient %d", s.ss)
	case h.sof != markerSOF2 && s.se != 63 && s.se != 0:
		return malformed(at+1, "a sequential scan ends with coefficient %d", s.se)
	case h.sof != markerSOF2 && s.ah|s.al != 0:
		return malformed(at+2, "a sequential scan has the bit positions %d and %d", s.ah, s.al)
	case h.sof != markerSOF2:
		return nil
	case s.ss == 0 && s.se != 0:
		return malformed(at+1, "a progressive scan has DC and AC coefficients")
	case s.ss > s.se || s.se > 63:
		return malformed(at, "a progressive scan has the coefficients %d to %d", s.ss, s.se)
	case s.ss != 0 && s.n != 1:
		return malformed(s.at+4, "a progressive scan has AC coefficients of %d components", s.n)
	case s.al > 13 || s.ah != 0 && s.ah != s.al+1:
		return malformed(at+2, "a progressive scan has the bit positions %d and %d", s.ah, s.al)
	}
	return nil
}

// hasDC and hasAC tell what a scan needs codes for. A scan that refines DC coefficients has bare bits.
func (h *header) hasDC() bool { return h.scan.ss == 0 && h.scan.ah == 0 }
func (h *header) hasAC() bool { return h.sof != markerSOF2 || h.scan.ss != 0 }

// scanTables checks that the tables are there that the scan names, and that no coefficients are sent twice. Where no
// Huffman table has been sent at all, the standard ones are meant.
func (h *header) scanTables() error {
	s := &h.scan
	for i := range s.n {
		c := &h.comp[s.comp[i]]
		switch {
		case !h.quant[c.tq].defined:
			return malformed(s.at, "quantisation table %d is missing", c.tq)
		case h.hasDC() && c.sent:
			return malformed(s.at, "component %d is sent twice", c.id)
		case !h.hasDC() && !c.sent:
			return malformed(s.at, "the DC coefficients of component %d do not come first", c.id)
		}
		c.sent = true
		if h.hasDC() {
			if err := h.assume(&h.dc[s.td[i]], "DC", s.td[i]); err != nil {
				return err
			}
		}
		if h.hasAC() {
			if err := h.assume(&h.ac[s.ta[i]], "AC", s.ta[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// assume checks that a Huffman table is there, or may be taken to be the standard one. These have no codes for the
// AC coefficients of a progressive picture.
func (h *header) assume(slot *huffSlot, class string, id uint8) error {
	if slot.defined || slot.assumed {
		return nil
	}
	if h.anyDHT || id > 1 || class == "AC" && h.sof == markerSOF2 {
		return malformed(h.scan.at, "Huffman table %s %d is missing", class, id)
	}
	slot.assumed, h.missing = true, true
	return nil
}

// grid returns how the newest scan is laid out: its size in MCUs and the blocks in each.
func (h *header) grid() (wide, high, blocks int) {
	s := &h.scan
	if c := &h.comp[s.comp[0]]; s.n == 1 { // an MCU is one block (A.2.2)
		return c.width, c.height, 1
	}
	for _, i := range s.comp[:s.n] {
		blocks += int(h.comp[i].h) * int(h.comp[i].v)
	}
	return ceilDiv(h.width, 8*h.hmax), ceilDiv(h.height, 8*h.vmax), blocks
}

// extent checks what can be told of the newest scan's data, which end at the offset end, without reading them: that
// there are as many restart intervals as there must be, and at least the bits that the shortest codes take.
func (h *header) extent(end, size, intervals int) error {
	wide, high, blocks := h.grid()
	want := 1
	if h.restart > 0 {
		want = ceilDiv(wide*high, h.restart)
	}
	if intervals != want {
		return malformed(end, "the scan has %d restart intervals, not %d", intervals, want)
	}
	bits := wide * high * blocks // of a code for DC, or of a bit that refines it
	switch {
	case h.scan.ss != 0:
		bits = intervals // one code can end many blocks
	case h.sof != markerSOF2:
		bits *= 2 // and a code to end the block
	}
	if bits > 8*size {
		return truncated(end, "the picture data is too short for the picture's size")
	}
	return nil
}

// complete checks at EOI, which is at offset at, that there has been a picture.
func (h *header) complete(at int) error {
	if h.sof == 0 {
		return malformed(at, "the picture ends before its frame header")
	}
	for i := range h.n {
		if !h.comp[i].sent {
			return truncated(at, "there is no picture data for component %d", h.comp[i].id)
		}
	}
	return nil
}
