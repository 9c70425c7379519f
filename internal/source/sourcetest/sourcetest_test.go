package sourcetest

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"rtm2"
)

// source is one that does as it is told, well or badly.
type source struct {
	fault   string
	picture []byte
	runs    int
}

func newSource(t *testing.T, fault string) *source {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	return &source{fault: fault, picture: b.Bytes()}
}

// Run delivers three pictures.
func (s *source) Run(ctx context.Context, deliver func(rtm2.Picture) error) error {
	s.runs++
	switch s.fault {
	case "goroutine":
		go func() { select {} }()
	case "process":
		exec.Command("sleep", "5").Start()
	case "once":
		if s.runs > 1 {
			return rtm2.Errorf(rtm2.CodeInternal, "it ran already")
		}
	}
	at := time.Unix(1000, 0)
	shared := bytes.Clone(s.picture)
	for n := range 3 {
		if ctx.Err() != nil && s.fault != "context" {
			return ctx.Err()
		}
		p := rtm2.Picture{JPEG: bytes.Clone(s.picture), Captured: at.Add(time.Duration(n) * time.Second), Number: n}
		p.Done = float64(n+1) / 3
		switch s.fault {
		case "number":
			p.Number = 0
		case "done":
			p.Done = 1 - p.Done
		case "time":
			p.Captured = at
		case "buffer":
			shared[len(shared)-3] ^= 1
			p.JPEG = shared
		case "no picture":
			p.JPEG = []byte("text")
		}
		switch err := deliver(p); {
		case err != nil && s.fault == "wraps":
			return errors.Join(err)
		case err != nil && s.fault != "deaf":
			return err
		}
	}
	if s.fault == "context" {
		<-time.After(5 * time.Second)
	}
	return ctx.Err()
}

func suite(t *testing.T, fault string) {
	Run(t, Case{Pictures: 3, Patience: time.Second, New: func(t *testing.T) rtm2.Source { return newSource(t, fault) }})
}

func TestGoodSourcePasses(t *testing.T) {
	Run(t, Case{Pictures: 3, New: func(t *testing.T) rtm2.Source { return newSource(t, "") }})
}

// TestBadSourcesFail runs the suite in a process of its own for each fault, and wants it to find it.
func TestBadSourcesFail(t *testing.T) {
	if fault := os.Getenv("SOURCETEST_FAULT"); fault != "" {
		suite(t, fault)
		return
	}
	for fault, words := range map[string]string{
		"goroutine":  "left behind",
		"process":    "left behind",
		"once":       "round 1",
		"context":    "after its context has ended",
		"number":     "has number 0 after 0",
		"done":       "of all are done",
		"time":       "was captured at",
		"buffer":     "was changed after",
		"no picture": "picture 0:",
		"wraps":      "want deliver's error as it is",
		"deaf":       "deliver's error",
	} {
		t.Run(fault, func(t *testing.T) {
			if fault == "process" && runtime.GOOS != "linux" {
				t.Skip("child processes are looked for in /proc")
			}
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestBadSourcesFail$")
			cmd.Env = append(os.Environ(), "SOURCETEST_FAULT="+fault)
			out, err := cmd.CombinedOutput()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || !strings.Contains(string(out), words) {
				t.Errorf("%v, without %q:\n%s", err, words, out)
			}
		})
	}
}
