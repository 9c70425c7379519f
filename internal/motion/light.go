package motion

import "math"

// light is how the picture's photometry differs from the background's: Y = gain*B + offset, and the same gain
// with a shift for chroma (white balance).
type light struct {
	gain, offset float64
	cb, cr       float64
	scale        float64 // residual of the fit, grey levels
	inliers      float64 // share of the looked-at cells that the fit explains
	lut          [256]int32
	chromaGain   float32
	widen        float32 // times every radius: a darker picture is noisier in background units
}

func (l *light) reset() {
	*l = light{gain: 1, scale: 2}
	l.table()
}

// table prepares the way from a luma value to background luma in sixteenths.
func (l *light) table() {
	inv := 1 / l.gain
	for y := range l.lut {
		l.lut[y] = int32(math.Round((float64(y) - l.offset) * inv * unit))
	}
	l.chromaGain = float32(inv)
	l.widen = float32(max(1, inv))
}

// fitCells is how many cells the fit looks at: the error of a gain from so many is far below a grey level.
const fitCells = 450

// pairs collects background and current luma of cells spread over the picture that no object holds.
func (d *Detector) pairs() {
	d.fitB, d.fitY, d.fitI = d.fitB[:0], d.fitY[:0], d.fitI[:0]
	noise := float32(0)
	step := max(1, d.m.n/fitCells)
	if step%d.m.w == 0 || d.m.w%step == 0 {
		step++ // a stride that divides the width would look at some columns only
	}
	for i := d.frames % step; i < d.m.n; i += step {
		if d.held[i] != 0 {
			continue
		}
		y := d.in.y[i]
		if y <= 2 || y >= 250 {
			continue // saturated: it says nothing of the gain
		}
		d.fitB = append(d.fitB, d.m.mean[i])
		d.fitY = append(d.fitY, float32(y))
		d.fitI = append(d.fitI, int32(i))
		noise += d.m.noise[i]
	}
	d.ordinary = max(ordinaryLeast, ordinaryNoise*noise/float32(max(len(d.fitI), 1)))
}

// A residual of this many grey levels, or of this many times the mean noise, is ordinary.
const (
	ordinaryLeast = 4
	ordinaryNoise = 2.5
)

// fit finds gain and offset for this frame, starting from the last frame's, from none, and, where neither
// explains the picture, from the two brightness distributions.
func (d *Detector) fit() {
	d.pairs()
	l := &d.light
	if len(d.fitB) < 24 {
		return // nearly everything is held or saturated: the last fit is the best guess
	}
	a, b := l.gain, l.offset
	best := d.explained(a, b)
	if best < unsettledBelow && d.ready() {
		d.unsettle(unsettledMillis)
	}
	if best < 0.8 {
		for _, c := range [2][2]float64{{1, 0}, d.quantileLine()} {
			if e := d.explained(c[0], c[1]); e > best+0.1 {
				a, b, best = c[0], c[1], e
			}
		}
	}
	rounds := 1
	if best < 0.9 {
		rounds = 3
	}
	scale := l.scale
	for range rounds {
		a, b, scale = d.tukey(a, b, max(scale, 0.7))
	}
	l.gain, l.offset, l.scale = a, b, scale
	l.inliers = d.explained(a, b)
	l.table()
	d.whiteBalance()
}

// A frame of which the light of the one before explains less than this is a switch, an exposure step or a knock.
const (
	unsettledBelow  = 0.6
	unsettledMillis = 3000
)

// unsettle asks more of new objects for a while: what a sudden change leaves does not travel.
func (d *Detector) unsettle(millis int32) { d.unsettled = max(d.unsettled, d.clock.now+millis) }

// watchJump notices that a good part of the picture changed from one frame to the next: a lamp does, things do not.
func (d *Detector) watchJump() {
	share := jumpShare * max(1, d.clock.dt/jumpSeconds)
	if d.ready() && float64(len(d.cells)-d.raw) > share*float64(d.m.n) {
		d.unsettle(unsettledMillis)
	}
	d.raw = len(d.cells)
}

