package motion

import (
	"math"
	"time"

	"rtm2"
)

// Config says how a Detector judges. The zero value of an expert field means its default.
type Config struct {
	// Sensitivity, 1 to 100, is the one knob: it moves all thresholds together, and more of it never sees less.
	// 50 is made for people and cars on an ordinary camera.
	Sensitivity int

	// Zones, if any, say where in the picture motion counts.
	Zones []Zone

	// Contrast multiplies what a cell has to differ by from its background, 0.25 to 4; 1 by default.
	Contrast float64
	// MinArea is the smallest object as a share of the picture, 0 to 0.5. By default 0.0002, at least 2 cells.
	MinArea float64
	// MaxArea is the largest object as a share of the picture, above MinArea and up to 1; 1 by default.
	MaxArea float64
	// AbsorbAfter is how long something that stopped is kept apart from the background, 1 s to 1 h; 2 min by
	// default. It is quiet long before: motion ends when it stops.
	AbsorbAfter time.Duration
}

// DefaultConfig returns the settings that all measurements in docs/design/detection.md were made with.
func DefaultConfig() Config {
	return Config{
		Sensitivity: 50,
		Contrast:    1,
		MinArea:     0.0002,
		MaxArea:     1,
		AbsorbAfter: 2 * time.Minute,
	}
}

// Validate names the first field that is out of its range.
func (c Config) Validate() error {
	switch {
	case c.Sensitivity < 1 || c.Sensitivity > 100:
		return rtm2.Errorf(rtm2.CodeInvalid, "sensitivity is %d: choose 1 to 100", c.Sensitivity)
	case c.Contrast != 0 && !(c.Contrast >= 0.25 && c.Contrast <= 4):
		return rtm2.Errorf(rtm2.CodeInvalid, "contrast is %g: choose 0.25 to 4", c.Contrast)
	case !(c.MinArea >= 0 && c.MinArea <= 0.5):
		return rtm2.Errorf(rtm2.CodeInvalid, "min area is %g: choose a share of the picture from 0 to 0.5", c.MinArea)
	case c.MaxArea != 0 && !(c.MaxArea > c.MinArea && c.MaxArea <= 1):
		return rtm2.Errorf(rtm2.CodeInvalid, "max area is %g: choose a share above min area (%g) and up to 1",
			c.MaxArea, c.MinArea)
	case c.AbsorbAfter != 0 && (c.AbsorbAfter < time.Second || c.AbsorbAfter > time.Hour):
		return rtm2.Errorf(rtm2.CodeInvalid, "absorb after is %s: choose 1s to 1h", c.AbsorbAfter)
	}
	return validateZones(c.Zones)
}

// withDefaults fills the expert fields that were left at zero.
func (c Config) withDefaults() Config {
	def := DefaultConfig()
	if c.Contrast == 0 {
		c.Contrast = def.Contrast
	}
	if c.MinArea == 0 {
		c.MinArea = def.MinArea
	}
	if c.MaxArea == 0 {
		c.MaxArea = def.MaxArea
	}
	if c.AbsorbAfter == 0 {
		c.AbsorbAfter = def.AbsorbAfter
	}
	return c
}

// thresholds are what Sensitivity moves. Each is its default times a power of two that falls with the knob, so
// that every one of them is monotone.
type thresholds struct {
	cell    float32 // times what a cell has to differ by
	area    float64 // smallest object, share of the picture
	path    float32 // cells that an object has to travel
	seconds float64 // that a thing without a path has to last
}

func (c Config) thresholds(sensitivity int) thresholds {
	k := float64(50-sensitivity) / 50 // about 1 at the dull end, -1 at the keen end
	return thresholds{
		cell:    float32(c.Contrast * math.Exp2(0.8*k)),
		area:    c.MinArea * math.Exp2(2*k),
		path:    float32(math.Exp2(k)),
		seconds: math.Exp2(k),
	}
}
