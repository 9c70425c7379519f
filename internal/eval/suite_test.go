package eval

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rtm2"
	"rtm2/internal/scene"
)

// small is a variant that costs little.
func small() []Variant { return []Variant{{Width: 160, Height: 120, FPS: 2, Noise: 1, Quality: 80}} }

func judged(t *testing.T, pattern string, seeds int) []Result {
	t.Helper()
	var s Suite
	if err := s.AddScenes(pattern, small(), 1); err != nil {
		t.Fatal(err)
	}
	told := 0
	results, err := s.Run(context.Background(), usualSetups(seeds), func(Result) { told++ })
	if err != nil {
		t.Fatal(err)
	}
	if told != s.Len() {
		t.Errorf("%d of %d films were told of", told, s.Len())
	}
	return results
}

func TestSuiteIsDeterministic(t *testing.T) {
	a, b := judged(t, "person-*", 2), judged(t, "person-*", 2)
	if len(a) < 6 || a[0].Name != "person-near" {
		t.Fatalf("%d results, the first is %s", len(a), a[0].Name)
	}
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("two runs differ:\n%s", diff)
	}
}

func TestSuiteMistakes(t *testing.T) {
	var s Suite
	if err := s.AddScenes("[", small(), 1); rtm2.CodeOf(err) != rtm2.CodeInvalid {
		t.Errorf("a pattern: %v", err)
	}
	if err := s.AddScenes("black", []Variant{{Width: 1, Height: 1, FPS: 5}}, 1); err != nil {
		t.Fatal(err)
	}
	_, err := s.Run(context.Background(), usualSetups(1), nil)
	if rtm2.CodeOf(err) != rtm2.CodeInvalid || !strings.Contains(err.Error(), "black: scene width 1") {
		t.Errorf("a scene that cannot be made: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Run(ctx, usualSetups(1), nil); err == nil {
		t.Error("a run that was called off has results")
	}
}

// TestStageTruth holds the truth of scenes to what the corpus expects of them.
func TestStageTruth(t *testing.T) {
	for _, c := range scene.Corpus() {
		switch c.Name {
		case "bag-left", "black", "reconnect", "night-switch", "sway-tree":
		default:
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			f, err := Stage(c, small()[0], 1)
			if err != nil {
				t.Fatal(err)
			}
			fresh, seen := 0, map[string]bool{}
			err = f.Play(context.Background(), func(s Shot) error {
				at := s.At.Seconds()
				if s.Fresh {
					fresh++
				}
				if s.Truth.Label == Moving && s.Truth.Box.Empty() {
					t.Errorf("%v s: motion without a box", at)
				}
				if s.Truth.Forgiven {
					seen["forgiven"] = true
				}
				if s.Truth.Trouble && (at < c.Expect.Trouble.From+noticeTime || at >= c.Expect.Trouble.Till) {
					t.Errorf("%v s: trouble", at)
				}
				if s.Truth.Night && !c.Expect.Night.Holds(at) {
					t.Errorf("%v s: night", at)
				}
				seen["trouble"] = seen["trouble"] || s.Truth.Trouble
				seen["night"] = seen["night"] || s.Truth.Night
				seen["moving"] = seen["moving"] || s.Truth.Label == Moving
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			e := c.Expect
			if seen["trouble"] != (e.Health != "") || seen["night"] != (e.Night != scene.Span{}) ||
				seen["moving"] != (len(e.Motion) > 0) || seen["forgiven"] != (len(e.Motion) > 0 || e.Grace > 0) {
				t.Errorf("seen: %v", seen)
			}
			if (fresh > 0) != (c.Name == "reconnect") {
				t.Errorf("%d new connections", fresh)
			}
		})
	}
}

func TestNoiseIsScaled(t *testing.T) {
	c := scene.Corpus()[0]
	v := small()[0]
	one, err := Stage(c, v, 1)
	if err != nil {
		t.Fatal(err)
	}
	v.Noise = 2
	two, err := Stage(c, v, 1)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := one.s.Options().Noise, two.s.Options().Noise; b != 2*a {
		t.Errorf("noise %v and twice that: %v", a, b)
	}
}

// made are results whose report is known by arithmetic.
func made() []Result {
	good := Score{
		Frames: 100, Quiet: 80, Labels: true, Masks: true, Block: Counts{TP: 90, FP: 10, FN: 10},
		Frame: Counts{TP: 18, FN: 2}, Events: Events{Expected: 1, Found: 1}, Delays: []Delay{{Frames: 2, Time: 4e8}},
	}
	bad := good
	bad.Frame = Counts{TP: 18, FP: 8, FN: 2}
	bad.Events.False = 1
	bad.Spans = []Reported{{Begin: 1e9, Last: 2e9, False: true}}
	missed := Score{Quiet: 10, Frame: Counts{FN: 5}, Events: Events{Expected: 1, Missed: 1}}
	return []Result{
		{Name: "cat", About: "a cat", Variant: "5 fps", Scores: []Score{good, good}},
		{Name: "dog", About: "a dog", Variant: "5 fps", Scores: []Score{good, bad}},
		{Name: "owl", About: "an owl", Variant: "5 fps", Reason: rtm2.ReasonLight, Scores: []Score{missed, missed}},
		{Name: "yard", Footage: true, Scores: []Score{good, bad}},
	}
}

func TestFailingScenes(t *testing.T) {
	want := []Failing{
		{Name: "owl", About: "an owl", Lines: []string{"5 fps: 1 missed, motion in 0.0 % of the frames that have it"}},
		{Name: "dog", About: "a dog", Lines: []string{"5 fps: 1 false (1.0-2.0 s; 1 of 2 seeds)"}},
	}
	got := FailingScenes(made())
	for i := range got {
		got[i].Badness = 0
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReport(t *testing.T) {
	file := filepath.Join(t.TempDir(), "beside.json")
	write(t, file, []byte(`{"opencv": "4.6.0", "labelled": {"yard": {"algos": {"knn": {
		"frame": {"p": 0.5, "r": 0.25, "f1": 0.333, "false_alarm": 0.02}}}}}}`))
	beside, err := ReadBeside(file)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Report(&out, made(), beside); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"| 5 fps | 3 | 1 | 3 | 1 | 1 | 0 | 0.900 | 0.577 | 3.3 % |",
		"- **owl**: an owl",
		"| cat | 1 / 1 | 0 | 400 ms, 2 frames | 0.900 / 0.900 / 0.900 | 1.000 / 0.900 / 0.947 | 0.0 % | - | - |",
		"| dog | 1 / 1 | 1 | 400 ms, 2 frames | 0.900 / 0.900 / 0.900 | 0.692 / 0.900 / 0.783 | 10.0 % | - | - |",
		"| owl | 0 / 1 | 0 | - | - | - / 0.000 / 0.000 | 0.0 % | - | - |",
		"| yard | **this program** | 0.900 / 0.900 / 0.900 | 0.692 / 0.900 / 0.783 | 10.0 % | 1 / 1 | 1 |",
		"| | KNN | - | 0.500 / 0.250 / 0.333 | 2.0 % | | |",
	} {
		if !strings.Contains(out.String(), line+"\n") {
			t.Errorf("the report lacks\n%s\n%s", line, out.String())
		}
	}
}

func TestReadBesideMistakes(t *testing.T) {
	if _, err := ReadBeside(filepath.Join(t.TempDir(), "none")); rtm2.CodeOf(err) != rtm2.CodeNotFound {
		t.Errorf("no file: %v", err)
	}
	file := filepath.Join(t.TempDir(), "list")
	write(t, file, []byte("milk"))
	if _, err := ReadBeside(file); rtm2.CodeOf(err) != rtm2.CodeInvalid {
		t.Errorf("no JSON: %v", err)
	}
	if _, err := ReadBeside("testdata/opencv.json"); err != nil {
		t.Error(err)
	}
}

// TestSharedFootage judges real footage where it is there; the figures are those of the report.
func TestSharedFootage(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "data", "dvrscan_traffic_roi")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no footage in ../shared/data")
	}
	f, err := OpenFolder(dir, quietLog())
	if err != nil {
		t.Fatal(err)
	}
	scores, err := Judge(context.Background(), f, usualSetups(1))
	if err != nil {
		t.Fatal(err)
	}
	s := scores[0]
	if s.Frames != 576 || s.Quiet != 476 || s.Frame.TP+s.Frame.FN != 77 {
		t.Errorf("%d frames, %d quiet, %d with motion", s.Frames, s.Quiet, s.Frame.TP+s.Frame.FN)
	}
	if s.Frame.F1() < 0.9 {
		t.Errorf("frame F1 is %.3f", s.Frame.F1())
	}
}
