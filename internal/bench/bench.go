// Package bench measures what one frame costs, stage by stage, on one thread.
package bench

import (
	"context"
	"runtime"
	"slices"
	"time"

	"rtm2"
	"rtm2/internal/jpegdct"
	"rtm2/internal/pipeline"
)

// maxBytes bounds the recording, which is held in memory so that reading it costs nothing while measuring.
const maxBytes = 1 << 30

// Report holds medians over all frames and passes.
type Report struct {
	Frames    int     `json:"frames"` // different ones in rotation
	Passes    int     `json:"passes"`
	Bytes     int     `json:"bytes"` // of a frame
	Thumbnail float64 `json:"thumbnail_us"`
	Detect    float64 `json:"detect_us"`
	Patch     float64 `json:"patch_us"` // 0 while nothing cuts patches
	Total     float64 `json:"total_us"` // all of the way, the check for plausibility included
}

// Load reads a source to its end.
func Load(ctx context.Context, src rtm2.Source) ([]rtm2.Picture, error) {
	var pics []rtm2.Picture
	total := 0
	err := src.Run(ctx, func(p rtm2.Picture) error {
		if total += len(p.JPEG); total > maxBytes {
			return rtm2.Errorf(rtm2.CodeLimit, "the recording has more than %d MB; measure a shorter one", maxBytes>>20)
		}
		pics = append(pics, p)
		return nil
	})
	if err == nil && len(pics) == 0 {
		err = rtm2.Errorf(rtm2.CodeInvalid, "there is no picture in it")
	}
	return pics, err
}

// Run measures the pictures in rotation, passes times over. Time goes on from pass to pass as if the
// recording were played again and again.
func Run(ctx context.Context, pics []rtm2.Picture, det pipeline.Detector, passes int) (Report, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	m := newMeasurement(pics, det, passes)
	for pass := range passes {
		for i := range pics {
			if ctx.Err() != nil {
				return Report{}, ctx.Err()
			}
			if err := m.frame(pass, i); err != nil {
				return Report{}, err
			}
		}
	}
	return m.report(), nil
}

type measurement struct {
	pics    []rtm2.Picture
	det     pipeline.Detector
	passes  int
	length  time.Duration // of one pass
	decoder jpegdct.Decoder
	thumb   jpegdct.Thumbnail

	thumbnail, detect, total []time.Duration
}

func newMeasurement(pics []rtm2.Picture, det pipeline.Detector, passes int) *measurement {
	n := len(pics) * passes
	// A pass ends one frame interval after its last frame.
	length := pics[len(pics)-1].Captured.Sub(pics[0].Captured)
	if len(pics) > 1 {
		length += length / time.Duration(len(pics)-1)
	} else {
		length = 40 * time.Millisecond
	}
	return &measurement{
		pics: pics, det: det, passes: passes, length: length,
		thumbnail: make([]time.Duration, 0, n), detect: make([]time.Duration, 0, n), total: make([]time.Duration, 0, n),
	}
}

func (m *measurement) frame(pass, i int) error {
	pic := m.pics[i]
	at := pic.Captured.Add(time.Duration(pass) * m.length)
	began := time.Now()
	if err := m.decoder.Thumbnail(pic.JPEG, &m.thumb); err != nil {
		return rtm2.Errorf(rtm2.CodeCorrupt, "picture %d cannot be read: %w", pic.Number, err)
	}
	decoded := time.Now()
	if err := m.decoder.Plausible(); err != nil {
		return rtm2.Errorf(rtm2.CodeCorrupt, "picture %d cannot be right: %w", pic.Number, err)
	}
	checked := time.Now()
	m.det.Judge(&m.thumb, at)
	judged := time.Now()
	m.thumbnail = append(m.thumbnail, decoded.Sub(began))
	m.detect = append(m.detect, judged.Sub(checked))
	m.total = append(m.total, judged.Sub(began))
	return nil
}

func (m *measurement) report() Report {
	sizes := make([]int, len(m.pics))
	for i, p := range m.pics {
		sizes[i] = len(p.JPEG)
	}
	return Report{
		Frames: len(m.pics), Passes: m.passes, Bytes: median(sizes),
		Thumbnail: microseconds(m.thumbnail), Detect: microseconds(m.detect), Total: microseconds(m.total),
	}
}

func microseconds(d []time.Duration) float64 { return float64(median(d)) / float64(time.Microsecond) }

func median[T int | time.Duration](v []T) T {
	s := slices.Clone(v)
	slices.Sort(s)
	return s[len(s)/2]
}
