package motion

// stir notes a change of what a cell shows. A cell at the rim of something still, that is foreground in one frame and
// not in the next, does not change in this sense.
func (d *Detector) stir(i int) {
	if v := d.value(i); abs(v-d.ref[i]) > d.reach(i) {
		d.ref[i], d.since[i] = v, d.clock.now
	}
}

// countAlive finds the tracks of which enough cells changed lately.
func (d *Detector) countAlive() {
	var changed, just [maxTracks + 1]int
	for _, c := range d.owned {
		o := d.owner[c]
		if d.clock.now-d.since[c] <= d.tracks[o-1].window() {
			changed[o]++
		}
		if d.clock.now-d.since[c] <= 500 {
			just[o]++
		}
	}
	for k := range d.tracks {
		t := &d.tracks[k]
		t.alive = t.fresh && float32(t.cells) >= remainShare*t.usual && changed[k+1] >= d.lively(t)
		if t.fresh {
			share := float32(just[k+1]) / float32(t.cells)
			t.agitation += float32(min(d.clock.dt/screenSeconds, 1)) * (share - t.agitation)
		}
		if t.alive {
			t.aliveAt = d.clock.now
		}
	}
}

// window is how long a change keeps an object alive: someone who stands moves a little now and then, but something
// small that moves does so in every frame.
func (t *track) window() int32 { return int32(min(max(t.cells*aliveCell, aliveLeast), aliveMillis)) }

// lively is how many of a track's cells have to change for it to be alive. Something small that stays where it is may
// be a fleck of sun or the rim of what was moved, and is not.
func (d *Detector) lively(t *track) int {
	n := max(int(aliveShare*float64(t.cells)+0.999), 1)
	if d.clock.now-t.anchor <= aliveMillis {
		return n
	}
	if t.cells < clearCells {
		return t.cells + 1
	}
	return max(n, 2)
}
