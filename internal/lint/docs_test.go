package lint_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLanguagesAgree holds the English and the Chinese documents to the same outline, code and links.
func TestLanguagesAgree(t *testing.T) {
	pairs := map[string]string{"README.md": "README.zh-CN.md"}
	walk(t, ".md", func(name string) {
		if rest, ok := strings.CutPrefix(name, "docs/guide/en/"); ok {
			pairs[name] = "docs/guide/zh-CN/" + rest
		}
		if rest, ok := strings.CutPrefix(name, "docs/guide/zh-CN/"); ok {
			pairs["docs/guide/en/"+rest] = name
		}
	})
	for en, zh := range pairs {
		t.Run(en, func(t *testing.T) {
			if diff := cmp.Diff(outline(string(read(t, en))), outline(string(read(t, zh)))); diff != "" {
				t.Errorf("%s and %s differ:\n%s", en, zh, diff)
			}
		})
	}
}

// shape is what translation leaves as it is.
type shape struct {
	Headings []int // levels
	Rows     int   // of tables
	Fences   []string
}

func outline(text string) shape {
	var s shape
	fence, inside := "", false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(strings.TrimSpace(line), "```"):
			if inside {
				s.Fences = append(s.Fences, fence)
			}
			inside, fence = !inside, ""
		case inside:
			fence += words.ReplaceAllString(line, "") + "\n"
		case strings.HasPrefix(line, "#"):
			s.Headings = append(s.Headings, strings.IndexFunc(line, func(r rune) bool { return r != '#' }))
		case strings.HasPrefix(line, "|"):
			s.Rows++
		}
	}
	return s
}

// words matches what may be translated within code: names and comments.
var words = regexp.MustCompile(`"[^"=]*=|#.*|[^\x00-\x7f]+`)

var link = regexp.MustCompile(`\]\(([^)#\s]+)(#[^)]*)?\)`)

func TestLinksLead(t *testing.T) {
	walk(t, ".md", func(name string) {
		for _, m := range link.FindAllStringSubmatch(string(read(t, name)), -1) {
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			target := path.Join(path.Dir(name), m[1])
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(target))); err != nil {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			}
		}
	})
}

// TestDecisionsAreNumbered holds docs/adr to one file per number, each in the list.
func TestDecisionsAreNumbered(t *testing.T) {
	form := regexp.MustCompile(`^(\d{4})-[a-z0-9-]+\.md$`)
	var seen []string
	list := string(read(t, "docs/adr/README.md"))
	walk(t, ".md", func(name string) {
		if path.Dir(name) != "docs/adr" || path.Base(name) == "README.md" {
			return
		}
		m := form.FindStringSubmatch(path.Base(name))
		if m == nil {
			t.Errorf("%s is not named NNNN-title.md", name)
			return
		}
		if slices.Contains(seen, m[1]) {
			t.Errorf("two decisions have the number %s", m[1])
		}
		seen = append(seen, m[1])
		if !strings.Contains(list, "]("+path.Base(name)+")") {
			t.Errorf("docs/adr/README.md does not list %s", path.Base(name))
		}
	})
	if len(seen) == 0 {
		t.Error("no decisions found")
	}
}
