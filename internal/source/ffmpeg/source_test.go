package ffmpeg

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rtm2"
	"rtm2/internal/source/jpegstream"
	"rtm2/internal/source/pace"
	"rtm2/internal/source/sourcetest"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// grey is a video whose n-th frame has the level 5n modulo 256 everywhere: a frame tells its number.
const grey = "color=black:s=64x48:r=25,format=gray,geq=lum='mod(N*5,256)'"

// clip makes a file with ffmpeg, at the end of the arguments, and returns its path.
func clip(t *testing.T, name string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	ffmpeg(t, append(args, path)...)
	return path
}

func ffmpeg(t *testing.T, args ...string) {
	t.Helper()
	args = append([]string{"-nostdin", "-loglevel", "error", "-y"}, args...)
	if out, err := exec.CommandContext(t.Context(), sourcetest.FFmpeg(t), args...).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg %v: %v: %s", args, err, out)
	}
}

func collect(t *testing.T, src rtm2.Source) ([]rtm2.Picture, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var got []rtm2.Picture
	err := src.Run(ctx, func(p rtm2.Picture) error { got = append(got, p); return nil })
	return got, err
}

func file(path string) *Source {
	return New(Input{Address: path}, Options{Logger: quiet(), Pace: pace.Options{Start: time.Unix(1000, 0)}})
}

func TestConformance(t *testing.T) {
	h264 := clip(t, "a.mp4", "-f", "lavfi", "-i", grey, "-frames:v", "6", "-c:v", "libx264", "-bf", "2")
	mjpeg := clip(t, "a.avi", "-f", "lavfi", "-i", grey, "-frames:v", "6", "-c:v", "mjpeg")
	for name, path := range map[string]string{"transcoded": h264, "copied": mjpeg} {
		for _, real := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				sourcetest.Run(t, sourcetest.Case{Pictures: 6, Live: real, New: func(*testing.T) rtm2.Source {
					return New(Input{Address: path}, Options{Logger: quiet(), Pace: pace.Options{Real: real}})
				}})
			})
		}
	}
}

// level returns the mean of a picture's luma.
func level(t *testing.T, data []byte) float64 {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var pix []uint8
	switch img := img.(type) {
	case *image.YCbCr:
		if img.SubsampleRatio != image.YCbCrSubsampleRatio420 {
			t.Errorf("sampling %v, want 4:2:0", img.SubsampleRatio)
		}
		pix = img.Y
	case *image.Gray:
		pix = img.Pix
	}
	sum := 0
	for _, v := range pix {
		sum += int(v)
	}
	return float64(sum) / float64(len(pix))
}

// TestEveryFrameOnce: each frame once, in order, in full range, at the file's own speed.
func TestEveryFrameOnce(t *testing.T) {
	lavfi := []string{"-f", "lavfi", "-i", grey, "-frames:v", "100"}
	fast := []string{"-f", "lavfi", "-i", strings.Replace(grey, "r=25", "r=3000", 1), "-frames:v", "100"}
	for _, c := range []struct {
		name string
		args []string
		fps  float64
	}{
		{"h264.mp4", []string{"-c:v", "libx264", "-qp", "4", "-bf", "3", "-pix_fmt", "yuv420p"}, 25},
		{"h264.mkv", []string{"-c:v", "libx264", "-qp", "4", "-bf", "3", "-pix_fmt", "yuv422p", "-r", "30000/1001",
			"-vf", "setpts=N"}, 0},
		{"mpeg.ts", []string{"-c:v", "mpeg2video", "-qscale", "1", "-bf", "2"}, 25},
		{"xvid.avi", []string{"-c:v", "mpeg4", "-qscale", "1"}, 25},
		{"full.mp4", []string{"-c:v", "libx264", "-qp", "4", "-pix_fmt", "yuvj420p"}, 25},
		{"rgb.avi", []string{"-c:v", "png", "-pix_fmt", "rgb24"}, 25},
		{"sametimes.mkv", []string{"-c:v", "mpeg4", "-qscale", "1"}, 0}, // Matroska counts in milliseconds,
	} {
		t.Run(c.name, func(t *testing.T) {
			in := lavfi
			if c.name == "sametimes.mkv" {
				in = fast
			}
			got, err := collect(t, file(clip(t, c.name, slices.Concat(in, c.args)...)))
			if err != nil || len(got) != 100 {
				t.Fatalf("%d pictures and %v, want 100", len(got), err)
			}
			for n, p := range got {
				if l, want := level(t, p.JPEG), float64(n*5%256); math.Abs(l-want) > 3 {
					t.Errorf("picture %d has level %.1f, want %.0f", n, l, want)
				}
				if p.Number != n {
					t.Errorf("picture %d has number %d", n, p.Number)
				}
				at := p.Captured.Sub(time.Unix(1000, 0)).Seconds()
				if c.fps > 0 && math.Abs(at-float64(n)/c.fps) > 1e-6 {
					t.Errorf("picture %d was taken after %v s", n, at)
				}
			}
		})
	}
}

// TestJPEGsAreCopied: what is MJPEG already arrives byte for byte.
func TestJPEGsAreCopied(t *testing.T) {
	for _, name := range []string{"a.avi", "a.mkv", "a.mov"} {
		path := clip(t, name, "-f", "lavfi", "-i", "testsrc=s=160x120", "-frames:v", "20", "-c:v", "mjpeg", "-q:v", "7",
			"-pix_fmt", "yuvj422p")
		raw := clip(t, "raw", "-i", path, "-c:v", "copy", "-f", "mjpeg")
		f, err := os.Open(raw)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		got, err := collect(t, file(path))
		if err != nil || len(got) != 20 {
			t.Fatalf("%s: %d pictures and %v, want 20", name, len(got), err)
		}
		want := jpegstream.NewReader(f, jpegstream.Options{})
		for i, p := range got {
			if w, err := want.Next(); err != nil || !bytes.Equal(w.JPEG, p.JPEG) {
				t.Errorf("%s: picture %d is not what the file holds (%v)", name, i, err)
			}
		}
	}
}

