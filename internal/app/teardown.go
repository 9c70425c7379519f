package app

import (
	"log/slog"
	"time"
)

// teardown stops what was started, last first. Each step has a name, so that the one that hangs can be told.
type teardown struct {
	log   *slog.Logger
	steps []step
}

type step struct {
	name string
	stop func()
}

func (t *teardown) push(name string, stop func()) {
	t.steps = append(t.steps, step{name, stop})
}

// run stops everything within the given time and reports whether all steps were done. What is not done by
// then is left behind: the process is about to end.
func (t *teardown) run(within time.Duration) bool {
	deadline := time.After(within)
	for len(t.steps) > 0 {
		s := t.steps[len(t.steps)-1]
		t.steps = t.steps[:len(t.steps)-1]
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.stop()
		}()
		select {
		case <-done:
			t.log.Debug("stopped", slog.String("part", s.name))
		case <-deadline:
			t.log.Error("a part did not stop in time", slog.String("part", s.name), slog.Duration("within", within))
			return false
		}
	}
	return true
}
