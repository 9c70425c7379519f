package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rtm2/internal/eval"
)

func TestEvalFolder(t *testing.T) {
	dir := filepath.Dir(walk(t))
	report := filepath.Join(t.TempDir(), "report.md")
	name := filepath.Base(dir)
	code, out, errs := command("eval", "--only", name, "--seeds=2", "--out", report, dir)
	if code != exitOK || out != "" {
		t.Fatalf("exit code %d\n%s%s", code, out, errs)
	}
	data, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), "| "+name+" | **this program** |") || strings.Contains(string(data), "## All scenes") {
		t.Errorf("the report is\n%s", data)
	}
	code, out, errs = command("eval", "--only", name, "--seeds=2", "--json", dir)
	var r eval.Result
	if err := json.Unmarshal([]byte(out), &r); code != exitOK || err != nil {
		t.Fatalf("exit code %d, %v\n%s", code, err, errs)
	}
	if r.Name != name || len(r.Scores) != 2 || r.Scores[0].Frames != 100 {
		t.Errorf("got %s", out)
	}
}

func TestEvalMistakes(t *testing.T) {
	for name, tc := range map[string]struct {
		args []string
		code int
		want string
	}{
		"seeds":      {[]string{"--seeds=0"}, exitUsage, "--seeds must be from 1 to 100"},
		"json, file": {[]string{"--json", "--out=x"}, exitUsage, "do not go together"},
		"a setting":  {[]string{"--contrast=7"}, exitUsage, "--contrast is 7"},
		"a pattern":  {[]string{"--only=["}, exitUsage, "--only: the pattern"},
		"no match":   {[]string{"--only=unicorn"}, exitUsage, "matches no scene"},
		"no folder":  {[]string{"/nowhere/at/all"}, exitFailure, "cannot open the folder"},
		"no figures": {[]string{"--only=black", "--beside=/nowhere"}, exitFailure, "figures of other programs"},
	} {
		t.Run(name, func(t *testing.T) {
			code, _, errs := command(append([]string{"eval"}, tc.args...)...)
			if code != tc.code || !strings.Contains(errs, tc.want) {
				t.Errorf("exit code %d, %s", code, errs)
			}
		})
	}
}
