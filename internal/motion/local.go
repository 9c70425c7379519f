package motion

// A shadow, a reflection or the light of a door multiplies the background by nearly the same factor over several
// cells; an object replaces it by something that bears no such relation. So where the relative difference from the
// background is alike over a window of cells, that much of it is light and is taken away before comparison.

const (
	tile       = 4
	localBins  = 64   // of the histogram of relative differences ...
	localSpan  = 0.64 // ... which covers half of this to either side
	localAlike = 24
	localFar   = 0.3
	localMost  = 0.2
	dim        = 10.0 * unit // added to luma in a ratio: black has no ratio
)

// local holds one factor per tile, valid for the tiles marked in this frame.
type local struct {
	w, h   int
	factor []float32 // relative difference that is light
	stamp  []int32   // frame in which factor was computed
	hist   [localBins]uint16
	// inverse turns a difference in sixteenths into bins, by the background's grey level.
	inverse [256]float32
}

func (l *local) resize(w, h int) {
	l.w, l.h = (w+tile-1)/tile, (h+tile-1)/tile
	l.factor = make([]float32, l.w*l.h)
	l.stamp = make([]int32, l.w*l.h)
	for g := range l.inverse {
		l.inverse[g] = localBins / localSpan / (float32(g*unit) + dim)
	}
}

// localLight judges the suspects again without what is light around them.
func (d *Detector) localLight() {
	kept := d.cells[:0]
	for _, c := range d.cells {
		i := int(c)
		if float32(d.dev[i]) > localFar*(float32(d.m.center[i])+dim) {
			kept = append(kept, c) // more than light does
			continue
		}
		if g := d.factorAt(i%d.m.w, i/d.m.w); g != 0 {
			v := d.value(i)
			v -= int32(g * (float32(d.m.center[i]) + dim))
			r := d.reach(i)
			s := float32(d.m.secondOfAll(i, v))/float32(r) + d.chromaScore(i)
			if s <= 1 {
				d.mask[i], d.score[i] = 0, 0
				continue
			}
			d.score[i] = s
			d.dev[i] = abs(v - int32(d.m.center[i]))
		}
		kept = append(kept, c)
	}
	d.cells = kept
}

// factorAt interpolates between the four nearest tiles' factors.
func (d *Detector) factorAt(x, y int) float32 {
	l := &d.local
	fx := (float32(x)+0.5)/tile - 0.5
	fy := (float32(y)+0.5)/tile - 0.5
	tx, ty := int(fx+1)-1, int(fy+1)-1
	ax, ay := fx-float32(tx), fy-float32(ty)
	x0, x1 := max(tx, 0), min(tx+1, l.w-1)
	y0, y1 := max(ty, 0), min(ty+1, l.h-1)
	top := d.tileFactor(x0, y0)*(1-ax) + d.tileFactor(x1, y0)*ax
	low := d.tileFactor(x0, y1)*(1-ax) + d.tileFactor(x1, y1)*ax
	return top*(1-ay) + low*ay
}

// tileFactor is the median relative difference in a tile's window, or 0 where its quartiles lie apart.
func (d *Detector) tileFactor(tx, ty int) float32 {
	l := &d.local
	k := ty*l.w + tx
	if l.stamp[k] == int32(d.frames) {
		return l.factor[k]
	}
	l.stamp[k] = int32(d.frames)
	l.hist = [localBins]uint16{}
	n := 0
	y0, y1 := max(ty*tile-tile/2, 0), min(ty*tile+tile+(tile+1)/2, d.m.h)
	x0, x1 := max(tx*tile-tile/2, 0), min(tx*tile+tile+(tile+1)/2, d.m.w)
	for y := y0; y < y1; y++ {
		for x := x0 + y&1; x < x1; x += 2 {
			i := y*d.m.w + x
			c := int32(d.m.center[i])
			b := int(float32(d.value(i)-c)*l.inverse[min(max(c/unit, 0), 255)]) + localBins/2
			l.hist[min(max(b, 0), localBins-1)]++
			n++
		}
	}
	q1, q2, q3 := l.quartiles(n)
	l.factor[k] = 0
	if q3-q1 <= localAlike {
		f := (float32(q2) + 0.5 - localBins/2) * (localSpan / localBins)
		l.factor[k] = min(max(f, -localMost), localMost)
	}
	return l.factor[k]
}

// quartiles finds the bins of the three quartiles of n entries.
func (l *local) quartiles(n int) (q1, q2, q3 int) {
	sum := 0
	for b, c := range l.hist {
		if c == 0 {
			continue
		}
		sum += int(c)
		if 4*sum <= n {
			q1 = b + 1
		}
		if 2*sum <= n {
			q2 = b + 1
		}
		if 4*sum > 3*n {
			return q1, q2, b
		}
	}
	return q1, q2, localBins - 1
}
