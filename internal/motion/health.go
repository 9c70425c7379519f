package motion

import (
	"bytes"

	"rtm2"
)

// health looks at the picture as a whole.
type health struct {
	last   []uint8 // the frame before
	repeat bool    // this frame is the same
	still  int32   // milliseconds of the clock when the picture last changed
	state  rtm2.Health
	night  bool
}

func (h *health) reset() {
	*h = health{last: h.last, state: rtm2.HealthOK}
}

func (h *health) resize(n int) { h.last = make([]uint8, n) }

const (
	frozenMillis = 5000 // even a quiet sensor changes some cell within this time
	blackLuma    = 20   // Y of black is 16 in video range, 0 in JPEG's
)

func (h *health) look(d *Detector) {
	now := d.clock.now
	h.repeat = d.frames > 1 && bytes.Equal(h.last, d.in.y)
	if !h.repeat {
		copy(h.last, d.in.y)
		h.still = now
	}
	bright := 0
	for i := 0; i < len(d.in.y); i += 5 {
		if d.in.y[i] > blackLuma {
			bright++
		}
	}
	switch {
	case bright*5000 < len(d.in.y):
		h.state = rtm2.HealthBlack
	case now-h.still > frozenMillis:
		h.state = rtm2.HealthFrozen
	default:
		h.state = rtm2.HealthOK
	}
}
