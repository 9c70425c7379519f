package motion

// compare marks the cells that differ from their background. Nearly all cells of a quiet picture leave at the
// first test, against their mean.
func (d *Detector) compare() {
	lut := &d.light.lut
	luma := d.in.y
	center, near := d.m.center[:len(luma)], d.m.near[:len(luma)]
	for i, y := range luma {
		v := lut[y]
		e := v - int32(center[i])
		if e < 0 {
			e = -e
		}
		if e > int32(near[i]) {
			d.look(i, v, y)
		}
	}
}

// look compares a cell with its samples and, where it differs, enters it into the foreground.
func (d *Detector) look(i int, v int32, y uint8) {
	r := d.reach(i)
	sure := d.m.near[i] > 0 && y > 3 && y < 250 && d.clock.now >= d.unsettled
	if e := abs(v - int32(d.m.center[i])); sure && e > sureReach*r {
		d.enter(i, float32(e)/float32(r)) // a calm cell's samples are all near its mean
		return
	}
	least := int32(float32(r) * (1 - chromaMost))
	dist := d.m.second(i, v, least)
	if dist <= least {
		return // so near that no colour could make it foreground
	}
	c := d.chromaScore(i)
	if dist <= int32(float32(r)*(1-c)) || d.saturated(i, v, y) || d.sways(i, v, r) {
		return
	}
	d.enter(i, float32(dist)/float32(r)+c)
}

// sureReach times its radius is beyond all samples of a calm cell.
const sureReach = 3

func (d *Detector) enter(i int, score float32) {
	d.mask[i], d.score[i] = 255, score
	d.dev[i] = abs(d.value(i) - int32(d.m.center[i]))
	d.cells = append(d.cells, int32(i))
}

// reach is a cell's radius under this frame's light and the model's age, in sixteenths.
func (d *Detector) reach(i int) int32 { return int32(float32(d.m.radius[i]) * d.light.widen) }

// saturated says whether the cell is white now and was about as bright: how bright, neither can tell.
func (d *Detector) saturated(i int, v int32, y uint8) bool {
	return y >= 250 && int32(d.m.center[i]) >= v-2*unit || y <= 3 && int32(d.m.center[i]) <= v+2*unit
}

// sways says whether a cell in restless ground shows what its neighbours' backgrounds show: leaves that moved over.
func (d *Detector) sways(i int, v, r int32) bool {
	w, h := d.m.w, d.m.h
	x, y := i%w, i/w
	x0, x1 := max(x-swayReach, 0), min(x+swayReach, w-1)
	restless := d.clock.now <= youngMillis
	for ny := max(y-swayReach, 0); ny <= min(y+swayReach, h-1) && !restless; ny++ {
		for nx := x0; nx <= x1; nx++ {
			if d.m.spread[ny*w+nx] >= swaySpread {
				restless = true
				break
			}
		}
	}
	if !restless {
		return false
	}
	lo, hi := v, v
	for ny := max(y-1, 0); ny <= min(y+1, h-1); ny++ {
		for nx := max(x-1, 0); nx <= min(x+1, w-1); nx++ {
			c := int32(d.m.center[ny*w+nx])
			lo, hi = min(lo, c-r/4), max(hi, c+r/4)
		}
	}
	return lo < v && v < hi
}

const (
	swaySpread  = 1.3
	swayReach   = 1
	youngMillis = 4000
)

// chromaScore is what colour adds to a cell's score: 0 where there is none or it matches.
func (d *Detector) chromaScore(i int) float32 {
	if d.m.cn == 0 {
		return 0
	}
	k := d.m.chromaOf[i]
	e := d.chromaOff(int(k)) / (d.m.chromaRadius[k] * d.light.widen)
	return min(chromaMost*e, chromaMost)
}

// chromaOff is the distance of a chroma cell from its background under this frame's light, |cb|+|cr|.
func (d *Detector) chromaOff(k int) float32 {
	l := &d.light
	b := (float32(d.in.cb[k])-128-float32(l.cb))*l.chromaGain - (d.m.cb[k] - 128)
	r := (float32(d.in.cr[k])-128-float32(l.cr))*l.chromaGain - (d.m.cr[k] - 128)
	return abs32(b) + abs32(r)
}

// scoreOf is a cell's score without its early exits, for cells beside the foreground.
func (d *Detector) scoreOf(i int) float32 {
	v := d.value(i)
	r := d.reach(i)
	if abs(v-int32(d.m.center[i])) < int32(d.m.near[i])/2 {
		return 0 // it does not differ
	}
	return float32(d.m.secondOfAll(i, v))/float32(r) + d.chromaScore(i)
}

// value is a cell's luma in the background's light, sixteenths.
func (d *Detector) value(i int) int32 { return d.light.lut[d.in.y[i]] }

// relight handles a picture that differs nearly everywhere even after compensation.
func (d *Detector) relight() {
	if float64(len(d.cells)) < lightShare*float64(d.m.n) {
		return
	}
	d.quiet = "light"
	d.lose()
	for _, i := range d.cells {
		if d.unseen(int(i)) {
			d.hold(int(i), heldFrozen)
		} else {
			d.hold(int(i), heldLight)
		}
		d.mask[i], d.score[i] = 0, 0
	}
	d.cells = d.cells[:0]
}

// lightShare of the picture is more than objects cover.
const lightShare = 0.6

func abs32(v float32) float32 {
	if v < 0 {
		return -v
	}
	return v
}

// notice counts, with a slow decay, how often a cell was foreground without being an object's: leaves and water are
// again and again.
func (d *Detector) notice(i int) {
	d.busy[i] = d.business(i) + 1
	d.busyAt[i] = d.clock.now
}

// business is how often a cell was noticed lately.
func (d *Detector) business(i int) float32 {
	age := float32(d.clock.now-d.busyAt[i]) / (1000 * busySeconds)
	return d.busy[i] / (1 + age + age*age/2) // close to exp(-age), and cheaper
}

const busySeconds = 15
