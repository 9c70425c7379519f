package motion

import "math"

// How the model may learn from a cell in this frame.
const (
	heldFree   = iota
	heldSlow   // foreground that nothing speaks for: learn at a quarter of the rate
	heldFrozen // an object's: do not learn
	heldLight  // a change of light: learn quickly
	heldGhost  // background that came to light: take it as it is
)

const (
	learnSeconds = 1.28 // mean time between two learnings of a cell
	youngSeconds = 0.12 // the same while warming up
	lightSeconds = 0.2  // and where the light changed
	meanSeconds  = 2.0
	noiseSeconds = 6.0
	lookSeconds  = 0.6
	spreadEvery  = 2 // looks at a cell for one search of its samples
)

// hold notes how a cell may be learned; the last word counts.
func (d *Detector) hold(i int, how uint8) {
	if d.held[i] == heldFree {
		d.heldAt = append(d.heldAt, int32(i))
	}
	d.held[i] = how
}

// release forgets the last frame's holds.
func (d *Detector) release() {
	for _, i := range d.heldAt {
		d.held[i] = heldFree
	}
	d.heldAt = d.heldAt[:0]
}

// learn updates the model by this frame.
func (d *Detector) learn() {
	d.holdTracks()
	d.learnHeld()
	d.walkSamples()
	d.statistics()
}

// holdTracks freezes confirmed objects and one ring of cells around them.
func (d *Detector) holdTracks() {
	w, h := d.m.w, d.m.h
	for _, c := range d.owned {
		t := &d.tracks[d.owner[c]-1]
		if d.held[c] == heldGhost {
			continue
		}
		if !t.confirmed && d.clock.now < d.unsettled {
			if d.unseen(int(c)) {
				d.hold(int(c), heldFrozen)
			} else {
				d.hold(int(c), heldLight)
			}
			continue
		}
		if !t.confirmed || d.clock.now-t.anchor > int32(d.cfg.AbsorbAfter.Milliseconds()) {
			d.hold(int(c), heldSlow)
			continue
		}
		d.hold(int(c), heldFrozen)
		x, y := int(c)%w, int(c)/w
		if x > 0 && y > 0 && x < w-1 && y < h-1 && d.inside(int(c)) {
			continue // its ring is the object's own
		}
		for ny := max(y-1, 0); ny <= min(y+1, h-1); ny++ {
			for nx := max(x-1, 0); nx <= min(x+1, w-1); nx++ {
				if q := ny*w + nx; d.held[q] == heldFree {
					d.hold(q, heldFrozen)
				}
			}
		}
	}
}

// inside says whether a cell's four neighbours belong to objects.
func (d *Detector) inside(i int) bool {
	w := d.m.w
	return d.owner[i-1] != 0 && d.owner[i+1] != 0 && d.owner[i-w] != 0 && d.owner[i+w] != 0
}

// unseen says whether a confirmed object was last at this cell and is not seen now: it may be hidden in a region that
// the light made.
func (d *Detector) unseen(i int) bool {
	x, y := i%d.m.w, i/d.m.w
	for k := range d.tracks {
		t := &d.tracks[k]
		if t.id != 0 && t.confirmed && !t.fresh && x >= t.x0-1 && x <= t.x1+1 && y >= t.y0-1 && y <= t.y1+1 {
			return true
		}
	}
	return false
}

// learnHeld takes over ghosts at once and light quickly.
func (d *Detector) learnHeld() {
	p := 1 - math.Exp(-d.clock.dt/lightSeconds)
	bar := uint32(p * (1 << 32 * 0.999))
	for _, c := range d.heldAt {
		switch d.held[c] {
		case heldGhost:
			d.adopt(int(c))
		case heldLight:
			bits := d.rng.next()
			if uint32(bits) < bar {
				d.store(int(c), int(bits>>60))
				d.store(int(c), int(bits>>56&15))
			}
			d.blend(int(c), float32(p))
		}
	}
}

// adopt replaces all that is known of a cell by what it shows.
func (d *Detector) adopt(i int) {
	g := d.grey(i)
	s := (*[samples]uint8)(d.m.set[i*samples:])
	for k := range s {
		s[k] = g
	}
	d.m.mean[i] = float32(d.value(i)) / unit
	d.deriveCell(i, d.scale())
}

// grey is a cell's luma in the background's light, as a sample.
func (d *Detector) grey(i int) uint8 {
	return uint8(min(max((d.value(i)+unit/2)/unit, 0), 255))
}

func (d *Detector) store(i, slot int) { d.m.set[i*samples+slot] = d.grey(i) }

// blend moves a cell's mean towards what it shows.
func (d *Detector) blend(i int, a float32) {
	d.m.mean[i] += a * (float32(d.value(i))/unit - d.m.mean[i])
	d.deriveCell(i, d.scale())
}

