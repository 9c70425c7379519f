package scan_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rtm2"
	"rtm2/internal/jpegdct"
	"rtm2/internal/scan"
)

// list is a source that delivers what it holds and ends as told.
type list struct {
	pics []rtm2.Picture
	err  error
}

func (l list) Run(_ context.Context, deliver func(rtm2.Picture) error) error {
	for _, p := range l.pics {
		if err := deliver(p); err != nil {
			return err
		}
	}
	return l.err
}

// detector says that every second picture moves.
type detector struct{ n int }

func (d *detector) Reset() {}

func (d *detector) Judge(t *jpegdct.Thumbnail, _ time.Time) rtm2.Verdict {
	d.n++
	v := rtm2.Verdict{Reason: rtm2.ReasonQuiet, Ready: true, Mask: rtm2.Mask{W: t.Y.W, H: t.Y.H}}
	v.Mask.Cells = make([]uint8, v.Mask.W*v.Mask.H)
	if d.n%2 == 0 {
		v.Moving, v.Score, v.Reason = true, 0.25, rtm2.ReasonMotion
		v.Mask.Cells[1] = 255
	}
	return v
}

// tracker makes an event of its own of every moving frame, and one more at the end.
type tracker struct{}

func (tracker) Step(f *rtm2.Frame, v rtm2.Verdict) (rtm2.Event, bool) {
	return rtm2.Event{Phase: rtm2.PhaseEnd, Seq: f.Seq}, v.Moving
}
func (tracker) Tick(time.Time) (rtm2.Event, bool) { return rtm2.Event{}, false }
func (tracker) Close() (rtm2.Event, bool)         { return rtm2.Event{Phase: rtm2.PhaseEnd, Seq: 99}, true }
func (tracker) Open() *rtm2.Event                 { return nil }

func encode(t *testing.T, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRun(t *testing.T) {
	good := encode(t, 20, 12)
	pic := func(n int, data []byte) rtm2.Picture { return rtm2.Picture{JPEG: data, Number: n, Name: "in.jpg"} }
	broken := errors.New("the cable is out")
	for name, tc := range map[string]struct {
		src    list
		want   scan.Summary
		events []uint32
		err    string
	}{
		"frames and events": {
			src:    list{pics: []rtm2.Picture{pic(5, good), pic(6, good), pic(7, good), pic(8, good)}},
			want:   scan.Summary{Frames: 4, Motion: 2, Events: 3},
			events: []uint32{2, 4, 99},
		},
		"a torn picture is passed over": {
			src:    list{pics: []rtm2.Picture{pic(0, good), pic(1, good[:len(good)/2]), pic(2, good)}},
			want:   scan.Summary{Frames: 2, Refused: 1, Motion: 1, Events: 2},
			events: []uint32{2, 99},
		},
		"nothing but rubbish": {
			src: list{pics: []rtm2.Picture{pic(0, []byte("<html>"))}}, want: scan.Summary{Refused: 1, Events: 1},
			events: []uint32{99}, err: "none of the 1 pictures can be read",
		},
		"nothing at all": {want: scan.Summary{Events: 1}, events: []uint32{99}, err: "there is no picture"},
		"a source that breaks": {
			src: list{pics: []rtm2.Picture{pic(0, good)}, err: broken}, want: scan.Summary{Frames: 1}, err: broken.Error(),
		},
	} {
		t.Run(name, func(t *testing.T) {
			var events []uint32
			got, err := scan.Run(context.Background(), scan.Options{
				Source: tc.src, Detector: &detector{}, Tracker: tracker{}, Logger: slog.New(slog.DiscardHandler),
				Event: func(e rtm2.Event) error { events = append(events, e.Seq); return nil },
			})
			if (err == nil) != (tc.err == "") || err != nil && !strings.Contains(err.Error(), tc.err) {
				t.Errorf("error %v, want %q", err, tc.err)
			}
			got.Judging = 0
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tc.events, events); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOutput(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "out")
	out, err := scan.NewOutput(dir)
	if err != nil {
		t.Fatal(err)
	}
	good := encode(t, 20, 12)
	_, err = scan.Run(context.Background(), scan.Options{
		Source: list{pics: []rtm2.Picture{
			{JPEG: good[:40], Number: 6}, {JPEG: good, Number: 7}, {JPEG: good, Number: 8}, {JPEG: nil, Number: 10},
		}},
		Detector: &detector{}, Tracker: tracker{}, Logger: slog.New(slog.DiscardHandler),
		Frame: func(r scan.Result) error { r.Took = 1500 * time.Microsecond; return out.Frame(r) },
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	table, err := os.ReadFile(filepath.Join(dir, "frames.csv"))
	if err != nil {
		t.Fatal(err)
	}
	want := "frame,motion,score,ms,reason\n6,0,0.0000,1.5000,refused\n7,0,0.0000,1.5000,quiet\n" +
		"8,1,0.2500,1.5000,motion\n10,0,0.0000,1.5000,refused\n"
	if diff := cmp.Diff(want, string(table)); diff != "" {
		t.Error(diff)
	}
	for name, want := range map[string][]uint8{
		"000007": {0, 0, 0, 0, 0, 0}, "000008": {0, 255, 0, 0, 0, 0}, "000010": {0, 0, 0, 0, 0, 0},
	} {
		f, err := os.Open(filepath.Join(dir, "mask", name+".png"))
		if err != nil {
			t.Fatal(err)
		}
		m, err := png.Decode(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		g, ok := m.(*image.Gray)
		if !ok || g.Rect != image.Rect(0, 0, 3, 2) || !bytes.Equal(g.Pix, want) {
			t.Errorf("mask %s is %v", name, m)
		}
	}
}

func TestOutputReplacesAnEarlierScan(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"mask/000123.png", "mask/notes.png", "mask/000124.txt"} {
		if err := os.MkdirAll(filepath.Join(dir, "mask"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := scan.NewOutput(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	for name, there := range map[string]bool{"000123.png": false, "notes.png": true, "000124.txt": true} {
		if _, err := os.Stat(filepath.Join(dir, "mask", name)); (err == nil) != there {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOutputCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := scan.NewOutput(filepath.Join(file, "out"))
	if rtm2.CodeOf(err) != rtm2.CodeUnavailable || !strings.Contains(err.Error(), "--out") {
		t.Errorf("got %v", err)
	}
}
