package motion

import (
	"time"

	"rtm2"
	"rtm2/internal/jpegdct"
)

// Detector judges the frames of one camera. It is not for concurrent use.
type Detector struct {
	cfg  Config
	th   thresholds
	seed uint64
	rng  rng

	width  int // of the picture, in pixels
	height int
	in     grid // the frame being judged
	clock  clock
	frames int // since Reset

	m        model
	light    light
	local    local
	fitB     []float32
	fitY     []float32
	fitI     []int32
	ordinary float32 // residual of the fit that noise explains, grey levels

	// The frame's foreground: cells lists what mask and score hold, in no order.
	cells []int32
	mask  []uint8
	score []float32
	dev   []int32 // distance from the mean without what is light, sixteenths

	blobs  []blob
	order  []int32 // the blobs' cells, blob by blob
	stack  []int32
	tracks [maxTracks]track
	nextID uint32
	owner  []uint8 // per cell: slot of the track that holds it, plus one
	owned  []int32
	held   []uint8 // per cell: how the model may learn from it
	heldAt []int32
	ref    []int32 // per foreground cell: luma when it last changed, sixteenths
	since  []int32 // and when that was, milliseconds of the clock
	seenAt []int32 // when it was last foreground

	busy    []float32 // how often a cell was foreground without being an object's, decaying
	busyAt  []int32
	clutter float32 // slow mean of the regions in a frame that no object accounts for

	zones     zoneGrid
	least     int // cells of the smallest object
	most      int // and of the largest
	health    health
	walk      int   // where the sampling walk stands
	phase     int   // which rows the slow statistics look at
	turn      int   // frames that they have seen
	unsettled int32 // milliseconds of the clock until which the picture settles after a sudden change
	raw       int   // cells that differed in the frame before
	strayed   int32 // milliseconds of the clock since when the light is another than the model's

	quiet rtm2.Reason // why nothing is reported, of the blobs that were dropped
	out   []rtm2.Blob
	last  rtm2.Verdict
}

// New makes a Detector; the seed decides its random choices and nothing else.
func New(cfg Config, seed uint64) (*Detector, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	cfg = cfg.withDefaults()
	d := &Detector{cfg: cfg, th: cfg.thresholds(cfg.Sensitivity), seed: seed}
	d.Reset()
	return d, nil
}

// Reset forgets what was learned: a new connection shows another picture, or the same one after a while.
func (d *Detector) Reset() {
	d.rng = newRNG(d.seed)
	d.frames = 0
	d.clock = clock{}
	d.light.reset()
	d.tracks = [maxTracks]track{}
	clear(d.local.stamp)
	clear(d.busy)
	clear(d.since)
	for i := range d.seenAt {
		d.seenAt[i] = -forgetMillis - 1
	}
	d.clutter, d.strayed, d.unsettled = 0, 0, -1
	d.nextID = 0
	d.health.reset()
	d.walk, d.phase, d.turn = 0, 0, 0
}

// Judge answers for one frame, taken at the given time. The verdict's Blobs and Mask are valid until the next
// call. A thumbnail of another size than the last one resets the detector.
func (d *Detector) Judge(t *jpegdct.Thumbnail, at time.Time) rtm2.Verdict {
	if t.Y.W*t.Y.H == 0 {
		return rtm2.Verdict{Reason: rtm2.ReasonWarming, Health: rtm2.HealthOK}
	}
	if d.width != t.Width || d.height != t.Height || !d.in.fits(t) {
		d.resize(t)
	}
	d.in.take(t)
	d.clock.step(at)
	d.frames++
	d.health.look(d)
	if d.health.repeat {
		return d.again()
	}
	d.clear()
	if d.frames == 1 {
		d.m.start(&d.in)
		d.deriveAll()
		return d.verdict()
	}
	if d.health.state == rtm2.HealthBlack {
		d.lose()
		return d.verdict()
	}
	d.fit()
	d.release()
	if d.health.assess(d); d.health.tampered() {
		d.quiet = rtm2.ReasonTamper
		d.lose()
		return d.verdict()
	}
	d.compare()
	d.watchJump()
	d.steady()
	d.relight()
	d.localLight()
	d.fill()
	d.grow()
	d.trim()
	d.collect()
	d.judgeBlobs()
	d.follow()
	v := d.verdict()
	d.learn()
	d.rebase()
	return v
}

// resize prepares for pictures of another size; it is the only place that allocates by the size.
func (d *Detector) resize(t *jpegdct.Thumbnail) {
	d.width, d.height = t.Width, t.Height
	d.in.resize(t)
	d.m.resize(&d.in)
	d.local.resize(d.m.w, d.m.h)
	n := d.m.n
	d.fitB, d.fitY = make([]float32, 0, 2*fitCells), make([]float32, 0, 2*fitCells)
	d.fitI = make([]int32, 0, 2*fitCells)
	d.cells, d.order, d.stack = make([]int32, 0, n), make([]int32, 0, n), make([]int32, 0, n)
	d.mask, d.score, d.dev = make([]uint8, n), make([]float32, n), make([]int32, n)
	d.owner, d.owned = make([]uint8, n), make([]int32, 0, n)
	d.held, d.heldAt = make([]uint8, n), make([]int32, 0, n)
	d.ref, d.since, d.seenAt = make([]int32, n), make([]int32, n), make([]int32, n)
	d.busy, d.busyAt = make([]float32, n), make([]int32, n)
	d.blobs = make([]blob, 0, maxBlobs)
	d.out = make([]rtm2.Blob, 0, maxTracks)
	d.least, d.most = d.leastCells(d.th.area), int(d.cfg.MaxArea*float64(n))
	d.zones.raster(d)
	d.health.resize(n)
	d.Reset()
}

// clear takes back what the last frame left on the grid; work is in proportion to its foreground.
func (d *Detector) clear() {
	for _, i := range d.cells {
		d.mask[i], d.score[i] = 0, 0
	}
	d.cells = d.cells[:0]
	d.blobs, d.order, d.out = d.blobs[:0], d.order[:0], d.out[:0]
	d.quiet = rtm2.ReasonQuiet
}

// ready says whether the background is known well enough to judge.
func (d *Detector) ready() bool { return d.frames > warmFrames && d.clock.now >= warmMillis }

// A model is ready after so many frames and milliseconds; see docs/design/detection.md.
const (
	warmFrames = 8
	warmMillis = 300
)

// clock turns capture times into steps that the model can trust.
type clock struct {
	last time.Time
	now  int32   // milliseconds since the first frame, gaps cut short
	dt   float64 // seconds since the frame before
	mean float64 // slow mean of dt
}

// maxStep is the longest step that the model learns from at once: after a longer gap it is as unsure.
const maxStep = 2.0

func (c *clock) step(at time.Time) {
	dt := at.Sub(c.last).Seconds()
	switch {
	case c.last.IsZero():
		dt, c.mean = 0.04, 0.04
	case dt <= 0:
		dt = min(c.mean, 0.001) // a repeated or backward time stamp
	}
	dt = min(dt, maxStep)
	c.last, c.dt = at, dt
	c.mean += 0.1 * (dt - c.mean)
	c.now += int32(dt*1000 + 0.5)
}
