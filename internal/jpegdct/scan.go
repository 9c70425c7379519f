package jpegdct

// scanPlan is how the blocks of a scan follow one another.
type scanPlan struct {
	blocks     int       // in one MCU
	slots      [10]uint8 // pair of tables of each block in an MCU
	slot       [3]uint8  // pair of tables by component of the scan
	wide, high int       // in MCUs
	restart    int       // MCUs between restart markers, 0 for none
	dcOnly     bool      // the first scan of a progressive picture
	single     bool      // one component: an MCU is one block (A.2.2)
}

// mcus returns how many MCUs the scan has.
func (p *scanPlan) mcus() int { return p.wide * p.high }

// intervals returns how many restart intervals the scan must have.
func (p *scanPlan) intervals() int {
	if p.restart == 0 {
		return 1
	}
	return ceilDiv(p.mcus(), p.restart)
}

// plan works out the newest scan of the header.
func (d *Decoder) plan() {
	h, p := &d.h, &d.p
	s := &h.scan
	*p = scanPlan{restart: h.restart, dcOnly: h.sof == markerSOF2, single: s.n == 1}
	for i := range s.n {
		c := &h.comp[s.comp[i]]
		c.quant = int32(int16(h.quant[c.tq].dc)) // 16 bits in libjpeg
		dc := d.spec(&h.dc[s.td[i]], int(s.td[i]))
		ac := dc // a progressive picture's DC scan has no AC symbols
		if !p.dcOnly {
			ac = d.spec(&h.ac[s.ta[i]], int(s.ta[i])+2)
		}
		p.slot[i] = uint8(d.walker.tables.slot(dc, ac))
		n := int(c.h) * int(c.v)
		if p.single {
			n = 1
		}
		for range n {
			p.slots[p.blocks] = p.slot[i]
			p.blocks++
		}
	}
	p.wide, p.high, _ = h.grid()
}

// spec returns the table of a slot; where the JPEG has not sent it, the standard one with that number.
func (d *Decoder) spec(slot *huffSlot, standard int) *huffSpec {
	if slot.defined {
		return &slot.spec
	}
	return d.standardTable(standard)
}

// standardTable returns one of the standard tables: DC 0, DC 1, AC 0, AC 1.
func (d *Decoder) standardTable(i int) *huffSpec {
	if d.standard == nil {
		d.standard = new([4]huffSpec)
		set := StandardHuffman()
		for j, t := range []HuffmanTable{set.LumaDC, set.ChromaDC, set.LumaAC, set.ChromaAC} {
			d.standard[j].set(t)
		}
	}
	return &d.standard[i]
}

// maxScan is the largest scan in bytes: bit positions are kept in 32 bits.
const maxScan = 1 << 28

// decode finds where the blocks of the scan lie, and makes room for their DC coefficients.
func (d *Decoder) decode() error {
	p, s, w := &d.p, &d.stream, &d.walker
	mcus := p.mcus()
	total := mcus * p.blocks
	if s.size > maxScan {
		return &Error{Offset: d.h.pos, Kind: TooLarge, Reason: "more than 256 MiB of picture data"}
	}
	// extent has made sure that a block takes at least a bit, so this also keeps memory in proportion to the file.
	if cap(w.ends) < total+p.intervals()+128 {
		w.ends = make([]uint32, total+total/8+p.intervals()+128)
		d.dc = make([]int16, cap(w.ends))
	}
	w.ends, d.dc = w.ends[:total+p.intervals()+128], d.dc[:total]
	w.prepare(s, p.slots[:p.blocks])
	for i, iv := range s.intervals {
		first, to := p.interval(i)
		if err := d.decodeInterval(iv, first+i, to+i); err != nil {
			return err
		}
	}
	return nil
}

// interval returns the first block of a restart interval and the one behind its last.
func (p *scanPlan) interval(i int) (first, to int) {
	total := p.mcus() * p.blocks
	if p.restart == 0 {
		return 0, total
	}
	n := p.restart * p.blocks
	return i * n, min((i+1)*n, total)
}

// start returns the bit position of a block. Every restart interval has one entry more in ends than it has
// blocks, because its last block does not end where the next interval starts.
func (d *Decoder) start(block int) int {
	if r := d.p.restart * d.p.blocks; r > 0 {
		block += block / r
	}
	return int(d.walker.ends[block])
}

// end returns the bit position behind a block.
func (d *Decoder) end(block int) int {
	if r := d.p.restart * d.p.blocks; r > 0 {
		block += block / r
	}
	return int(d.walker.ends[block+1])
}

// decodeInterval finds the blocks of one restart interval; first and to count in entries of ends.
func (d *Decoder) decodeInterval(iv interval, first, to int) error {
	s, w := &d.stream, &d.walker
	w.ends[first] = uint32(iv.start)
	var n int
	var ok bool
	if d.p.dcOnly {
		n, ok = w.walkDC(first, to)
	} else {
		n, ok = w.run(first, to, iv.end)
	}
	end := int(w.ends[n])
	switch {
	case end > iv.end:
		return truncated(s.offset(d.h.data, iv.end), "the data of a scan or restart interval ends too early")
	case !ok:
		return malformed(s.offset(d.h.data, end), "the data of block %d makes no sense", n)
	case iv.end-end >= 8:
		return malformed(s.offset(d.h.data, end), "%d bytes are left after the last block", (iv.end-end)/8)
	}
	return nil
}
