package watch

import (
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"
)

// drip gives one byte after each pause, and ends when it is told to.
type drip struct {
	pause time.Duration
	end   chan error
}

func (d drip) Read(p []byte) (int, error) {
	select {
	case err := <-d.end:
		return 0, err
	case <-time.After(d.pause):
		p[0] = 1
		return 1, nil
	}
}

func TestReader(t *testing.T) {
	const silence, stall = 10 * time.Second, time.Minute
	for _, c := range []struct {
		name     string
		pause    time.Duration
		receiver time.Duration // how long it takes for a picture
		every    int           // a picture is made of so many bytes; 0: none ever
		want     error
		after    time.Duration
	}{
		{"silent", 11 * time.Second, 0, 1, ErrSilent, 10 * time.Second},
		{"trickling", 9 * time.Second, 0, 0, ErrStalled, 63 * time.Second},
		{"slow but making pictures", 9 * time.Second, 0, 2, nil, 90 * time.Second},
		{"slow receiver", time.Second, 5 * time.Minute, 1, nil, 10 * (5*time.Minute + time.Second)},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := drip{c.pause, make(chan error, 1)}
				r := New(d, silence, stall, func(err error) { d.end <- err })
				begin := time.Now()
				var err error
				for n := 1; n <= 10 && err == nil; n++ {
					_, err = r.Read(make([]byte, 1))
					if c.every > 0 && n%c.every == 0 {
						time.Sleep(c.receiver)
						r.Progress()
					}
				}
				if !errors.Is(err, c.want) || time.Since(begin) != c.after {
					t.Errorf("%v after %v, want %v after %v", err, time.Since(begin), c.want, c.after)
				}
			})
		})
	}
}

func TestErrorsArePassedOn(t *testing.T) {
	r := New(io.LimitReader(nil, 0), time.Hour, time.Hour, func(error) {})
	if _, err := r.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("got %v", err)
	}
}