const (
	jumpShare   = 0.12 // of the cells, within ...
	jumpSeconds = 0.067
)

// explained is the share of pairs within an ordinary cell's noise of the line.
func (d *Detector) explained(a, b float64) float64 {
	n, fa, fb := 0, float32(a), float32(b)
	y := d.fitY[:len(d.fitB)]
	for k, x := range d.fitB {
		r := y[k] - fa*x - fb
		if r < d.ordinary && r > -d.ordinary {
			n++
		}
	}
	return float64(n) / float64(len(d.fitB))
}

// tukey does one round of weighted least squares with Tukey's biweight around the line (a, b), and returns the
// new line and the residual scale. A weak prior holds the gain at the old one where the picture is flat.
func (d *Detector) tukey(a, b, scale float64) (float64, float64, float64) {
	fa, fb := float32(a), float32(b)
	c := float32(4.7 * scale)
	inv := 1 / (c * c)
	var sw, sx, sy, sxx, sxy, sr float32
	y := d.fitY[:len(d.fitB)]
	for k, x := range d.fitB {
		r := y[k] - fa*x - fb
		u := 1 - r*r*inv
		if u <= 0 {
			continue
		}
		u *= u
		x -= 128
		sw += u
		sx += u * x
		sy += u * r
		sxx += u * x * x
		sxy += u * x * r
		sr += u * r * r
	}
	if sw < float32(len(d.fitB))/8 {
		return a, b, min(2*scale, 20) // too few agree: look wider
	}
	mx, my := sx/sw, sy/sw
	vx := sxx/sw - mx*mx
	slope := (sxy/sw - mx*my) / (vx + 4) // 4 grey levels squared: a flat picture says nothing of gain
	na := min(max(a+float64(slope), 0.1), 10)
	nb := b + float64(my) - (na-a)*float64(mx+128)
	return na, nb, 0.5*scale + 0.5*math.Sqrt(float64(sr/sw)+0.05)
}

// quantileLine matches the deciles of the two distributions: an object moves them little, light moves them all.
func (d *Detector) quantileLine() [2]float64 {
	var hb, hy [256]int
	for k, x := range d.fitB {
		hb[uint8(x)]++
		hy[uint8(d.fitY[k])]++
	}
	var sx, sy, sxx, sxy float64
	n := 0.0
	for q := 1; q < 10; q++ {
		x, y := quantile(&hb, len(d.fitB)*q/10), quantile(&hy, len(d.fitB)*q/10)
		sx, sy, sxx, sxy, n = sx+x, sy+y, sxx+x*x, sxy+x*y, n+1
	}
	vx := sxx/n - sx/n*sx/n
	a := (sxy/n - sx/n*sy/n + 4) / (vx + 4)
	a = min(max(a, 0.1), 10)
	return [2]float64{a, sy/n - a*sx/n}
}

func quantile(h *[256]int, rank int) float64 {
	for v, n := range h {
		if rank -= n; rank < 0 {
			return float64(v)
		}
	}
	return 255
}

// whiteBalance takes the medians of what the gain leaves of chroma.
func (d *Detector) whiteBalance() {
	if d.m.cn == 0 {
		return
	}
	var hb, hr [256]int
	n := 0
	a := float32(d.light.gain)
	step := max(1, d.m.cn/150)
	if d.m.cw%step == 0 {
		step++
	}
	for i := d.frames % step; i < d.m.cn; i += step {
		b := float32(d.in.cb[i]) - 128 - a*(d.m.cb[i]-128)
		r := float32(d.in.cr[i]) - 128 - a*(d.m.cr[i]-128)
		hb[uint8(min(max(b*2+128, 0), 255))]++
		hr[uint8(min(max(r*2+128, 0), 255))]++
		n++
	}
	d.light.cb = (quantile(&hb, n/2) - 127.5) / 2
	d.light.cr = (quantile(&hr, n/2) - 127.5) / 2
}
