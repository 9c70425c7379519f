package motion

import "math"

const maxTracks = 64

// track is one object followed over frames. Times are milliseconds of the clock, lengths are cells.
type track struct {
	id             uint32 // 0: the slot is free
	x0, y0, x1, y1 int    // box, inclusive
	cx, cy         float32
	bornX, bornY   float32
	start          box // where it was when it was first seen, or began anew
	place          box // what its usual size takes up now, whatever of it is hidden
	born, seen     int32
	frames         int // in which it was seen
	touched        int // of these, in which it overlapped the frame before
	touches        bool
	reach          float32 // how far its middle has got
	way            float32 // and how far two opposite sides of it, which is less
	path           float32 // travelled, in steps of 0.2 s
	vx, vy         float32 // speed, cells a second
	stepX, stepY   float32
	stepAt         int32
	cells          int
	sum            float32
	agitation      float32 // share of its cells that changed within half a second, slow mean
	usual          float32 // its size lately
	usualSum       float32 // its scores' sum lately
	restless       float32 // share of its cells that had no rest before it came, slow mean
	unquiet        int     // cells of this frame that have no rest
	confirmed      bool
	came           bool   // it, or what it split from, travelled here
	zones, ripe    uint16 // a bit for each zone rule: it is there, and has been for long enough
	entered        [maxZones]int32
	barred         bool // it was taken for an object and proved to be a screen
	alive          bool
	anchorX        float32 // where it was when it last travelled
	anchorY        float32
	anchor         int32 // and when that was
	aliveAt        int32
	fresh          bool // seen in this frame
}

// follow gives every object region to a track, and decides which tracks are real and which of them live.
func (d *Detector) follow() {
	for k := range d.tracks {
		t := &d.tracks[k]
		t.fresh, t.touches, t.cells, t.sum, t.unquiet = false, false, 0, 0, 0
	}
	d.assign()
	d.relabel()
	d.dwell()
	d.measureClutter()
	for k := range d.tracks {
		if t := &d.tracks[k]; t.id != 0 {
			d.age(k, t)
		}
	}
}

// assign gives each object region to the track that held most of its cells, else to the nearest one, else to a new one.
// Of the regions of a track the strongest comes first, because what it leaves uncovered differs a little for a while;
// what lies too far from it to be the same object goes its own way: the bag that someone leaves.
func (d *Detector) assign() {
	var first [maxTracks]int32
	for k := range d.blobs {
		b := &d.blobs[k]
		if b.kind != object {
			continue
		}
		b.slot = d.overlapping(b)
		if b.slot >= 0 && d.lost(b) {
			b.slot = -1
			continue
		}
		if b.slot >= 0 && (first[b.slot] == 0 || b.sum > d.blobs[first[b.slot]-1].sum) {
			first[b.slot] = int32(k + 1)
		}
	}
	for slot, k := range first {
		if k != 0 {
			d.tracks[slot].touches = true
			d.join(&d.blobs[k-1])
		}
	}
	for k := range d.blobs {
		b := &d.blobs[k]
		if b.kind != object || b.slot >= 0 && first[b.slot] == int32(k+1) {
			continue
		}
		parent := b.slot
		dormant := parent >= 0 && d.dormant(b)
		if parent < 0 || dormant || d.tracks[parent].away(b) {
			if b.slot = d.nearest(b, parent < 0); b.slot < 0 || dormant || d.lost(b) {
				b.slot = d.open(b)
				if parent >= 0 && b.slot >= 0 {
					p := &d.tracks[parent]
					d.tracks[b.slot].confirmed = p.confirmed && b.sum >= heirShare*p.usualSum
				}
			}
		}
		if b.slot >= 0 {
			d.join(b)
		}
	}
}

// lost says whether a region is far larger or smaller than its object just after a sudden change: the object is
// somewhere in it or beside it, and comes out again as the rest is learned.
func (d *Detector) lost(b *blob) bool {
	t := &d.tracks[b.slot]
	n := float32(b.size())
	return d.clock.now < d.unsettled && t.confirmed && (n > 4*t.usual+20 || n < t.usual/4)
}

// dormant says whether a region has not changed for so long that it is no part of something that moves.
func (d *Detector) dormant(b *blob) bool {
	for _, i := range d.order[b.from:b.to] {
		if d.clock.now-d.since[i] <= aliveMillis || d.owner[i] == 0 && d.clock.now-d.seenAt[i] > forgetMillis {
			return false
		}
	}
	return true
}

