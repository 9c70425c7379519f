package ffmpeg

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"rtm2"
	"rtm2/internal/source/sourcetest"
)

func stream(address string, o Options) *Source {
	o.Logger = quiet()
	return New(Input{Kind: Stream, Address: address}, o)
}

// transport starts ffmpeg as a sender of an endless MPEG transport stream over TCP and returns its address.
func transport(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	path := sourcetest.FFmpeg(t)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			cmd := exec.CommandContext(ctx, path, "-nostdin", "-loglevel", "error", "-re", "-f", "lavfi", "-i",
				"testsrc=s=160x120:r=50",
				"-c:v", "libx264", "-tune", "zerolatency", "-g", "10", "-f", "mpegts", "pipe:1")
			cmd.Stdout = conn
			cmd.Run()
			conn.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); cancel(); <-done })
	return "tcp://" + l.Addr().String()
}

// TestLive reads a real live stream, and ends it in the middle.
func TestLive(t *testing.T) {
	src := stream(transport(t), Options{})
	for range 2 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		began, n := time.Now(), 0
		var last time.Time
		err := src.Run(ctx, func(p rtm2.Picture) error {
			if p.Number != n || !p.Captured.After(last) || p.Captured.Before(began) || p.Captured.After(time.Now()) || p.Name != "" {
				t.Errorf("picture %d: number %d at %v after %v, name %q", n, p.Number, p.Captured, last, p.Name)
			}
			if n, last = n+1, p.Captured; n == 20 {
				cancel()
			}
			return nil
		})
		if !errors.Is(err, context.Canceled) || n < 20 {
			t.Errorf("%d pictures, then %v", n, err)
		}
		cancel()
	}
}

// TestBeginsWhole: a stream is joined in the middle of a group of pictures, and its first picture is whole.
func TestBeginsWhole(t *testing.T) {
	path := clip(t, "a.hevc", "-f", "lavfi", "-i", "testsrc=s=320x240", "-frames:v", "100", "-c:v", "libx265",
		"-x265-params",
		"keyint=50:min-keyint=50:bframes=0:scenecut=0:log-level=none")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// Leave out the slices of the first picture, but not the parameter sets before them: NAL unit types 16 to 21 are
	// those of key pictures, ITU-T H.265 table 7-1.
	units := bytes.Split(data, []byte{0, 0, 1})
	for i, u := range units {
		if len(u) > 0 && u[0]>>1&0x3F >= 16 && u[0]>>1&0x3F <= 21 {
			units = slices.Delete(units, i, i+1)
			break
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			conn.Write(bytes.Join(units, []byte{0, 0, 1}))
			conn.Close()
		}
	}()
	got, err := collect(t, stream("tcp://"+l.Addr().String(), Options{}))
	if rtm2.CodeOf(err) != rtm2.CodeUnavailable || len(got) != 50 {
		t.Fatalf("%d pictures, then %v; want the 50 from the second key frame on", len(got), err)
	}
	if a, b := len(got[0].JPEG), len(got[10].JPEG); a < b*8/10 {
		t.Errorf("the first picture has %d bytes, a later one %d", a, b)
	}
}

// rtsp starts a server that gives the same answer to every request; an empty one means none.
func rtsp(t *testing.T, status string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				conn.SetDeadline(time.Now().Add(30 * time.Second))
				for r := bufio.NewReader(conn); ; {
					cseq := ""
					for {
						line, err := r.ReadString('\n')
						if err != nil {
							return
						}
						if v, ok := strings.CutPrefix(line, "CSeq:"); ok {
							cseq = strings.TrimSpace(v)
						}
						if strings.TrimSpace(line) == "" {
							break
						}
					}
					if status != "" {
						fmt.Fprintf(conn, "RTSP/1.0 %s\r\nCSeq: %s\r\nWWW-Authenticate: Basic realm=\"cam\"\r\n\r\n",
							status, cseq)
					}
				}
			}()
		}
	}()
	return l.Addr().String()
}

