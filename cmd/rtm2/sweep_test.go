package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rtm2/internal/scene"
)

func TestParseSweep(t *testing.T) {
	for text, want := range map[string][]string{
		"sensitivity=20..80":           {"20", "30", "40", "50", "60", "70", "80"},
		"sensitivity=20..80:20":        {"20", "40", "60", "80"},
		"sensitivity=50..50":           {"50"},
		"sensitivity=20..75:20":        {"20", "40", "60"},
		"contrast=0.5..1:0.1":          {"0.5", "0.6", "0.7", "0.8", "0.9", "1"},
		"join-gap=500ms..2s:500ms":     {"500ms", "1s", "1.5s", "2s"},
		"min-area=0.0001..0.0003:1e-4": {"0.0001", "0.0002", "0.0003"},
	} {
		w, err := parseSweep(text)
		if diff := cmp.Diff(want, w.values); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", text, err, diff)
		}
	}
	for text, part := range map[string]string{
		"":                       "write NAME=FROM..TO",
		"sensitivity":            "write NAME=FROM..TO",
		"sensitivity=5":          "write NAME=FROM..TO",
		"zone=1..2":              "use sensitivity, contrast",
		"sensitivity=a..5":       `"a" is not a number`,
		"sensitivity=1..Inf":     "is not a number",
		"join-gap=1..5":          "write 500ms, 3s or 2m",
		"sensitivity=80..20":     "leads nowhere",
		"sensitivity=20..80:0":   "leads nowhere",
		"sensitivity=20..80:-5":  "leads nowhere",
		"contrast=1..2:0.001":    "at most 200",
		"sensitivity=20..30:2.5": "whole numbers",
	} {
		if _, err := parseSweep(text); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: %v, want %q", text, err, part)
		}
	}
}

// walk writes a folder of pictures in which somebody passes, with labels beside it.
func walk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	input := filepath.Join(dir, "input")
	if err := os.Mkdir(input, 0o755); err != nil {
		t.Fatal(err)
	}
	s, err := scene.New("person-near", scene.Options{Width: 320, Height: 240, FPS: 5})
	if err != nil {
		t.Fatal(err)
	}
	table := "frame,motion\n"
	for n := range s.Len() {
		data, label := s.Frame(nil, n)
		write(t, filepath.Join(input, fmt.Sprintf("%06d.jpg", n)), data)
		motion := 0
		if label.Motion {
			motion = 1
		}
		table += fmt.Sprintf("%d,%d\n", n, motion)
	}
	write(t, filepath.Join(dir, "frames.csv"), []byte(table))
	return input
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// command runs rtm2 and returns its exit code and what it prints.
func command(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = run(context.Background(), args, console{out: &o, err: &e})
	return code, o.String(), e.String()
}

func TestSweep(t *testing.T) {
	input := walk(t)
	code, out, errs := command("scan", "--fps=5", "--sweep", "sensitivity=10..90:40", input)
	if code != exitOK {
		t.Fatal(errs)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 5 || !strings.Contains(lines[0], "false alarms") || strings.Contains(lines[0], "block") {
		t.Errorf("the table is\n%s", out)
	}
	code, out, errs = command("scan", "--fps=5", "--json", "--sweep", "sensitivity=10..90:40", input)
	if code != exitOK {
		t.Fatal(errs)
	}
	last := 0
	for i, line := range strings.Split(strings.TrimSpace(out), "\n") {
		var r sweepRow
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		if r.Value != []string{"10", "50", "90"}[i] || r.Frames != 100 || r.F1 == nil || r.BlockF1 != nil || r.Motion < last {
			t.Errorf("row %d is %s", i, line)
		}
		if i == 1 && (*r.F1 < 0.8 || r.Events != 1) {
			t.Errorf("a person who passes close by: %s", line)
		}
		last = r.Motion
	}
}

// TestMinDurationDropsEvents checks that an event that is too short is neither printed nor counted.
func TestMinDurationDropsEvents(t *testing.T) {
	input := walk(t)
	code, out, _ := command("scan", "--fps=5", input)
	if code != exitOK || !strings.Contains(out, "1 event in 100 frames") {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	code, out, _ = command("scan", "--fps=5", "--min-duration=30s", input)
	if code != exitOK || strings.Contains(out, "event 1") || !strings.Contains(out, "0 events in 100 frames") {
		t.Errorf("exit code %d\n%s", code, out)
	}
}

func TestScanMistakes(t *testing.T) {
	for name, tc := range map[string]struct {
		args []string
		code int
		want string
	}{
		"a setting":          {[]string{"--sensitivity=0"}, exitUsage, "--sensitivity is 0: choose 1 to 100"},
		"a sweep":            {[]string{"--sweep=x"}, exitUsage, "write NAME=FROM..TO"},
		"out of range":       {[]string{"--sweep=sensitivity=50..150"}, exitUsage, "--sensitivity is"},
		"labels alone":       {[]string{"--labels=x.csv"}, exitUsage, "--labels goes with --sweep"},
		"out and sweep":      {[]string{"--out=x", "--sweep=contrast=1..2"}, exitUsage, "do not go together"},
		"no labels":          {[]string{"--sweep=contrast=1..2", "--labels=/nowhere.csv"}, exitFailure, "cannot read the labels"},
		"no input":           {[]string{"--sweep=contrast=1..2"}, exitFailure, "there is no file or folder"},
		"a rate out of hand": {[]string{"--fps=0"}, exitUsage, "--fps"},
	} {
		t.Run(name, func(t *testing.T) {
			code, _, errs := command(append([]string{"scan", "/nowhere/at/all"}, tc.args...)...)
			if code != tc.code || !strings.Contains(errs, tc.want) {
				t.Errorf("exit code %d, %s", code, errs)
			}
		})
	}
}
