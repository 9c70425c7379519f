package jpegdct

// Validate reads a JPEG as Thumbnail does and also checks that the picture makes sense. What it finds: broken
// structure, truncation, data that no table allows, coefficients out of range, a scan or restart interval that does
// not end where its data do, restart markers out of order, and the marks that an undetected bit error leaves. Of a
// progressive picture only the structure and the first DC scan are checked.
func (d *Decoder) Validate(jpeg []byte) error {
	if err := d.Thumbnail(jpeg, &d.own); err != nil {
		return err
	}
	return d.Plausible()
}

// Plausible checks that the picture that Thumbnail read last makes sense, as Validate does: Thumbnail and Plausible
// together are Validate, with the thumbnail kept.
//
// A bit error that leaves valid codes changes the DC prediction, so that all blocks behind it in raster order are
// brighter or darker by the same amount. That shows as a step between rows of MCUs that runs over exactly one row's
// length, begins in the middle of a row with a step to the side of the same height, and has nothing like it in the
// rows above and below. Edges in real pictures do not turn such corners.
func (d *Decoder) Plausible() error {
	if !d.whole {
		return &Error{Kind: Misuse, Reason: "there is no picture to check: Thumbnail comes first"}
	}
	if d.p.dcOnly || d.h.scans != 1 {
		return nil
	}
	if m := d.step(); m >= 0 {
		at := d.stream.offset(d.h.data, d.start(m*d.p.blocks))
		return &Error{Offset: at, Kind: Implausible, Reason: "all blocks behind it are shifted in brightness"}
	}
	return nil
}

// The step that counts as implausible, in grey levels, and how many MCUs a row must have for the check to mean
// something.
const (
	stepLevels = 12
	stepWidth  = 8
)

// step returns the first MCU of a step as Plausible describes it, or -1.
func (d *Decoder) step() int {
	p := &d.p
	wide, total := p.wide, p.mcus()
	if wide < stepWidth || p.high < 4 || p.restart > 0 && p.restart < 2*wide {
		return -1
	}
	least := max(stepLevels*8/int(d.h.comp[d.h.scan.comp[0]].quant), 2) * wide
	rise := d.rises()
	sum, abs := 0, 0
	for m := wide; m < total; m++ {
		v := int(rise[m])
		sum += v
		abs += max(v, -v)
		if m >= 2*wide {
			v = int(rise[m-wide])
			sum -= v
			abs -= max(v, -v)
		}
		// The row's length of MCUs up to m.
		if s := max(sum, -sum); s >= least && s >= abs-abs/32 && d.isStep(rise, m-wide+1, sum) {
			return m - wide + 1
		}
	}
	return -1
}

// rises returns, for every MCU below the first row, how much the luma coefficient of its first block is higher than
// that of the block above.
func (d *Decoder) rises() []int16 {
	p := &d.p
	total := p.mcus()
	if cap(d.rise) < total {
		d.rise = make([]int16, total+total/8)
	}
	rise := d.rise[:total]
	above := 0 // the block in the MCU above that is next to the first block
	if !p.single {
		c := &d.h.comp[d.h.scan.comp[0]]
		above = int(c.h) * (int(c.v) - 1)
	}
	n, up := p.wide*p.blocks, above
	for m := p.wide; m < total; m++ {
		rise[m] = d.dc[n] - d.dc[up]
		n += p.blocks
		up += p.blocks
	}
	return rise
}

// isStep looks closely at a step that begins at MCU m and whose heights add up to sum.
func (d *Decoder) isStep(rise []int16, m, sum int) bool {
	p := &d.p
	wide, x := p.wide, m%p.wide
	height := sum / wide
	if x < 2 || x > wide-2 || m < 2*wide {
		return false
	}
	near := func(v int) bool {
		diff := v - height
		return max(diff, -diff) <= max(height, -height)/3
	}
	alike := 0
	for _, v := range rise[m : m+wide] {
		if near(int(v)) {
			alike++
		}
	}
	if alike < wide*7/8 {
		return false
	}
	side := int(d.dc[m*p.blocks]) - int(d.dc[(m-1)*p.blocks+d.blocksOf(0)-1])
	if d.blocksOf(0) > 1 {
		side = int(d.dc[m*p.blocks]) - int(d.dc[(m-1)*p.blocks+int(d.h.comp[0].h)-1])
	}
	return near(side) && flat(rise[m-wide:m], height) && (m+2*wide > len(rise) || flat(rise[m+wide:m+2*wide], height))
}

// flat reports whether heights are far smaller than a step, on average.
func flat(rise []int16, height int) bool {
	sum := 0
	for _, v := range rise {
		sum += int(v)
	}
	return max(sum, -sum)*4 <= max(height, -height)*len(rise)
}
