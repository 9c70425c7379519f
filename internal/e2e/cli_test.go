package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/gorilla/websocket"
)

// recording writes n pictures as a folder of numbered images from 1 and as one .mjpeg file; in the second half
// something walks through.
func recording(t *testing.T, n int) (folder, file string) {
	t.Helper()
	dir := t.TempDir()
	folder, file = filepath.Join(dir, "images"), filepath.Join(dir, "clip.mjpeg")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	var all bytes.Buffer
	for i := range n {
		data := picture(rnd, max(0, i-n/2)*4, i >= n/2)
		all.Write(data)
		write(t, filepath.Join(folder, fmt.Sprintf("in%06d.jpg", i+1)), data)
	}
	write(t, file, all.Bytes())
	return folder, file
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestScan(t *testing.T) {
	folder, file := recording(t, 160)
	write(t, filepath.Join(folder, "in000020.jpg"), []byte("this is a shopping list"))
	for name, tc := range map[string]struct {
		input        string
		first, count int
	}{
		"a folder, with a text file among the pictures": {folder, 1, 159},
		"an mjpeg file": {file, 0, 160},
	} {
		t.Run(name, func(t *testing.T) {
			out := t.TempDir()
			code, stdout, stderr := rtm2(t, "scan", "--fps", "15", "--out", out, tc.input)
			if code != 0 {
				t.Fatalf("exit code %d\n%s%s", code, stdout, stderr)
			}
			if !strings.Contains(stdout, "event 1") {
				t.Errorf("no event was printed:\n%s", stdout)
			}
			if tc.input == folder && !strings.Contains(stderr, "in000020.jpg") {
				t.Errorf("the text file is not named:\n%s", stderr)
			}
			checkTable(t, out, tc.first, tc.count)
		})
	}
	t.Run("the same seed gives the same answers", func(t *testing.T) {
		a, b := t.TempDir(), t.TempDir()
		for _, out := range []string{a, b} {
			if code, _, stderr := rtm2(t, "scan", "--seed", "7", "--out", out, file); code != 0 {
				t.Fatal(stderr)
			}
		}
		if string(columns(t, a, 0, 1, 2, 4)) != string(columns(t, b, 0, 1, 2, 4)) {
			t.Error("two scans differ")
		}
	})
	t.Run("events as JSON lines", func(t *testing.T) {
		code, stdout, stderr := rtm2(t, "scan", "--json", file)
		if code != 0 {
			t.Fatal(stderr)
		}
		for line := range strings.Lines(stdout) {
			var e struct {
				Begin  *float64 `json:"begin_s"`
				Frames int      `json:"frames"`
			}
			if err := json.Unmarshal([]byte(line), &e); err != nil || e.Begin == nil || e.Frames == 0 {
				t.Errorf("%q: %v", line, err)
			}
		}
	})
}

// checkTable holds frames.csv and the masks to their form: something moves in the second half only.
func checkTable(t *testing.T, dir string, first, count int) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(string(columns(t, dir, 0, 1, 2, 3, 4))), "\n")
	if lines[0] != "frame,motion,score,ms,reason" {
		t.Fatalf("the header is %q", lines[0])
	}
	lines = lines[1:]
	if len(lines) != count {
		t.Fatalf("%d rows, want %d", len(lines), count)
	}
	moved := 0
	for i, line := range lines {
		f := strings.Split(line, ",")
		if i == 0 && f[0] != strconv.Itoa(first) {
			t.Errorf("the first frame is %s, want %d", f[0], first)
		}
		if f[1] == "1" {
			moved++
			if i < count/2-1 {
				t.Errorf("motion before anything moves: %s", line)
			}
		}
		n, err := strconv.Atoi(f[0])
		if err != nil {
			t.Fatal(line)
		}
		r, err := os.Open(filepath.Join(dir, "mask", fmt.Sprintf("%06d.png", n)))
		if err != nil {
			t.Fatal(err)
		}
		m, err := png.Decode(r)
		r.Close()
		if err != nil || m.Bounds().Dx() != cameraWidth/8 || m.Bounds().Dy() != cameraHeight/8 {
			t.Fatalf("mask %d: %v, %v", n, m, err)
		}
	}
	if moved < count/4 {
		t.Errorf("only %d of %d frames have motion", moved, count)
	}
}

// columns returns the chosen columns of frames.csv; milliseconds differ from run to run.
func columns(t *testing.T, dir string, which ...int) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "frames.csv"))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for line := range strings.Lines(string(data)) {
		f := strings.Split(strings.TrimSpace(line), ",")
		for i, w := range which {
			if i > 0 {
				out.WriteByte(',')
			}
			out.WriteString(f[w])
		}
		out.WriteByte('\n')
	}
	return out.Bytes()
}

func TestBench(t *testing.T) {
	_, file := recording(t, 12)
	code, stdout, stderr := rtm2(t, "bench", "--json", file)
	if code != 0 {
		t.Fatal(stderr)
	}
	var r map[string]float64
	if err := json.Unmarshal([]byte(stdout), &r); err != nil {
		t.Fatalf("%v\n%s", err, stdout)
	}
	for _, key := range []string{"frames", "bytes", "thumbnail_us", "detect_us", "total_us"} {
		if r[key] <= 0 {
			t.Errorf("%s is %v", key, r[key])
		}
	}
	if _, ok := r["patch_us"]; !ok || r["frames"] != 12 {
		t.Errorf("got %v", r)
	}
	code, stdout, _ = rtm2(t, "bench", file)
	for _, word := range []string{"thumbnail", "detect", "patch", "total", "bytes"} {
		if code != 0 || !strings.Contains(stdout, word) {
			t.Errorf("exit code %d; %s is missing in\n%s", code, word, stdout)
		}
	}
}

