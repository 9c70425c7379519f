package eval

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rtm2"
	"rtm2/internal/event"
	"rtm2/internal/motion"
)

func TestParseLabels(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		want map[int]Label
		err  string
	}{
		"as it should be": {"frame,motion\n1,0\n2,1\n3,-1\n", map[int]Label{1: Quiet, 2: Moving, 3: Unscored}, ""},
		"other columns":   {"note,motion,frame\nx,1,7\n", map[int]Label{7: Moving}, ""},
		"only a head":     {"frame,motion\n", map[int]Label{}, ""},
		"empty":           {"", nil, "begin it with frame,motion"},
		"no head":         {"1,0\n", nil, "its columns are 1,0"},
		"a bad frame":     {"frame,motion\n1,0\nx,1\n", nil, `line 3: frame is "x"`},
		"a bad label":     {"frame,motion\n1,yes\n", nil, `line 2: motion is "yes"; use 1, 0, or -1`},
		"too short a row": {"frame,motion\n1\n", nil, "wrong number of fields"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parseLabels(strings.NewReader(tc.text))
			if (err == nil) != (tc.err == "") || err != nil && !strings.Contains(err.Error(), tc.err) {
				t.Errorf("error %v, want %q", err, tc.err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func FuzzParseLabels(f *testing.F) {
	f.Add("frame,motion\n1,0\n2,1\n3,-1\n")
	f.Add("\ufeffframe,motion\r\n1,0\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		labels, err := parseLabels(strings.NewReader(text))
		if err != nil && rtm2.CodeOf(err) != rtm2.CodeInvalid {
			t.Errorf("%v", err)
		}
		for n, l := range labels {
			if l != Quiet && l != Moving && l != Unscored {
				t.Errorf("frame %d is %d", n, l)
			}
		}
	})
}

// mask makes a grey picture of one value, with n pixels from the top left of a block set to another.
func mask(w, h int, value uint8) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = value
	}
	return m
}

func set(m *image.Gray, bx, by, n int, value uint8) {
	for y := by * 8; y < by*8+8; y++ {
		for x := bx * 8; x < bx*8+8 && n > 0; x++ {
			if (image.Point{X: x, Y: y}).In(m.Rect) {
				m.SetGray(x, y, color.Gray{Y: value})
				n--
			}
		}
	}
}

func TestMaskTruth(t *testing.T) {
	for name, tc := range map[string]struct {
		make  func() *image.Gray
		cells []uint8
		label Label
		found bool
	}{
		"nothing": {func() *image.Gray { return mask(16, 8, 0) }, []uint8{0, 0}, Quiet, true},
		"a quarter is enough": {func() *image.Gray {
			m := mask(16, 8, 0)
			set(m, 0, 0, 16, 255)
			set(m, 1, 0, 15, 255)
			return m
		}, []uint8{255, 0}, Moving, true},
		"a quarter of what is scored": {func() *image.Gray {
			m := mask(16, 8, 0)
			set(m, 1, 0, 40, 170)
			set(m, 1, 0, 8, 255) // 32 of 64 scored, 8 of them
			return m
		}, []uint8{0, 255}, Moving, true},
		"half is scored": {func() *image.Gray {
			m := mask(16, 8, 0)
			set(m, 0, 0, 32, 85)
			set(m, 1, 0, 33, 85)
			return m
		}, []uint8{0, 1}, Quiet, true},
		"shadow is ground": {func() *image.Gray { return mask(16, 8, 50) }, []uint8{0, 0}, Quiet, true},
		"a block at the edge": {func() *image.Gray {
			m := mask(12, 8, 0)
			set(m, 1, 0, 8, 255) // of 32
			return m
		}, []uint8{0, 255}, Moving, true},
		"too little for motion": {func() *image.Gray {
			m := mask(64, 40, 0)
			set(m, 0, 0, 2, 255) // of 2560
			return m
		}, make([]uint8, 40), Quiet, true},
		"just enough for motion": {func() *image.Gray {
			m := mask(64, 40, 0)
			set(m, 0, 0, 3, 255)
			return m
		}, make([]uint8, 40), Moving, true},
		"nothing is scored": {func() *image.Gray { return mask(16, 8, 85) }, nil, Unscored, false},
	} {
		t.Run(name, func(t *testing.T) {
			cells, label, found := maskTruth(tc.make())
			if diff := cmp.Diff(tc.cells, cells); diff != "" || label != tc.label || found != tc.found {
				t.Errorf("label %d, found %v\n%s", label, found, diff)
			}
		})
	}
}

// folder writes a folder of 60 pictures: a grey wall, before which a bright square walks from frame 40 on. Labels and
// masks say so.
func folder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "wall")
	for _, sub := range []string{"input", "groundtruth"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	table := "frame,motion\n"
	for n := 1; n <= 60; n++ {
		img, truth := mask(160, 120, 100), mask(160, 120, 0)
		label := "0"
		if n >= 40 {
			x := (n - 38) / 2
			for by := 4; by < 10; by++ {
				for bx := x; bx < x+4; bx++ {
					set(img, bx, by, 64, 220)
					set(truth, bx, by, 64, 255)
				}
			}
			label = "1"
		}
		table += strconv.Itoa(n) + "," + label + "\n"
		var jpg, pic bytes.Buffer
		if err := jpeg.Encode(&jpg, img, nil); err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(&pic, truth); err != nil {
			t.Fatal(err)
		}
		number := strings.Repeat("0", 6-len(strconv.Itoa(n))) + strconv.Itoa(n)
		write(t, filepath.Join(dir, "input", "in"+number+".jpg"), jpg.Bytes())
		if n >= 35 {
			write(t, filepath.Join(dir, "groundtruth", "gt"+number+".png"), pic.Bytes())
		}
	}
	write(t, filepath.Join(dir, "frames.csv"), []byte(table))
	return dir
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func quietLog() *slog.Logger { return slog.New(slog.DiscardHandler) }

func usualSetups(n int) []Setup {
	setups := make([]Setup, n)
	for i := range setups {
		setups[i] = Setup{Motion: motion.DefaultConfig(), Event: event.DefaultConfig(), Seed: uint64(i + 1)}
	}
	return setups
}

func TestFolder(t *testing.T) {
	dir := folder(t)
	f, err := OpenFolder(dir, quietLog())
	if err != nil {
		t.Fatal(err)
	}
	if f.Name() != "wall" || !f.Labelled() {
		t.Errorf("it is called %q, labelled %v", f.Name(), f.Labelled())
	}
	scores, err := Judge(context.Background(), f, usualSetups(2))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scores {
		if s.Frames != 60 || s.Quiet != 39 || s.Frame.TP+s.Frame.FN != 21 || s.Events.Expected != 1 {
			t.Errorf("the labels are not those of the folder: %+v", s)
		}
		if s.Block.TP+s.Block.FN != 21*24 {
			t.Errorf("%d blocks with motion, want 21 frames of 4 by 6", s.Block.TP+s.Block.FN)
		}
		if s.Frame.FP != 0 || s.Frame.TP < 15 || s.Events.Found != 1 || s.Events.False != 0 {
			t.Errorf("a square before a wall: %+v", s)
		}
	}
	beside, err := OpenBeside(filepath.Join(dir, "input"), "", 25, quietLog())
	if err != nil {
		t.Fatal(err)
	}
	again, err := Judge(context.Background(), beside, usualSetups(1))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(scores[0], again[0]); diff != "" {
		t.Errorf("the same recording, opened by its pictures:\n%s", diff)
	}
}

func TestScansAreNoLabels(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "frames.csv"), []byte("frame,motion,score,ms,reason\n1,1,0.5,0.1,motion\n"))
	f, err := OpenBeside(filepath.Join(dir, "input"), "", 25, quietLog())
	if err != nil || f.Labelled() {
		t.Errorf("what a scan wrote was taken for labels: %v", err)
	}
	f, err = OpenBeside(filepath.Join(dir, "input"), filepath.Join(dir, "frames.csv"), 25, quietLog())
	if err != nil || !f.Labelled() {
		t.Errorf("a table that was asked for is not taken: %v", err)
	}
}

