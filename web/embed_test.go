package web_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rtm2/web"
)

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := fs.ReadFile(web.FS(), name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// files returns the names of all files of the page.
func files(t *testing.T) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(web.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestIndexRefersToFilesThatAreThere(t *testing.T) {
	index := string(read(t, "index.html"))
	refs := regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(index, -1)
	if len(refs) < 4 {
		t.Fatalf("index.html has %d references: is the pattern right?", len(refs))
	}
	for _, ref := range refs {
		name, ok := strings.CutPrefix(ref[1], web.AssetsPlaceholder+"/")
		if !ok {
			t.Errorf("%q does not begin with %s", ref[1], web.AssetsPlaceholder)
			continue
		}
		read(t, name)
	}
}

// The content security policy allows nothing that is not a file of this server.
func TestNothingInlineAndNothingFromElsewhere(t *testing.T) {
	inline := regexp.MustCompile(`(?i)<script(?:\s[^>]*)?>[^<]+</script>|\sstyle="|\son[a-z]+="|javascript:`)
	foreign := regexp.MustCompile(`(?i)\b(?:src|href)=["']?(?:https?:)?//|from\s+["']https?:|import\(["']https?:`)
	for _, name := range files(t) {
		if strings.HasPrefix(name, "vendor/") {
			continue
		}
		b := read(t, name)
		if m := inline.Find(b); m != nil && path.Ext(name) != ".json" {
			t.Errorf("%s has inline code or style: %s", name, m)
		}
		if m := foreign.Find(b); m != nil {
			t.Errorf("%s takes something from another host: %s", name, m)
		}
	}
}

func TestImportsResolve(t *testing.T) {
	imports := regexp.MustCompile(`(?m)^(?:import|export)[^"';]*?["'](\.[^"']+)["'];`)
	found := 0
	for _, name := range files(t) {
		if path.Ext(name) != ".js" || strings.HasPrefix(name, "vendor/") {
			continue
		}
		for _, m := range imports.FindAllSubmatch(read(t, name), -1) {
			found++
			target := path.Join(path.Dir(name), string(m[1]))
			if _, err := fs.Stat(web.FS(), target); err != nil {
				t.Errorf("%s imports %s: %v", name, m[1], err)
			}
		}
	}
	if found < 20 {
		t.Errorf("found only %d imports: is the pattern right?", found)
	}
}

func TestVendoredFilesAreWhatTheirChecksumsSay(t *testing.T) {
	sums, err := fs.ReadFile(web.FS(), "vendor/SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	lines := bufio.NewScanner(bytes.NewReader(sums))
	for lines.Scan() {
		want, name, ok := strings.Cut(lines.Text(), "  ")
		if !ok {
			t.Fatalf("SHA256SUMS has the line %q", lines.Text())
		}
		got := sha256.Sum256(read(t, "vendor/"+name))
		if hex.EncodeToString(got[:]) != want {
			t.Errorf("vendor/%s has the checksum %x, not %s", name, got, want)
		}
		listed[name] = true
		read(t, "vendor/"+strings.TrimSuffix(name, ".js")+".LICENSE.txt")
	}
	for _, name := range files(t) {
		if base, ok := strings.CutPrefix(name, "vendor/"); ok && path.Ext(name) == ".js" && !listed[base] {
			t.Errorf("%s has no checksum", name)
		}
	}
}

func TestLocalesHaveTheSameTexts(t *testing.T) {
	placeholder := regexp.MustCompile(`\{\w+\}`)
	load := func(name string) map[string]string {
		var texts map[string]string
		if err := json.Unmarshal(read(t, name), &texts); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return texts
	}
	en, zh := load("locales/en.json"), load("locales/zh-CN.json")
	keys := func(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
	if diff := cmp.Diff(keys(en), keys(zh)); diff != "" {
		t.Errorf("keys differ (-en +zh-CN):\n%s", diff)
	}
	if len(en) == 0 {
		t.Error("there are no texts")
	}
	for key, text := range en {
		if text == "" || zh[key] == "" {
			t.Errorf("%s is empty in one language", key)
		}
		a, b := placeholder.FindAllString(text, -1), placeholder.FindAllString(zh[key], -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Errorf("%s has the values %v in English and %v in Chinese", key, a, b)
		}
	}
}

func TestManifestIconsAreThere(t *testing.T) {
	var manifest struct {
		Icons []struct{ Src string } `json:"icons"`
	}
	if err := json.Unmarshal(read(t, "manifest.webmanifest"), &manifest); err != nil {
		t.Fatal(err)
	}
	if len(manifest.Icons) == 0 {
		t.Error("the manifest has no icon")
	}
	for _, icon := range manifest.Icons {
		read(t, icon.Src)
	}
}
