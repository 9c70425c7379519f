package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rtm2"
	"rtm2/internal/source/ffmpeg"
	"rtm2/internal/source/jpegstream"
	"rtm2/internal/source/sourcetest"
)

var errEnough = errors.New("enough")

func TestParse(t *testing.T) {
	stream := func(a string) target {
		return target{kind: kindStream, input: ffmpeg.Input{Kind: ffmpeg.Stream, Address: a}}
	}
	device := func(a string, w, h int, fps float64) target {
		return target{kind: kindDevice, input: ffmpeg.Input{Kind: ffmpeg.Device, Address: a, Width: w, Height: h,
			FPS: fps}}
	}
	recording := func(p string) target { return target{path: p} }
	for spec, want := range map[string]target{
		"demo:":                       {kind: kindDemo, path: "demo:"},
		"demo:?seed=7":                {kind: kindDemo, path: "demo:?seed=7"},
		"demo":                        recording("demo"),
		"rtsp://cam/1":                stream("rtsp://cam/1"),
		"RTSPS://u:p@cam:322/1?a=b":   stream("rtsps://u:p@cam:322/1?a=b"),
		"udp://:5000":                 stream("udp://:5000"),
		"srt://cam:9000":              stream("srt://cam:9000"),
		"https://cam/live.M3U8?x=1":   stream("https://cam/live.M3U8?x=1"),
		"rtsp://[fe80::1]:554/x":      stream("rtsp://[fe80::1]:554/x"),
		"/dev/video0":                 device("/dev/video0", 0, 0, 0),
		"/dev/video12?fps=7.5":        device("/dev/video12", 0, 0, 7.5),
		"/dev/v4l/by-id/usb-x-index0": device("/dev/v4l/by-id/usb-x-index0", 0, 0, 0),
		"/dev/video0?width=1280&height=720&fps=15": device("/dev/video0", 1280, 720, 15),
		"file:///videos/a%20b.mp4":                 recording("/videos/a b.mp4"),
		"videos/a:b.mp4":                           recording("videos/a:b.mp4"),
		`C:\videos\a.mp4`:                          recording(`C:\videos\a.mp4`),
		"C://videos/a.mp4":                         recording("C://videos/a.mp4"),
		"12://a":                                   recording("12://a"),
		"-x.mp4":                                   recording("-x.mp4"),
	} {
		got, err := parse(spec)
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", spec, got, err, want)
		}
	}
	for _, spec := range []string{"http://cam/", "HTTPS://u:p%40@cam:8443/video?x=1", "http://cam/video.mp4"} {
		if got, err := parse(spec); err != nil || got.kind != kindHTTP || got.url.Hostname() != "cam" {
			t.Errorf("%s: %+v, %v", spec, got, err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for spec, words := range map[string]string{
		"":                                 "empty",
		"  ":                               "empty",
		"a\nb":                             "one line",
		"a\x00b":                           "zero byte",
		"demo:?fps=0":                      "1 to 60",
		"demo:x":                           "question mark",
		"gopher://cam/1":                   "gopher://, which is not known",
		"http://":                          "no host",
		"rtsp:///1":                        "no host",
		"http://cam:99999/":                "1 to 65535",
		"http://cam:0/":                    "1 to 65535",
		"http://u:s3c/ret@cam/1":           "%2F for /",
		"http://u:s3c%zzret@cam/1":         "%40 for @",
		"rtsp://u:s3cret@ca m/1":           "not a proper address",
		"gopher://u:s3cret@cam/?pw=s3cret": "not known",
		"file://server/a.mp4":              "this machine",
		"/dev/video":                       "/dev/video0",
		"/dev/videox":                      "/dev/video0",
		"/dev/video0?width=0&height=0":     "1 to 16384",
		"/dev/video0?width=640":            "go together",
		"/dev/video0?width=6.5&height=4":   "whole number",
		"/dev/video0?fps=NaN":              "above 0",
		"/dev/video0?fps=0":                "above 0",
		"/dev/video0?size=1":               "no option",
		"/dev/video0?fps=1&fps=2":          "twice",
		"/dev/video0?%zz":                  "not understood",
	} {
		src, err := Open(spec, Options{})
		if rtm2.CodeOf(err) != rtm2.CodeInvalid || src != nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%q: %v, %v; want a refusal that says %q", spec, src, err, words)
			continue
		}
		if s := err.Error(); strings.Contains(s, "s3c") || strings.ContainsAny(s, "\r\n\x00") {
			t.Errorf("%q: the message tells too much: %q", spec, s)
		}
	}
	zero := 0.0
	for _, fps := range []float64{-1, 1e9, zero / zero} {
		if _, err := Open("demo:", Options{FPS: fps}); rtm2.CodeOf(err) != rtm2.CodeInvalid {
			t.Errorf("%v pictures per second: %v", fps, err)
		}
	}
}

// TestOpenLooksAtNothing: what is not there is a matter of Run.
func TestOpenLooksAtNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	for spec, words := range map[string]string{
		"/dev/video77":        "no device",
		"/nowhere/a.mp4":      "no file or folder /nowhere/a.mp4",
		"/nowhere/a.mjpeg":    "no file or folder",
		"/nowhere/a.jpg":      "no file or folder",
		"demo":                "written demo:",
		"77":                  "/dev/video77",
		"192.168.1.20":        "http:// or rtsp://",
		"file:///nowhere/x/y": "no file or folder /nowhere/x/y",
	} {
		src, err := Open(spec, Options{})
		if err != nil {
			t.Errorf("%s: %v", spec, err)
			continue
		}
		sourcetest.Fails(t, src, rtm2.CodeNotFound, words)
	}
}

