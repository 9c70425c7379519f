package hub

import (
	"fmt"
	"math"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"rtm2"
)

var epochStart = time.UnixMicro(1_700_000_000_000_000)

// bench is a hub with cameras "a" and "b", a clock to turn, and frames to publish.
type bench struct {
	*Hub
	reg *prometheus.Registry
	mu  sync.Mutex
	t   time.Time
	seq uint32
}

func newBench() *bench {
	b := &bench{reg: prometheus.NewRegistry(), t: epochStart}
	b.Hub = New([]rtm2.Camera{{ID: "a", Number: 1, Name: "A"}, {ID: "b", Number: 2}}, b.reg, b.clock)
	return b
}

func (b *bench) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.t
}

func (b *bench) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.t = b.t.Add(d)
}

// frame publishes the next frame of camera a and returns its sequence.
func (b *bench) frame(moving bool, event string) uint32 {
	b.seq++
	j := rtm2.Judged{
		Frame:   &rtm2.Frame{Camera: "a", Epoch: 1, Seq: b.seq, Captured: b.clock(), Width: 8, Height: 8},
		Verdict: rtm2.Verdict{Moving: moving},
	}
	if event != "" {
		j.Event = &rtm2.Event{ID: event}
	}
	b.Frame(j)
	return b.seq
}

func awake(s *Subscription) bool {
	select {
	case <-s.Wake():
		return true
	default:
		return false
	}
}

func seqOf(f *Frame) int {
	if f == nil {
		return -1
	}
	return int(f.Seq)
}

func TestLevelsWakeOnlyForWhatIsWanted(t *testing.T) {
	cases := []struct {
		level                 Level
		quiet, moving, inside bool
	}{
		{None, false, false, false},
		{Active, false, true, true},
		{All, true, true, true},
	}
	for _, c := range cases {
		b := newBench()
		s := b.Subscribe()
		s.Want(0, c.level)
		for _, step := range []struct {
			name   string
			moving bool
			event  string
			want   bool
		}{{"quiet", false, "", c.quiet}, {"moving", true, "", c.moving}, {"post-roll", false, "e", c.inside}} {
			seq := b.frame(step.moving, step.event)
			if got := awake(s); got != step.want {
				t.Errorf("level %d, %s frame: awake is %t, want %t", c.level, step.name, got, step.want)
			}
			want := -1
			if step.want {
				want = int(seq)
			}
			if got := seqOf(s.Next(0)); got != want {
				t.Errorf("level %d, %s frame: next is %d, want %d", c.level, step.name, got, want)
			}
		}
		s.Close()
	}
}

func TestNewestFrameWinsAndTheOthersAreCounted(t *testing.T) {
	b := newBench()
	s := b.Subscribe()
	defer s.Close()
	s.Want(0, Active)
	for range 5 {
		b.frame(true, "e")
	}
	last := b.frame(false, "e") // the settled scene
	b.frame(false, "")          // not wanted
	if got := s.Skipped(0); got != 5 {
		t.Errorf("skipped while waiting is %d, want 5", got)
	}
	if got := seqOf(s.Next(0)); got != int(last) {
		t.Errorf("next is %d, want %d", got, last)
	}
	if s.Next(0) != nil {
		t.Error("the same frame came twice")
	}
	if got := s.Skipped(0); got != 5 {
		t.Errorf("skipped is %d, want 5", got)
	}
	if got := testutil.ToFloat64(b.metrics.skipped.WithLabelValues("a")); got != 5 {
		t.Errorf("skipped metric is %v, want 5", got)
	}
}

