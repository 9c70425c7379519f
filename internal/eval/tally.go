package eval

import (
	"time"

	"rtm2"
)

// record is what is kept of one frame until the recording is over.
type record struct {
	at       time.Duration
	label    Label
	forgiven bool
	box      rtm2.Box
	cut      Sides
	ready    bool
	moving   bool
}

// Tally counts one detector's answers to one recording.
type Tally struct {
	health  rtm2.Health // that should be told during a trouble
	hold    time.Duration
	strict  bool // frames count from the first on, as quality tools for footage have it
	records []record
	begin   int // of the connection, in records
	sum     float64
	score   Score
}

// NewTally makes a Tally. hold is how much quiet ends an event; health is what should be told in frames of trouble.
func NewTally(hold time.Duration, health rtm2.Health) *Tally {
	return &Tally{hold: hold, health: health, score: Score{Reasons: map[rtm2.Reason]int{}}}
}

// Connect says that the next frame is the first of a new connection.
func (t *Tally) Connect() { t.begin = len(t.records) }

// Frame counts one frame. A frame that was refused has an empty verdict.
func (t *Tally) Frame(at time.Duration, truth Truth, v rtm2.Verdict, refused bool) {
	r := record{
		at: at, label: truth.Label, forgiven: truth.Forgiven, box: truth.Box, cut: truth.Cut,
		moving: v.Moving, ready: v.Ready || t.strict || t.overdue(at),
	}
	t.records = append(t.records, r)
	s := &t.score
	s.Frames++
	if refused {
		s.Refused++
	}
	if v.Moving {
		s.Motion++
		t.sum += v.Score
	}
	if !v.Ready && len(t.records)-1 == s.Warm {
		s.Warm++
	}
	if t.states(truth, v); scored(r) {
		s.Labels = true
		s.Frame.count(r.label == Moving, v.Moving)
		if r.label == Quiet {
			s.Quiet++
		}
	}
	if r.ready && !r.forgiven && truth.Cells != nil && r.label != Unscored {
		t.blocks(truth.Cells, v.Mask.Cells)
	}
	if truth.Nuisance && !refused && !v.Moving && r.label != Moving { // warming up is a reason too
		s.Reasons[v.Reason]++
	}
}

// overdue says whether a detector should know the background by now.
func (t *Tally) overdue(at time.Duration) bool {
	n := len(t.records) - t.begin
	return n >= warmFrames && at-t.records[t.begin].at >= warmTime
}

// scored says whether a frame counts. One that was labelled quiet and forgiven does not; one with motion always does.
func scored(r record) bool {
	return r.ready && (r.label == Moving || r.label == Quiet && !r.forgiven)
}

func (t *Tally) blocks(truth, answer []uint8) {
	t.score.Masks = true
	for i, c := range truth {
		if c != cellUnscored {
			t.score.Block.count(c == cellMoving, i < len(answer) && answer[i] != 0)
		}
	}
}

// states counts what is said of the picture as a whole.
func (t *Tally) states(truth Truth, v rtm2.Verdict) {
	if v.Health == "" {
		return
	}
	switch h := &t.score.Health; {
	case truth.Trouble:
		h.Frames++
		if v.Health == t.health {
			h.Right++
		}
	case !truth.Settling:
		h.Other++
		if v.Health != rtm2.HealthOK {
			h.Mistaken++
		}
	}
	switch n := &t.score.Night; {
	case truth.Night:
		n.Frames++
		if v.Night {
			n.Right++
		}
	case !truth.Dusk:
		n.Other++
		if v.Night {
			n.Mistaken++
		}
	}
}

// span is a stretch of records, the last one included.
type span struct{ from, till int }

// Score ends the count. reported are the events that the detector's answers made, in order.
func (t *Tally) Score(reported []rtm2.Event, start time.Time) Score {
	s := &t.score
	if s.Motion > 0 {
		s.Mean = t.sum / float64(s.Motion)
	}
	expected := t.expected()
	s.Events.Expected = len(expected)
	for _, e := range expected {
		d, found := t.delay(e)
		if !found {
			s.Events.Missed++
			continue
		}
		s.Events.Found++
		s.Delays = append(s.Delays, d)
	}
	for _, e := range reported {
		r := Reported{Begin: e.Begin.Sub(start), Last: e.Last.Sub(start)}
		r.False = t.isFalse(r, expected)
		if r.False {
			s.Events.False++
		}
		s.Spans = append(s.Spans, r)
	}
	return *s
}

// expected returns the stretches of motion by the labels, joined as events are: across quiet that is not longer than
// hold.
func (t *Tally) expected() []span {
	var out []span
	for i, r := range t.records {
		if r.label != Moving || !r.ready {
			continue
		}
		if k := len(out) - 1; k >= 0 && r.at-t.records[out[k].till].at <= t.hold {
			out[k].till = i
			continue
		}
		out = append(out, span{i, i})
	}
	return out
}

// delay returns how long after something was wholly in view the first alarm came, and whether there was one while it
// moved.
func (t *Tally) delay(e span) (Delay, bool) {
	alarm := e.from
	for ; alarm <= e.till; alarm++ {
		if r := t.records[alarm]; r.moving && r.label != Quiet {
			break
		}
	}
	if alarm > e.till {
		return Delay{}, false
	}
	whole := t.whole(e)
	d := Delay{Frames: alarm - whole, Time: t.records[alarm].at - t.records[whole].at}
	// A microsecond for frame times that are not a whole number of nanoseconds.
	d.Late = d.Time > lateAfter(t.interval(whole))+time.Microsecond
	return d, true
}

// whole returns the first frame of a stretch in which something is wholly in view: no side of the picture cuts it
// off, or at least neither left nor right does, and it does not still come out from behind something. Where there
// is no such frame it is the first one with motion.
func (t *Tally) whole(e span) int {
	for _, sides := range []Sides{Left | Right | Top | Bottom, Left | Right} {
		for i := e.from; i <= e.till; i++ {
			if r := t.records[i]; !r.box.Empty() && r.cut&sides == 0 && !t.emerging(i, e.till) {
				return i
			}
		}
	}
	return e.from
}

// emerging says whether a thing is much larger a second later: it is still half hidden. A walker's width swings, the
// height does not.
func (t *Tally) emerging(i, till int) bool {
	b, later := t.records[i].box, i
	for later < till && t.records[later].at-t.records[i].at < time.Second {
		later++
	}
	l := t.records[later]
	return !l.box.Empty() && l.cut == 0 && (10*b.H < 8*l.box.H || 2*b.W < l.box.W)
}

// interval is the time between the frames around the i-th.
func (t *Tally) interval(i int) time.Duration {
	switch {
	case i > 0:
		return t.records[i].at - t.records[i-1].at
	case len(t.records) > 1:
		return t.records[1].at - t.records[0].at
	}
	return 0
}

// isFalse says whether an event has an alarm in a quiet frame that counts, and none that belongs to something
// expected.
func (t *Tally) isFalse(r Reported, expected []span) bool {
	for _, e := range expected {
		if r.Begin <= t.records[e.till].at+alive && r.Last >= t.records[e.from].at {
			return false
		}
	}
	for _, f := range t.records {
		if f.at >= r.Begin && f.at <= r.Last && f.moving && f.label == Quiet && !f.forgiven {
			return true
		}
	}
	return false
}
