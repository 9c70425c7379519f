package app

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestTeardown(t *testing.T) {
	for name, tc := range map[string]struct {
		parts []string // a part with a '!' hangs
		want  []string
		ok    bool
	}{
		"nothing":            {nil, nil, true},
		"last first":         {[]string{"hub", "pipelines", "server"}, []string{"server", "pipelines", "hub"}, true},
		"one hangs":          {[]string{"hub", "pipelines!", "server"}, []string{"server"}, false},
		"the first one does": {[]string{"hub", "server!"}, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log strings.Builder
				d := teardown{log: slog.New(slog.NewTextHandler(&log, nil))}
				var stopped []string
				hang := make(chan struct{})
				for _, p := range tc.parts {
					d.push(p, func() {
						if strings.HasSuffix(p, "!") {
							<-hang
							return
						}
						stopped = append(stopped, p)
					})
				}
				began := time.Now()
				ok := d.run(5 * time.Second)
				if ok != tc.ok || !slices.Equal(stopped, tc.want) {
					t.Errorf("ok %v, stopped %v; want %v, %v", ok, stopped, tc.ok, tc.want)
				}
				if took := time.Since(began); took > 5*time.Second {
					t.Errorf("it took %v", took)
				}
				if !ok && !strings.Contains(log.String(), "!") {
					t.Errorf("the log does not name the part that hangs: %s", &log)
				}
				close(hang)
			})
		})
	}
}
