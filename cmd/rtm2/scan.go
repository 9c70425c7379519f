package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"rtm2"
	"rtm2/internal/event"
	"rtm2/internal/motion"
	"rtm2/internal/scan"
	"rtm2/internal/source"
)

type scanCmd struct {
	Input  string  `arg:"" help:"A video file, a .mjpeg file or a folder of numbered images."`
	FPS    float64 `help:"Frames per second of an image folder." default:"25"`
	Seed   uint64  `help:"Makes every random choice repeatable." default:"1"`
	Out    string  `help:"Write frames.csv and mask/*.png below this folder." placeholder:"DIR" type:"path"`
	JSON   bool    `help:"Print the events, or a sweep's rows, as JSON, one a line." name:"json"`
	Sweep  string  `help:"Scan with each value of one setting and print the trade-off, as in sensitivity=20..80:10." placeholder:"NAME=FROM..TO[:STEP]"`                                              //nolint:lll // a struct tag is one line
	Labels string  `help:"With --sweep: a table of frame,motion (1, 0, -1 not scored) to score against; by default frames.csv and groundtruth/ beside the input." placeholder:"FILE.csv" type:"path"` //nolint:lll

	Detection settings `embed:""`

	began time.Time // capture time of the first picture
}

// Validate is called by kong.
func (s *scanCmd) Validate() error {
	if !(s.FPS > 0 && s.FPS <= 1000) {
		return fmt.Errorf("--fps must be above 0 and at most 1000, not %v", s.FPS)
	}
	if err := s.Detection.check(); err != nil {
		return err
	}
	switch {
	case s.Sweep == "" && s.Labels != "":
		return errors.New("--labels goes with --sweep; rtm2 eval scores a labelled recording")
	case s.Sweep == "":
		return nil
	case s.Out != "":
		return errors.New("--out and --sweep do not go together: scan once more with the value that you choose")
	}
	w, err := parseSweep(s.Sweep)
	if err != nil {
		return err
	}
	_, err = w.setups(s.Detection, s.Seed)
	return err
}

// Run scans and prints the events found.
func (s *scanCmd) Run(ctx context.Context, con console, log *slog.Logger) (err error) {
	if s.Sweep != "" {
		return s.sweep(ctx, con, log)
	}
	o, kept, err := s.options(log)
	if err != nil {
		return err
	}
	bar := newProgress(con.err)
	short := 0
	shown := bar.around(s.printer(con))
	o.Event = func(e rtm2.Event) error {
		if !kept(e) {
			short++
			return nil
		}
		return shown(e)
	}
	sinks := []func(scan.Result) error{s.begins, bar.frame}
	if s.Out != "" {
		out, err := scan.NewOutput(s.Out)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, out.Close()) }()
		sinks = append(sinks, out.Frame)
	}
	o.Frame = func(r scan.Result) error {
		for _, sink := range sinks {
			if err := sink(r); err != nil {
				return err
			}
		}
		return nil
	}
	sum, err := scan.Run(ctx, o)
	bar.done()
	if err != nil {
		return about(s.Input, err)
	}
	sum.Events -= short
	s.summary(con, sum)
	return nil
}

// options returns what a scan is made of, and what says which events are worth keeping.
func (s *scanCmd) options(log *slog.Logger) (scan.Options, func(rtm2.Event) bool, error) {
	src, err := source.Open(s.Input, source.Options{FPS: s.FPS, Start: time.Unix(0, 0).UTC(), Logger: log})
	if err != nil {
		return scan.Options{}, nil, err
	}
	cfg, err := s.Detection.motion()
	if err != nil {
		return scan.Options{}, nil, err
	}
	det, err := motion.New(cfg, s.Seed)
	if err != nil {
		return scan.Options{}, nil, err
	}
	events, err := s.Detection.event()
	if err != nil {
		return scan.Options{}, nil, err
	}
	events.ZonesOf = det.ZonesOf
	tracker, err := event.New("scan", events)
	if err != nil {
		return scan.Options{}, nil, err
	}
	return scan.Options{Source: src, Detector: det, Tracker: tracker, Logger: log}, tracker.Worth, nil
}

// foundEvent is an event as --json prints it; times are seconds from the start of the recording.
type foundEvent struct {
	Begin  float64  `json:"begin_s"`
	Last   float64  `json:"last_s"`
	End    float64  `json:"end_s"`
	Peak   float64  `json:"peak_s"`
	Frames int      `json:"frames"`
	Score  float64  `json:"score"`
	Zones  []string `json:"zones"`
}

// printer returns what prints one event.
func (s *scanCmd) printer(con console) func(rtm2.Event) error {
	n := 0
	enc := json.NewEncoder(con.out)
	return func(e rtm2.Event) error {
		n++
		f := foundEvent{
			Begin: s.offset(e.Begin), Last: s.offset(e.Last), End: s.offset(e.End), Peak: s.offset(e.PeakTime),
			Frames: e.Frames, Score: e.Score, Zones: append([]string{}, e.Zones...),
		}
		if s.JSON {
			return enc.Encode(f)
		}
		_, err := fmt.Fprintf(con.out, "event %-3d %s - %s  %6.1f s  %5d frames  score %.2f  peak %s\n",
			n, clock(f.Begin), clock(f.Last), f.Last-f.Begin, f.Frames, f.Score, clock(f.Peak))
		return err
	}
}

func (s *scanCmd) summary(con console, sum scan.Summary) {
	if s.JSON {
		return
	}
	us := float64(sum.Judging.Microseconds()) / float64(sum.Frames)
	fmt.Fprintf(con.out, "%s in %s, %d of them with motion, %.0f microseconds a frame\n",
		count(sum.Events, "event"), count(sum.Frames, "frame"), sum.Motion, us)
	if sum.Refused > 0 {
		fmt.Fprintf(con.out, "passed over because they could not be read: %s\n", count(sum.Refused, "picture"))
	}
}

// begins notes when the recording begins.
func (s *scanCmd) begins(r scan.Result) error {
	if s.began.IsZero() {
		s.began = r.At
	}
	return nil
}

// offset is the time since the start of the recording in seconds.
func (s *scanCmd) offset(t time.Time) float64 { return float64(t.Sub(s.began).Microseconds()) / 1e6 }

// clock writes seconds as minutes and seconds.
func clock(s float64) string { return fmt.Sprintf("%02d:%04.1f", int(s)/60, s-float64(int(s)/60*60)) }
