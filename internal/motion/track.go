package motion

const maxTracks = 64

// track is one object followed over frames. Times are milliseconds of the clock, lengths are cells.
type track struct {
	id             uint32 // 0: the slot is free
	x0, y0, x1, y1 int    // box, inclusive
	cx, cy         float32
	bornX, bornY   float32
	born, seen     int32
	frames         int // in which it was seen
	reach          float32
	cells          int
	sum            float32
	confirmed      bool
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
		t.fresh, t.cells, t.sum = false, 0, 0
	}
	for k := range d.blobs {
		b := &d.blobs[k]
		if b.kind != object {
			continue
		}
		if b.slot = d.overlapping(b); b.slot < 0 {
			b.slot = d.nearest(b)
		}
		if b.slot < 0 {
			b.slot = d.open(b)
		}
		if b.slot >= 0 {
			d.join(b)
		}
	}
	d.relabel()
	for k := range d.tracks {
		if t := &d.tracks[k]; t.id != 0 {
			d.age(k, t)
		}
	}
}

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
	return best - 1
}

// nearest is the closest track whose box, widened by a small radius, holds the region's middle.
func (d *Detector) nearest(b *blob) int {
	best, least := -1, float32(1e9)
	for k := range d.tracks {
		t := &d.tracks[k]
		if t.id == 0 {
			continue
		}
		dx := max(float32(t.x0)-b.cx, b.cx-float32(t.x1), 0)
		dy := max(float32(t.y0)-b.cy, b.cy-float32(t.y1), 0)
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
			id: d.nextID, bornX: b.cx, bornY: b.cy, born: d.clock.now, anchor: d.clock.now,
			anchorX: b.cx, anchorY: b.cy, aliveAt: d.clock.now,
		}
		return k
	}
	return -1
}

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
}

// relabel moves the owner plane to this frame and notes which cells of an object changed.
func (d *Detector) relabel() {
	now := d.clock.now
	for k := range d.blobs {
		b := &d.blobs[k]
		if b.slot < 0 {
			continue
		}
		for _, c := range d.order[b.from:b.to] {
			v := d.value(int(c))
			if d.owner[c] == 0 || abs(v-d.ref[c]) > d.reach(int(c))/2 {
				d.ref[c], d.since[c] = v, now
			}
		}
	}
	for _, c := range d.owned {
		d.owner[c] = 0
	}
	d.owned = d.owned[:0]
	for k := range d.blobs {
		b := &d.blobs[k]
		if b.slot < 0 {
			continue
		}
		for _, c := range d.order[b.from:b.to] {
			d.owner[c] = uint8(b.slot + 1)
			d.owned = append(d.owned, c)
		}
	}
	d.countAlive()
}

// countAlive finds the tracks of which enough cells changed lately.
func (d *Detector) countAlive() {
	var changed [maxTracks + 1]int
	for _, c := range d.owned {
		if d.clock.now-d.since[c] <= aliveMillis {
			changed[d.owner[c]]++
		}
	}
	for k := range d.tracks {
		t := &d.tracks[k]
		t.alive = t.fresh && float64(changed[k+1]) >= aliveShare*float64(t.cells)
		if t.alive {
			t.aliveAt = d.clock.now
		}
	}
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
	t.reach = max(t.reach, hypot32(t.cx-t.bornX, t.cy-t.bornY))
	if hypot32(t.cx-t.anchorX, t.cy-t.anchorY) > max(2, float32(max(t.x1-t.x0, t.y1-t.y0))/2) {
		t.anchorX, t.anchorY, t.anchor = t.cx, t.cy, now
	}
	if !t.confirmed {
		lasted := float64(now-t.born) / 1000
		t.confirmed = t.frames >= confirmFrames &&
			(t.reach >= confirmPath*d.th.path || lasted >= confirmSeconds*d.th.seconds)
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
	if t.confirmed {
		return max(least, 500)
	}
	return max(least, 120)
}

const (
	aliveMillis    = 2000
	aliveShare     = 0.03
	confirmFrames  = 3
	confirmPath    = 1.0
	confirmSeconds = 1.0
)

// hypot32 is the larger plus half the smaller: within an eighth of the length, and enough for a radius.
func hypot32(x, y float32) float32 {
	x, y = abs32(x), abs32(y)
	return max(x, y) + min(x, y)/2
}
