package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rtm2/internal/event"
	"rtm2/internal/motion"
)

// parsed reads settings from a command line.
func parsed(t *testing.T, args ...string) (settings, error) {
	t.Helper()
	var c struct {
		Detection settings `embed:""`
	}
	p, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Parse(args)
	return c.Detection, err
}

// TestSettingsDefaults holds the flags to the defaults of what they set.
func TestSettingsDefaults(t *testing.T) {
	s, err := parsed(t)
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.motion()
	if diff := cmp.Diff(motion.DefaultConfig(), m, cmpopts.EquateEmpty()); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	e, err := s.event()
	if diff := cmp.Diff(event.DefaultConfig(), e, cmpopts.IgnoreFields(event.Config{}, "ZonesOf")); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
}

// TestEverySettingHasAFlag finds a field that was added and cannot be set.
func TestEverySettingHasAFlag(t *testing.T) {
	flags := reflect.TypeFor[settings]()
	for _, c := range []reflect.Type{reflect.TypeFor[motion.Config](), reflect.TypeFor[event.Config]()} {
		for i := range c.NumField() {
			switch name := c.Field(i).Name; name {
			case "UpdateEvery", "ZonesOf": // for live viewers, and for the wiring
			default:
				if _, ok := flags.FieldByName(name); !ok {
					t.Errorf("%s.%s cannot be set by a flag", c, name)
				}
			}
		}
	}
}

func TestSettingsReachTheConfig(t *testing.T) {
	s, err := parsed(t, "--sensitivity", "70", "--contrast=2", "--min-area=0.01", "--max-area=0.5", "--absorb-after=10s",
		"--zone", "door:include:0,0 0.5,0 0.5,1:sensitivity=80,min-area=0.001,max-area=0.3,dwell=2s",
		"--zone", "tree:exclude:0.6,0.1 0.9,0.1 0.9,0.4",
		"--pre-roll=1s", "--post-roll=4s", "--join-gap=6s", "--min-duration=500ms")
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.motion()
	if err != nil {
		t.Fatal(err)
	}
	want := motion.Config{
		Sensitivity: 70, Contrast: 2, MinArea: 0.01, MaxArea: 0.5, AbsorbAfter: 10 * time.Second,
		Zones: []motion.Zone{
			{Name: "door", Points: []motion.Point{{X: 0, Y: 0}, {X: 0.5, Y: 0}, {X: 0.5, Y: 1}}, Sensitivity: 80,
				MinArea: 0.001, MaxArea: 0.3, Dwell: 2 * time.Second},
			{Name: "tree", Exclude: true, Points: []motion.Point{{X: 0.6, Y: 0.1}, {X: 0.9, Y: 0.1}, {X: 0.9, Y: 0.4}}},
		},
	}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Error(diff)
	}
	e, err := s.event()
	if err != nil {
		t.Fatal(err)
	}
	if e.PreRoll != time.Second || e.PostRoll != 4*time.Second || e.JoinGap != 6*time.Second ||
		e.MinDuration != 500*time.Millisecond {
		t.Errorf("got %+v", e)
	}
}