// away says whether a region is too far from the rest of its object to belong to it.
func (t *track) away(b *blob) bool {
	dx := max(t.x0-b.x1, b.x0-t.x1, 0)
	dy := max(t.y0-b.y1, b.y0-t.y1, 0)
	return max(dx, dy) > 3+max(t.x1-t.x0, t.y1-t.y0)/3
}

// measureClutter counts the regions that no confirmed object accounts for: in wind and rain there are always some.
func (d *Detector) measureClutter() {
	n := 0
	for k := range d.blobs {
		b := &d.blobs[k]
		if b.slot >= 0 && !d.tracks[b.slot].confirmed || b.slot < 0 && b.kind != patch && b.kind != ghost {
			n++
		}
	}
	if d.clock.now < d.unsettled {
		n = min(n, 2*clutterMost) // what a sudden change leaves says little of the scene
	}
	a := max(1-float32(math.Exp(-d.clock.dt/clutterSeconds)), 1/float32(d.frames))
	d.clutter += a * (float32(n) - d.clutter)
}

const clutterSeconds = 5

// overlapping is the track that held most of the region's cells in the last frame.
func (d *Detector) overlapping(b *blob) int {
	var votes [maxTracks + 1]int32
	best := 0
	for _, i := range d.order[b.from:b.to] {
		o := d.owner[i]
		votes[o]++
		if o != 0 && (best == 0 || votes[o] > votes[best]) {
			best = int(o)
		}
	}
	if best == 0 {
		return -1
	}
	return best - 1
}

// nearest is the closest track whose box, widened by a small radius, holds the region's middle.
func (d *Detector) nearest(b *blob, anew bool) int {
	best, least := -1, float32(1e9)
	for k := range d.tracks {
		t := &d.tracks[k]
		if t.id == 0 {
			continue
		}
		gone := float32(d.clock.now-t.seen) / 1000
		x, y := b.cx-t.vx*gone, b.cy-t.vy*gone // where it was when the track was last seen
		p := t.box()
		if t.confirmed && t.came && anew {
			p = t.place
		}
		dx, dy := max(p.x0-x, x-p.x1, 0), max(p.y0-y, y-p.y1, 0)
		if e := max(dx, dy); e <= 3 && e < least {
			best, least = k, e
		}
	}
	return best
}

func (d *Detector) open(b *blob) int {
	for k := range d.tracks {
		if d.tracks[k].id != 0 {
			continue
		}
		d.nextID++
		d.tracks[k] = track{
			id: d.nextID, bornX: b.cx, bornY: b.cy, born: d.clock.now,
			start: b.box(), place: b.box(), anchor: d.clock.now,
			stepX: b.cx, stepY: b.cy, stepAt: d.clock.now, anchorX: b.cx, anchorY: b.cy, aliveAt: d.clock.now,
			came: d.nearby(b),
		}
		return k
	}
	return -1
}

// nearby says whether something that travelled is beside a region: they may be parts of one object.
func (d *Detector) nearby(b *blob) bool {
	for k := range d.tracks {
		t := &d.tracks[k]
		if t.id != 0 && t.came && max(t.x0-b.x1, b.x0-t.x1, t.y0-b.y1, b.y0-t.y1) <= nearbyCells {
			return true
		}
	}
	return false
}

const nearbyCells = 6

// join adds a region to its track, which may have several in a frame.
func (d *Detector) join(b *blob) {
	t := &d.tracks[b.slot]
	n := float32(b.size())
	if !t.fresh {
		t.fresh = true
		t.x0, t.y0, t.x1, t.y1 = b.x0, b.y0, b.x1, b.y1
		t.cx, t.cy = b.cx, b.cy
	} else {
		t.x0, t.y0, t.x1, t.y1 = min(t.x0, b.x0), min(t.y0, b.y0), max(t.x1, b.x1), max(t.y1, b.y1)
		all := float32(t.cells) + n
		t.cx, t.cy = (t.cx*float32(t.cells)+b.cx*n)/all, (t.cy*float32(t.cells)+b.cy*n)/all
	}
	t.cells += b.size()
	t.sum += b.sum
	for _, i := range d.order[b.from:b.to] {
		if d.restlessCell(int(i)) {
			t.unquiet++
		}
	}
}

