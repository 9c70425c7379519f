package pace

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestFullSpeed(t *testing.T) {
	start := time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	tl := New(Options{FPS: 30000.0 / 1001, Start: start})
	for n := range 30001 {
		if n == 7 {
			tl.Skip()
			continue
		}
		at, err := tl.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n == 30000 && !at.Equal(start.Add(1001*time.Second)) {
			t.Errorf("picture 30000 at %v, want 1001 s after the start", at.Sub(start))
		}
		if n == 0 && !at.Equal(start) {
			t.Errorf("picture 0 at %v", at)
		}
	}
}

func TestRealSpeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		tl := New(Options{FPS: 10, Real: true, Start: time.Unix(0, 0)})
		var got []time.Duration
		for n := range 8 {
			at, err := tl.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !at.Equal(time.Now()) {
				t.Errorf("picture %d: taken at %v, it is %v", n, at, time.Now())
			}
			got = append(got, at.Sub(begin))
			switch n {
			case 2:
				time.Sleep(60 * time.Millisecond) // not late yet
			case 4:
				time.Sleep(time.Second) // far too late
			}
		}
		const ms = time.Millisecond
		want := []time.Duration{0, 100 * ms, 200 * ms, 300 * ms, 400 * ms, 1400 * ms, 1500 * ms, 1600 * ms}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("pictures at %v, want %v", got, want)
			}
		}
	})
}

func TestWaitEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		tl := New(Options{FPS: 0.001, Real: true})
		if _, err := tl.Next(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := tl.Next(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

func TestStamp(t *testing.T) {
	var s Stamp
	now := time.Unix(1000, 0)
	for i, c := range []struct{ in, want time.Time }{
		{now, now},
		{now, now.Add(time.Microsecond)},
		{now.Add(-time.Hour), now.Add(2 * time.Microsecond)},
		{now.Add(time.Second), now.Add(time.Second)},
	} {
		if got := s.At(c.in); !got.Equal(c.want) {
			t.Errorf("%d: %v, want %v", i, got, c.want)
		}
	}
}
