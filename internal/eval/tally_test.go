package eval

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rtm2"
)

// play counts a film at 10 frames a second. Each byte of labels is a frame's truth: '.' quiet, 'M' moving, '?' not
// scored, 'f' quiet and forgiven. answers has '#' for motion, '.' for none, 'w' while warming up.
func play(t *testing.T, labels, answers string, events ...[2]float64) Score {
	t.Helper()
	if len(labels) != len(answers) {
		t.Fatal("as many answers as labels are needed")
	}
	tally := NewTally(500*time.Millisecond, rtm2.HealthOK)
	for i := range labels {
		truth := Truth{Label: Quiet, Forgiven: labels[i] == 'f'}
		switch labels[i] {
		case 'M':
			truth.Label = Moving
		case '?':
			truth.Label = Unscored
		}
		v := rtm2.Verdict{Ready: answers[i] != 'w', Moving: answers[i] == '#', Health: rtm2.HealthOK}
		if v.Moving {
			v.Score = 0.5
		}
		tally.Frame(tenths(i), truth, v, false)
	}
	var reported []rtm2.Event
	for _, e := range events {
		reported = append(reported, rtm2.Event{Begin: start().Add(seconds(e[0])), Last: start().Add(seconds(e[1]))})
	}
	return tally.Score(reported, start())
}

func tenths(i int) time.Duration { return time.Duration(i) * 100 * time.Millisecond }

func seconds(s float64) time.Duration { return time.Duration(s*1000) * time.Millisecond }

func TestFrames(t *testing.T) {
	for name, tc := range map[string]struct {
		labels, answers string
		want            Counts
		quiet, motion   int
	}{
		"all right":              {"..MM..", "..##..", Counts{TP: 2}, 4, 2},
		"one of each":            {"..MM..", ".#.#..", Counts{TP: 1, FP: 1, FN: 1}, 4, 2},
		"matters of opinion":     {"?.MM.?", "#.##.#", Counts{TP: 2}, 2, 4},
		"while learning":         {"ffMM.f", "#.##.#", Counts{TP: 2}, 1, 4},
		"while warming up":       {"..MM..", "wwww..", Counts{}, 2, 0},
		"motion before it knows": {"......", "www#..", Counts{FP: 1}, 3, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := play(t, tc.labels, tc.answers)
			if diff := cmp.Diff(tc.want, s.Frame); diff != "" {
				t.Error(diff)
			}
			if s.Quiet != tc.quiet || s.Motion != tc.motion {
				t.Errorf("%d quiet and %d motion frames, want %d and %d", s.Quiet, s.Motion, tc.quiet, tc.motion)
			}
			if tc.motion > 0 && s.Mean != 0.5 {
				t.Errorf("mean score %v", s.Mean)
			}
		})
	}
}

// TestWarmUpEnds holds a detector that never gets ready to its answers after two seconds and 15 frames.
func TestWarmUpEnds(t *testing.T) {
	labels, answers := "", ""
	for range 30 {
		labels, answers = labels+"M", answers+"w"
	}
	s := play(t, labels, answers)
	if want := (Counts{FN: 10}); s.Frame != want || s.Warm != 30 {
		t.Errorf("got %+v, %d frames of warm-up", s.Frame, s.Warm)
	}
}

func TestRatios(t *testing.T) {
	c := Counts{TP: 6, FP: 2, FN: 4}
	if c.Precision() != 0.75 || c.Recall() != 0.6 || c.F1() != 12./18 {
		t.Errorf("got %v, %v, %v", c.Precision(), c.Recall(), c.F1())
	}
	if none := (Counts{}); none.Precision() != -1 || none.Recall() != -1 || none.F1() != -1 {
		t.Error("nothing has a share")
	}
}

