// Package sourcetest is the suite that every source has to pass: what rtm2.Source promises, tried out.
package sourcetest

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"rtm2"
)

// defaultPatience bounds what should happen at once, on a machine that is busy with other things.
const defaultPatience = 30 * time.Second

// Case is a source under test.
type Case struct {
	// New makes the source, with the world that it reads from. It is called once for each part of the suite.
	New func(t *testing.T) rtm2.Source
	// Pictures is how many pictures are looked at; for a source with an end, how many there are.
	Pictures int
	// Endless says that the source has no end of its own: Run is then ended after Pictures pictures.
	Endless bool
	// Live says that capture times are those of the clock, not of a recording.
	Live bool
	// First is the number of the first picture.
	First int
	// Patience bounds what should happen at once; 0: 30 s, for machines that are busy with other things.
	Patience time.Duration
}

var errEnough = errors.New("enough pictures")

// Run puts the source through the suite.
func Run(t *testing.T, c Case) {
	t.Helper()
	parts := []struct {
		name string
		run  func(*testing.T, Case, rtm2.Source)
	}{
		{"pictures", pictures},
		{"run again", runAgain},
		{"cancelled while running", cancelled},
		{"cancelled before it began", cancelledBefore},
		{"cancelled while delivering", cancelledInDeliver},
		{"deliver fails", deliverFails},
	}
	c.Patience = cmp.Or(c.Patience, defaultPatience)
	for _, p := range parts {
		t.Run(p.name, func(t *testing.T) {
			src := c.New(t)
			check := leaks(t, c.Patience)
			p.run(t, c, src)
			check()
		})
	}
}

// Fails runs the source once and checks that it ends with an *rtm2.Error of this code whose message holds all of
// the words, and that nothing is left behind. It returns the message.
func Fails(t *testing.T, src rtm2.Source, code rtm2.Code, words ...string) string {
	t.Helper()
	check := leaks(t, defaultPatience)
	ctx, cancel := context.WithTimeout(t.Context(), defaultPatience)
	defer cancel()
	err := src.Run(ctx, func(rtm2.Picture) error { return nil })
	var e *rtm2.Error
	if !errors.As(err, &e) {
		t.Fatalf("Run returned %v (%T), want an *rtm2.Error", err, err)
	}
	if e.Code != code {
		t.Errorf("code %q, want %q: %v", e.Code, code, err)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("message %q does not say %q", err, w)
		}
	}
	if strings.ContainsAny(err.Error(), "\r\n") {
		t.Errorf("message %q is more than one line", err)
	}
	check()
	return err.Error()
}

// run runs src and keeps the first n pictures, then ends it.
func run(t *testing.T, c Case, src rtm2.Source, n int) ([]rtm2.Picture, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*c.Patience)
	defer cancel()
	var got []rtm2.Picture
	err := src.Run(ctx, func(p rtm2.Picture) error {
		got = append(got, p)
		if len(got) == n {
			return errEnough
		}
		return nil
	})
	return got, err
}

func pictures(t *testing.T, c Case, src rtm2.Source) {
	ctx, cancel := context.WithTimeout(t.Context(), 2*c.Patience)
	defer cancel()
	var got []rtm2.Picture
	var sums [][sha256.Size]byte
	began := time.Now()
	err := src.Run(ctx, func(p rtm2.Picture) error {
		got, sums = append(got, p), append(sums, sha256.Sum256(p.JPEG))
		if c.Endless && len(got) == c.Pictures {
			return errEnough
		}
		return nil
	})
	if want := map[bool]error{true: errEnough}[c.Endless]; !errors.Is(err, want) {
		t.Errorf("Run returned %v, want %v", err, want)
	}
	if len(got) != c.Pictures {
		t.Fatalf("%d pictures, want %d", len(got), c.Pictures)
	}
	for i, p := range got {
		if sha256.Sum256(p.JPEG) != sums[i] {
			t.Errorf("picture %d was changed after it had been delivered", i)
		}
		if _, err := jpeg.DecodeConfig(bytes.NewReader(p.JPEG)); err != nil {
			t.Errorf("picture %d: %v", i, err)
		}
		if c.Live && (p.Captured.Before(began) || p.Captured.After(time.Now())) {
			t.Errorf("picture %d was captured at %v, the run began at %v", i, p.Captured, began)
		}
		if known := !c.Endless; (p.Done > 0) != known || p.Done > 1 || i > 0 && p.Done < got[i-1].Done {
			t.Errorf("picture %d of %d says that %v of all are done", i, len(got), p.Done)
		}
		if i == 0 {
			if p.Number != c.First {
				t.Errorf("the first picture has number %d, want %d", p.Number, c.First)
			}
			continue
		}
		if p.Number <= got[i-1].Number {
			t.Errorf("picture %d has number %d after %d", i, p.Number, got[i-1].Number)
		}
		if p.Captured.Sub(got[i-1].Captured) < time.Microsecond {
			t.Errorf("picture %d was captured at %v after %v", i, p.Captured, got[i-1].Captured)
		}
	}
}

