package motion

import "rtm2"

const maxBlobs = 256

// blob is one connected region of the foreground.
type blob struct {
	from, to       int // its cells in Detector.order
	x0, y0, x1, y1 int // its box in cells, inclusive
	cx, cy         float32
	sum            float32 // of the cells' scores
	kind           kind
	slot           int // of the track that took it, -1 for none
}

func (b *blob) size() int { return b.to - b.from }

type kind uint8

const (
	object kind = iota
	patch       // a change of light without an edge
	ghost       // the place of something that left
	small
	large
	outside
)

// collect finds the connected regions (eight neighbours).
func (d *Detector) collect() {
	for _, c := range d.cells {
		if d.mask[c] == 255 && len(d.blobs) < maxBlobs {
			d.flood(c)
		}
	}
	for _, c := range d.order {
		d.mask[c] = 255
	}
}

// flood gathers one region; 254 marks the cells that are in a region already.
func (d *Detector) flood(seed int32) {
	w, h := d.m.w, d.m.h
	b := blob{from: len(d.order), x0: w, y0: h, slot: -1}
	d.mask[seed] = 254
	d.stack = append(d.stack[:0], seed)
	var sx, sy int
	for len(d.stack) > 0 {
		i := int(d.stack[len(d.stack)-1])
		d.stack = d.stack[:len(d.stack)-1]
		d.order = append(d.order, int32(i))
		x, y := i%w, i/w
		b.x0, b.x1 = min(b.x0, x), max(b.x1, x)
		b.y0, b.y1 = min(b.y0, y), max(b.y1, y)
		sx, sy = sx+x, sy+y
		b.sum += d.score[i]
		for ny := max(y-1, 0); ny <= min(y+1, h-1); ny++ {
			for nx := max(x-1, 0); nx <= min(x+1, w-1); nx++ {
				if q := ny*w + nx; d.mask[q] == 255 {
					d.mask[q] = 254
					d.stack = append(d.stack, int32(q))
				}
			}
		}
	}
	b.to = len(d.order)
	n := float32(b.size())
	b.cx, b.cy = float32(sx)/n, float32(sy)/n
	d.blobs = append(d.blobs, b)
}

// judgeBlobs decides what each region is and drops from the mask what is no object.
func (d *Detector) judgeBlobs() {
	for k := range d.blobs {
		b := &d.blobs[k]
		least, most := d.bounds(b)
		switch {
		case b.size() < least:
			b.kind = small
		case b.size() > most:
			b.kind = large
		case d.zones.masks(d, b):
			b.kind = outside
		default:
			b.kind = d.nature(b)
		}
		if b.kind != object {
			d.drop(b)
		}
	}
}

// nature tells an object from a patch of light and a ghost by the edge around it: an object has an edge in the
// difference from the background, and a ghost's edge is in the background, not in the picture.
func (d *Detector) nature(b *blob) kind {
	w, h := d.m.w, d.m.h
	var pairs, edges int
	var now, was int32
	for _, c := range d.order[b.from:b.to] {
		i := int(c)
		x, y := i%w, i/w
		for _, s := range [4][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
			qx, qy := x+s[0], y+s[1]
			if qx < 0 || qy < 0 || qx >= w || qy >= h || d.mask[qy*w+qx] != 0 {
				continue
			}
			q := qy*w + qx
			pairs++
			vp, vq, cp, cq := d.value(i), d.value(q), int32(d.m.center[i]), int32(d.m.center[q])
			now += abs(vp - vq)
			was += abs(cp - cq)
			if abs((vp-cp)-(vq-cq)) > d.reach(i)/2 || d.chromaScore(i)-d.chromaScore(q) > 0.3 {
				edges++
			}
		}
	}
	if pairs == 0 {
		return object
	}
	if float64(edges) < edgeShare*float64(pairs) {
		return patch
	}
	if float64(now) < ghostShare*float64(was) && was > int32(pairs)*4*unit && d.still(b) {
		return ghost
	}
	return object
}

const (
	edgeShare  = 0.3
	ghostShare = 0.7
)

// still says whether nearly nothing of the region changed since the last frame.
func (d *Detector) still(b *blob) bool {
	n := 0
	for _, i := range d.order[b.from:b.to] {
		if d.owner[i] != 0 && abs(d.value(int(i))-d.ref[i]) < d.reach(int(i))/2 {
			n++
		}
	}
	return n*10 >= b.size()*9
}

// drop takes a region out of the mask and says why.
func (d *Detector) drop(b *blob) {
	how, why := uint8(heldSlow), rtm2.ReasonNoise
	switch b.kind {
	case patch:
		how, why = heldLight, rtm2.ReasonLight
	case ghost:
		how, why = heldGhost, rtm2.ReasonStill
	case small:
		why = rtm2.ReasonSmall
	case large:
		why = rtm2.ReasonLarge
	case outside:
		why = rtm2.ReasonMasked
	}
	for _, i := range d.order[b.from:b.to] {
		d.mask[i] = 0
		d.hold(int(i), how)
	}
	d.excuse(why)
}

// excuse keeps the most telling of the reasons for not reporting anything.
func (d *Detector) excuse(why rtm2.Reason) {
	if weight(why) > weight(d.quiet) {
		d.quiet = why
	}
}

func weight(r rtm2.Reason) int {
	switch r {
	case rtm2.ReasonNoise:
		return 1
	case rtm2.ReasonSmall:
		return 2
	case rtm2.ReasonStill:
		return 3
	case rtm2.ReasonMasked:
		return 4
	case rtm2.ReasonLarge:
		return 5
	case rtm2.ReasonLight:
		return 6
	case rtm2.ReasonShake:
		return 7
	case rtm2.ReasonTamper:
		return 8
	}
	return 0
}

func abs(v int32) int32 {
	if v < 0 {
		return -v
	}
	return v
}