func TestNewestSettlesWhatWasBeforeIt(t *testing.T) {
	for _, level := range []Level{Active, All} {
		b := newBench()
		s := b.Subscribe()
		if s.Newest(0) != nil {
			t.Error("a frame before the first")
		}
		b.frame(true, "")
		s.Want(0, level)
		if s.Next(0) != nil {
			t.Error("a frame from before the interest came by itself")
		}
		if got := seqOf(s.Newest(0)); got != 1 {
			t.Errorf("newest is %d, want 1", got)
		}
		b.frame(true, "")
		b.frame(true, "")
		b.frame(false, "")
		if got := seqOf(s.Newest(0)); got != 4 {
			t.Errorf("newest is %d, want 4", got)
		}
		if got := s.Skipped(0); got != 2 {
			t.Errorf("level %d: skipped is %d, want the two moving ones", level, got)
		}
		if f := s.Next(0); f != nil {
			t.Errorf("level %d: frame %d came after a newer one", level, f.Seq)
		}
		s.Close()
	}
}

func TestChangeOfLevelKeepsTheCount(t *testing.T) {
	b := newBench()
	s := b.Subscribe()
	defer s.Close()
	s.Want(0, All)
	for range 4 {
		b.frame(false, "")
	}
	before := s.Skipped(0)
	s.Want(0, Active)
	if s.Next(0) != nil {
		t.Error("a frame of the old level came")
	}
	if got := s.Skipped(0); got != before || got != 3 {
		t.Errorf("skipped is %d, was %d, want 3", got, before)
	}
}

func TestViewersAreThoseWhoWantPictures(t *testing.T) {
	b := newBench()
	s1, s2 := b.Subscribe(), b.Subscribe()
	s1.Want(0, Active)
	s1.Want(0, All)
	s2.Want(0, Active)
	s2.Want(1, Active)
	if a, bb := b.Viewers("a"), b.Viewers("b"); a != 2 || bb != 1 {
		t.Errorf("viewers are %d and %d, want 2 and 1", a, bb)
	}
	s1.Want(0, None)
	s2.Close()
	s2.Close()
	if a, bb, n := b.Viewers("a"), b.Viewers("b"), b.Subscribers(); a != 0 || bb != 0 || n != 1 {
		t.Errorf("viewers are %d and %d, subscribers %d, want 0, 0, 1", a, bb, n)
	}
	s1.Close()
	if b.Viewers("nobody") != 0 {
		t.Error("an unknown camera has viewers")
	}
}

func event(camera rtm2.CameraID, id string, phase rtm2.Phase) rtm2.Event {
	return rtm2.Event{ID: id, Camera: camera, Phase: phase}
}

func told(events []*Event) []string {
	var out []string
	for _, e := range events {
		out = append(out, fmt.Sprintf("%s %s", e.ID, e.Phase))
	}
	return out
}

func TestEventsReachAllInOrder(t *testing.T) {
	b := newBench()
	b.Event(event("b", "x", rtm2.PhaseBegin)) // over before anybody listens
	b.Event(event("b", "x", rtm2.PhaseEnd))
	b.Event(event("a", "0", rtm2.PhaseBegin)) // open when they come
	s1, s2 := b.Subscribe(), b.Subscribe()
	defer s1.Close()
	defer s2.Close()
	b.Event(event("a", "0", rtm2.PhaseEnd))
	b.Event(event("b", "1", rtm2.PhaseBegin))
	b.Event(event("nobody", "2", rtm2.PhaseBegin))
	want := []string{"0 begin", "0 end", "1 begin"}
	for i, s := range []*Subscription{s1, s2} {
		if !awake(s) {
			t.Errorf("subscriber %d sleeps", i)
		}
		if d := cmp.Diff(want, told(s.Events(nil))); d != "" {
			t.Errorf("subscriber %d (-want +got):\n%s", i, d)
		}
		if got := s.Events(nil); len(got) != 0 {
			t.Errorf("subscriber %d got %v again", i, told(got))
		}
	}
}

