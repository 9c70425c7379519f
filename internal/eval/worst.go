package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Worst is the worst that any seed made of a film, number by number.
type Worst struct {
	BlockF1     float64 // -1 where there is nothing to count, as below
	FrameF1     float64
	FalseAlarms float64
	Missed      int
	False       int
	Late        int
	Latest      *Delay // the latest first alarm; nil where none was expected or found
	Recall      float64
	Warm        int
	Reason      float64 // share of the frames with a nuisance that give the reason expected
	Health      float64 // share of the frames in trouble that say so
	Mistaken    float64 // share of other frames that name trouble
	Night       float64
	Day         float64 // share of other frames that say night
}

// WorstOf returns the worst of a result's seeds.
func WorstOf(r Result) Worst {
	w := Worst{BlockF1: -1, FrameF1: -1, Recall: -1, FalseAlarms: -1, Reason: -1, Health: -1, Mistaken: -1, Night: -1,
		Day: -1}
	for i := range r.Scores {
		s := &r.Scores[i]
		w.BlockF1 = lower(w.BlockF1, s.Block.F1())
		w.FrameF1 = lower(w.FrameF1, s.Frame.F1())
		w.Recall = lower(w.Recall, s.Frame.Recall())
		w.FalseAlarms = max(w.FalseAlarms, s.FalseAlarms())
		w.Missed = max(w.Missed, s.Events.Missed)
		w.False = max(w.False, s.Events.False)
		w.Late = max(w.Late, s.Late())
		for _, d := range s.Delays {
			if w.Latest == nil || d.Time > w.Latest.Time {
				w.Latest = &d
			}
		}
		w.Warm = max(w.Warm, s.Warm)
		w.Reason = lower(w.Reason, reasonShare(r, s))
		w.Health = lower(w.Health, share(s.Health.Right, s.Health.Frames))
		w.Mistaken = max(w.Mistaken, share(s.Health.Mistaken, s.Health.Other))
		w.Night = lower(w.Night, share(s.Night.Right, s.Night.Frames))
		w.Day = max(w.Day, share(s.Night.Mistaken, s.Night.Other))
	}
	return w
}

// lower returns the lower of two shares; -1 is none.
func lower(a, b float64) float64 {
	if a < 0 || b >= 0 && b < a {
		return b
	}
	return a
}

func reasonShare(r Result, s *Score) float64 {
	n := 0
	for _, k := range s.Reasons {
		n += k
	}
	if r.Reason == "" {
		return -1
	}
	return share(s.Reasons[r.Reason], n)
}

// What a scene has to reach beyond its events.
const (
	wantRecall   = 0.9  // of the frames with motion are found
	wantHealth   = 0.8  // of the frames in trouble say so
	wantMistaken = 0.02 // of the other frames do, at most
	wantNight    = 0.8
)

// Failures says in words what a scene fails at; empty when it passes.
func (w Worst) Failures(r Result) []string {
	var out []string
	add := func(bad bool, format string, args ...any) {
		if bad {
			out = append(out, fmt.Sprintf(format, args...))
		}
	}
	add(w.Missed > 0, "%d missed", w.Missed)
	add(w.False > 0, "%d false%s", w.False, falseAt(r))
	if w.Late > 0 {
		add(true, "%d late (%d ms, %d frames)", w.Late, w.Latest.Time.Milliseconds(), w.Latest.Frames)
	}
	add(w.Recall >= 0 && w.Recall < wantRecall, "motion in %s of the frames that have it", Percent(w.Recall))
	add(w.Reason == 0 && w.Missed == 0 && w.False == 0, "never says %s", r.Reason)
	add(w.Health >= 0 && w.Health < wantHealth, "%s said in %s", r.Health, Percent(w.Health))
	add(w.Mistaken > wantMistaken, "trouble said in %s of other frames", Percent(w.Mistaken))
	add(w.Night >= 0 && w.Night < wantNight, "night said in %s", Percent(w.Night))
	add(w.Day > wantMistaken, "night said in %s of other frames", Percent(w.Day))
	return out
}

// falseAt says when the false events of the worst seed were, and how many seeds have any.
func falseAt(r Result) string {
	var times []string
	most, seeds := 0, 0
	for i := range r.Scores {
		s := &r.Scores[i]
		if s.Events.False > 0 {
			seeds++
		}
		if s.Events.False <= most {
			continue
		}
		most, times = s.Events.False, nil
		for _, e := range s.Spans {
			if e.False {
				times = append(times, fmt.Sprintf("%.1f-%.1f s", e.Begin.Seconds(), e.Last.Seconds()))
			}
		}
	}
	return fmt.Sprintf(" (%s; %d of %d seeds)", strings.Join(times, ", "), seeds, len(r.Scores))
}

// badness orders failures: what was missed, what was false, what was late, then shares.
func (w Worst) badness() float64 {
	return 100*float64(w.Missed) + 60*float64(w.False) + 20*float64(w.Late) + 100*max(w.FalseAlarms, 0) +
		30*(1-w.Recall)*b2f(w.Recall >= 0 && w.Recall < wantRecall) + 2*b2f(w.Reason == 0) +
		10*(1-max(min(w.Health, 1), 0))*b2f(w.Health >= 0) + 20*max(w.Mistaken, 0) + 5*b2f(w.Day > wantMistaken)
}

func b2f(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// Failing is a scene with everything that it fails at.
type Failing struct {
	Name, About string
	Badness     float64
	Lines       []string // one for each variant
}

// FailingScenes returns the scenes that fail, the worst first.
func FailingScenes(results []Result) []Failing {
	byName := map[string]*Failing{}
	var out []*Failing
	for _, r := range results {
		w := WorstOf(r)
		what := w.Failures(r)
		if r.Footage || len(what) == 0 {
			continue
		}
		f := byName[r.Name]
		if f == nil {
			f = &Failing{Name: r.Name, About: r.About}
			byName[r.Name] = f
			out = append(out, f)
		}
		f.Badness += w.badness()
		f.Lines = append(f.Lines, fmt.Sprintf("%s: %s", r.Variant, strings.Join(what, ", ")))
	}
	slices.SortStableFunc(out, func(a, b *Failing) int { return cmp.Compare(b.Badness, a.Badness) })
	list := make([]Failing, len(out))
	for i, f := range out {
		list[i] = *f
	}
	return list
}

// Percent writes a share for people; "-" for none.
func Percent(x float64) string {
	switch {
	case x < 0:
		return "-"
	case x > 0 && x < 0.01:
		return fmt.Sprintf("%.2f %%", 100*x)
	}
	return fmt.Sprintf("%.1f %%", 100*x)
}