func TestSettingsMistakes(t *testing.T) {
	for name, tc := range map[string]struct {
		args []string
		want []string // what the message says
	}{
		"sensitivity":       {[]string{"--sensitivity=101"}, []string{"--sensitivity is 101", "1 to 100"}},
		"no sensitivity":    {[]string{"--sensitivity=0"}, []string{"--sensitivity is 0", "1 to 100"}},
		"contrast":          {[]string{"--contrast=9"}, []string{"--contrast is 9", "0.25 to 4"}},
		"no contrast":       {[]string{"--contrast=0"}, []string{"--contrast is 0", "0.25 to 4"}},
		"no number":         {[]string{"--contrast=NaN"}, []string{"--contrast is NaN", "0.25 to 4"}},
		"min area":          {[]string{"--min-area=0.6"}, []string{"--min-area is 0.6", "0.5"}},
		"min area zero":     {[]string{"--min-area=0"}, []string{"--min-area is 0", "above 0"}},
		"max area":          {[]string{"--max-area=1.5"}, []string{"--max-area is 1.5", "up to 1"}},
		"below min area":    {[]string{"--min-area=0.3", "--max-area=0.2"}, []string{"--max-area is 0.2", "above min area (0.3)"}},
		"absorb after":      {[]string{"--absorb-after=2h"}, []string{"--absorb-after is 2h", "1s to 1h"}},
		"pre-roll":          {[]string{"--pre-roll=2m"}, []string{"--pre-roll is 2m", "0s to 1m"}},
		"post-roll":         {[]string{"--post-roll=-1s"}, []string{"--post-roll is -1s", "0s to 1m"}},
		"join gap":          {[]string{"--join-gap=11m"}, []string{"--join-gap is 11m", "0s to 10m"}},
		"min duration":      {[]string{"--min-duration=2m"}, []string{"--min-duration is 2m", "0s to 1m"}},
		"zone without kind": {[]string{"--zone=door"}, []string{`--zone "door"`, "NAME:include:"}},
		"zone kind":         {[]string{"--zone=door:inside:0,0 1,0 1,1"}, []string{`"inside"`, "include or exclude"}},
		"zone corner":       {[]string{"--zone=door:include:0,0 1;0 1,1"}, []string{`the corner "1;0"`, "0 to 1"}},
		"two points":        {[]string{"--zone=door:include:0,0 1,1"}, []string{`--zone "door:include:0,0 1,1"`, "at least three"}},
		"outside":           {[]string{"--zone=door:include:0,0 2,0 1,1"}, []string{"outside the picture", "0 to 1"}},
		"crossing":          {[]string{"--zone=door:include:0,0 1,1 1,0 0,1"}, []string{"cross"}},
		"a line":            {[]string{"--zone=door:include:0,0 0.5,0.5 1,1"}, []string{"covers nothing"}},
		"zone option":       {[]string{"--zone=door:include:0,0 1,0 1,1:colour=red"}, []string{`"colour=red"`, "sensitivity="}},
		"zone value":        {[]string{"--zone=door:include:0,0 1,0 1,1:dwell=long"}, []string{`dwell cannot be "long"`, "dwell=3s"}},
		"zone sensitivity":  {[]string{"--zone=door:include:0,0 1,0 1,1:sensitivity=200"}, []string{"sensitivity is 200", "1 to 100"}},
		"no zone file":      {[]string{"--zones=/nowhere/zones.json"}, []string{"--zones /nowhere/zones.json", "cannot read"}},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := parsed(t, tc.args...)
			if err != nil {
				t.Fatal(err)
			}
			err = s.check()
			if err == nil {
				t.Fatalf("%v was taken", tc.args)
			}
			for _, part := range tc.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not say %q", err, part)
				}
			}
		})
	}
}

func TestZoneFile(t *testing.T) {
	dir := t.TempDir()
	read := func(text string) ([]motion.Zone, error) {
		name := filepath.Join(dir, "zones.json")
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return readZones(name)
	}
	got, err := read(`[{"name": "door", "points": [[0, 0], [1, 0], [1, 1]], "sensitivity": 60, "dwell": "1s"},
		{"kind": "exclude", "points": [[0, 0], [0.5, 0], [0.5, 0.5]], "min_area": 0.01, "max_area": 0.2}]`)
	want := []motion.Zone{
		{Name: "door", Points: []motion.Point{{}, {X: 1}, {X: 1, Y: 1}}, Sensitivity: 60, Dwell: time.Second},
		{Exclude: true, Points: []motion.Point{{}, {X: 0.5}, {X: 0.5, Y: 0.5}}, MinArea: 0.01, MaxArea: 0.2},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	for text, part := range map[string]string{
		``:                     "not a JSON list",
		`{"name": "door"}`:     "not a JSON list",
		`[{"title": "door"}]`:  `unknown field "title"`,
		`[] []`:                "something after the list",
		`[{"name": "door"}]`:   `zone 1 ("door"): it has 0 points`,
		`[{"kind": "inside"}]`: "include or exclude",
		`[{"points": [[0, 0], [1, 0], [1, 1]], "dwell": "x"}]`: "dwell cannot be",
	} {
		if _, err := read(text); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: %v, want %q", text, err, part)
		}
	}
}

func FuzzParseZone(f *testing.F) {
	f.Add("door:include:0,0 0.5,0 0.5,1:sensitivity=80,dwell=2s")
	f.Add(":exclude:0.1,0.1 0.2,0.1 0.2,0.2")
	f.Fuzz(func(t *testing.T, text string) {
		z, err := parseZone(text)
		if err != nil {
			return
		}
		if strings.Count(text, ":exclude:") == 0 && z.Exclude && !strings.Contains(text, "exclude") {
			t.Errorf("%q excludes", text)
		}
		if len(z.Points) > strings.Count(text, ",") {
			t.Errorf("%q has %d corners", text, len(z.Points))
		}
	})
}