func TestUpdatesThatNewerOnesFollowAreLeftOut(t *testing.T) {
	b := newBench()
	s := b.Subscribe()
	defer s.Close()
	for i := range 2 {
		id := fmt.Sprint(i)
		b.Event(event("a", id, rtm2.PhaseBegin))
		b.Event(event("a", id, rtm2.PhaseUpdate))
		b.Event(event("b", "x", rtm2.PhaseUpdate))
		b.Event(event("a", id, rtm2.PhaseUpdate))
		b.Event(event("a", id, rtm2.PhaseEnd))
	}
	b.Event(event("a", "2", rtm2.PhaseBegin))
	b.Event(event("a", "2", rtm2.PhaseUpdate))
	dst := s.Events([]*Event{{Event: event("a", "before", rtm2.PhaseEnd)}})
	want := []string{"before end", "0 begin", "0 end", "1 begin", "x update", "1 end", "2 begin", "2 update"}
	if d := cmp.Diff(want, told(dst)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if s.Lost() != 0 {
		t.Errorf("%d are counted as lost", s.Lost())
	}
}

func TestLostEventsAreCaughtUpWithFromTheState(t *testing.T) {
	b := newBench()
	s := b.Subscribe()
	defer s.Close()
	b.Event(event("a", "1", rtm2.PhaseBegin))
	b.Event(event("a", "1", rtm2.PhaseEnd)) // will be lost in the flood of b
	b.Event(event("b", "2", rtm2.PhaseBegin))
	for range EventQueue {
		b.Event(event("b", "2", rtm2.PhaseUpdate))
	}
	if d := cmp.Diff([]string{"1 end", "2 update"}, told(s.Events(nil))); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if s.Lost() != 3 {
		t.Errorf("lost is %d, want 3", s.Lost())
	}
	if got := testutil.ToFloat64(b.metrics.lostEvents); got != 3 {
		t.Errorf("lost metric is %v, want 3", got)
	}
}

func TestSameCameraTwiceIsOneCamera(t *testing.T) {
	h := New([]rtm2.Camera{{ID: "a", Name: "first"}, {ID: "a"}, {ID: "b"}}, nil, time.Now)
	if d := cmp.Diff([]rtm2.Camera{{ID: "a", Name: "first"}, {ID: "b"}}, h.Cameras()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if i, ok := h.Index("b"); i != 1 || !ok {
		t.Errorf("b is at %d, %t", i, ok)
	}
}

func TestStatus(t *testing.T) {
	b := newBench()
	st := b.Status(0)
	if st.Newest != nil || st.Moved || st.Reported || st.State.Link != rtm2.LinkConnecting || st.FPS != 0 {
		t.Errorf("before anything: %+v", st)
	}
	b.State("a", rtm2.CameraState{Link: rtm2.LinkOnline, Health: rtm2.HealthOK})
	for i := range 40 {
		b.pass(40 * time.Millisecond)
		b.frame(i == 20, "")
	}
	b.Event(event("a", "1", rtm2.PhaseBegin))
	b.pass(10 * time.Millisecond)
	st = b.Status(0)
	if !st.Reported || st.State.Link != rtm2.LinkOnline || st.Event == nil || seqOf(st.Newest) != 40 {
		t.Errorf("running: %+v", st)
	}
	if st.Age != 10*time.Millisecond || !st.Moved || st.Quiet != 770*time.Millisecond {
		t.Errorf("age %v, moved %t, quiet %v; want 10ms, true, 770ms", st.Age, st.Moved, st.Quiet)
	}
	if math.Abs(st.FPS-25) > 0.1 {
		t.Errorf("fps is %v, want 25", st.FPS)
	}
	b.pass(390 * time.Millisecond)
	if fps := b.Status(0).FPS; fps > 6 || fps < 4 {
		t.Errorf("fps 400 ms after the last frame is %v, want about 5", fps)
	}
	b.pass(time.Second)
	b.Event(event("a", "1", rtm2.PhaseEnd))
	if st = b.Status(0); st.FPS != 0 || st.Event != nil {
		t.Errorf("after frames and event have stopped: fps %v, event %v", st.FPS, st.Event)
	}
}

func TestRate(t *testing.T) {
	cases := []struct {
		name  string
		steps []time.Duration
		want  float64
	}{
		{"one frame", nil, 0},
		{"two frames", []time.Duration{100 * time.Millisecond}, 10},
		{"slow camera", []time.Duration{10 * time.Second, 10 * time.Second}, 0.1},
		{"clock steps back", []time.Duration{time.Second, -time.Hour}, 0},
		{"after a break", []time.Duration{50 * time.Millisecond, 20 * time.Second, 50 * time.Millisecond}, 20},
	}
	for _, c := range cases {
		var r rate
		at := epochStart
		r.add(1, at)
		for _, d := range c.steps {
			at = at.Add(d)
			r.add(1, at)
		}
		if got := r.at(at); math.Abs(got-c.want) > 1e-6 {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	r := rate{}
	r.add(1, epochStart)
	r.add(1, epochStart.Add(time.Second))
	r.add(2, epochStart.Add(2*time.Second))
	if got := r.at(epochStart.Add(2 * time.Second)); got != 0 {
		t.Errorf("a new connection inherited the rate %v", got)
	}
}

func TestSlotIsFilledOnce(t *testing.T) {
	b := newBench()
	b.frame(true, "")
	var n int
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			v, err := b.Newest("a").Slot().Get(func() (any, error) { n++; return n, nil })
			if v != 1 || err != nil {
				t.Errorf("got %v, %v", v, err)
			}
		})
	}
	wg.Wait()
}

// TestPublishingNeverWaits runs writers against readers that come, pull slowly and go; the race detector
// watches, and the counts must add up.
func TestPublishingNeverWaits(t *testing.T) {
	b := newBench()
	const frames = 2000
	done := make(chan struct{})
	var wg sync.WaitGroup
	for r := range 8 {
		wg.Go(func() {
			for {
				s := b.Subscribe()
				s.Want(0, All)
				var got, last uint64
				for range 50 {
					select {
					case <-s.Wake():
					case <-done:
						s.Close()
						return
					}
					if f := s.Next(0); f != nil {
						if uint64(f.Seq) <= last {
							t.Errorf("frame %d after %d", f.Seq, last)
						}
						last = uint64(f.Seq)
						got++
					}
					s.Events(nil)
				}
				if total := got + s.Skipped(0); total > frames {
					t.Errorf("reader %d: %d got and skipped of %d", r, total, frames)
				}
				s.Close()
			}
		})
	}
	sleeper := b.Subscribe() // never reads
	sleeper.Want(0, All)
	for i := range frames {
		b.frame(i%3 == 0, "")
		b.Event(event("a", "x", rtm2.PhaseUpdate))
		b.State("a", rtm2.CameraState{Link: rtm2.LinkOnline})
		b.Status(0)
	}
	close(done)
	wg.Wait()
	if got := sleeper.Skipped(0); got != frames-1 {
		t.Errorf("the sleeper skipped %d, want %d", got, frames-1)
	}
	if got := len(sleeper.Events(nil)); got != 1 || sleeper.Lost() != frames-EventQueue {
		t.Errorf("the sleeper got %d events and lost %d, want 1 and %d", got, sleeper.Lost(), frames-EventQueue)
	}
	sleeper.Close()
	if b.Viewers("a") != 0 || b.Subscribers() != 0 {
		t.Errorf("%d viewers, %d subscribers left", b.Viewers("a"), b.Subscribers())
	}
}

func TestMetricsAreExposed(t *testing.T) {
	b := newBench()
	b.frame(true, "")
	b.State("a", rtm2.CameraState{Link: rtm2.LinkLost, Health: rtm2.HealthOK})
	if problems, err := testutil.GatherAndLint(b.reg); err != nil || len(problems) > 0 {
		t.Errorf("lint: %v %v", problems, err)
	}
	families, err := b.reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	lost := 0.0
	for _, f := range families {
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				if f.GetName() == "rtm2_camera_link" && l.GetValue() == "lost" {
					lost += m.GetGauge().GetValue()
				}
			}
		}
	}
	if lost != 1 {
		t.Errorf("%v cameras are lost, want 1", lost)
	}
}