// relabel moves the owner plane to this frame and notes which cells changed.
func (d *Detector) relabel() {
	for _, c := range d.owned {
		if d.mask[c] == 0 {
			d.stir(int(c)) // uncovered: how it looks now tells whether what comes back is new
			if !d.tracks[d.owner[c]-1].confirmed {
				d.notice(int(c))
			}
		}
		d.owner[c] = 0
	}
	d.owned = d.owned[:0]
	for k := range d.blobs {
		b := &d.blobs[k]
		if b.slot < 0 {
			continue
		}
		for _, c := range d.order[b.from:b.to] {
			if d.clock.now-d.seenAt[c] > forgetMillis {
				d.ref[c] = int32(d.m.center[c])
			}
			d.seenAt[c] = d.clock.now
			d.stir(int(c))
			d.owner[c] = uint8(b.slot + 1)
			d.owned = append(d.owned, c)
		}
	}
	d.countAlive()
}

// age updates a track's history and ends it when it was not seen for a while.
func (d *Detector) age(k int, t *track) {
	now := d.clock.now
	if !t.fresh {
		if now-t.seen > d.patience(t) {
			*t = track{}
		}
		return
	}
	t.seen = now
	t.frames++
	if t.touches {
		t.touched++
	}
	t.reach = max(t.reach, hypot32(t.cx-t.bornX, t.cy-t.bornY))
	t.way = max(t.way, t.box().way(t.start))
	if !t.confirmed && float32(t.cells) < shrunk*t.usual {
		// What falls apart has not travelled, wherever its middle is now.
		t.bornX, t.bornY, t.start = t.cx, t.cy, t.box()
		t.reach, t.way, t.path, t.usual = 0, 0, 0, 0
	}
	dt := float32(d.clock.dt)
	t.place = t.place.follow(t.box(), t.vx*dt, t.vy*dt, float32(d.clock.dt/usualSeconds))
	a := float32(min(d.clock.dt/usualSeconds, 1))
	t.usual = max(float32(t.cells), t.usual+a*(float32(t.cells)-t.usual))
	t.usualSum = max(t.sum, t.usualSum+a*(t.sum-t.usualSum))
	if hypot32(t.cx-t.anchorX, t.cy-t.anchorY) > max(2, float32(max(t.x1-t.x0, t.y1-t.y0))/2) {
		t.anchorX, t.anchorY, t.anchor = t.cx, t.cy, now
	}
	t.restless += (float32(t.unquiet)/float32(t.cells) - t.restless) / float32(min(t.frames, 8))
	t.came = t.came || t.confirmed && t.reach >= max(cameCells, d.distance(t)/2)
	if now-t.stepAt >= 200 {
		per := 500 / float32(now-t.stepAt) // half of the last step's speed, half of the ones before
		t.vx, t.vy = t.vx/2+(t.cx-t.stepX)*per, t.vy/2+(t.cy-t.stepY)*per
		t.path += hypot32(t.cx-t.stepX, t.cy-t.stepY)
		t.stepX, t.stepY, t.stepAt = t.cx, t.cy, now
	}
	if !t.confirmed {
		t.confirmed = d.convincing(t)
	} else if screen := d.screen(t); screen || d.doubtful(t) {
		t.confirmed, t.barred = false, screen
		t.bornX, t.bornY, t.start, t.born = t.cx, t.cy, t.box(), now
		t.reach, t.way, t.path = 0, 0, 0
	}
	if absorb := int32(d.cfg.AbsorbAfter.Milliseconds()); now-t.aliveAt > absorb {
		for _, c := range d.owned {
			if int(d.owner[c]) == k+1 {
				d.hold(int(c), heldGhost)
			}
		}
		*t = track{}
	}
}

// patience is how long a track waits to be seen again.
func (d *Detector) patience(t *track) int32 {
	least := int32(2500 * d.clock.mean)
	if t.confirmed && d.clock.now < d.unsettled {
		return max(least, unsettledMillis)
	}
	if t.confirmed {
		return max(least, confirmedPatience)
	}
	return max(least, 120)
}

const (
	aliveCell         = 100 // milliseconds for each of its cells
	aliveLeast        = 500
	aliveMillis       = 2000
	confirmedPatience = 1000
	usualSeconds      = 1.0
	shrunk            = 0.5
	heirShare         = 0.2
	remainShare       = 0.17
	forgetMillis      = 10000 // of what a cell showed when it was last foreground
	aliveShare        = 0.03
)

func sqrt32(v float32) float32 { return float32(math.Sqrt(float64(v))) }

// hypot32 is the larger plus half the smaller: within an eighth of the length, and enough for a radius.
func hypot32(x, y float32) float32 {
	x, y = abs32(x), abs32(y)
	return max(x, y) + min(x, y)/2
}
