package motion

import "rtm2"

// verdict sums the frame up.
func (d *Detector) verdict() rtm2.Verdict {
	d.last = d.sum()
	return d.last
}

func (d *Detector) sum() rtm2.Verdict {
	v := rtm2.Verdict{
		Ready:  d.ready(),
		Reason: d.quiet,
		Health: d.health.state,
		Night:  d.health.night,
		Mask:   rtm2.Mask{W: d.in.fullW, H: d.in.fullH},
	}
	if !v.Ready {
		d.wipe()
		v.Reason = rtm2.ReasonWarming
	}
	d.maskObjects()
	v.Mask.Cells = d.in.expand(d.mask, d.cells)
	if !v.Ready {
		return v
	}
	d.report()
	if len(d.out) > 0 {
		v.Moving, v.Reason, v.Blobs, v.Score = true, rtm2.ReasonMotion, d.out, d.out[0].Score
		return v
	}
	if v.Health != rtm2.HealthOK {
		v.Reason = rtm2.ReasonTamper
	} else {
		v.Reason = d.quiet
	}
	return v
}

// again answers for a frame that repeats the last one: nothing new is known, so the answer stays, but not for long.
func (d *Detector) again() rtm2.Verdict {
	if d.clock.now-d.health.changed <= repeatMillis && d.health.state == rtm2.HealthOK {
		d.last.Ready = d.ready()
		return d.last
	}
	d.clear()
	d.lose()
	return d.verdict()
}

const repeatMillis = 500

// lose marks all tracks as not seen in this frame.
func (d *Detector) lose() {
	for k := range d.tracks {
		d.tracks[k].fresh = false
	}
}

// maskObjects takes what is not an object out of the mask: what stands still, and what nothing speaks for in a restless
// scene.
func (d *Detector) maskObjects() {
	for _, i := range d.cells {
		if o := d.owner[i]; d.mask[i] != 0 && (o == 0 || !d.counts(&d.tracks[o-1])) {
			d.mask[i] = 0
		}
	}
}

func (d *Detector) counts(t *track) bool {
	if t.confirmed {
		return t.alive
	}
	return !d.unruly(t)
}

// wipe empties the mask of a frame that is not to be judged.
func (d *Detector) wipe() {
	for _, i := range d.cells {
		d.mask[i] = 0
	}
}

// report turns the confirmed tracks that live into blobs, best first.
func (d *Detector) report() {
	for k := range d.tracks {
		t := &d.tracks[k]
		switch {
		case t.id == 0 || !t.fresh:
		case !t.confirmed:
			d.excuse(rtm2.ReasonNoise)
		case !t.alive:
			d.excuse(rtm2.ReasonStill)
		case !d.welcome(t):
			d.excuse(rtm2.ReasonMasked)
		default:
			d.insert(rtm2.Blob{Box: d.box(t), Cells: t.cells * d.in.bin * d.in.bin, Score: d.certainty(t), Track: t.id})
		}
	}
}

func (d *Detector) insert(b rtm2.Blob) {
	d.out = append(d.out, b)
	for k := len(d.out) - 1; k > 0 && d.out[k-1].Score < d.out[k].Score; k-- {
		d.out[k-1], d.out[k] = d.out[k], d.out[k-1]
	}
}

// box is a track's box in pixels, within the picture.
func (d *Detector) box(t *track) rtm2.Box {
	side := 8 * d.in.bin
	x, y := t.x0*side, t.y0*side
	return rtm2.Box{X: x, Y: y, W: min((t.x1+1)*side, d.width) - x, H: min((t.y1+1)*side, d.height) - y}
}

// certainty grows with an object's contrast, size and time seen, each towards a part of 1.
func (d *Detector) certainty(t *track) float64 {
	contrast := float64(t.sum) / float64(t.cells) // 1 at the threshold
	size := float64(t.cells)
	seen := float64(t.frames)
	return min(1, 0.4*saturate(contrast-1, 1.5)+0.3*saturate(size, 12)+0.3*saturate(seen, 6))
}

// saturate rises from 0 towards 1, 0.5 at half.
func saturate(x, half float64) float64 {
	if x <= 0 {
		return 0
	}
	return x / (x + half)
}
