package motion

import "rtm2"

// A camera that shakes moves every edge of the picture by the same way. In the first order (Lucas and Kanade 1981) a
// cell then differs by the background's gradient there times the shift, so the shift is a line fit, and what it
// explains is no object.

const (
	shiftShare  = 0.05 // of the cells have to differ before a shift is looked for
	shiftLeast  = 0.04 // cells: a smaller one explains nothing
	shiftMost   = 1.5  // cells: beyond it the first order does not hold
	shiftMillis = 1000 // what shakes goes on shaking
	shiftGain   = 0.6  // of the foreground has to be explained by it for the frame to be called a shake
)

// steady estimates the shift between picture and background and judges the foreground again without it.
func (d *Detector) steady() {
	if float64(len(d.cells)) < shiftShare*float64(d.m.n) {
		return
	}
	dx, dy := d.shift()
	if size := abs32(dx) + abs32(dy); size < shiftLeast || size > shiftMost {
		return
	}
	before := len(d.cells)
	kept := d.cells[:0]
	for _, c := range d.cells {
		i := int(c)
		gx, gy := d.gradient(i)
		v := d.value(i) - int32(dx*gx+dy*gy)
		r := d.reach(i)
		// The gradient is a coarse one: what it predicts is uncertain by a part of itself.
		r += int32((abs32(dx*gx) + abs32(dy*gy)) / 2)
		if s := float32(d.m.secondOfAll(i, v))/float32(r) + d.chromaScore(i); s > 1 {
			d.score[i] = s
			d.dev[i] = abs(v - int32(d.m.center[i]))
			kept = append(kept, c)
			continue
		}
		d.mask[i], d.score[i] = 0, 0
	}
	d.cells = kept
	if float64(before-len(kept)) > shiftGain*float64(before) {
		d.excuse(rtm2.ReasonShake)
		d.unsettle(shiftMillis)
	}
}

// gradient of the background's luma along x and y, sixteenths per cell.
func (d *Detector) gradient(i int) (gx, gy float32) {
	w, h := d.m.w, d.m.h
	x, y := i%w, i/w
	c := d.m.center
	if x > 0 && x < w-1 {
		gx = float32(c[i+1]-c[i-1]) / 2
	}
	if y > 0 && y < h-1 {
		gy = float32(c[i+w]-c[i-w]) / 2
	}
	return gx, gy
}

// shift solves for the way, in cells, that explains the differences of the fit's cells best. Differences are capped, so
// that an object does not drag it.
func (d *Detector) shift() (dx, dy float32) {
	var xx, xy, yy, xe, ye float32
	for _, c := range d.fitI {
		i := int(c)
		gx, gy := d.gradient(i)
		most := abs32(gx) + abs32(gy) + 2*unit
		e := float32(d.value(i) - int32(d.m.center[i]))
		e = min(max(e, -most), most)
		xx += gx * gx
		xy += gx * gy
		yy += gy * gy
		xe += gx * e
		ye += gy * e
	}
	ridge := float32(len(d.fitI)) * unit * unit // a picture without edges does not tell
	xx, yy = xx+ridge, yy+ridge
	det := xx*yy - xy*xy
	if det <= 0 {
		return 0, 0
	}
	return (xe*yy - ye*xy) / det, (ye*xx - xe*xy) / det
}
