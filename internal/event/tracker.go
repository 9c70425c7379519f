package event

import (
	"fmt"
	"slices"
	"time"

	"rtm2"
)

// Tracker follows one camera. It is not for concurrent use.
type Tracker struct {
	camera rtm2.CameraID
	cfg    Config
	hold   time.Duration // quiet after which an event is over

	open   *rtm2.Event // a new value whenever it changes: readers may keep it
	untold bool        // the open event began in a frame whose message was another event's end
	told   time.Time   // capture time of the frame that made the last message
	newest time.Time   // of the newest frame
	stamp  uint64      // of the newest id
}

// New makes a Tracker for a camera.
func New(camera rtm2.CameraID, cfg Config) (*Tracker, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	return &Tracker{camera: camera, cfg: cfg, hold: max(cfg.PostRoll, cfg.JoinGap)}, nil
}

// Step takes a frame and its verdict. It returns the message to send, if this frame makes one: the begin with the
// first moving frame, an update at most every UpdateEvery while frames move, the end with the first frame after
// the quiet span that ends an event. Where that frame moves too, it begins an event of its own, which the next call
// tells: one frame makes one message.
func (t *Tracker) Step(f *rtm2.Frame, v rtm2.Verdict) (rtm2.Event, bool) {
	at := f.Captured
	if t.open != nil && at.Before(t.newest) {
		// The wall clock or the source went back: times within an event only grow.
		at = t.newest
	}
	t.newest = at
	switch {
	case t.open != nil && at.Sub(t.open.Last) > t.hold:
		last := t.end(t.open.Last.Add(t.cfg.PostRoll), f.Seq)
		if v.Moving {
			t.begin(f, v, at)
			t.untold = true
		}
		return last, true
	case !v.Moving:
		return t.overdue()
	case t.open == nil:
		return t.begin(f, v, at), true
	default:
		return t.update(f, v, at)
	}
}

// Tick ends an event whose frames stopped coming: now is in the frames' time. It must be called now and then
// while no frames come.
func (t *Tracker) Tick(now time.Time) (rtm2.Event, bool) {
	if t.open == nil || now.Sub(t.open.Last) <= t.hold {
		return t.overdue()
	}
	return t.end(t.open.Last.Add(t.cfg.PostRoll), t.open.Seq), true
}

// Close ends the open event, if any, because the connection or the input ended. Its post-roll ends with the last
// frame.
func (t *Tracker) Close() (rtm2.Event, bool) {
	if t.open == nil {
		return rtm2.Event{}, false
	}
	end := t.open.Last.Add(t.cfg.PostRoll)
	if t.newest.Before(end) {
		end = t.newest
	}
	return t.end(end, t.open.Seq), true
}

// Open returns the open event, from its first moving frame to the end of its post-roll, or nil. The event is never
// changed: a later call returns another one.
func (t *Tracker) Open() *rtm2.Event {
	if t.open == nil || t.newest.Sub(t.open.Last) > t.cfg.PostRoll {
		return nil // waiting only for motion to join: these frames are not part of it
	}
	return t.open
}

// Worth says whether an event lasted long enough to be kept.
func (t *Tracker) Worth(e rtm2.Event) bool { return e.Last.Sub(e.Begin) >= t.cfg.MinDuration }

// PreRoll is what to keep from before an event's Begin.
func (t *Tracker) PreRoll() time.Duration { return t.cfg.PreRoll }

func (t *Tracker) begin(f *rtm2.Frame, v rtm2.Verdict, at time.Time) rtm2.Event {
	e := &rtm2.Event{
		ID: t.id(at), Camera: t.camera, Phase: rtm2.PhaseBegin,
		Begin: at, Last: at, Frames: 1,
		Score: v.Score, Peak: f.Seq, PeakTime: at,
		Seq: f.Seq, Reason: v.Reason, Boxes: boxes(v.Blobs), Zones: t.addZones(nil, v.Blobs),
	}
	t.open, t.told = e, at
	return *e
}

// overdue tells a begin that another message kept back.
func (t *Tracker) overdue() (rtm2.Event, bool) {
	if !t.untold {
		return rtm2.Event{}, false
	}
	t.untold = false
	return *t.open, true
}

func (t *Tracker) update(f *rtm2.Frame, v rtm2.Verdict, at time.Time) (rtm2.Event, bool) {
	e := *t.open
	e.Phase, e.Last, e.Seq, e.Reason = rtm2.PhaseUpdate, at, f.Seq, v.Reason
	if t.untold {
		e.Phase = rtm2.PhaseBegin
	}
	e.Frames++
	if v.Score > e.Score {
		e.Score, e.Peak, e.PeakTime = v.Score, f.Seq, at
	}
	e.Boxes, e.Zones = boxes(v.Blobs), t.addZones(e.Zones, v.Blobs)
	t.open = &e
	if !t.untold && at.Sub(t.told) < t.cfg.UpdateEvery {
		return rtm2.Event{}, false
	}
	t.told, t.untold = at, false
	return e, true
}

func (t *Tracker) end(at time.Time, seq uint32) rtm2.Event {
	e := *t.open
	e.Phase, e.End, e.Seq, e.Boxes, e.Reason = rtm2.PhaseEnd, at, seq, nil, rtm2.ReasonQuiet
	t.open, t.untold = nil, false
	return e
}

// id sorts by time: microseconds since the epoch in hexadecimal, then the camera. A second event within one
// microsecond, or after the clock went back, takes the microsecond after the last one's.
func (t *Tracker) id(at time.Time) string {
	us := uint64(max(at.UnixMicro(), 0))
	if us <= t.stamp {
		us = t.stamp + 1
	}
	t.stamp = us
	return fmt.Sprintf("%014x-%s", us, t.camera)
}

// boxes copies what moves out of the detector's memory.
func boxes(blobs []rtm2.Blob) []rtm2.Box {
	if len(blobs) == 0 {
		return nil
	}
	out := make([]rtm2.Box, len(blobs))
	for k, b := range blobs {
		out[k] = b.Box
	}
	return out
}

// addZones returns the zones with those of the blobs added, in the order of their first motion. The slice given is
// never changed, because earlier messages share it.
func (t *Tracker) addZones(zones []string, blobs []rtm2.Blob) []string {
	if t.cfg.ZonesOf == nil {
		return zones
	}
	zones = slices.Clip(zones)
	for _, b := range blobs {
		for _, z := range t.cfg.ZonesOf(b) {
			if !slices.Contains(zones, z) {
				zones = append(zones, z)
			}
		}
	}
	return zones
}
