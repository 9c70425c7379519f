package eval

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"

	"rtm2"
)

// Mark is what a scene's score must not fall below: the worst of its seeds.
type Mark struct {
	BlockF1     *float64 `json:"block_f1,omitempty"`
	FrameF1     *float64 `json:"frame_f1,omitempty"`
	FalseAlarms float64  `json:"false_alarms"`
	Missed      int      `json:"missed"`
	False       int      `json:"false"`
	Late        int      `json:"late"`
	Health      *float64 `json:"health,omitempty"`
}

// Floor holds the marks of scenes by "name, variant".
type Floor map[string]Mark

// What a score may fall without being told: processors that fuse multiplications and additions round otherwise, and
// one frame more or less is no matter.
const (
	blockSlack = 0.03
	frameSlack = 0.02
	alarmSlack = 0.01
	stateSlack = 0.05
)

// Key names a result in a Floor.
func (r *Result) Key() string { return r.Name + ", " + r.Variant }

// FloorOf makes the marks of the results.
func FloorOf(results []Result) Floor {
	f := Floor{}
	for i := range results {
		w := WorstOf(results[i])
		m := Mark{
			FalseAlarms: thousandth(max(w.FalseAlarms, 0)), Missed: w.Missed, False: w.False, Late: w.Late,
			Health: mark(w.Health),
		}
		if results[i].Scores[0].Events.Expected > 0 { // without motion F1 says nothing
			m.BlockF1, m.FrameF1 = mark(w.BlockF1), mark(w.FrameF1)
		}
		f[results[i].Key()] = m
	}
	return f
}

func mark(x float64) *float64 {
	if x < 0 {
		return nil
	}
	x = thousandth(x)
	return &x
}

func thousandth(x float64) float64 { return math.Round(x*1000) / 1000 }

// Drops says in words what has become worse than the floor, and which results have no mark.
func (f Floor) Drops(results []Result) []string {
	now := FloorOf(results)
	var out []string
	for _, key := range slices.Sorted(maps.Keys(now)) {
		m, ok := f[key]
		if !ok {
			out = append(out, key+": it has no mark in the floor")
			continue
		}
		for _, what := range m.drops(now[key]) {
			out = append(out, key+": "+what)
		}
	}
	return out
}

func (m Mark) drops(now Mark) []string {
	var out []string
	fell := func(name string, mark, now *float64, slack float64) {
		switch {
		case mark == nil:
		case now == nil:
			out = append(out, fmt.Sprintf("%s was %.3f and is not known any more", name, *mark))
		case *now < *mark-slack-1e-9:
			out = append(out, fmt.Sprintf("%s fell from %.3f to %.3f (%.2f is allowed)", name, *mark, *now, slack))
		}
	}
	rose := func(name string, mark, now int) {
		if now > mark {
			out = append(out, fmt.Sprintf("%s rose from %d to %d", name, mark, now))
		}
	}
	rose("missed events", m.Missed, now.Missed)
	rose("false events", m.False, now.False)
	rose("late first alarms", m.Late, now.Late)
	fell("block F1", m.BlockF1, now.BlockF1, blockSlack)
	fell("frame F1", m.FrameF1, now.FrameF1, frameSlack)
	fell("share of trouble told", m.Health, now.Health, stateSlack)
	if now.FalseAlarms > m.FalseAlarms+alarmSlack+1e-9 {
		out = append(out, fmt.Sprintf("false alarms rose from %s to %s of quiet frames (%s is allowed)",
			Percent(m.FalseAlarms), Percent(now.FalseAlarms), Percent(alarmSlack)))
	}
	return out
}

// ParseFloor reads a floor from JSON.
func ParseFloor(data []byte) (Floor, error) {
	var f Floor
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, rtm2.Errorf(rtm2.CodeInvalid, "the floor is not JSON as it should be: %w", err)
	}
	return f, nil
}