func TestBadInput(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "list.jpg")
	write(t, text, []byte("this is a shopping list"))
	texts := filepath.Join(dir, "texts")
	if err := os.Mkdir(texts, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(texts, "in000001.jpg"), []byte("so is this"))
	clip := filepath.Join(dir, "clip.mp4")
	write(t, clip, []byte("this would need ffmpeg"))
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	noFFmpeg := []string{"PATH=" + dir}
	for name, tc := range map[string]struct {
		env  []string
		args []string
		code int
		says []string
	}{
		"an unknown command":         {nil, []string{"sacn", "x"}, 2, []string{"sacn"}},
		"an unknown flag":            {nil, []string{"serve", "--port", "1"}, 2, []string{"--port", "--help"}},
		"no input":                   {nil, []string{"scan"}, 2, []string{"input"}},
		"a frame rate of nought":     {nil, []string{"scan", "--fps", "0", dir}, 2, []string{"--fps"}},
		"a wrong sensitivity":        {nil, []string{"scan", "--sensitivity", "101", dir}, 2, []string{"--sensitivity", "100"}},
		"too few passes":             {nil, []string{"bench", "--passes", "1", text}, 2, []string{"--passes"}},
		"a file that is not there":   {nil, []string{"scan", filepath.Join(dir, "none.mjpeg")}, 1, []string{"none.mjpeg"}},
		"a folder without images":    {nil, []string{"scan", t.TempDir()}, 1, []string{"image"}},
		"nothing but text":           {nil, []string{"scan", texts}, 1, []string{"in000001.jpg"}},
		"a text file named .jpg":     {nil, []string{"scan", text}, 1, []string{"list.jpg"}},
		"an out folder in a file":    {nil, []string{"scan", "--out", filepath.Join(text, "x"), texts}, 1, []string{"--out"}},
		"a video without ffmpeg":     {noFFmpeg, []string{"scan", clip}, 1, []string{"ffmpeg", "install"}},
		"an open address":            {nil, []string{"serve", "--listen", "0.0.0.0:5000"}, 2, []string{"--listen", "account"}},
		"a camera without a source":  {nil, []string{"serve", "--camera", "door="}, 2, []string{"--camera"}},
		"an unknown kind of address": {nil, []string{"serve", "--camera", "gopher://x"}, 2, []string{"gopher"}},
		"a port in use": {
			nil, []string{"serve", "--data", dir, "--listen", busy.Addr().String()}, 1,
			[]string{busy.Addr().String(), "--listen"},
		},
		"an unwritable data folder": {
			nil, []string{"serve", "--listen", "127.0.0.1:0", "--data", filepath.Join(text, "data")}, 1, []string{"--data"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := rtm2Env(t, tc.env, tc.args...)
			if code != tc.code {
				t.Errorf("exit code %d, want %d", code, tc.code)
			}
			for _, s := range tc.says {
				if !strings.Contains(stderr, s) {
					t.Errorf("%q is not mentioned in\n%s", s, stderr)
				}
			}
			lines := strings.Split(strings.TrimSpace(stderr), "\n")
			if last := lines[len(lines)-1]; !strings.HasPrefix(last, "rtm2: ") || len(last) > 400 {
				t.Errorf("the last line is not one sentence: %q", last)
			}
			if strings.Contains(stdout+stderr, "goroutine ") {
				t.Errorf("a stack trace reached the user:\n%s", stderr)
			}
		})
	}
}

func TestGracefulStop(t *testing.T) {
	for name, sig := range map[string]syscall.Signal{"SIGINT": syscall.SIGINT, "SIGTERM": syscall.SIGTERM} {
		t.Run(name, func(t *testing.T) {
			cam := newCamera(t)
			srv := serve(t, freeAddr(t), "--camera", "door="+cam.URL, "--camera", "demo:")
			ws := dial(t, srv)
			defer ws.Close()
			if code := srv.stop(t, sig); code != 0 {
				t.Errorf("exit code %d\n%s", code, srv.log)
			}
			var err error
			for err == nil {
				_, _, err = ws.ReadMessage()
			}
			if !websocket.IsCloseError(err, websocket.CloseGoingAway) {
				t.Errorf("the viewer was told %v", err)
			}
		})
	}
}

func dial(t *testing.T, srv *server) *websocket.Conn {
	t.Helper()
	d := websocket.Dialer{Subprotocols: []string{"rtm2.live.v1"}, HandshakeTimeout: patience}
	ws, resp, err := d.Dial("ws://"+srv.addr+"/api/v1/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return ws
}

func TestNoGoroutineIsLeft(t *testing.T) {
	srv := serve(t, freeAddr(t), "--camera", "demo:?width=160&height=120&fps=5")
	goroutines := func() int {
		for line := range strings.Lines(srv.get(t, "/metrics")) {
			if rest, ok := strings.CutPrefix(line, "go_goroutines "); ok {
				n, err := strconv.Atoi(strings.TrimSpace(rest))
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
		}
		t.Fatal("go_goroutines is not among the metrics")
		return 0
	}
	before := goroutines()
	for range 100 {
		ws := dial(t, srv)
		if err := ws.WriteMessage(websocket.TextMessage, []byte(`{"type":"watch","camera":"demo","mode":"live"}`)); err != nil {
			t.Fatal(err)
		}
		for kind := 0; kind != websocket.BinaryMessage; {
			var err error
			if kind, _, err = ws.ReadMessage(); err != nil {
				t.Fatal(err)
			}
		}
		ws.Close()
	}
	http.DefaultClient.CloseIdleConnections()
	eventually(t, "the goroutines of a hundred viewers are gone", func() bool { return goroutines() <= before+2 })
}