func TestFolderMistakes(t *testing.T) {
	dir := t.TempDir()
	make := func(name string, files map[string]string) string {
		sub := filepath.Join(dir, name)
		if err := os.MkdirAll(sub, 0o755); err != nil {
			t.Fatal(err)
		}
		for f, text := range files {
			write(t, filepath.Join(sub, f), []byte(text))
		}
		return sub
	}
	for name, tc := range map[string]struct {
		dir  string
		code rtm2.Code
		want string
	}{
		"no folder":     {filepath.Join(dir, "nowhere"), rtm2.CodeNotFound, "nowhere"},
		"no recording":  {make("a", map[string]string{"frames.csv": "frame,motion\n"}), rtm2.CodeInvalid, "has no recording"},
		"no labels":     {make("b", map[string]string{"clip.mp4": ""}), rtm2.CodeInvalid, "has no labels"},
		"a bad meta":    {make("c", map[string]string{"meta.json": "{"}), rtm2.CodeInvalid, "meta.json"},
		"a bad rate":    {make("d", map[string]string{"meta.json": `{"fps": 0}`}), rtm2.CodeInvalid, "fps is 0"},
		"a bad table":   {make("e", map[string]string{"clip.avi": "", "frames.csv": "frame,motion\n1,2\n"}), rtm2.CodeInvalid, "line 2"},
		"no such table": {"", rtm2.CodeNotFound, "cannot read the labels"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := OpenFolder(tc.dir, quietLog())
			if tc.dir == "" {
				_, err = OpenBeside("clip.mp4", filepath.Join(dir, "none.csv"), 25, quietLog())
			}
			if rtm2.CodeOf(err) != tc.code || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}
