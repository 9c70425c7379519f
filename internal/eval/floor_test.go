package eval

import (
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rtm2/internal/event"
	"rtm2/internal/motion"
)

var update = flag.Bool("update", false, "write what the detector reaches now to testdata/floor.json")

var floorFile = filepath.Join("testdata", "floor.json")

// TestScenesHoldTheFloor fails by name when a scene's score drops below testdata/floor.json. Where it is meant to,
// go test ./internal/eval -run TestScenesHoldTheFloor -update writes the scores of the code at hand.
func TestScenesHoldTheFloor(t *testing.T) {
	if testing.Short() {
		t.Skip("renders the whole corpus")
	}
	variants := Gate()
	if underRace {
		variants = variants[len(variants)-1:]
	}
	var suite Suite
	if err := suite.AddScenes("", variants, 1); err != nil {
		t.Fatal(err)
	}
	var setups []Setup
	for seed := range uint64(3) {
		setups = append(setups, Setup{Motion: motion.DefaultConfig(), Event: event.DefaultConfig(), Seed: seed + 1})
	}
	results, err := suite.Run(context.Background(), setups, nil)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if underRace {
			t.Fatal("-update needs every variant; leave out -race")
		}
		writeFloor(t, FloorOf(results))
		return
	}
	data, err := os.ReadFile(floorFile)
	if err != nil {
		t.Fatal(err)
	}
	floor, err := ParseFloor(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, drop := range floor.Drops(results) {
		t.Error(drop)
	}
	if !underRace && len(floor) != len(results) {
		t.Errorf("the floor has %d marks for %d results; write it anew with -update", len(floor), len(results))
	}
}

func writeFloor(t *testing.T, f Floor) {
	t.Helper()
	data, err := json.MarshalIndent(f, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(floorFile, append(data, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestDropsAreNamed(t *testing.T) {
	result := func(change func(*Score)) []Result {
		s := Score{
			Quiet: 100, Frame: Counts{TP: 90, FP: 2, FN: 10}, Block: Counts{TP: 80, FP: 20, FN: 20},
			Events: Events{Expected: 1, Found: 1}, Health: Told{Frames: 10, Right: 9},
		}
		change(&s)
		return []Result{{Name: "cat", Variant: "5 fps", Scores: []Score{s}}}
	}
	floor := FloorOf(result(func(*Score) {}))
	for name, tc := range map[string]struct {
		change func(*Score)
		want   []string
	}{
		"the same":   {func(*Score) {}, nil},
		"better":     {func(s *Score) { s.Block.FP, s.Frame.FN = 0, 0 }, nil},
		"within":     {func(s *Score) { s.Block.FN, s.Frame.FP = 24, 3 }, nil},
		"missed":     {func(s *Score) { s.Events.Missed = 1 }, []string{"cat, 5 fps: missed events rose from 0 to 1"}},
		"two seeds":  {func(s *Score) { s.Events.False = 2 }, []string{"cat, 5 fps: false events rose from 0 to 2"}},
		"late":       {func(s *Score) { s.Delays = []Delay{{Late: true}} }, []string{"cat, 5 fps: late first alarms rose from 0 to 1"}},
		"blocks":     {func(s *Score) { s.Block.TP = 60 }, []string{"cat, 5 fps: block F1 fell from 0.800 to 0.750 (0.03 is allowed)"}},
		"no blocks":  {func(s *Score) { s.Block = Counts{} }, []string{"cat, 5 fps: block F1 was 0.800 and is not known any more"}},
		"frames":     {func(s *Score) { s.Frame.FN = 20 }, []string{"cat, 5 fps: frame F1 fell from 0.938 to 0.891 (0.02 is allowed)"}},
		"health":     {func(s *Score) { s.Health.Right = 5 }, []string{"cat, 5 fps: share of trouble told fell from 0.900 to 0.500 (0.05 is allowed)"}},
		"more alarm": {func(s *Score) { s.Frame.FP = 4 }, []string{"cat, 5 fps: false alarms rose from 2.0 % to 4.0 % of quiet frames (1.0 % is allowed)"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, floor.Drops(result(tc.change))); diff != "" {
				t.Error(diff)
			}
		})
	}
	unknown := result(func(*Score) {})
	unknown[0].Name = "dog"
	if got := floor.Drops(unknown); len(got) != 1 || !strings.HasPrefix(got[0], "dog, 5 fps: it has no mark") {
		t.Errorf("got %q", got)
	}
}

func TestParseFloorRefuses(t *testing.T) {
	if _, err := ParseFloor([]byte("[]")); err == nil {
		t.Error("a list was taken for a floor")
	}
}
