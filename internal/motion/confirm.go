package motion

// What it takes to be an object. In a calm scene a region that is clear, or that travels, or that lasts. In wind, rain
// or on water, where regions come and go all the time, only one that travels further than those do, and the further the
// less it stands out.
const (
	clearCells  = 5   // cells that are no longer noise
	clearScore  = 1.5 // mean score of a region that stands out
	glareCells  = 8   // at few frames a second there is no second look: larger ...
	glareScore  = 2.0 // ... and clearer has to do
	glareMillis = 90  // longer than this between two frames are few frames a second

	confirmPath    = 1.0 // cells, or ...
	confirmExtent  = 0.35
	confirmSeconds = 1.0

	restlessSpread  = 2.0 // grey levels: no noise spreads a cell's samples like this
	restlessEntries = 4.0 // times that a cell was lately foreground without being an object's
	restlessShare   = 0.3 // of a region's cells that are restless
	clutterMost     = 4.0 // regions in a frame that no object accounts for
	farFactor       = 12.0
	settleLeast     = 6.0 // cells
	farLeast        = 3.0 // cells
	crowdMost       = 4.0
	unrulyCells     = 4   // and at least half of the time it has to overlap where it was: flakes and drops do not
	straight        = 0.6 // of its path that a region in restless ground has to get ahead
	screenShare     = 0.3 // of its cells changed within half a second, in the mean of some seconds
	cameCells       = 2.0 // a region that got this far did not begin where it is
	screenMillis    = 8000
	screenSeconds   = 4.0
	doubtMillis     = 2000
)

// restlessCell says whether a cell had no rest before the region came over it.
func (d *Detector) restlessCell(i int) bool {
	return d.m.spread[i] > restlessSpread || d.business(i) > restlessEntries
}

// unruly says whether a region lies on restless ground, or in a scene full of regions or that has just changed as a
// whole.
func (d *Detector) unruly(t *track) bool {
	return d.crowded(t) || d.clock.now < d.unsettled
}

func (d *Detector) crowded(t *track) bool {
	return t.barred || t.restless > restlessShare || d.clutter > clutterMost
}

// convincing says whether a track has done what an object does.
func (d *Detector) convincing(t *track) bool {
	mean := t.sum / float32(t.cells)
	slow := d.clock.mean*1000 > glareMillis
	if d.unruly(t) {
		crowd := min(max(d.clutter/clutterMost, 1), crowdMost)
		far := max(farFactor/(mean*mean)*d.distance(t), farLeast) * crowd
		if d.clock.now < d.unsettled {
			far = max(far, d.distance(t), settleLeast) // light stands out as well as an object does
		}
		whole := t.frames >= 3 && t.cells >= unrulyCells && 2*t.touched >= t.frames
		return whole && t.reach >= far && t.reach >= straight*t.path
	}
	if slow && t.cells >= glareCells && mean >= glareScore*d.th.cell {
		return true
	}
	if t.frames < 2 {
		return false
	}
	if t.cells >= clearCells && mean >= clearScore {
		return true
	}
	lasted := float64(d.clock.now-t.born) / 1000
	return (t.frames >= 3 || slow) && (t.way >= d.distance(t) || lasted >= confirmSeconds*d.th.seconds)
}

// distance is how far a region has to get from where it was first seen, in cells.
func (d *Detector) distance(t *track) float32 {
	extent := float32(max(t.x1-t.x0, t.y1-t.y0) + 1)
	return max(confirmPath, confirmExtent*extent) * d.th.path
}

// doubtful says whether a confirmed object has become one of many regions that do not get anywhere.
func (d *Detector) doubtful(t *track) bool {
	return d.crowded(t) && d.clock.now >= d.unsettled && d.clock.now-t.anchor > doubtMillis &&
		t.sum < farFactor/4*float32(t.cells)
}

// screen says whether a track changes all over all the time and never came from anywhere: a screen, a fountain.
func (d *Detector) screen(t *track) bool {
	return t.agitation > screenShare && !t.came && d.clock.now-t.born > screenMillis
}
