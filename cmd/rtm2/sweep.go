package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"rtm2"
	"rtm2/internal/eval"
	"rtm2/internal/source"
)

// maxSweep bounds the values of a sweep: each has a detector of its own.
const maxSweep = 200

// sweep is a setting with the values that it takes in turn.
type sweep struct {
	name   string
	values []string // as they would be typed
	set    func(s *settings, value float64)
	number []float64
}

// sweepable returns how a value is given to a setting, and whether it is a length of time, counted in seconds.
func sweepable(name string) (set func(*settings, float64), isTime, ok bool) {
	seconds := func(of func(*settings) *time.Duration) func(*settings, float64) {
		return func(s *settings, v float64) { *of(s) = time.Duration(math.Round(v*1e6)) * time.Microsecond }
	}
	switch name {
	case "sensitivity":
		return func(s *settings, v float64) { s.Sensitivity = int(math.Round(v)) }, false, true
	case "contrast":
		return func(s *settings, v float64) { s.Contrast = v }, false, true
	case "min-area":
		return func(s *settings, v float64) { s.MinArea = v }, false, true
	case "max-area":
		return func(s *settings, v float64) { s.MaxArea = v }, false, true
	case "absorb-after":
		return seconds(func(s *settings) *time.Duration { return &s.AbsorbAfter }), true, true
	case "post-roll":
		return seconds(func(s *settings) *time.Duration { return &s.PostRoll }), true, true
	case "join-gap":
		return seconds(func(s *settings) *time.Duration { return &s.JoinGap }), true, true
	case "min-duration":
		return seconds(func(s *settings) *time.Duration { return &s.MinDuration }), true, true
	}
	return nil, false, false
}

// parseSweep reads NAME=FROM..TO[:STEP].
func parseSweep(text string) (sweep, error) {
	name, bounds, _ := strings.Cut(text, "=")
	span, stepText, hasStep := strings.Cut(bounds, ":")
	fromText, toText, ok := strings.Cut(span, "..")
	if !ok {
		return sweep{}, rtm2.Errorf(rtm2.CodeInvalid,
			"--sweep %q is not understood: write NAME=FROM..TO or NAME=FROM..TO:STEP, as in sensitivity=20..80:10",
			text)
	}
	set, isTime, ok := sweepable(name)
	if !ok {
		return sweep{}, rtm2.Errorf(rtm2.CodeInvalid, "--sweep cannot change %q: use sensitivity, contrast, min-area, "+
			"max-area, absorb-after, post-roll, join-gap or min-duration", name)
	}
	var v [3]float64
	for i, t := range []string{fromText, toText, stepText} {
		if i == 2 && !hasStep {
			break
		}
		var err error
		if v[i], err = sweepNumber(t, isTime); err != nil {
			return sweep{}, rtm2.Errorf(rtm2.CodeInvalid, "--sweep %s: %w", text, err)
		}
	}
	from, to, step := v[0], v[1], v[2]
	if !hasStep {
		step = usualStep(name, from, to)
	}
	if to < from || step <= 0 {
		return sweep{}, rtm2.Errorf(rtm2.CodeInvalid,
			"--sweep %s leads nowhere: TO must be at least FROM, and STEP above 0", text)
	}
	// A little more than the last step, for steps that are not whole in binary.
	count := math.Floor((to-from)/step+1e-6) + 1
	if count > maxSweep {
		return sweep{}, rtm2.Errorf(rtm2.CodeInvalid, "--sweep %s has %.0f values: use at most %d", text, count,
			maxSweep)
	}
	if name == "sensitivity" && (step != math.Trunc(step) || from != math.Trunc(from)) {
		return sweep{}, rtm2.Errorf(rtm2.CodeInvalid, "--sweep %s: sensitivity takes whole numbers", text)
	}
	w := sweep{name: name, set: set}
	for i := range int(count) {
		x := from + float64(i)*step
		shown := strconv.FormatFloat(x, 'g', 6, 64)
		if isTime {
			shown = (time.Duration(math.Round(x*1e6)) * time.Microsecond).String()
		}
		w.number, w.values = append(w.number, x), append(w.values, shown)
	}
	return w, nil
}

func sweepNumber(text string, isTime bool) (float64, error) {
	if isTime {
		d, err := time.ParseDuration(text)
		if err != nil {
			return 0, rtm2.Errorf(rtm2.CodeInvalid, "%q is not a length of time; write 500ms, 3s or 2m", text)
		}
		return d.Seconds(), nil
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		return 0, rtm2.Errorf(rtm2.CodeInvalid, "%q is not a number", text)
	}
	return x, nil
}

// usualStep makes about seven values.
func usualStep(name string, from, to float64) float64 {
	step := (to - from) / 6
	if name == "sensitivity" {
		step = math.Max(1, math.Round(step))
	}
	if step == 0 {
		return 1
	}
	return step
}

