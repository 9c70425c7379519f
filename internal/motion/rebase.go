package motion

// The model keeps the light in which it was learned and every frame is brought into it. Where the light has become
// another for good (dawn, a lamp), the model is brought into the new one, once: in a reference that is far darker than
// the picture, thresholds would be too coarse, and in a far brighter one too fine.

const (
	rebaseGain   = 0.12 // relative change of gain ...
	rebaseOffset = 6.0  // ... or change of offset in grey levels, that is worth it
	rebaseMillis = 3000 // when it has lasted: a passing cloud is not
)

// rebase moves the model into the present light when that has lasted.
func (d *Detector) rebase() {
	l := &d.light
	off := l.gain - 1
	if off < rebaseGain && off > -rebaseGain && l.offset < rebaseOffset && l.offset > -rebaseOffset {
		d.strayed = d.clock.now
		return
	}
	if d.clock.now-d.strayed < rebaseMillis || l.inliers < 0.8 {
		return
	}
	gain, offset := float32(l.gain), float32(l.offset)
	var lut [256]uint8
	for g := range lut {
		lut[g] = uint8(min(max(gain*float32(g)+offset+0.5, 0), 255))
	}
	for k, g := range d.m.set {
		d.m.set[k] = lut[g]
	}
	for i := range d.m.n {
		d.m.mean[i] = min(max(gain*d.m.mean[i]+offset, 0), 255)
		d.m.noise[i] *= gain
		d.m.spread[i] *= gain
		d.ref[i] = int32(gain*float32(d.ref[i]) + offset*unit)
	}
	cb, cr := float32(l.cb), float32(l.cr)
	for k := range d.m.cn {
		d.m.cb[k] = min(max(gain*(d.m.cb[k]-128)+128+cb, 0), 255)
		d.m.cr[k] = min(max(gain*(d.m.cr[k]-128)+128+cr, 0), 255)
	}
	scale := l.scale
	l.reset()
	l.scale = scale
	d.deriveAll()
	d.strayed = d.clock.now
}