// TestData reads a real video: as many frames as OpenCV counts, at the rate that it tells.
func TestData(t *testing.T) {
	sourcetest.FFmpeg(t)
	path := filepath.Join("..", "..", "..", "..", "shared", "data", "opencv_vtest", "video.avi")
	if _, err := os.Stat(path); err != nil {
		t.Skip("the test data folder shared/data/opencv_vtest is not there")
	}
	n := 0
	var last rtm2.Picture
	err := file(path).Run(t.Context(), func(p rtm2.Picture) error { n++; last = p; return nil })
	if err != nil || n != 795 || last.Number != 794 {
		t.Errorf("%d frames and %v, the last is number %d; want 795", n, err, last.Number)
	}
	if d := last.Captured.Sub(time.Unix(1000, 0)); d != 79400*time.Millisecond {
		t.Errorf("the last frame after %v", d)
	}
}

// TestFileNames: a name is a name, whatever it looks like to ffmpeg.
func TestFileNames(t *testing.T) {
	path := clip(t, "plain.mp4", "-f", "lavfi", "-i", grey, "-frames:v", "3", "-c:v", "mpeg4")
	t.Chdir(filepath.Dir(path))
	for _, name := range []string{"-f.mp4", "concat:a|b.mp4", "a%03d.mp4", "http:x.mp4", "a b'c\"$(d).mp4", "摄像.mp4"} {
		if err := os.Link(path, name); err != nil {
			t.Fatal(err)
		}
		if got, err := collect(t, file(name)); err != nil || len(got) != 3 {
			t.Errorf("%s: %d pictures and %v", name, len(got), err)
		}
	}
}

// TestFilesLeadNowhere: a file that names addresses or other files makes ffmpeg open none of them.
func TestFilesLeadNowhere(t *testing.T) {
	sourcetest.FFmpeg(t)
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer server.Close()
	for name, content := range map[string]string{
		"a.m3u8":     "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" + server.URL + "/a.ts\n#EXT-X-ENDLIST\n",
		"a.ffconcat": "ffconcat version 1.0\nfile '" + server.URL + "/a.ts'\n",
		"a.sdp":      "v=0\nm=video 0 RTP/AVP 96\nc=IN IP4 127.0.0.1\na=rtpmap:96 H264/90000\n",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if got, err := collect(t, file(path)); err == nil || len(got) > 0 {
				t.Errorf("%d pictures and %v", len(got), err)
			}
		})
	}
	if asked.Load() > 0 {
		t.Error("ffmpeg followed the address in a file")
	}
}

func TestDamagedFile(t *testing.T) {
	path := clip(t, "a.ts", "-f", "lavfi", "-i", "testsrc=s=160x120", "-frames:v", "100", "-c:v", "libx264", "-g", "25")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 20000; i < len(data); i += 777 {
		data[i] ^= 0xFF
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	var told bytes.Buffer
	src := New(Input{Address: path}, Options{Logger: slog.New(slog.NewTextHandler(&told, nil))})
	got, err := collect(t, src)
	if len(got) < 20 {
		t.Errorf("%d pictures and %v", len(got), err)
	}
	if err == nil && strings.Count(told.String(), "found faults") != 1 {
		t.Errorf("told %q", &told)
	}
}

func TestFileFailures(t *testing.T) {
	sourcetest.FFmpeg(t)
	text := filepath.Join(t.TempDir(), "text.avi")
	if err := os.WriteFile(text, []byte("this is no video\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	whole := clip(t, "whole.mp4", "-f", "lavfi", "-i", grey, "-frames:v", "50", "-c:v", "libx264")
	data, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(t.TempDir(), "cut.mp4")
	if err := os.WriteFile(cut, data[:len(data)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, path string
		code       rtm2.Code
		words      string
	}{
		{"missing", filepath.Join(t.TempDir(), "none.mp4"), rtm2.CodeNotFound, "there is no file"},
		{"folder", t.TempDir(), rtm2.CodeUnsupported, "is not a file"},
		{"text", text, rtm2.CodeCorrupt, "no video that ffmpeg can read"},
		{"cut off", cut, rtm2.CodeCorrupt, "cut off"},
		{"sound", clip(t, "a.wav", "-f", "lavfi", "-i", "sine=d=1"), rtm2.CodeUnsupported, "no video in it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sourcetest.Fails(t, file(c.path), c.code, c.words, filepath.Base(c.path))
		})
	}
}

func TestNotInstalled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.mp4")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	sourcetest.Fails(t, New(Input{Address: path}, Options{Logger: quiet(), Path: "/nowhere/ffmpeg"}),
		rtm2.CodeUnavailable,
		"not found at /nowhere/ffmpeg")
	t.Setenv("PATH", t.TempDir())
	sourcetest.Fails(t, file(path), rtm2.CodeUnavailable, "apt install ffmpeg", "brew install ffmpeg",
		"winget install ffmpeg")
	if err := file(path).Run(t.Context(), nil); !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("the cause is lost: %v", errors.Unwrap(err))
	}
}