func TestLiveFailures(t *testing.T) {
	sourcetest.FFmpeg(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := l.Addr().String()
	l.Close()
	const user = "rtsp://me:s3cret@"
	for _, c := range []struct {
		name, address string
		code          rtm2.Code
		words         string
	}{
		{"refused", user + closed + "/1", rtm2.CodeUnavailable, "refuses the connection"},
		{"no such name", user + "camera.invalid/1", rtm2.CodeUnavailable, "cannot be found"},
		{"wrong password", user + rtsp(t, "401 Unauthorized") + "/1", rtm2.CodeUnauthorized, "password"},
		{"forbidden", user + rtsp(t, "403 Forbidden") + "/1", rtm2.CodeForbidden, "403"},
		{"no such stream", user + rtsp(t, "404 Not Found") + "/1", rtm2.CodeNotFound, "404"},
		{"fault", user + rtsp(t, "500 Internal Server Error") + "/1?password=s3cret", rtm2.CodeUnavailable, "busy"},
		{"no answer", user + rtsp(t, "") + "/1", rtm2.CodeUnavailable, "no picture within 500ms"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := Options{}
			if c.name == "no answer" {
				o.Connect = 500 * time.Millisecond
			}
			src := stream(c.address, o)
			if m := sourcetest.Fails(t, src, c.code, c.words); strings.Contains(m, "s3cret") {
				t.Errorf("the message tells the password: %s", m)
			}
			err := src.Run(t.Context(), nil)
			if cause := errors.Unwrap(err); cause != nil && strings.Contains(cause.Error(), "s3cret") {
				t.Errorf("the cause tells the password: %s", cause)
			}
		})
	}
}

func TestDeviceFailures(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("devices exist on Linux only")
	}
	sourcetest.FFmpeg(t)
	device := func(path string) *Source { return New(Input{Kind: Device, Address: path}, Options{Logger: quiet()}) }
	sourcetest.Fails(t, device("/dev/video77"), rtm2.CodeNotFound, "no device /dev/video77", "plugged in")
	sourcetest.Fails(t, device(t.TempDir()), rtm2.CodeUnsupported, "not a device")
	sourcetest.Fails(t, device("/dev/null"), rtm2.CodeUnavailable, "ffmpeg cannot read /dev/null")
}

func TestArguments(t *testing.T) {
	const tail = " -f mpjpeg pipe:1"
	const encoder = " -fps_mode passthrough -enc_time_base 1:1000 -c:v mjpeg -q:v 3 -huffman default -flags:v +bitexact " +
		"-threads:v 1" + tail
	const filter = "scale=out_range=full:out_color_matrix=bt601,format=yuvj420p,settb=1/1000,setpts=N"
	const encoded = "-vf " + filter + encoder
	const whole = `-vf select=if(key+gte(n\,250)\,st(1\,1)\,ld(1)),` + filter + encoder
	const live = "-analyzeduration 500000 -fflags +discardcorrupt -flags +low_delay-output_corrupt -thread_type slice "
	for _, c := range []struct {
		name string
		in   Input
		v    video
		want string
	}{
		{"file", Input{Address: "-a.mp4"}, video{}, "-protocol_whitelist file -i file:-a.mp4 -map 0:V:0 " + encoded},
		{"file of JPEGs", Input{Address: "/a b.avi"}, video{copy: true},
			"-protocol_whitelist file -i file:/a b.avi -map 0:V:0 -c:v copy" + tail},
		{"device", Input{Kind: Device, Address: "/dev/video0"}, video{copy: true, format: "mjpeg"},
			"-f v4l2 -input_format mjpeg -i /dev/video0 -map 0:V:0 -c:v copy" + tail},
		{"device as it is set", Input{Kind: Device, Address: "/dev/video0", Width: 1280, Height: 720, FPS: 7.5},
			video{},
			"-f v4l2 -video_size 1280x720 -framerate 7.5 -i /dev/video0 -map 0:V:0 " + encoded},
		{"rtsp", Input{Kind: Stream, Address: "rtsp://u:p@cam:554/1?a=b&c"}, video{},
			live + "-rtsp_transport tcp -allowed_media_types video " +
				"-protocol_whitelist rtsp,rtsps,rtp,srtp,udp,tcp,tls -i rtsp://u:p@cam:554/1?a=b&c -map 0:V:0 " + whole},
		{"rtsp of JPEGs", Input{Kind: Stream, Address: "rtsps://cam/1"}, video{copy: true},
			live + "-rtsp_transport tcp -allowed_media_types " +
				"video -protocol_whitelist rtsp,rtsps,rtp,srtp,udp,tcp,tls -i rtsps://cam/1 -map 0:V:0 -c:v copy" + tail},
		{"playlist", Input{Kind: Stream, Address: "https://cam/a.m3u8"}, video{}, live +
			"-protocol_whitelist http,https,tcp,tls,crypto -i https://cam/a.m3u8 -map 0:V:0 " + whole},
	} {
		got := strings.Join(New(c.in, Options{}).arguments(c.v, fpsMode), " ")
		if want := "-nostdin -hide_banner -loglevel error " + c.want; got != want {
			t.Errorf("%s:\n%s, want\n%s", c.name, got, want)
		}
	}
}

