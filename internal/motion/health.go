package motion

import (
	"bytes"

	"rtm2"
)

// health looks at the picture as a whole, on a sample of its cells.
type health struct {
	last    []uint8 // the frame before
	repeat  bool    // this frame is the same
	changed int32   // milliseconds of the clock when the picture last changed

	// What the picture usually shows, in grey levels: how far its luma spreads, and how far neighbours differ. They are
	// learned while all is well only, so that a cover does not become normal.
	spread, detail float32
	suspect        rtm2.Health // what the picture looks like ...
	since          int32       // ... and since when
	state          rtm2.Health
	movedAt        int32

	gray       int // frames in a row that say the other of night
	night      bool
	switchedAt int32
}

func (h *health) reset() {
	*h = health{last: h.last, state: rtm2.HealthOK, suspect: rtm2.HealthOK, switchedAt: -1 << 30}
}

func (h *health) resize(n int) { h.last = make([]uint8, n) }

const (
	frozenMillis = 5000 // even a quiet sensor changes some cell within this time
	blackLuma    = 20   // Y of black is 16 in video range, 0 in JPEG's
	coveredPart  = 0.25 // of the usual spread and detail: nothing of the view is left
	blurredPart  = 0.75 // of the usual detail in relation to the spread, at the usual places: out of focus
	blurredLike  = 0.6
	blurredKeeps = 0.8  // of the usual spread: it is no change of light
	movedLike    = 0.4  // another view; another light keeps its edges
	tamperMillis = 1500 // a state has to last, because a person may pass close to the camera
	movedMillis  = 10000
	healthCells  = 500 // are looked at
	healthSlow   = 60.0
	nightChroma  = 2 // mean distance from grey of an infrared picture, levels
	nightFrames  = 3
)

// look compares the frame with the last one and finds the states that need no model.
func (h *health) look(d *Detector) {
	now := d.clock.now
	h.repeat = d.frames > 1 && bytes.Equal(h.last, d.in.y)
	if !h.repeat {
		copy(h.last, d.in.y)
		h.changed = now
	}
	bright := false
	for i := 0; i < len(d.in.y) && !bright; i += 5 {
		bright = d.in.y[i] > blackLuma
	}
	switch {
	case !bright:
		h.state = rtm2.HealthBlack
	case now-h.changed > frozenMillis:
		h.state = rtm2.HealthFrozen
	case h.state == rtm2.HealthBlack || h.state == rtm2.HealthFrozen:
		h.state = rtm2.HealthOK
	}
	if !h.repeat && bright {
		h.lookForNight(d)
	}
}

// lookForNight tells an infrared picture by its want of colour.
func (h *health) lookForNight(d *Detector) {
	n, sum := 0, 0
	for k := 0; k < d.m.cn; k += 5 {
		sum += int(absDiff(d.in.cb[k], 128)) + int(absDiff(d.in.cr[k], 128))
		n++
	}
	if n == 0 {
		return // a gray picture has no colour by day either
	}
	if gray := sum <= nightChroma*n; gray == h.night {
		h.gray = 0
		return
	}
	if h.gray++; h.gray < nightFrames && d.frames > nightFrames {
		return
	}
	h.night, h.gray = !h.night, 0
	if d.frames > nightFrames {
		h.switchedAt = d.clock.now
		d.m.start(&d.in) // another sensor characteristic: nothing that was learned holds
		d.light.reset()
		d.deriveAll()
	}
}

// assess compares the picture's structure with the usual one, after the fit.
func (h *health) assess(d *Detector) {
	spread, detail, likeness := d.structure()
	now := d.clock.now
	looks := rtm2.HealthOK
	switch {
	case h.spread == 0 || !d.ready() || h.spread < 4:
	case spread < coveredPart*h.spread && detail < coveredPart*h.detail:
		looks = rtm2.HealthCovered
	case likeness > blurredLike && spread > blurredKeeps*h.spread && spread < h.spread/blurredKeeps &&
		detail*h.spread < blurredPart*h.detail*spread:
		looks = rtm2.HealthDefocused
	case likeness < movedLike:
		looks = rtm2.HealthMoved
	}
	if looks != h.suspect {
		h.suspect, h.since = looks, now
	}
	switch {
	case looks == rtm2.HealthOK && h.state == rtm2.HealthMoved && now-h.movedAt < movedMillis:
		// The new view is being learned: it is still news.
	case looks == rtm2.HealthOK:
		h.state = rtm2.HealthOK
		h.usual(d, spread, detail)
	case now-h.since >= tamperMillis && h.state != looks:
		h.state = looks
		if looks == rtm2.HealthMoved {
			h.movedAt = now
			d.relearn()
		}
	}
}

// tampered says whether the picture is not to be judged. A new view is, once it is known.
func (h *health) tampered() bool {
	return h.suspect == rtm2.HealthCovered || h.suspect == rtm2.HealthDefocused || h.suspect == rtm2.HealthMoved
}

// usual learns what the picture shows while all is well.
func (h *health) usual(d *Detector, spread, detail float32) {
	a := float32(d.clock.dt / healthSlow)
	if h.spread == 0 || d.frames < 4*warmFrames {
		a = 1 / float32(min(d.frames, 4*warmFrames))
	}
	h.spread += min(a, 1) * (spread - h.spread)
	h.detail += min(a, 1) * (detail - h.detail)
}

// structure measures how far luma spreads over the picture and how far neighbours differ.
// likeness is the correlation of those differences with the background's: light keeps it, another view does not.
func (d *Detector) structure() (spread, detail, likeness float32) {
	y, w, c := d.in.y, d.m.w, d.m.center
	n, sum, square, steps := 0, 0, 0, 0
	var both, now, was float32
	step := max(1, len(y)/healthCells)
	for step > 1 && w%step == 0 {
		step++ // a stride that divides the width would look at some columns only
	}
	for i := d.frames % step; i+w+1 < len(y); i += step {
		v, right, below := int(y[i]), int(y[i+1]), int(y[i+w])
		sum += v
		square += v * v
		sx, sy := right-v, below-v
		steps += max(sx, -sx) + max(sy, -sy)
		bx, by := int(c[i+1]-c[i]), int(c[i+w]-c[i])
		both += float32(sx*bx + sy*by)
		now += float32(sx*sx + sy*sy)
		was += float32(bx*bx + by*by)
		n++
	}
	if n == 0 {
		return 0, 0, 1
	}
	mean := float32(sum) / float32(n)
	spread = sqrt32(max(float32(square)/float32(n)-mean*mean, 0))
	return spread, float32(steps) / float32(2*n), both / sqrt32(max(now*was, 1))
}

// relearn takes the picture for the background and forgets what moved.
func (d *Detector) relearn() {
	d.m.start(&d.in)
	d.light.reset()
	d.tracks = [maxTracks]track{}
	for _, c := range d.owned {
		d.owner[c] = 0
	}
	d.owned = d.owned[:0]
	d.deriveAll()
}

func absDiff(a, b uint8) uint8 {
	if a > b {
		return a - b
	}
	return b - a
}