// setups returns the settings of each value. The error is about the first that is out of its range.
func (w sweep) setups(base settings, seed uint64) ([]eval.Setup, error) {
	out := make([]eval.Setup, 0, len(w.number))
	for _, x := range w.number {
		s := base
		w.set(&s, x)
		m, err := s.motion()
		if err != nil {
			return nil, rtm2.Errorf(rtm2.CodeOf(err), "--sweep: %w", err)
		}
		e, err := s.event()
		if err != nil {
			return nil, rtm2.Errorf(rtm2.CodeOf(err), "--sweep: %w", err)
		}
		out = append(out, eval.Setup{Motion: m, Event: e, Seed: seed})
	}
	return out, nil
}

// sweepRow is what one value makes of a recording, as --json prints it. Shares are 0 to 1; those that nothing is
// known of are left out.
type sweepRow struct {
	Setting     string   `json:"setting"`
	Value       string   `json:"value"`
	Frames      int      `json:"frames"`
	Motion      int      `json:"motion"`
	Share       float64  `json:"share"`
	Events      int      `json:"events"`
	Longest     float64  `json:"longest_s"`
	Score       float64  `json:"score"`
	Precision   *float64 `json:"precision,omitempty"`
	Recall      *float64 `json:"recall,omitempty"`
	F1          *float64 `json:"f1,omitempty"`
	FalseAlarms *float64 `json:"false_alarms,omitempty"`
	BlockF1     *float64 `json:"block_f1,omitempty"`
}

func newSweepRow(name, value string, s *eval.Score) sweepRow {
	r := sweepRow{
		Setting: name, Value: value, Frames: s.Frames, Motion: s.Motion, Events: len(s.Spans),
		Longest: s.Longest().Seconds(), Score: s.Mean,
	}
	if s.Frames > 0 {
		r.Share = float64(s.Motion) / float64(s.Frames)
	}
	known := func(x float64) *float64 {
		if x < 0 {
			return nil
		}
		return &x
	}
	if s.Labels {
		r.Precision, r.Recall, r.F1 = known(s.Frame.Precision()), known(s.Frame.Recall()), known(s.Frame.F1())
		r.FalseAlarms = known(s.FalseAlarms())
	}
	if s.Masks {
		r.BlockF1 = known(s.Block.F1())
	}
	return r
}

// sweep scans the input with every value of one setting and prints the trade-off.
func (s *scanCmd) sweep(ctx context.Context, con console, log *slog.Logger) error {
	w, err := parseSweep(s.Sweep)
	if err != nil {
		return err
	}
	setups, err := w.setups(s.Detection, s.Seed)
	if err != nil {
		return err
	}
	film, err := eval.OpenBeside(s.Input, s.Labels, s.FPS, log)
	if err != nil {
		return err
	}
	scores, err := eval.Judge(ctx, film, setups)
	if err != nil {
		return about(s.Input, err)
	}
	if scores[0].Frames == scores[0].Refused {
		return rtm2.Errorf(rtm2.CodeCorrupt, "%s: none of its pictures can be read", source.Redact(s.Input))
	}
	rows := make([]sweepRow, len(scores))
	for i := range scores {
		rows[i] = newSweepRow(w.name, w.values[i], &scores[i])
	}
	if s.JSON {
		enc := json.NewEncoder(con.out)
		for _, r := range rows {
			if err := enc.Encode(r); err != nil {
				return err
			}
		}
		return nil
	}
	return printSweep(con.out, rows, scores[0].Labels, scores[0].Masks)
}

func printSweep(out io.Writer, rows []sweepRow, labels, masks bool) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	head := rows[0].Setting + "\tmotion\tshare\tevents\tlongest\tscore\t"
	if labels {
		head += "precision\trecall\tF1\tfalse alarms\t"
	}
	if masks {
		head += "block F1\t"
	}
	fmt.Fprintln(t, head)
	for _, r := range rows {
		fmt.Fprintf(t, "%s\t%d\t%.1f %%\t%d\t%.1f s\t%.2f\t",
			r.Value, r.Motion, 100*r.Share, r.Events, r.Longest, r.Score)
		if labels {
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t", three(r.Precision), three(r.Recall), three(r.F1), percent(r.FalseAlarms))
		}
		if masks {
			fmt.Fprintf(t, "%s\t", three(r.BlockF1))
		}
		fmt.Fprintln(t)
	}
	fmt.Fprintf(t, "of %d frames\t\n", rows[0].Frames)
	if err := t.Flush(); err != nil {
		return rtm2.Errorf(rtm2.CodeUnavailable, "cannot write the table: %w", err)
	}
	return nil
}

func three(x *float64) string {
	if x == nil {
		return "-"
	}
	return fmt.Sprintf("%.3f", *x)
}

func percent(x *float64) string {
	if x == nil {
		return "-"
	}
	return eval.Percent(*x)
}
