package event

import (
	"time"

	"rtm2"
)

// Config says what belongs to an event.
type Config struct {
	// PreRoll and PostRoll are what is kept before the first and after the last moving frame, 0 to 1 min.
	PreRoll, PostRoll time.Duration
	// JoinGap is the longest quiet span within one event, 0 to 10 min. Quiet that is shorter than the post-roll
	// joins in any case, because the event is still open.
	JoinGap time.Duration
	// MinDuration is the shortest event, from the first to the last moving frame, that is worth keeping, 0 to
	// 1 min. It delays nothing: the event begins live at its first moving frame; see Tracker.Worth.
	MinDuration time.Duration
	// UpdateEvery is the shortest time between two updates of an event, 50 ms to 1 min.
	UpdateEvery time.Duration
	// ZonesOf names the zones that a blob is in; nil for none. It is called within Step, for the blobs of that
	// step's verdict: (*motion.Detector).ZonesOf fits.
	ZonesOf func(rtm2.Blob) []string
}

// DefaultConfig returns settings for people at a door.
func DefaultConfig() Config {
	return Config{
		PreRoll:     2 * time.Second,
		PostRoll:    3 * time.Second,
		JoinGap:     5 * time.Second,
		MinDuration: 0,
		UpdateEvery: 100 * time.Millisecond,
	}
}

// Validate names the first field that is out of its range.
func (c Config) Validate() error {
	for _, f := range []struct {
		name        string
		value       time.Duration
		least, most time.Duration
	}{
		{"pre-roll", c.PreRoll, 0, time.Minute},
		{"post-roll", c.PostRoll, 0, time.Minute},
		{"join gap", c.JoinGap, 0, 10 * time.Minute},
		{"min duration", c.MinDuration, 0, time.Minute},
		{"update every", c.UpdateEvery, 50 * time.Millisecond, time.Minute},
	} {
		if f.value < f.least || f.value > f.most {
			return rtm2.Errorf(rtm2.CodeInvalid, "%s is %s: choose %s to %s", f.name, f.value, f.least, f.most)
		}
	}
	return nil
}