func TestEvents(t *testing.T) {
	for name, tc := range map[string]struct {
		labels, answers string
		events          [][2]float64
		want            Events
		delay           []int // frames
		late            int
	}{
		"found at once": {"...MMMM...", "...####...", [][2]float64{{0.3, 0.6}}, Events{1, 1, 0, 0}, []int{0}, 0},
		"found in time": {"...MMMMM..", "......##..", [][2]float64{{0.6, 0.7}}, Events{1, 1, 0, 0}, []int{3}, 0},
		"found late":    {"...MMMMM..", ".......#..", [][2]float64{{0.7, 0.7}}, Events{1, 1, 0, 0}, []int{4}, 1},
		"missed":        {"...MMMM...", "..........", nil, Events{1, 0, 1, 0}, nil, 0},
		"false":         {"..........", "...##.....", [][2]float64{{0.3, 0.4}}, Events{0, 0, 0, 1}, nil, 0},
		"after the end is not false": {"...MM.....", "......#...", [][2]float64{{0.6, 0.6}}, Events{1, 0, 1, 0}, nil,
			0},
		"while learning":        {"fff.......", "##........", [][2]float64{{0, 0.1}}, Events{}, nil, 0},
		"learning too long":     {"fff.......", "#####.....", [][2]float64{{0, 0.4}}, Events{0, 0, 0, 1}, nil, 0},
		"a matter of opinion":   {"..????....", "...##.....", [][2]float64{{0.3, 0.4}}, Events{}, nil, 0},
		"joined across a gap":   {".MM....MM.", ".##.......", [][2]float64{{0.1, 0.2}}, Events{1, 1, 0, 0}, []int{0}, 0},
		"two, apart":            {".MM.....MM", ".##.......", [][2]float64{{0.1, 0.2}}, Events{2, 1, 1, 0}, []int{0}, 0},
		"one event covers both": {".MM.....MM", ".##.....##", [][2]float64{{0.1, 0.9}}, Events{2, 2, 0, 0}, []int{0, 0}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := play(t, tc.labels, tc.answers, tc.events...)
			if diff := cmp.Diff(tc.want, s.Events); diff != "" {
				t.Error(diff)
			}
			var frames []int
			for _, d := range s.Delays {
				frames = append(frames, d.Frames)
				if d.Time != tenths(d.Frames) {
					t.Errorf("%d frames last %v", d.Frames, d.Time)
				}
			}
			if diff := cmp.Diff(tc.delay, frames); diff != "" {
				t.Error(diff)
			}
			if s.Late() != tc.late {
				t.Errorf("%d late, want %d", s.Late(), tc.late)
			}
		})
	}
}

// TestWholly checks which frame the delay counts from: the box grows into the picture, or out from behind something.
func TestWholly(t *testing.T) {
	box := func(w, h int) rtm2.Box { return rtm2.Box{X: 10, Y: 10, W: w, H: h} }
	type frame struct {
		box rtm2.Box
		cut Sides
	}
	for name, tc := range map[string]struct {
		frames []frame
		want   int
	}{
		"nobody knows":       {[]frame{{}, {}, {}}, 0},
		"at once":            {[]frame{{box(8, 20), 0}, {box(8, 20), 0}}, 0},
		"from the side":      {[]frame{{box(3, 20), Left}, {box(6, 20), Left}, {box(8, 20), 0}, {box(8, 20), 0}}, 2},
		"never its feet":     {[]frame{{box(3, 20), Left | Bottom}, {box(8, 20), Bottom}, {box(8, 20), Bottom}}, 1},
		"cut on all frames":  {[]frame{{box(3, 20), Left}, {box(3, 20), Left}}, 0},
		"a head over a wall": {[]frame{{box(4, 4), 0}, {box(6, 12), 0}, {box(8, 19), 0}, {box(8, 20), 0}}, 2},
		"a swinging walker":  {[]frame{{box(5, 19), 0}, {box(9, 20), 0}, {box(5, 20), 0}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			tally := NewTally(time.Second, rtm2.HealthOK)
			for i, f := range tc.frames {
				truth := Truth{Label: Moving, Box: f.box, Cut: f.cut}
				tally.Frame(tenths(i), truth, rtm2.Verdict{Ready: true, Moving: i == len(tc.frames)-1}, false)
			}
			s := tally.Score(nil, start())
			if len(s.Delays) != 1 || s.Delays[0].Frames != len(tc.frames)-1-tc.want {
				t.Errorf("delays %+v, want the count to begin at frame %d of %d", s.Delays, tc.want, len(tc.frames))
			}
		})
	}
}