// take opens a spec and runs it until it has n pictures.
func take(t *testing.T, spec string, o Options, n int) ([]rtm2.Picture, error) {
	t.Helper()
	src, err := Open(spec, o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var got []rtm2.Picture
	err = src.Run(ctx, func(p rtm2.Picture) error {
		if got = append(got, p); len(got) == n {
			return errEnough
		}
		return nil
	})
	return got, err
}

func encode(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 32, 32)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestEveryKind runs one source of each kind, as far as it can be had everywhere.
func TestEveryKind(t *testing.T) {
	p := encode(t)
	dir := t.TempDir()
	for _, name := range []string{"in000031.jpg", "in000032.jpg"} {
		if err := os.WriteFile(filepath.Join(dir, name), p, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	film := filepath.Join(t.TempDir(), "film.mjpeg")
	if err := os.WriteFile(film, append(bytes.Clone(p), p...), 0o600); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(p) }))
	defer server.Close()
	start := time.Unix(1000, 0)
	for _, c := range []struct {
		spec  string
		first int
		ends  bool
		step  time.Duration // between two pictures; 0: live
	}{
		{"demo:?fps=60&width=64&height=48", 0, false, 0},
		{server.URL + "/snapshot", 0, false, 0},
		{dir, 31, true, 40 * time.Millisecond},
		{filepath.Join(dir, "in000031.jpg"), 31, true, 0},
		{film, 0, true, 40 * time.Millisecond},
		{"file://" + film, 0, true, 40 * time.Millisecond},
	} {
		got, err := take(t, c.spec, Options{Start: start}, 3)
		if c.ends && err != nil || !c.ends && !errors.Is(err, errEnough) || len(got) == 0 || got[0].Number != c.first {
			t.Errorf("%s: %d pictures and %v", c.spec, len(got), err)
			continue
		}
		if c.step > 0 && (!got[0].Captured.Equal(start) || got[1].Captured.Sub(start) != c.step) {
			t.Errorf("%s: taken at %v and %v", c.spec, got[0].Captured, got[1].Captured)
		}
	}
	got, err := take(t, dir, Options{Start: start, FPS: 10}, 3)
	if err != nil || got[1].Captured.Sub(start) != 100*time.Millisecond {
		t.Errorf("at 10 pictures per second: %v", err)
	}
	began := time.Now()
	if got, err := take(t, film, Options{Start: start, Pace: true}, 3); err != nil || got[0].Captured.Before(began) {
		t.Errorf("as if live: %v", err)
	}
}

// TestRecordingChanges: what a path is, each Run finds out anew.
func TestRecordingChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "later")
	src, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	sourcetest.Fails(t, src, rtm2.CodeNotFound, "there is no file or folder")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	sourcetest.Fails(t, src, rtm2.CodeNotFound, "holds no images")
	if err := os.WriteFile(filepath.Join(path, "1.jpg"), encode(t), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := src.Run(t.Context(), func(rtm2.Picture) error { return nil }); err != nil {
		t.Error(err)
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// film makes an MJPEG file of n pictures and returns them.
func film(t *testing.T, path string, n int) [][]byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), sourcetest.FFmpeg(t), "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i",
		"testsrc2=s=640x480:r=25", "-frames:v", fmt.Sprint(n), "-c:v", "mjpeg", "-q:v", "5", "-huffman", "default",
		"-f", "mjpeg", path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var pictures [][]byte
	for r := jpegstream.NewReader(f, jpegstream.Options{}); ; {
		p, err := r.Next()
		if err != nil {
			return pictures
		}
		pictures = append(pictures, p.JPEG)
	}
}

