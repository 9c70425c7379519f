package motion

import "rtm2"

// zoneGrid is the zones on the grid of cells.
type zoneGrid struct {
	rules  []zoneRule // of the zones that count, in their order
	counts []bool     // whether motion counts at a cell; nil: everywhere
	in     []uint16   // per cell, a bit for each rule; nil where there is none
	scale  []float32  // per cell, times what it has to differ by; nil where no zone has its own sensitivity
	names  []string   // handed out by ZonesOf
}

// zoneRule is what a zone asks of an object.
type zoneRule struct {
	name        string
	least, most int   // cells
	dwell       int32 // milliseconds
}

// raster marks the cells whose middle lies in a zone. A polygon between the middles of cells counts for the cells of
// its corners, so that no zone is empty.
func (g *zoneGrid) raster(d *Detector) {
	zones := d.cfg.Zones
	*g = zoneGrid{}
	if len(zones) == 0 {
		return
	}
	n := d.m.n
	g.counts = make([]bool, n)
	for _, z := range zones {
		if !z.Exclude {
			g.addRule(d, z)
		}
	}
	for i := range g.counts {
		g.counts[i] = len(g.rules) == 0 || g.in[i] != 0
	}
	for _, z := range zones {
		if z.Exclude {
			z.cells(d, func(i int) { g.counts[i] = false })
		}
	}
	g.names = make([]string, 0, len(g.rules))
}

func (g *zoneGrid) addRule(d *Detector, z Zone) {
	if g.in == nil {
		g.in = make([]uint16, d.m.n)
	}
	th := d.th
	if z.Sensitivity != 0 {
		th = d.cfg.thresholds(z.Sensitivity)
	}
	rule := zoneRule{name: z.Name, dwell: int32(z.Dwell.Milliseconds()), most: int(d.cfg.MaxArea * float64(d.m.n))}
	rule.least = d.leastCells(th.area)
	if z.MinArea != 0 {
		rule.least = d.leastCells(z.MinArea)
	}
	if z.MaxArea != 0 {
		rule.most = int(z.MaxArea * float64(d.m.n))
	}
	bit := uint16(1) << len(g.rules)
	g.rules = append(g.rules, rule)
	z.cells(d, func(i int) { g.in[i] |= bit })
	if z.Sensitivity == 0 {
		return
	}
	if g.scale == nil {
		g.scale = make([]float32, d.m.n)
		for i := range g.scale {
			g.scale[i] = 1
		}
	}
	z.cells(d, func(i int) { g.scale[i] = th.cell / d.th.cell })
}

// leastCells turns a share of the picture into cells; a single cell is noise.
func (d *Detector) leastCells(share float64) int { return max(2, int(share*float64(d.m.n)+0.5)) }

// cells calls mark for each cell of the zone.
func (z Zone) cells(d *Detector, mark func(i int)) {
	side := float64(8 * d.in.bin)
	w, h := float64(d.width), float64(d.height)
	any := false
	for i := range d.m.n {
		p := Point{(float64(i%d.m.w) + 0.5) * side / w, (float64(i/d.m.w) + 0.5) * side / h}
		if z.holds(p) {
			mark(i)
			any = true
		}
	}
	if any {
		return
	}
	for _, p := range z.Points {
		x := min(int(p.X*w/side), d.m.w-1)
		y := min(int(p.Y*h/side), d.m.h-1)
		mark(y*d.m.w + x)
	}
}

// holds says whether the polygon has p inside (even-odd rule).
func (z Zone) holds(p Point) bool {
	in := false
	for k, a := range z.Points {
		b := z.Points[(k+1)%len(z.Points)]
		if (a.Y > p.Y) != (b.Y > p.Y) && p.X < a.X+(p.Y-a.Y)/(b.Y-a.Y)*(b.X-a.X) {
			in = !in
		}
	}
	return in
}

// masks says whether most of a region lies where nothing counts.
func (g *zoneGrid) masks(d *Detector, b *blob) bool {
	if g.counts == nil {
		return false
	}
	n := 0
	for _, i := range d.order[b.from:b.to] {
		if g.counts[i] {
			n++
		}
	}
	return 2*n < b.size()
}

// bounds are the sizes that a region may have: those of the zone that most of its cells are in.
func (d *Detector) bounds(b *blob) (least, most int) {
	g := &d.zones
	if g.in == nil {
		return d.least, d.most
	}
	var votes [maxZones]int
	for _, i := range d.order[b.from:b.to] {
		for k := range g.rules {
			votes[k] += int(g.in[i] >> k & 1)
		}
	}
	best := 0
	for k := range g.rules {
		if votes[k] > votes[best] {
			best = k
		}
	}
	return g.rules[best].least, g.rules[best].most
}

// dwell notes which zones every track is in, and for how long: a zone has it from a quarter of its cells.
func (d *Detector) dwell() {
	g := &d.zones
	if g.in == nil {
		return
	}
	var votes [maxTracks][maxZones]int32
	for _, c := range d.owned {
		for k := range g.rules {
			votes[d.owner[c]-1][k] += int32(g.in[c] >> k & 1)
		}
	}
	for slot := range d.tracks {
		t := &d.tracks[slot]
		if t.id == 0 || !t.fresh {
			continue
		}
		for k := range g.rules {
			bit := uint16(1) << k
			switch {
			case 4*votes[slot][k] < int32(t.cells):
				t.zones &^= bit
				t.ripe &^= bit
			case t.zones&bit == 0:
				t.zones |= bit
				t.entered[k] = d.clock.now
			}
			if t.zones&bit != 0 && d.clock.now-t.entered[k] >= g.rules[k].dwell {
				t.ripe |= bit
			}
		}
	}
}

// welcome says whether a track counts where it is.
func (d *Detector) welcome(t *track) bool { return d.zones.in == nil || t.ripe != 0 }

// ZonesOf names the zones that a blob of the last verdict is in, as far as they have names and the blob has been there
// for their dwell time. The slice is valid until the next call.
func (d *Detector) ZonesOf(b rtm2.Blob) []string {
	names := d.zones.names[:0]
	for slot := range d.tracks {
		t := &d.tracks[slot]
		if t.id == 0 || t.id != b.Track {
			continue
		}
		for k, r := range d.zones.rules {
			if t.ripe>>k&1 != 0 && r.name != "" {
				names = append(names, r.name)
			}
		}
	}
	return names
}