// walkSamples visits cells at random distances, so that each is visited once in learnSeconds on average whatever
// the frame rate, and replaces one of their samples (Barnich and Van Droogenbroeck 2011).
func (d *Detector) walkSamples() {
	every := learnSeconds
	if !d.ready() {
		every = youngSeconds
	}
	gap := int(min(max(2*every/d.clock.dt, 2), float64(2*d.m.n)))
	w, n := d.m.w, d.m.n
	i := d.walk
	for ; i < n; i += 1 + below(uint32(d.rng.next()>>32), gap) {
		if d.held[i] >= heldFrozen {
			continue
		}
		bits := d.rng.next()
		if d.held[i] == heldSlow && bits&3 != 0 {
			continue
		}
		d.store(i, int(bits>>60))
		if bits>>2&3 == 0 {
			d.diffuse(i, w, bits)
		}
	}
	d.walk = i - n
}

// diffuse gives a cell's luma to one of its four neighbours, so that what sways a little is known beside it.
func (d *Detector) diffuse(i, w int, bits uint64) {
	q := i + [4]int{-1, 1, -w, w}[bits>>4&3]
	if q < 0 || q >= d.m.n || d.held[q] != heldFree || d.held[i] != heldFree {
		return
	}
	d.m.set[q*samples+int(bits>>8&15)] = d.grey(i)
}

// scale is what every radius is multiplied by: sensitivity, and caution while the model is young.
func (d *Detector) scale() float32 {
	age := float64(d.frames)
	return d.th.cell * float32(1+2*math.Exp(-age/8))
}

// statistics updates the slow means of a part of the rows.
func (d *Detector) statistics() {
	phases := int(min(max(lookSeconds/d.clock.mean, 1), 16))
	if !d.ready() {
		phases = 1
	}
	d.phase = (d.phase + 1) % phases
	step := d.clock.mean * float64(phases)
	am := float32(1 - math.Exp(-step/meanSeconds))
	an := float32(1 - math.Exp(-step/noiseSeconds))
	if young := 1 / float32(d.frames); young > am {
		am, an = young, max(an, young/2)
	}
	scale := d.scale()
	w := d.m.w
	every := spreadEvery
	if phases == 1 || d.clock.now < youngMillis {
		every = 1
	}
	d.turn++
	for y := d.phase; y < d.m.h; y += phases {
		turn := (y + d.turn/phases) % every
		for i := y * w; i < (y+1)*w; i++ {
			if d.held[i] > heldSlow {
				continue
			}
			d.observe(i, am, an)
			if i%every == turn {
				d.observeSpread(i, an*float32(every), scale)
			}
		}
	}
	d.chromaStatistics(phases, am, an, scale)
}

// observe moves a cell's mean and noise. What passes by once counts for no more than the limit of what is normal; what
// returns raises that limit.
func (d *Detector) observe(i int, am, an float32) {
	m := &d.m
	off := float32(d.value(i))*(1.0/unit) - m.mean[i]
	if d.held[i] == heldSlow {
		am *= 0.25
	}
	mean := m.mean[i] + am*off
	m.mean[i] = mean
	m.center[i] = int16(mean*unit + 0.5)
	if off < 0 {
		off = -off
	}
	if most := float32(m.radius[i]) * (1.0 / unit); off > most {
		off = most
	}
	m.noise[i] += an * (off - m.noise[i])
}

// observeSpread moves a cell's spread, which is a search, and refreshes its thresholds.
func (d *Detector) observeSpread(i int, an, scale float32) {
	m := &d.m
	e := min(m.secondOfAll(i, d.value(i)), m.radius[i])
	m.spread[i] += min(an, 1) * (float32(e)*(1.0/unit) - m.spread[i])
	d.deriveCell(i, scale)
}

// deriveCell refreshes a cell's thresholds under its zone's sensitivity.
func (d *Detector) deriveCell(i int, scale float32) {
	if s := d.zones.scale; s != nil {
		scale *= s[i]
	}
	d.m.derive(i, scale)
}

func (d *Detector) chromaStatistics(phases int, am, an, scale float32) {
	m := &d.m
	if m.cn == 0 {
		return
	}
	l := &d.light
	cb, cr := float32(l.cb), float32(l.cr)
	for y := d.phase; y < m.ch; y += phases {
		for k := y * m.cw; k < (y+1)*m.cw; k++ {
			how := d.held[m.lumaOf[k]]
			if how != d.held[m.lumaEnd[k]] || how == heldSlow || how == heldFrozen {
				continue // the rim of something, or something
			}
			b := (float32(d.in.cb[k])-128-cb)*l.chromaGain + 128 - m.cb[k]
			r := (float32(d.in.cr[k])-128-cr)*l.chromaGain + 128 - m.cr[k]
			m.cb[k] += am * b
			m.cr[k] += am * r
			m.chromaNoise[k] += an * (min(abs32(b)+abs32(r), 20) - m.chromaNoise[k])
			m.deriveChroma(k, scale)
		}
	}
}

// deriveAll refreshes every cell's thresholds.
func (d *Detector) deriveAll() {
	s := d.scale()
	for i := range d.m.n {
		d.deriveCell(i, s)
	}
	for i := range d.m.cn {
		d.m.deriveChroma(i, s)
	}
}