func TestLateAfter(t *testing.T) {
	for interval, want := range map[time.Duration]time.Duration{
		time.Second:            3 * time.Second,
		200 * time.Millisecond: 600 * time.Millisecond,
		33 * time.Millisecond:  300 * time.Millisecond,
	} {
		if got := lateAfter(interval); got != want {
			t.Errorf("at one frame every %v: %v, want %v", interval, got, want)
		}
	}
}

func TestBlocks(t *testing.T) {
	tally := NewTally(time.Second, rtm2.HealthOK)
	ready := rtm2.Verdict{Ready: true, Mask: rtm2.Mask{W: 2, H: 3, Cells: []uint8{255, 255, 0, 0, 255, 0}}}
	truth := Truth{Label: Moving, Cells: []uint8{255, 0, 255, 0, 1, 1}}
	tally.Frame(0, truth, ready, false)
	tally.Frame(1, truth, rtm2.Verdict{}, true)            // warming up: not counted
	tally.Frame(2, truth, rtm2.Verdict{Ready: true}, true) // no mask is an empty one
	truth.Label = Unscored
	tally.Frame(3, truth, ready, false)
	s := tally.Score(nil, start())
	if want := (Counts{TP: 1, FP: 1, FN: 3}); s.Block != want || !s.Masks || s.Refused != 2 {
		t.Errorf("got %+v, %d refused", s.Block, s.Refused)
	}
}

func TestStates(t *testing.T) {
	tally := NewTally(time.Second, rtm2.HealthBlack)
	for i, f := range []struct {
		truth  Truth
		health rtm2.Health
		night  bool
	}{
		{Truth{}, rtm2.HealthOK, false},
		{Truth{}, rtm2.HealthFrozen, true},
		{Truth{Settling: true, Dusk: true}, rtm2.HealthFrozen, true},
		{Truth{Trouble: true, Settling: true, Night: true, Dusk: true}, rtm2.HealthBlack, true},
		{Truth{Trouble: true, Settling: true, Night: true, Dusk: true}, rtm2.HealthCovered, false},
		{Truth{Trouble: true, Settling: true, Night: true, Dusk: true}, rtm2.HealthOK, true},
	} {
		v := rtm2.Verdict{Ready: true, Health: f.health, Night: f.night}
		tally.Frame(tenths(i), f.truth, v, false)
	}
	s := tally.Score(nil, start())
	if want := (Told{Frames: 3, Right: 1, Other: 2, Mistaken: 1}); s.Health != want {
		t.Errorf("health %+v, want %+v", s.Health, want)
	}
	if want := (Told{Frames: 3, Right: 2, Other: 2, Mistaken: 1}); s.Night != want {
		t.Errorf("night %+v, want %+v", s.Night, want)
	}
}

func TestReasons(t *testing.T) {
	tally := NewTally(time.Second, rtm2.HealthOK)
	for _, f := range []struct {
		nuisance bool
		label    Label
		v        rtm2.Verdict
	}{
		{true, Quiet, rtm2.Verdict{Ready: true, Reason: rtm2.ReasonLight}},
		{true, Quiet, rtm2.Verdict{Ready: true, Reason: rtm2.ReasonQuiet}},
		{true, Quiet, rtm2.Verdict{Ready: true, Reason: rtm2.ReasonMotion, Moving: true}},
		{true, Moving, rtm2.Verdict{Ready: true, Reason: rtm2.ReasonNoise}},
		{true, Quiet, rtm2.Verdict{Reason: rtm2.ReasonWarming}},
		{true, Quiet, rtm2.Verdict{Ready: true, Reason: rtm2.ReasonLight}},
		{false, Quiet, rtm2.Verdict{Ready: true, Reason: rtm2.ReasonLight}},
	} {
		tally.Frame(0, Truth{Label: f.label, Nuisance: f.nuisance}, f.v, false)
	}
	s := tally.Score(nil, start())
	want := map[rtm2.Reason]int{rtm2.ReasonLight: 2, rtm2.ReasonQuiet: 1, rtm2.ReasonWarming: 1}
	if diff := cmp.Diff(want, s.Reasons); diff != "" {
		t.Error(diff)
	}
	w := WorstOf(Result{Reason: rtm2.ReasonLight, Scores: []Score{s}})
	if w.Reason != 0.5 {
		t.Errorf("the reason has a share of %v", w.Reason)
	}
}
