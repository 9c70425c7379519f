package memory_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rtm2"
	"rtm2/internal/store/memory"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func cameras() []rtm2.Camera {
	return []rtm2.Camera{{ID: "door", Number: 1}, {ID: "yard", Number: 2}}
}

// moving is a motion frame of 100 bytes, ms milliseconds after the start.
func moving(id rtm2.CameraID, ms int, event string, score float64) rtm2.Judged {
	j := rtm2.Judged{
		Frame: &rtm2.Frame{
			Camera: id, Seq: uint32(ms), Captured: start.Add(time.Duration(ms) * time.Millisecond),
			JPEG: make([]byte, 100),
		},
		Verdict: rtm2.Verdict{
			Moving: true, Score: score, Reason: rtm2.ReasonMotion,
			Blobs: []rtm2.Blob{{Box: rtm2.Box{X: 8, Y: 16, W: 24, H: 32}}},
		},
	}
	if event != "" {
		j.Event = &rtm2.Event{ID: event, Camera: id}
	}
	return j
}

func TestBins(t *testing.T) {
	h := memory.New(memory.Config{}, cameras())
	for _, ms := range []int{0, 66, 133, 5000, 5066, 61000} {
		h.Frame(moving("door", ms, "e", 0.5))
	}
	h.Frame(moving("door", 5100, "e", 0.9))
	h.Frame(moving("yard", 1000, "f", 0.2))
	quiet := moving("yard", 2000, "f", 0)
	quiet.Verdict.Moving = false
	h.Frame(quiet)

	for name, tc := range map[string]struct {
		q     rtm2.BinQuery
		width time.Duration
		want  []rtm2.CameraBins
	}{
		"a second a bin": {
			rtm2.BinQuery{Cameras: []rtm2.CameraID{"door"}, From: start, To: start.Add(6 * time.Second), Bins: 600},
			time.Second,
			[]rtm2.CameraBins{{Camera: "door", Frames: []int{3, 0, 0, 0, 0, 3}, Score: []float64{.5, 0, 0, 0, 0, .9}}},
		},
		"both cameras, half a minute a bin": {
			rtm2.BinQuery{From: start, To: start.Add(90 * time.Second), Bins: 3},
			30 * time.Second,
			[]rtm2.CameraBins{
				{Camera: "door", Frames: []int{6, 0, 1}, Score: []float64{.9, 0, .5}},
				{Camera: "yard", Frames: []int{1, 0, 0}, Score: []float64{.2, 0, 0}},
			},
		},
		"before anything": {
			rtm2.BinQuery{Cameras: []rtm2.CameraID{"yard"}, From: start.Add(-time.Hour), To: start, Bins: 1},
			time.Hour,
			[]rtm2.CameraBins{{Camera: "yard", Frames: []int{0}, Score: []float64{0}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := h.Bins(context.Background(), tc.q)
			if err != nil {
				t.Fatal(err)
			}
			if got.Width != tc.width {
				t.Errorf("a bin is %v wide, want %v", got.Width, tc.width)
			}
			for i := range got.Cameras {
				got.Cameras[i].First, got.Cameras[i].Last = time.Time{}, time.Time{}
			}
			if diff := cmp.Diff(tc.want, got.Cameras); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestBinsTellWhatIsKept(t *testing.T) {
	h := memory.New(memory.Config{}, cameras())
	h.Frame(moving("door", 1000, "e", 0.5))
	h.Frame(moving("door", 9000, "e", 0.5))
	got, err := h.Bins(context.Background(), rtm2.BinQuery{From: start.Add(-time.Hour), To: start, Bins: 1})
	if err != nil {
		t.Fatal(err)
	}
	door, yard := got.Cameras[0], got.Cameras[1]
	if !door.First.Equal(start.Add(time.Second)) || !door.Last.Equal(start.Add(9*time.Second)) {
		t.Errorf("the door's frames are said to be from %v to %v", door.First, door.Last)
	}
	if !yard.First.IsZero() || !yard.Last.IsZero() {
		t.Errorf("the yard has no frames, but %v to %v", yard.First, yard.Last)
	}
}

func TestFind(t *testing.T) {
	h := memory.New(memory.Config{}, cameras())
	for _, ms := range []int{2000, 0, 1000} { // the wall clock stepped back
		h.Frame(moving("door", ms, "e", 0.5))
	}
	at := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
	for name, tc := range map[string]struct {
		q    rtm2.FrameQuery
		want uint32
		code rtm2.Code
	}{
		"first":                   {q: rtm2.FrameQuery{Camera: "door", Find: rtm2.FindFirst}, want: 0},
		"last":                    {q: rtm2.FrameQuery{Camera: "door", Find: rtm2.FindLast}, want: 2000},
		"nearest, rounding down":  {q: rtm2.FrameQuery{Camera: "door", At: at(1400), Find: rtm2.FindNearest}, want: 1000},
		"nearest, rounding up":    {q: rtm2.FrameQuery{Camera: "door", At: at(1600)}, want: 2000},
		"nearest, after the end":  {q: rtm2.FrameQuery{Camera: "door", At: at(9000)}, want: 2000},
		"next of an exact time":   {q: rtm2.FrameQuery{Camera: "door", At: at(1000), Find: rtm2.FindNext}, want: 2000},
		"previous":                {q: rtm2.FrameQuery{Camera: "door", At: at(1000), Find: rtm2.FindPrevious}, want: 0},
		"nothing after the last":  {q: rtm2.FrameQuery{Camera: "door", At: at(2000), Find: rtm2.FindNext}, code: rtm2.CodeNotFound},
		"nothing before first":    {q: rtm2.FrameQuery{Camera: "door", At: at(0), Find: rtm2.FindPrevious}, code: rtm2.CodeNotFound},
		"a camera without frames": {q: rtm2.FrameQuery{Camera: "yard", Find: rtm2.FindLast}, code: rtm2.CodeNotFound},
		"a camera that is not":    {q: rtm2.FrameQuery{Camera: "attic"}, code: rtm2.CodeNotFound},
		"an unknown way":          {q: rtm2.FrameQuery{Camera: "door", Find: "sideways"}, code: rtm2.CodeInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := h.Find(context.Background(), tc.q)
			if rtm2.CodeOf(err) != tc.code {
				t.Fatalf("error %v, want code %q", err, tc.code)
			}
			if err == nil && got.Frame.Seq != tc.want {
				t.Errorf("frame %d, want %d", got.Frame.Seq, tc.want)
			}
		})
	}
}

func TestKeptFrames(t *testing.T) {
	for name, tc := range map[string]struct {
		cfg   memory.Config
		feed  []rtm2.Judged
		first uint32
		kept  int
	}{
		"one in half a second": {
			feed: []rtm2.Judged{
				moving("door", 0, "e", .5), moving("door", 200, "e", .5),
				moving("door", 499, "e", .5), moving("door", 500, "e", .5),
			},
			first: 0, kept: 2,
		},
		"a stronger one and a new event at once": {
			feed: []rtm2.Judged{
				moving("door", 0, "e", .5), moving("door", 100, "e", .6),
				moving("door", 200, "e", .55), moving("door", 300, "f", .1),
			},
			first: 0, kept: 3,
		},
		"the oldest go when the budget is used up": {
			cfg: memory.Config{Bytes: 2 * 250}, // shared by two cameras
			feed: []rtm2.Judged{
				moving("door", 0, "", .5), moving("door", 1000, "", .5), moving("door", 2000, "", .5),
			},
			first: 1000, kept: 2,
		},
		"an event's strongest stays longest": {
			cfg: memory.Config{Bytes: 2 * 450},
			feed: []rtm2.Judged{
				moving("door", 0, "e", .5), moving("door", 1000, "e", .9), moving("door", 2000, "e", .5),
				moving("door", 3000, "f", .5), moving("door", 4000, "f", .4), moving("door", 5000, "f", .4),
			},
			first: 1000, kept: 4,
		},
		"the strongest of all events are no more than half of the budget for long": {
			cfg: memory.Config{Bytes: 2 * 450},
			feed: []rtm2.Judged{
				moving("door", 0, "e", .5), moving("door", 1000, "f", .5), moving("door", 2000, "g", .5),
				moving("door", 3000, "h", .5), moving("door", 4000, "i", .5),
			},
			first: 1000, kept: 4,
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := memory.New(tc.cfg, cameras())
			for _, j := range tc.feed {
				h.Frame(j)
			}
			got, err := h.Find(context.Background(), rtm2.FrameQuery{Camera: "door", Find: rtm2.FindFirst})
			if err != nil {
				t.Fatal(err)
			}
			if got.Frame.Seq != tc.first || len(got.Boxes) != 1 {
				t.Errorf("first is %d with %d boxes, want %d with one", got.Frame.Seq, len(got.Boxes), tc.first)
			}
			n := 1
			for ; ; n++ {
				got, err = h.Find(context.Background(),
					rtm2.FrameQuery{Camera: "door", At: got.Frame.Captured, Find: rtm2.FindNext})
				if err != nil {
					break
				}
			}
			if n != tc.kept {
				t.Errorf("%d frames kept, want %d", n, tc.kept)
			}
		})
	}
}

func TestEvents(t *testing.T) {
	h := memory.New(memory.Config{Events: 3}, cameras())
	event := func(id string, camera rtm2.CameraID, s int, phase rtm2.Phase) rtm2.Event {
		return rtm2.Event{ID: id, Camera: camera, Phase: phase, Begin: start.Add(time.Duration(s) * time.Second)}
	}
	for _, e := range []rtm2.Event{
		event("a", "door", 0, rtm2.PhaseBegin), event("a", "door", 0, rtm2.PhaseEnd),
		event("b", "yard", 5, rtm2.PhaseEnd), event("c", "door", 10, rtm2.PhaseEnd),
		event("d", "door", 20, rtm2.PhaseEnd), event("e", "door", 30, rtm2.PhaseBegin),
	} {
		h.Event(e)
	}
	for name, tc := range map[string]struct {
		q    rtm2.EventQuery
		want []string
	}{
		"newest first, the oldest beyond the bound are gone": {rtm2.EventQuery{Limit: 10}, []string{"e", "d", "c", "b"}},
		"one camera":       {rtm2.EventQuery{Cameras: []rtm2.CameraID{"yard"}, Limit: 10}, []string{"b"}},
		"limit":            {rtm2.EventQuery{Limit: 2}, []string{"e", "d"}},
		"the page before":  {rtm2.EventQuery{Before: start.Add(20 * time.Second), Limit: 2}, []string{"c", "b"}},
		"before the first": {rtm2.EventQuery{Before: start, Limit: 2}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := h.Events(context.Background(), tc.q)
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, e := range got {
				ids = append(ids, e.ID)
			}
			if diff := cmp.Diff(tc.want, ids); diff != "" {
				t.Error(diff)
			}
		})
	}
	h.Frame(moving("door", 30000, "e", .5))
	h.Frame(moving("door", 31000, "e", .5))
	if got, err := h.Events(context.Background(), rtm2.EventQuery{Limit: 2}); err != nil || got[0].Kept != 2 || got[1].Kept != 0 {
		t.Errorf("kept pictures are miscounted: %+v, %v", got, err)
	}
	if _, err := h.Events(context.Background(), rtm2.EventQuery{}); rtm2.CodeOf(err) != rtm2.CodeInvalid {
		t.Errorf("a limit of 0 gave %v", err)
	}
}