// background starts a program and ends it with the test.
func background(t *testing.T, name string, args ...string) *bytes.Buffer {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, name, args...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		cmd.Wait()
		if t.Failed() {
			t.Logf("%s said: %s", name, said.String())
		}
	})
	return &said
}

// untilUp takes pictures from an address whose server is still starting.
func untilUp(t *testing.T, spec string, n int) []rtm2.Picture {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		got, err := take(t, spec, Options{}, n)
		if errors.Is(err, errEnough) {
			return got
		}
		if len(got) > 0 || time.Now().After(deadline) {
			t.Fatalf("%d pictures, then %v", len(got), err)
		}
	}
}

// TestFFmpegAsCamera reads the stream of ffmpeg's own MJPEG server: every picture of the film as it is.
func TestFFmpegAsCamera(t *testing.T) {
	path := filepath.Join(t.TempDir(), "film.mjpeg")
	want := film(t, path, 30)
	address := fmt.Sprintf("http://127.0.0.1:%d/cam", freePort(t))
	background(t, sourcetest.FFmpeg(t), "-nostdin", "-loglevel", "error", "-f", "mjpeg", "-i", path, "-c", "copy",
		"-f", "mpjpeg",
		"-listen", "1", address)
	for i, p := range untilUp(t, address, len(want)) {
		if !bytes.Equal(p.JPEG, want[i]) {
			t.Errorf("picture %d is not that of the film", i)
		}
	}
}

// TestMotionAsCamera reads the stream of Debian's motion, with its logins.
func TestMotionAsCamera(t *testing.T) {
	motion := sourcetest.Program(t, "motion")
	dir := t.TempDir()
	path := filepath.Join(dir, "film.mkv")
	film(t, filepath.Join(dir, "film.mjpeg"), 50)
	cmd := exec.CommandContext(t.Context(), sourcetest.FFmpeg(t), "-nostdin", "-loglevel", "error", "-i",
		filepath.Join(dir, "film.mjpeg"),
		"-c:v", "libx264", "-pix_fmt", "yuv420p", path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for method, name := range map[int]string{0: "open", 1: "basic", 2: "digest"} {
		t.Run(name, func(t *testing.T) {
			port, control := freePort(t), freePort(t)
			conf := fmt.Sprintf("daemon off\nlog_level 4\nnetcam_url file://%s\nwidth 640\nheight 480\nframerate 10\nstream_port %d\n"+
				"stream_localhost on\nstream_auth_method %d\nstream_authentication me:s3c-ret\nwebcontrol_port %d\nstream_maxrate 10\n"+
				"target_dir %s\npicture_output off\nmovie_output off\nnetcam_params keepalive=off\n", path, port,
				method, control, dir)
			file := filepath.Join(dir, name+".conf")
			if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
				t.Fatal(err)
			}
			background(t, motion, "-c", file, "-n")
			user := ""
			if method > 0 {
				user = "me:s3c-ret@"
			}
			for i, p := range untilUp(t, fmt.Sprintf("http://%s127.0.0.1:%d/", user, port), 5) {
				if c, err := jpeg.DecodeConfig(bytes.NewReader(p.JPEG)); err != nil || c.Width != 640 {
					t.Errorf("picture %d: %v", i, err)
				}
			}
			if method == 0 {
				return
			}
			for _, wrong := range []string{"", "me:wrong@"} {
				src, err := Open(fmt.Sprintf("http://%s127.0.0.1:%d/", wrong, port), Options{Logger: slog.Default()})
				if err != nil {
					t.Fatal(err)
				}
				sourcetest.Fails(t, src, rtm2.CodeUnauthorized, "password")
			}
		})
	}
}

// FuzzSpec: whatever is written, Open neither panics nor says a password, and every refusal says what is wrong.
func FuzzSpec(f *testing.F) {
	for _, s := range []string{"demo:?seed=7&fps=x", "http://u:p@cam:80/x?pwd=y", "rtsp://[::1]:554/",
		"/dev/video0?width=1&height=1",
		"file:///a", "C:\\a", "x://", "://", "udp://:1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, spec string) {
		src, err := Open(spec, Options{})
		if (src == nil) == (err == nil) {
			t.Fatalf("%q: %v and %v", spec, src, err)
		}
		if err != nil && (rtm2.CodeOf(err) != rtm2.CodeInvalid || err.Error() == "") {
			t.Errorf("%q: %v", spec, err)
		}
		Redact(spec)
	})
}
