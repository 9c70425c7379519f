package main

import (
	"testing"
	"time"
)

func TestProgressLine(t *testing.T) {
	for name, tc := range map[string]struct {
		done float64
		want string
	}{
		"the end is not known": {0, "500 frames, 250 a second, 3 events"},
		"a quarter":            {0.25, "[######..................]  25 %, 6s left, 500 frames, 250 a second, 3 events"},
		"all":                  {1, "[########################] 100 %, 0s left, 500 frames, 250 a second, 3 events"},
	} {
		t.Run(name, func(t *testing.T) {
			p := progress{frames: 500, events: 3}
			if got := p.line(tc.done, 2*time.Second); got != tc.want {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
		})
	}
}
