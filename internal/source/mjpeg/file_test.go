package mjpeg

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rtm2"
	"rtm2/internal/source/pace"
	"rtm2/internal/source/sourcetest"
)

func write(t *testing.T, parts ...[]byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "walk.mjpeg")
	if err := os.WriteFile(path, bytes.Join(parts, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFileConformance(t *testing.T) {
	for _, real := range []bool{false, true} {
		sourcetest.Run(t, sourcetest.Case{Pictures: 4, Live: real, New: func(t *testing.T) rtm2.Source {
			path := write(t, encode(t, 3), encode(t, 5), encode(t, 7), encode(t, 9))
			return NewFile(path, pace.Options{FPS: 50, Real: real}, quiet())
		}})
	}
}

func TestFile(t *testing.T) {
	a, b, c := encode(t, 3), encode(t, 5), encode(t, 7)
	rubbish := []byte("rubbish")
	start := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, tt := range []struct {
		name  string
		parts [][]byte
		want  [][]byte
		at    []string
		told  string
	}{
		{"as it should be", [][]byte{a, b, c}, [][]byte{a, b, c}, []string{"0"}, ""},
		{"rubbish between", [][]byte{a, rubbish, b, rubbish}, [][]byte{a, b}, []string{"0"}, "bytes=14"},
		{"padding between", [][]byte{a, make([]byte, 9), b}, [][]byte{a, b}, nil, ""},
		{"rubbish before", [][]byte{rubbish, a}, [][]byte{a}, []string{"7"}, "bytes=7"},
		{"cut off", [][]byte{a, b[:len(b)-20]}, [][]byte{a}, nil, "middle of a picture"},
		{"one damaged", [][]byte{a[:len(a)-20], b}, [][]byte{a[:len(a)-20], b}, nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var told bytes.Buffer
			path := write(t, tt.parts...)
			src := NewFile(path, pace.Options{FPS: 10, Start: start}, slog.New(slog.NewTextHandler(&told, nil)))
			got, err := take(t, src, 100)
			if err != nil || len(got) != len(tt.want) {
				t.Fatalf("%d pictures and %v, want %d", len(got), err, len(tt.want))
			}
			for i, p := range got {
				at := start.Add(time.Duration(i) * 100 * time.Millisecond)
				if !bytes.Equal(p.JPEG, tt.want[i]) || p.Number != i || !p.Captured.Equal(at) {
					t.Errorf("picture %d: number %d at %v, bytes equal: %v", i, p.Number, p.Captured,
						bytes.Equal(p.JPEG, tt.want[i]))
				}
				if i < len(tt.at) && p.Name != "walk.mjpeg, byte "+tt.at[i] {
					t.Errorf("picture %d is named %q", i, p.Name)
				}
			}
			s := told.String()
			if (s == "") != (tt.told == "") || !strings.Contains(s, tt.told) || strings.Count(s, "\n") > 1 {
				t.Errorf("told %q", s)
			}
		})
	}
}

func TestFileFailures(t *testing.T) {
	o := pace.Options{FPS: 25}
	sourcetest.Fails(t, NewFile(filepath.Join(t.TempDir(), "none.mjpeg"), o, quiet()), rtm2.CodeNotFound,
		"there is no file", "none.mjpeg")
	sourcetest.Fails(t, NewFile(t.TempDir(), o, quiet()), rtm2.CodeUnsupported, "not a file")
	for name, content := range map[string]string{
		"empty": "", "text": "hello\nworld: no picture\n", "half a picture": string(encode(t, 3)[:400]),
		"long text": strings.Repeat("key: value\n", 100000), "zeros": strings.Repeat("\x00", 40<<20),
	} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Fails(t, NewFile(write(t, []byte(content)), o, quiet()), rtm2.CodeCorrupt, "no whole JPEG")
		})
	}
}

// TestSpeedFiles reads the files of camera pictures that the measurements use.
func TestSpeedFiles(t *testing.T) {
	for name, want := range map[string]int{"vga420.mjpeg": 200, "hd420.mjpeg": 120} {
		path := filepath.Join("..", "..", "..", "..", "shared", "data", "speed", name)
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			t.Skip("the test data folder shared/data/speed is not there")
		}
		got, err := take(t, NewFile(path, pace.Options{FPS: 25}, quiet()), 1000)
		if err != nil || len(got) != want {
			t.Errorf("%s: %d pictures and %v, want %d", name, len(got), err, want)
		}
		size := 0
		for _, p := range got {
			size += len(p.JPEG)
		}
		if info, _ := os.Stat(path); int64(size) != info.Size() {
			t.Errorf("%s: %d bytes in pictures, %d in the file", name, size, info.Size())
		}
	}
}
