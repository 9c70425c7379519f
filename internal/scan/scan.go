// Package scan runs the detector over a recording as fast as it can and reports frame by frame and event by
// event.
package scan

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"rtm2"
	"rtm2/internal/jpegdct"
	"rtm2/internal/pipeline"
)

// Options is what a scan is made of.
type Options struct {
	Source   rtm2.Source // not paced, so that every frame is seen
	Detector pipeline.Detector
	Tracker  pipeline.Tracker
	Logger   *slog.Logger
	// Frame, where set, is called for every frame that was judged or refused.
	Frame func(Result) error
	// Event, where set, is called for every event when it has ended.
	Event func(rtm2.Event) error
}

// Result is the answer for one frame.
type Result struct {
	Number  int // of the picture in its file or folder
	At      time.Time
	Done    float64 // share of the recording scanned so far, above 0 to 1; 0 when it is not known
	Verdict rtm2.Verdict
	Width   int // of the picture in pixels; 0 while no picture could be read
	Height  int
	Took    time.Duration // for thumbnail and verdict
	Refused error         // why the picture could not be read; the verdict is then empty
}

// Summary counts what a scan has seen.
type Summary struct {
	Frames  int // judged
	Refused int
	Motion  int // frames with motion
	Events  int
	Judging time.Duration // for thumbnails and verdicts
}

// Run reads the source to its end. Pictures that cannot be read are reported, counted and passed over; a
// source without any readable picture is an error.
func Run(ctx context.Context, o Options) (Summary, error) {
	s := &scanner{o: o}
	err := o.Source.Run(ctx, s.take)
	if err != nil {
		return s.sum, err
	}
	if e, ok := o.Tracker.Close(); ok {
		if err := s.event(e); err != nil {
			return s.sum, err
		}
	}
	switch {
	case s.sum.Frames > 0:
		return s.sum, nil
	case s.sum.Refused > 0:
		return s.sum, rtm2.Errorf(rtm2.CodeCorrupt, "none of the %d pictures can be read; the last one: %w",
			s.sum.Refused, s.refused)
	}
	return s.sum, rtm2.Errorf(rtm2.CodeInvalid, "there is no picture in it")
}

type scanner struct {
	o       Options
	decoder jpegdct.Decoder
	thumb   jpegdct.Thumbnail
	sum     Summary
	refused error // the last refusal
	width   int   // of the last readable picture
	height  int
}

func (s *scanner) take(pic rtm2.Picture) error {
	began := time.Now()
	if err := s.read(pic.JPEG); err != nil {
		return s.refuse(pic, err, time.Since(began))
	}
	v := s.o.Detector.Judge(&s.thumb, pic.Captured)
	took := time.Since(began)
	s.width, s.height = s.thumb.Width, s.thumb.Height
	s.sum.Frames++
	s.sum.Judging += took
	if v.Moving {
		s.sum.Motion++
	}
	f := &rtm2.Frame{
		Seq: uint32(s.sum.Frames), Number: pic.Number, Captured: pic.Captured,
		Width: s.width, Height: s.height, JPEG: pic.JPEG,
	}
	if e, ok := s.o.Tracker.Step(f, v); ok {
		if err := s.event(e); err != nil {
			return err
		}
	}
	return s.report(Result{
		Number: pic.Number, At: pic.Captured, Done: pic.Done, Verdict: v, Width: s.width, Height: s.height, Took: took,
	})
}

// read makes the thumbnail of a picture that is whole and plausible, as a pipeline does.
func (s *scanner) read(jpeg []byte) error {
	if err := s.decoder.Thumbnail(jpeg, &s.thumb); err != nil {
		return err
	}
	return s.decoder.Plausible()
}

func (s *scanner) refuse(pic rtm2.Picture, err error, took time.Duration) error {
	s.sum.Refused++
	s.refused = err
	attrs := []any{slog.Int("frame", pic.Number), slog.Any("error", err)}
	var je *jpegdct.Error
	if errors.As(err, &je) {
		attrs = append(attrs, slog.Int("byte", je.Offset))
	}
	if pic.Name != "" {
		attrs = append(attrs, slog.String("name", pic.Name))
	}
	s.o.Logger.Warn("picture refused", attrs...)
	return s.report(Result{
		Number: pic.Number, At: pic.Captured, Done: pic.Done, Refused: err,
		Width: s.width, Height: s.height, Took: took,
	})
}

func (s *scanner) report(r Result) error {
	if s.o.Frame == nil {
		return nil
	}
	return s.o.Frame(r)
}

func (s *scanner) event(e rtm2.Event) error {
	if e.Phase != rtm2.PhaseEnd {
		return nil
	}
	s.sum.Events++
	if s.o.Event == nil {
		return nil
	}
	return s.o.Event(e)
}