func runAgain(t *testing.T, c Case, src rtm2.Source) {
	n := min(2, c.Pictures)
	for round := range 2 {
		got, err := run(t, c, src, n)
		if !errors.Is(err, errEnough) || len(got) != n {
			t.Fatalf("round %d: %d pictures and %v, want %d and deliver's error", round, len(got), err, n)
		}
		if got[0].Number != c.First {
			t.Errorf("round %d begins with number %d, want %d", round, got[0].Number, c.First)
		}
	}
}

// ended runs src and returns when it has ended. It fails when that takes too long after ctx's end.
func ended(ctx context.Context, t *testing.T, c Case, src rtm2.Source, deliver func(rtm2.Picture) error) {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- src.Run(ctx, deliver) }()
	<-ctx.Done()
	select {
	case err := <-done:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Run returned %v, want context.Canceled", err)
		}
	case <-time.After(c.Patience):
		t.Errorf("Run goes on %v after its context has ended", c.Patience)
	}
}

func cancelled(t *testing.T, c Case, src rtm2.Source) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stop := time.AfterFunc(c.Patience, cancel)
	defer stop.Stop()
	n := 0
	ended(ctx, t, c, src, func(rtm2.Picture) error {
		if n++; n == min(2, c.Pictures) {
			cancel()
		}
		return nil
	})
	if n == 0 {
		t.Error("there was no picture")
	}
}

func cancelledBefore(t *testing.T, c Case, src rtm2.Source) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ended(ctx, t, c, src, func(rtm2.Picture) error {
		t.Error("a picture was delivered although the context had ended")
		return nil
	})
}

func cancelledInDeliver(t *testing.T, c Case, src rtm2.Source) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	calls := 0
	ended(ctx, t, c, src, func(rtm2.Picture) error {
		calls++
		time.AfterFunc(10*time.Millisecond, cancel)
		<-ctx.Done()
		return ctx.Err()
	})
	if calls != 1 {
		t.Errorf("deliver was called %d times, want once", calls)
	}
}

func deliverFails(t *testing.T, c Case, src rtm2.Source) {
	got, err := run(t, c, src, 1)
	if err != errEnough || len(got) != 1 { //nolint:errorlint // as it is, not wrapped
		t.Errorf("Run returned %v after %d pictures, want deliver's error as it is after one", err, len(got))
	}
}

// leaks returns a function that checks that no goroutine and no child process was left behind since.
func leaks(t *testing.T, patience time.Duration) func() {
	t.Helper()
	known := goleak.IgnoreCurrent()
	before := children(t)
	return func() {
		t.Helper()
		deadline := time.Now().Add(patience)
		for {
			err := goleak.Find(known, goleak.IgnoreAnyFunction("net/http.(*conn).serve"))
			left := slices.DeleteFunc(children(t), func(c string) bool { return slices.Contains(before, c) })
			if err == nil && len(left) == 0 {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("left behind: processes %v, goroutines: %v", left, err)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
}

// children returns the processes that this one has started and that are still there, zombies included. Where
// there is no /proc it knows of none.
func children(t *testing.T) []string {
	t.Helper()
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	var found []string
	for _, name := range stats {
		b, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended meanwhile
		}
		// pid (name) state ppid ...; the name may hold anything. See proc(5).
		end := bytes.LastIndexByte(b, ')')
		var state string
		var parent int
		if _, err := fmt.Sscan(string(b[end+1:]), &state, &parent); err == nil && parent == os.Getpid() {
			found = append(found, string(b[:end+1]))
		}
	}
	return found
}
