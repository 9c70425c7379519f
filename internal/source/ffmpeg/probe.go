package ffmpeg

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"rtm2"
	"rtm2/internal/source/watch"
)

// video is what is known of an input's video before it is read.
type video struct {
	copy   bool    // it is JPEGs already
	fps    float64 // of a file; 0: not known
	frames float64 // of a file, more or less; 0: not known
	format string  // asked of a device; empty: what it is set to
}

// tools are the programs to run; ffprobe is empty when it was not found.
type tools struct{ ffmpeg, ffprobe string }

// findTools looks for ffmpeg and, beside it or in PATH, for ffprobe.
func findTools(path, name string) (tools, error) {
	found, err := exec.LookPath(path)
	if err != nil {
		return tools{}, notInstalled(path, name, err)
	}
	t := tools{ffmpeg: found}
	base := strings.Replace(filepath.Base(found), "ffmpeg", "ffprobe", 1)
	if base != filepath.Base(found) {
		if beside, err := exec.LookPath(filepath.Join(filepath.Dir(found), base)); err == nil {
			t.ffprobe = beside
			return t, nil
		}
	}
	if other, err := exec.LookPath("ffprobe"); err == nil {
		t.ffprobe = other
	}
	return t, nil
}

func notInstalled(path, name string, err error) error {
	message := "ffmpeg is not installed, and " + name + " can only be read with it: install it with \"apt install " +
		"ffmpeg\" (Debian, Ubuntu), \"brew install ffmpeg\" (macOS) or \"winget install ffmpeg\" (Windows)"
	if path != "ffmpeg" {
		message = "ffmpeg was not found at " + path + ", where the settings say it is: correct the path, or install it"
	}
	return &rtm2.Error{Code: rtm2.CodeUnavailable, Message: message, Cause: err}
}

// probe asks ffprobe what the video is, so that JPEGs are passed on as the camera made them. A device is asked for
// MJPEG first, which most give at more pictures a second than anything else; it is left at what it is set to when it
// has none.
func (s *Source) probe(ctx context.Context, t tools) (video, error) {
	if t.ffprobe == "" {
		if s.in.Kind == File {
			return video{}, rtm2.Errorf(rtm2.CodeUnavailable, "ffprobe, which belongs to ffmpeg, was not found: "+
				"reinstall ffmpeg with it")
		}
		return video{}, nil
	}
	if s.in.Kind != Device {
		return s.ask(ctx, t, video{})
	}
	v, err := s.ask(ctx, t, video{format: "mjpeg"})
	if errors.Is(err, errFormat) {
		return video{}, nil
	}
	return v, err
}

// answer is ffprobe's, in JSON.
type answer struct {
	Streams []struct {
		Codec   string `json:"codec_name"`
		Pixels  string `json:"pix_fmt"`
		Fields  string `json:"field_order"`
		Rate    string `json:"r_frame_rate"`
		Average string `json:"avg_frame_rate"`
		Frames  string `json:"nb_frames"`
	} `json:"streams"`
	Format struct {
		Duration string `json:"duration"` // seconds
	} `json:"format"`
}

// ask runs ffprobe once.
func (s *Source) ask(ctx context.Context, t tools, v video) (video, error) {
	args := []string{"-hide_banner", "-loglevel", "error", "-select_streams", "V:0", "-of", "json",
		"-show_entries", "stream=codec_name,pix_fmt,field_order,r_frame_rate,avg_frame_rate,nb_frames:format=duration"}
	if s.in.Kind == Stream {
		args = append(args, "-analyzeduration", "1") // microseconds: the stream's description tells the codec
	}
	child, err := start(ctx, t.ffprobe, append(args, s.input(v)...))
	if err != nil {
		return v, s.notStarted(err)
	}
	out, _ := child.output(s.opt, s.in.Kind != File)
	var text bytes.Buffer
	_, readErr := text.ReadFrom(out)
	exitErr := child.wait()
	switch {
	case ctx.Err() != nil:
		return v, ctx.Err()
	case errors.Is(context.Cause(child.ctx), watch.ErrSilent):
		return v, s.silent(0)
	case readErr != nil:
		return v, s.unreadable(readErr)
	case exitErr != nil:
		return v, s.explain(child.stderr.lines(), exitErr)
	}
	var a answer
	if err := json.Unmarshal(text.Bytes(), &a); err != nil || len(a.Streams) == 0 {
		return v, s.noVideo()
	}
	stream := a.Streams[0]
	jpegs := strings.HasPrefix(stream.Pixels, "yuv") || strings.HasPrefix(stream.Pixels, "gray") || stream.Pixels == ""
	whole := stream.Fields == "" || stream.Fields == "unknown" || stream.Fields == "progressive"
	v.copy = stream.Codec == "mjpeg" && jpegs && whole
	if v.fps = rate(stream.Average); v.fps == 0 {
		v.fps = rate(stream.Rate)
	}
	if v.frames = number(stream.Frames); v.frames == 0 {
		v.frames = number(a.Format.Duration) * v.fps
	}
	return v, nil
}

// number reads a number above 0. It returns 0 for what is none.
func number(s string) float64 {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || !(n > 0) || math.IsInf(n, 0) {
		return 0
	}
	return n
}

// rate reads a fraction such as 30000/1001. It returns 0 for what is none.
func rate(s string) float64 {
	over, under, _ := strings.Cut(s, "/")
	a, errA := strconv.ParseFloat(over, 64)
	b, errB := strconv.ParseFloat(under, 64)
	if r := a / b; errA == nil && errB == nil && r > 0 && !math.IsInf(r, 0) {
		return r
	}
	return 0
}
