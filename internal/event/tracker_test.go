package event_test

import (
	"slices"
	"testing"
	"time"

	"rtm2"
	"rtm2/internal/event"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// film drives a tracker with frames at given times.
type film struct {
	t       *testing.T
	tracker *event.Tracker
	seq     uint32
	told    []rtm2.Event
}

func newFilm(t *testing.T, change func(*event.Config)) *film {
	t.Helper()
	cfg := event.DefaultConfig()
	cfg.PostRoll, cfg.JoinGap = 2*time.Second, 2*time.Second
	if change != nil {
		change(&cfg)
	}
	tr, err := event.New("door", cfg)
	if err != nil {
		t.Fatal(err)
	}
	return &film{t: t, tracker: tr}
}

// at shows one frame, so many milliseconds after the start; a score above 0 moves.
func (f *film) at(ms int, score float64) {
	f.seq++
	v := rtm2.Verdict{Reason: rtm2.ReasonQuiet, Ready: true}
	if score > 0 {
		v = rtm2.Verdict{Moving: true, Score: score, Reason: rtm2.ReasonMotion, Ready: true,
			Blobs: []rtm2.Blob{{Box: rtm2.Box{X: int(f.seq), Y: 8, W: 16, H: 24}, Cells: 6, Score: score, Track: f.seq}}}
	}
	e, ok := f.tracker.Step(&rtm2.Frame{Camera: "door", Seq: f.seq, Captured: start.Add(time.Duration(ms) * time.Millisecond)}, v)
	if ok {
		f.told = append(f.told, e)
	}
}

func (f *film) phases() []rtm2.Phase {
	var out []rtm2.Phase
	for _, e := range f.told {
		out = append(out, e.Phase)
	}
	return out
}

func ms(n int) time.Time { return start.Add(time.Duration(n) * time.Millisecond) }

func TestTrackerTellsBeginUpdatesAndEnd(t *testing.T) {
	f := newFilm(t, func(c *event.Config) { c.UpdateEvery = 200 * time.Millisecond })
	for i := range 100 { // 10 s at 10 frames a second, motion from 1.0 to 2.9 s, strongest at 1.5 s
		score := 0.0
		if i >= 10 && i < 30 {
			score = 0.5
		}
		if i == 15 {
			score = 0.9
		}
		f.at(100*i, score)
	}
	first, last := f.told[0], f.told[len(f.told)-1]
	if first.Phase != rtm2.PhaseBegin || !first.Begin.Equal(ms(1000)) || first.Seq != 11 || len(first.Boxes) != 1 {
		t.Errorf("begin is %+v", first)
	}
	if last.Phase != rtm2.PhaseEnd || !last.Last.Equal(ms(2900)) || !last.End.Equal(ms(4900)) || last.Frames != 20 ||
		last.Score != 0.9 || last.Peak != 16 || !last.PeakTime.Equal(ms(1500)) || last.ID != first.ID {
		t.Errorf("end is %+v", last)
	}
	updates := f.told[1 : len(f.told)-1]
	if len(updates) < 8 || len(updates) > 10 {
		t.Errorf("%d updates in 1.9 s, want about 5 a second", len(updates))
	}
	for _, u := range updates {
		if u.Phase != rtm2.PhaseUpdate || u.ID != first.ID || !u.End.IsZero() {
			t.Errorf("update is %+v", u)
		}
	}
}

func TestTrackerJoinsAcrossShortGaps(t *testing.T) {
	for _, tc := range []struct {
		name   string
		gap    int
		events int
	}{{"short", 1900, 1}, {"at the limit", 2000, 1}, {"long", 2100, 2}} {
		t.Run(tc.name, func(t *testing.T) {
			f := newFilm(t, nil)
			f.at(0, 0.5)
			for at := 50; at < tc.gap; at += 50 {
				f.at(at, 0)
			}
			f.at(tc.gap, 0.5)
			f.at(tc.gap+50, 0.5)
			begins := 0
			for _, p := range f.phases() {
				if p == rtm2.PhaseBegin {
					begins++
				}
			}
			if begins != tc.events {
				t.Errorf("%d events, want %d: %v", begins, tc.events, f.phases())
			}
		})
	}
}

func TestTrackerMovingFrameAfterAGapEndsOneEventAndBeginsTheNext(t *testing.T) {
	f := newFilm(t, nil)
	f.at(0, 0.5)
	f.at(60_000, 0.7)
	if e := f.tracker.Open(); e == nil || !e.Begin.Equal(ms(60_000)) {
		t.Fatalf("open event is %+v, want the one that began in the second frame", e)
	}
	f.at(60_100, 0)
	want := []rtm2.Phase{rtm2.PhaseBegin, rtm2.PhaseEnd, rtm2.PhaseBegin}
	if !slices.Equal(f.phases(), want) {
		t.Fatalf("told %v, want %v", f.phases(), want)
	}
	if f.told[2].ID == f.told[0].ID || f.told[2].ID <= f.told[0].ID {
		t.Errorf("ids %q and %q do not sort by time", f.told[0].ID, f.told[2].ID)
	}
}

func TestTrackerTickEndsAnEventWithoutFrames(t *testing.T) {
	f := newFilm(t, nil)
	f.at(0, 0.5)
	if _, ok := f.tracker.Tick(ms(1500)); ok {
		t.Error("the event ended within its post-roll")
	}
	e, ok := f.tracker.Tick(ms(2500))
	if !ok || e.Phase != rtm2.PhaseEnd || !e.End.Equal(ms(2000)) {
		t.Errorf("tick told %+v, %v", e, ok)
	}
	if _, ok := f.tracker.Tick(ms(9000)); ok || f.tracker.Open() != nil {
		t.Error("an ended event is still there")
	}
}

func TestTrackerCloseEndsWithTheLastFrame(t *testing.T) {
	f := newFilm(t, nil)
	f.at(0, 0.5)
	f.at(500, 0)
	e, ok := f.tracker.Close()
	if !ok || e.Phase != rtm2.PhaseEnd || !e.End.Equal(ms(500)) {
		t.Errorf("close told %+v, %v", e, ok)
	}
	if _, ok := f.tracker.Close(); ok {
		t.Error("closed twice, told twice")
	}
}

func TestTrackerOpenCoversPostRollAndIsImmutable(t *testing.T) {
	f := newFilm(t, func(c *event.Config) { c.JoinGap = 4 * time.Second })
	f.at(0, 0.5)
	first := f.tracker.Open()
	kept := *first
	f.at(100, 0.8)
	if first.Frames != kept.Frames || first.Score != kept.Score || &first.Boxes[0] != &kept.Boxes[0] {
		t.Error("an event that was handed out changed")
	}
	f.at(2000, 0)
	if f.tracker.Open() == nil {
		t.Error("no open event within the post-roll")
	}
	f.at(2200, 0)
	if f.tracker.Open() != nil {
		t.Error("an open event after the post-roll, while waiting to join")
	}
	f.at(3000, 0.5)
	if e := f.tracker.Open(); e == nil || e.ID != kept.ID {
		t.Errorf("motion within the join gap opened %+v, want the same event", e)
	}
}

func TestTrackerNamesZonesOnce(t *testing.T) {
	f := newFilm(t, func(c *event.Config) {
		c.ZonesOf = func(b rtm2.Blob) []string {
			if b.Track > 2 {
				return []string{"gate", "path"}
			}
			return []string{"path"}
		}
	})
	for i := range 4 {
		f.at(300*i, 0.5)
	}
	if got := f.told[0].Zones; !slices.Equal(got, []string{"path"}) {
		t.Errorf("begin's zones are %q", got)
	}
	if got := f.told[3].Zones; !slices.Equal(got, []string{"path", "gate"}) {
		t.Errorf("last update's zones are %q", got)
	}
}

func TestTrackerSurvivesClocksThatGoBack(t *testing.T) {
	f := newFilm(t, nil)
	f.at(10_000, 0.5)
	f.at(9_000, 0.5)
	if e := f.tracker.Open(); e.Last.Before(e.Begin) {
		t.Errorf("event from %s to %s", e.Begin, e.Last)
	}
	f.tracker.Close()
	f.at(1_000, 0.5)
	if a, b := f.told[0].ID, f.told[len(f.told)-1].ID; a >= b {
		t.Errorf("ids %q, %q: a later event must sort later", a, b)
	}
}

func TestTrackerWorth(t *testing.T) {
	f := newFilm(t, func(c *event.Config) { c.MinDuration = time.Second })
	f.at(0, 0.5)
	f.at(500, 0.5)
	e, _ := f.tracker.Close()
	if f.tracker.Worth(e) {
		t.Error("half a second is worth keeping where one second is asked for")
	}
	e.Last = e.Begin.Add(time.Second)
	if !f.tracker.Worth(e) {
		t.Error("one second is not worth keeping where one second is asked for")
	}
}

func TestConfigValidateNamesTheField(t *testing.T) {
	for _, tc := range []struct {
		change func(*event.Config)
		want   string
	}{
		{func(c *event.Config) { c.PreRoll = -1 }, "pre-roll is -1ns: choose 0s to 1m0s"},
		{func(c *event.Config) { c.PostRoll = time.Hour }, "post-roll is 1h0m0s: choose 0s to 1m0s"},
		{func(c *event.Config) { c.JoinGap = time.Hour }, "join gap is 1h0m0s: choose 0s to 10m0s"},
		{func(c *event.Config) { c.MinDuration = time.Hour }, "min duration is 1h0m0s: choose 0s to 1m0s"},
		{func(c *event.Config) { c.UpdateEvery = 0 }, "update every is 0s: choose 50ms to 1m0s"},
	} {
		cfg := event.DefaultConfig()
		tc.change(&cfg)
		_, err := event.New("door", cfg)
		if err == nil || err.Error() != tc.want || rtm2.CodeOf(err) != rtm2.CodeInvalid {
			t.Errorf("error is %v, want %q", err, tc.want)
		}
	}
}