// program writes a shell script that stands for ffmpeg or ffprobe in a folder.
func program(t *testing.T, dir, name, script string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestDeviceFormats: MJPEG is asked for first, and what the device has is taken otherwise.
func TestDeviceFormats(t *testing.T) {
	const null = "/dev/null"
	for _, c := range []struct{ name, ffprobe, want string }{
		{"has MJPEG", `echo '{"streams":[{"codec_name":"mjpeg","pix_fmt":"yuvj422p","field_order":"unknown"}]}'`,
			"-input_format mjpeg -i /dev/null -map 0:V:0 -c:v copy"},
		{"has none", `echo "[video4linux2 @ 0x5] Cannot find a proper format for codec 'mjpeg'" >&2; exit 1`,
			"-f v4l2 -i /dev/null -map 0:V:0 -vf"},
		{"fields", `echo '{"streams":[{"codec_name":"mjpeg","pix_fmt":"yuvj422p","field_order":"tb"}]}'`,
			"-input_format mjpeg -i /dev/null -map 0:V:0 -vf"},
		{"odd colours", `echo '{"streams":[{"codec_name":"mjpeg","pix_fmt":"gbrp"}]}'`,
			"-input_format mjpeg -i /dev/null -map 0:V:0 -vf"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if runtime.GOOS != "linux" {
				t.Skip("devices exist on Linux only")
			}
			dir := t.TempDir()
			program(t, dir, "ffprobe", c.ffprobe)
			ffmpeg := program(t, dir, "ffmpeg", `echo "$*" >&2; exit 1`)
			src := New(Input{Kind: Device, Address: null}, Options{Logger: quiet(), Path: ffmpeg})
			err := src.Run(t.Context(), nil)
			if cause := errors.Unwrap(err); cause == nil || !strings.Contains(cause.Error(), c.want) {
				t.Errorf("%v: %v, want %s", err, cause, c.want)
			}
		})
	}
}

// TestOldFFmpeg: what does not know -fps_mode is asked with -vsync.
func TestOldFFmpeg(t *testing.T) {
	dir := t.TempDir()
	program(t, dir, "ffprobe-4", `echo '{"streams":[{"codec_name":"h264"}]}'`)
	picture := filepath.Join(dir, "p")
	ffmpeg := program(t, dir, "ffmpeg-4", `case "$*" in
*-fps_mode*) echo "Unrecognized option 'fps_mode'." >&2; echo "Error splitting the argument list: Option not found" >&2; exit 1;;
*"-vsync passthrough"*) cat "`+picture+`";; esac`)
	raw := "\xff\xd8\xff\xda\x00\x02ab\xff\xd9"
	if err := os.WriteFile(picture,
		[]byte("--ffmpeg\r\nContent-type: image/jpeg\r\nContent-length: 10\r\n\r\n"+raw+"\r\n--ffmpeg\r\n"),
		0o600); err != nil {
		t.Fatal(err)
	}
	got, err := collect(t, New(Input{Address: picture}, Options{Logger: quiet(), Path: ffmpeg}))
	if err != nil || len(got) != 1 || string(got[0].JPEG) != raw {
		t.Errorf("%d pictures and %v", len(got), err)
	}
}

