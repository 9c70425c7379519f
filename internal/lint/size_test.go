package lint_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// maxLines is what a reader can hold in mind of one file.
const maxLines = 450

func TestFilesAreShort(t *testing.T) {
	for _, suffix := range []string{".go", ".js", ".css"} {
		walk(t, suffix, func(name string) {
			if strings.HasSuffix(name, "_test.go") || strings.Contains(name, ".test.") {
				return
			}
			if n := bytes.Count(read(t, name), []byte("\n")); n > maxLines {
				t.Errorf("%s has %d lines; more than %d hide their purpose", name, n, maxLines)
			}
		})
	}
}

func TestNothingIsLeftBehind(t *testing.T) {
	// Written in two parts, so that this file does not find itself.
	left := regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X|HA` + `CK)\b`)
	for _, suffix := range []string{".go", ".js", ".css", ".html", ".sh", "Makefile", ".md", ".yml"} {
		walk(t, suffix, func(name string) {
			for i, line := range bytes.Split(read(t, name), []byte("\n")) {
				if left.Match(line) {
					t.Errorf("%s:%d: %s", name, i+1, bytes.TrimSpace(line))
				}
			}
		})
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
