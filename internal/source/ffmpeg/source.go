// Package ffmpeg reads what only ffmpeg can open: video files, RTSP and other network streams, V4L2 devices. ffmpeg
// runs as a child process that writes JPEGs to a pipe. Video that is MJPEG already is passed through as it is.
package ffmpeg

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"rtm2"
	"rtm2/internal/source/disk"
	"rtm2/internal/source/jpegstream"
	"rtm2/internal/source/pace"
	"rtm2/internal/source/redact"
	"rtm2/internal/source/watch"
)

// Kind says what an Input is.
type Kind int

// The kinds of input.
const (
	File   Kind = iota // a video file: it has an end and a speed of its own
	Device             // a V4L2 device
	Stream             // a network address: live
)

// Input is what ffmpeg is to open.
type Input struct {
	Kind          Kind
	Address       string  // a path, or an URL with its scheme in lower case
	Width, Height int     // asked of a device; 0: as it is set
	FPS           float64 // asked of a device; 0: as it is set
}

// Options sets how an input is read.
type Options struct {
	Path    string        // of ffmpeg; empty: "ffmpeg", looked for in PATH. ffprobe is expected beside it.
	Pace    pace.Options  // of files; its FPS counts only where the file does not tell its own
	Logger  *slog.Logger  // not nil
	Connect time.Duration // bound on the wait for the first picture of a live input; 0: 30 s
	Silence time.Duration // a live input breaks when it sends nothing for so long; 0: 10 s
}

const (
	defaultConnect = 30 * time.Second
	defaultSilence = 10 * time.Second
	defaultFPS     = 25
	stall          = time.Minute // bound on one picture's arrival
)

// Source reads one input.
type Source struct {
	in   Input
	opt  Options
	name string // for messages: without credentials
}

// New makes the source of in. Nothing is looked at before Run.
func New(in Input, o Options) *Source {
	o.Path = cmp.Or(o.Path, "ffmpeg")
	o.Connect = cmp.Or(o.Connect, defaultConnect)
	o.Silence = cmp.Or(o.Silence, defaultSilence)
	return &Source{in: in, opt: o, name: redact.Spec(in.Address)}
}

// Run starts ffmpeg and delivers its pictures. Those of a file are its frames in decoding order, each once and
// numbered from 0; it returns nil after the last. A device or stream ends with an error. The child is gone when Run
// returns.
func (s *Source) Run(ctx context.Context, deliver func(rtm2.Picture) error) error {
	if err := s.look(); err != nil {
		return err
	}
	tools, err := findTools(s.opt.Path, s.name)
	if err != nil {
		return err
	}
	video, err := s.probe(ctx, tools)
	if err != nil {
		return err
	}
	r := &reception{source: s, deliver: deliver, timeline: s.timeline(video), frames: video.frames}
	for _, mode := range []syncMode{fpsMode, vsync} {
		err = r.run(ctx, tools.ffmpeg, s.arguments(video, mode))
		if r.number > 0 || !errors.Is(err, errUnknownOption) {
			break
		}
	}
	return err
}

// look checks a file or device before ffmpeg does, whose messages are for its own users.
func (s *Source) look() error {
	if s.in.Kind == Stream {
		return nil
	}
	if s.in.Kind == Device && runtime.GOOS != "linux" {
		return rtm2.Errorf(rtm2.CodeUnsupported, "devices such as %s exist on Linux only: use the camera's network "+
			"address, or a program that streams it", s.name)
	}
	if s.in.Kind == File {
		return disk.Regular(s.in.Address)
	}
	info, err := os.Stat(s.in.Address)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &rtm2.Error{Code: rtm2.CodeNotFound, Cause: err, Message: "there is no device " + s.name +
			": check that the camera is plugged in (v4l2-ctl --list-devices shows what there is)"}
	case err != nil:
		return disk.Explain("device", s.name, err)
	case info.Mode()&fs.ModeCharDevice == 0:
		return rtm2.Errorf(rtm2.CodeUnsupported, "%s is not a device: give one such as /dev/video0", s.name)
	}
	return nil
}

// timeline returns what times a file's pictures, or nil for live inputs.
func (s *Source) timeline(v video) *pace.Timeline {
	if s.in.Kind != File {
		return nil
	}
	o := s.opt.Pace
	o.FPS = cmp.Or(v.fps, o.FPS, defaultFPS)
	return pace.New(o)
}

// reception turns a child's output into pictures.
type reception struct {
	source   *Source
	deliver  func(rtm2.Picture) error
	timeline *pace.Timeline // nil: live
	frames   float64        // that there will be, more or less; 0: not known
	stamp    pace.Stamp
	number   int
}

// run runs one child to its end.
func (r *reception) run(ctx context.Context, path string, args []string) error {
	s := r.source
	child, err := start(ctx, path, args)
	if err != nil {
		return s.notStarted(err)
	}
	readErr, deliverErr := r.read(child)
	if deliverErr != nil || child.ctx.Err() != nil || !errors.Is(readErr, errEnd) {
		child.kill(nil)
	}
	exitErr := child.wait()
	switch cause := context.Cause(child.ctx); {
	case deliverErr != nil:
		return deliverErr
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(cause, watch.ErrSilent), errors.Is(readErr, watch.ErrStalled):
		return s.silent(r.number)
	case !errors.Is(readErr, errEnd):
		return s.unreadable(readErr)
	}
	return s.ended(ctx, r.number, exitErr, child.stderr.lines())
}

// errEnd stands for every end of a child's output that is not a fault of the reading.
var errEnd = errors.New("the output has ended")

// read delivers pictures until the output ends or breaks, or deliver fails.
func (r *reception) read(child *child) (readErr, deliverErr error) {
	live := r.timeline == nil
	out, progress := child.output(r.source.opt, live)
	reader := jpegstream.NewReader(out, jpegstream.Options{Boundary: boundary})
	for {
		p, err := reader.Next()
		if err != nil {
			if jpegstream.Ended(err) || child.ctx.Err() != nil {
				err = errEnd
			}
			return err, nil
		}
		picture := rtm2.Picture{JPEG: p.JPEG, Number: r.number}
		if live {
			picture.Captured = r.stamp.At(p.Arrived)
		} else {
			if picture.Captured, err = r.timeline.Next(child.ctx); err != nil {
				return errEnd, nil
			}
			picture.Name = fmt.Sprintf("%s, frame %d", filepath.Base(r.source.in.Address), r.number)
			if r.frames > 0 {
				picture.Done = min(1, float64(r.number+1)/r.frames)
			}
		}
		r.number++
		if err := r.deliver(picture); err != nil {
			return nil, err
		}
		progress()
	}
}

// quoted makes a program's line fit for a message: short, and without credentials.
func (s *Source) quoted(line string) string {
	line = redact.Text(line, s.in.Address)
	if i := strings.Index(line, "] "); strings.HasPrefix(line, "[") && i > 0 {
		line = line[i+2:] // "[rtsp @ 0x55d0c8] "
	}
	line = strings.TrimPrefix(line, s.name+": ")
	return line[:min(len(line), 200)]
}