// TestGrandchildren: what ffmpeg, or a script around it, has started ends with it.
func TestGrandchildren(t *testing.T) {
	dir := t.TempDir()
	program(t, dir, "ffprobe", `echo '{"streams":[{"codec_name":"h264"}]}'`)
	ffmpeg := program(t, dir, "ffmpeg", `sleep 1000 & echo $! > "`+dir+`/pid"; wait`)
	src := stream("rtsp://cam/1", Options{Path: ffmpeg, Connect: 4 * time.Second})
	sourcetest.Fails(t, src, rtm2.CodeUnavailable, "no picture within 4s")
	pid, err := os.ReadFile(filepath.Join(dir, "pid"))
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		stat, err := os.ReadFile("/proc/" + strings.TrimSpace(string(pid)) + "/stat")
		if err != nil || bytes.Contains(stat, []byte(") Z ")) {
			return // gone, or dead and no child of ours
		}
		if time.Now().After(deadline) {
			t.Fatalf("the process %s goes on", pid)
		}
	}
}

// TestSilentChild: a stream that stops after its first pictures breaks.
func TestSilentChild(t *testing.T) {
	dir := t.TempDir()
	program(t, dir, "ffprobe", `echo '{"streams":[{"codec_name":"h264"}]}'`)
	ffmpeg := program(t, dir, "ffmpeg", `printf '\377\330\377\332\000\002ab\377\331'; exec sleep 1000`)
	sourcetest.Fails(t, stream("rtsp://cam/1", Options{Path: ffmpeg, Silence: 100 * time.Millisecond}),
		rtm2.CodeUnavailable,
		"has sent nothing for 100ms")
}

func TestTail(t *testing.T) {
	var tl tail
	for i := range 10000 {
		fmt.Fprintf(&tl, "line %d\n\n", i)
	}
	io.WriteString(&tl, "the last \xff one")
	got := tl.lines()
	if len(got) != maxLast || got[0] != "the last ? one" || got[1] != "line 9999" || len(tl.kept) > maxTail {
		t.Errorf("%d bytes kept, lines %q", len(tl.kept), got)
	}
}

func TestEnvironment(t *testing.T) {
	got := environment([]string{"PATH=/bin", "FFREPORT=file=/tmp/x", "AV_LOG_FORCE_COLOR=1", "HOME=/"})
	if !slices.Equal(got, []string{"PATH=/bin", "HOME=/"}) {
		t.Errorf("got %q", got)
	}
}

func TestRate(t *testing.T) {
	for in, want := range map[string]float64{"25/1": 25, "30000/1001": 30000.0 / 1001, "0/0": 0, "1/0": 0, "x": 0,
		"": 0, "-5/1": 0} {
		if got := rate(in); got != want {
			t.Errorf("%q: %v, want %v", in, got, want)
		}
	}
}

// TestPlaylist reads HLS over HTTP to its end.
func TestPlaylist(t *testing.T) {
	list := clip(t, "a.m3u8", "-f", "lavfi", "-i", grey, "-frames:v", "50", "-c:v", "libx264", "-g", "25", "-hls_time", "1",
		"-hls_playlist_type", "vod", "-f", "hls")
	server := httptest.NewServer(http.FileServer(http.Dir(filepath.Dir(list))))
	defer server.Close()
	got, err := collect(t, stream(server.URL+"/a.m3u8", Options{}))
	if rtm2.CodeOf(err) != rtm2.CodeUnavailable || len(got) != 50 {
		t.Errorf("%d pictures, then %v", len(got), err)
	}
}
