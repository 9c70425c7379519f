package jpegdct

// scanPlan is how the blocks of a scan follow one another.
type scanPlan struct {
	blocks       int // in one MCU
	table        [10]uint8
	dc           [3]*dcTable // by component of the scan
	ac           [3]*acTable
	wide, high   int // in MCUs
	restart      int // MCUs between restart markers, 0 for none
	dcOnly       bool
	single       bool // one component: an MCU is one block (A.2.2)
	perComponent [3]int
}

// plan works out the newest scan of h.
func (d *Decoder) plan() error {
	h, p := &d.h, &d.p
	s := &h.scan
	*p = scanPlan{restart: h.restart, dcOnly: h.sof == markerSOF2, single: s.n == 1}
	for i := range s.n {
		c := &h.comp[s.comp[i]]
		if c.seenDC {
			return malformed(s.at, "component %d is sent twice", c.id)
		}
		if !c.latched {
			if !h.quant[c.tq].defined {
				return malformed(s.at, "quantisation table %d is missing", c.tq)
			}
			c.quant, c.latched = int32(h.quant[c.tq].dc), true
		}
		n := int(c.h) * int(c.v)
		if p.single {
			n = 1
			p.wide, p.high = c.width, c.height
		}
		p.perComponent[i] = n
		for range n {
			p.table[p.blocks] = uint8(i)
			p.blocks++
		}
		spec, err := d.spec(&h.dc[s.td[i]], int(s.td[i]), false)
		if err != nil {
			return err
		}
		p.dc[i] = d.tables.dcFor(spec)
		if !p.dcOnly {
			if spec, err = d.spec(&h.ac[s.ta[i]], int(s.ta[i]), true); err != nil {
				return err
			}
			p.ac[i] = d.tables.acFor(spec)
		}
	}
	if !p.single {
		p.wide, p.high = ceilDiv(h.width, 8*h.hmax), ceilDiv(h.height, 8*h.vmax)
	}
	return nil
}

// spec returns the table of a slot; where the JPEG has not sent it, the standard one.
func (d *Decoder) spec(slot *huffSlot, id int, ac bool) (*huffSpec, error) {
	if slot.defined {
		return &slot.spec, nil
	}
	if id > 1 {
		return nil, malformed(d.h.scan.at, "Huffman table %d is missing", id)
	}
	d.h.missing = true
	if d.standard == nil {
		d.standard = new([4]huffSpec)
		set := StandardHuffman()
		for i, t := range []HuffmanTable{set.LumaDC, set.ChromaDC, set.LumaAC, set.ChromaAC} {
			d.standard[i].set(t)
		}
	}
	if ac {
		id += 2
	}
	return &d.standard[id], nil
}

// decode reads all DC differences of the scan into d.dc, in the order in which they are sent.
func (d *Decoder) decode() error {
	p, s := &d.p, &d.stream
	mcus := p.wide * p.high
	total := mcus * p.blocks
	bits := 8 * (len(s.bytes) - slack)
	if total > bits { // a block takes at least one bit, so this also bounds the memory
		return truncated(d.h.pos, "the picture data is too short for the picture's size")
	}
	if want := p.intervals(); len(s.intervals) != want {
		return malformed(d.h.pos, "the scan has %d restart intervals, not %d", len(s.intervals), want)
	}
	if cap(d.dc) < total {
		d.dc = make([]int16, total)
		d.mcus = make([]uint32, mcus+1)
	}
	if cap(d.mcus) < mcus+1 {
		d.mcus = make([]uint32, mcus+1)
	}
	d.dc, d.mcus = d.dc[:total], d.mcus[:mcus+1]
	first := 0
	for _, iv := range s.intervals {
		n := mcus - first
		if p.restart > 0 {
			n = min(n, p.restart)
		}
		if err := d.decodeInterval(iv, first, n); err != nil {
			return err
		}
		first += n
	}
	return nil
}

// intervals returns how many restart intervals the scan must have.
func (p *scanPlan) intervals() int {
	if p.restart == 0 {
		return 1
	}
	return ceilDiv(p.wide*p.high, p.restart)
}

// decodeInterval reads n MCUs from number first on.
func (d *Decoder) decodeInterval(iv interval, first, n int) error {
	p, s := &d.p, &d.stream
	pos, out := iv.start, first*p.blocks
	for m := first; m < first+n; m++ {
		d.mcus[m] = uint32(pos)
		for b := range p.blocks {
			i := p.table[b]
			diff, next := s.dcDiff(pos, p.dc[i])
			if next < 0 {
				return malformed(s.offset(d.h.data, pos), "there is no such code for a DC coefficient")
			}
			if p.ac[i] != nil {
				if next = s.skipAC(next, p.ac[i]); next < 0 {
					return malformed(s.offset(d.h.data, pos), "the AC coefficients of a block make no sense")
				}
			}
			if next > iv.end {
				return truncated(s.offset(d.h.data, iv.end), "the data of a scan or restart interval ends too early")
			}
			pos = next
			d.dc[out] = int16(diff)
			out++
		}
	}
	if left := iv.end - pos; left >= 8 {
		return malformed(s.offset(d.h.data, pos), "%d bytes are left after the last block", left/8)
	}
	d.mcus[first+n] = uint32(pos)
	return nil
}

// dcDiff reads a DC difference at pos (F.2.2.1) and returns it with the position after it, negative for a fault.
func (s *bitstream) dcDiff(pos int, t *dcTable) (diff, next int) {
	w := s.window(pos)
	var length, category uint
	if e := t.lut[w>>(64-dcBits)]; e != 0 {
		length, category = uint(e&0xFF), uint(e>>16)
	} else {
		symbol, l := t.code.symbol(w)
		if l == 0 || symbol > 11 {
			return 0, -1
		}
		length, category = l, uint(symbol)
	}
	return extend(w<<length, category), pos + int(length+category)
}

// extend reads a value of category bits from the left of w (F.2.2.1, figure F.12).
func extend(w uint64, category uint) int {
	if category == 0 {
		return 0
	}
	v := int(w >> (64 - category))
	if w>>63 == 0 {
		v += 1 - 1<<category
	}
	return v
}

// skipAC walks over the AC coefficients of a block (F.2.2.2) and returns the position after them, negative for
// a fault.
func (s *bitstream) skipAC(pos int, t *acTable) int {
	k := uint32(0)
	for {
		w := s.window(pos)
		e := t.lut[w>>(64-acBits)]
		if next := k + e&^0xFF; e != 0 && next <= acLast {
			k, pos = next, pos+int(e&0xFF)
			if k == acLast {
				return pos
			}
			continue
		} else if e != 0 && next >= acEnd && next-acEnd <= acLast {
			return pos + int(e&0xFF)
		}
		symbol, length := t.code.symbol(w)
		if length == 0 {
			return -1
		}
		step := acSymbol(symbol, int(length))
		pos += int(step & 0xFF)
		k += step & 0xFFFF00
		switch {
		case step == 0:
			return -1
		case k >= acEnd || k == acLast:
			return pos
		case k > acLast:
			return -1
		}
	}
}
