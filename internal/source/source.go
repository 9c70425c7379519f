// Package source opens what pictures come from: cameras, streams, files, folders and the demo scene.
package source

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rtm2"
	"rtm2/internal/source/demo"
	"rtm2/internal/source/ffmpeg"
	"rtm2/internal/source/images"
	"rtm2/internal/source/mjpeg"
	"rtm2/internal/source/pace"
	"rtm2/internal/source/redact"
)

// defaultFPS is the time base of recordings that have none of their own.
const defaultFPS = 25

// Options sets how sources are read. The zero value is usable.
type Options struct {
	// FPS is the time base of image folders and MJPEG files (0: 25), and how often an address of single pictures
	// is asked (0: five times a second), in pictures per second.
	FPS float64
	// Pace delivers recordings at their own speed, captured now, as if they were live. Without it they come as fast
	// as deliver takes them, and picture n was captured at Start + n/fps.
	Pace bool
	// Start is the capture time of a recording's first picture without Pace. Zero: when Run is called.
	Start time.Time
	// Logger is told what is skipped in recordings. Nil: nobody.
	Logger *slog.Logger
	// FFmpeg is the path of ffmpeg. Empty: "ffmpeg", looked for in PATH.
	FFmpeg string
	// TLS is for https cameras. Nil: the system's trusted certificates.
	TLS *tls.Config
}

// Open makes the source that a spec names:
//
//	demo:                          the demo scene; demo:?seed=7&width=640&height=480&fps=15&quality=85
//	http://, https://              an MJPEG stream, or an address that gives one JPEG at a time
//	rtsp://, rtsps:// and others   network streams through ffmpeg; also http(s) addresses of playlists (.m3u8, .mpd)
//	/dev/videoN, /dev/v4l/...      a V4L2 device through ffmpeg; /dev/video0?width=1280&height=720&fps=15
//	a folder                       of numbered .jpg and .png images
//	a .mjpeg or .mjpg file         of concatenated JPEGs
//	any other file                 an image, or video through ffmpeg
//
// It looks at the spec alone: whether the camera answers or the file is there, only Run finds out. The error is an
// *rtm2.Error of CodeInvalid.
func Open(spec string, o Options) (rtm2.Source, error) {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.FPS < 0 || o.FPS > maxFPS || o.FPS != o.FPS { //nolint:gocritic // the last is NaN
		return nil, rtm2.Errorf(rtm2.CodeInvalid, "%v pictures per second is out of range: use a number above 0 and "+
			"up to %d",
			o.FPS, maxFPS)
	}
	t, err := parse(spec)
	if err != nil {
		return nil, err
	}
	switch t.kind {
	case kindDemo:
		c, err := demo.New(t.path)
		if err != nil {
			return nil, err
		}
		return c, nil
	case kindHTTP:
		return mjpeg.New(t.url, mjpeg.Options{FPS: o.FPS, TLS: o.TLS}), nil
	case kindStream, kindDevice:
		return ffmpeg.New(t.input, o.ffmpeg()), nil
	}
	return &recording{path: t.path, opt: o}, nil
}

// Redact returns spec without the credentials in it, for logs and pages.
func Redact(spec string) string { return redact.Spec(spec) }

func (o Options) ffmpeg() ffmpeg.Options {
	return ffmpeg.Options{Path: o.FFmpeg, Logger: o.Logger, Pace: o.pace(0)}
}

// pace returns how recordings are played. The rate that is known of a recording comes before fps.
func (o Options) pace(fps float64) pace.Options {
	return pace.Options{FPS: cmp.Or(o.FPS, fps), Real: o.Pace, Start: o.Start}
}

// recording is a path. Whether it is a folder or a file is seen by each Run anew.
type recording struct {
	path string
	opt  Options
}

// Run implements rtm2.Source.
func (r *recording) Run(ctx context.Context, deliver func(rtm2.Picture) error) error {
	info, err := os.Stat(r.path)
	if errors.Is(err, fs.ErrNotExist) {
		return &rtm2.Error{Code: rtm2.CodeNotFound, Cause: err, Message: "there is no file or folder " + r.path +
			": check the path" + hint(r.path)}
	}
	return r.source(err == nil && info.IsDir()).Run(ctx, deliver)
}

func (r *recording) source(folder bool) rtm2.Source {
	pace := r.opt.pace(defaultFPS)
	switch ext := strings.ToLower(filepath.Ext(r.path)); {
	case folder || images.Is(r.path):
		return images.New(r.path, pace, r.opt.Logger)
	case ext == ".mjpeg" || ext == ".mjpg":
		return mjpeg.NewFile(r.path, pace, r.opt.Logger)
	}
	return ffmpeg.New(ffmpeg.Input{Kind: ffmpeg.File, Address: r.path}, r.opt.ffmpeg())
}

// hint adds what somebody who wrote this path may have meant.
func hint(path string) string {
	switch {
	case path == "demo":
		return " (the demo camera is written demo:)"
	case strings.Trim(path, "0123456789") == "":
		return " (a webcam is written /dev/video" + path + ")"
	case strings.HasPrefix(path, "www.") || strings.Count(path, ".") == 3 || strings.HasPrefix(path, "localhost"):
		return " (a camera's address begins with http:// or rtsp://)"
	}
	return ""
}
