package lint_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "rtm2"

// floors gives every package its floor; a package below a listed folder has the folder's floor. Imports point
// to a lower floor, or stay within the floor where peers lists the pair.
var floors = map[string]int{
	"":                  0,
	"internal/jpegdct":  1,
	"internal/wire":     1,
	"internal/motion":   2,
	"internal/event":    2,
	"internal/hub":      2,
	"internal/pipeline": 2,
	"internal/scene":    2,
	"internal/source":   3,
	"internal/store":    3,
	"internal/config":   4,
	"internal/eval":     4,
	"internal/server":   4,
	"internal/scan":     4,
	"internal/bench":    4,
	"web":               4,
	"internal/app":      5,
	"cmd/rtm2":          6,
	"internal/lint":     7,
	"internal/e2e":      7,
}

// peers are the imports within one floor that are meant.
var peers = map[[2]string]bool{
	{"internal/source", "internal/source"}: true, // the opener and its kinds
	{"internal/server", "internal/server"}: true, // routes and the WebSocket
	{"internal/store", "internal/store"}:   true, // a store and its conformance suite
	{"internal/server", "web"}:             true, // the page is served by the server
}

// onlyStandard lists the packages that import nothing but the standard library and floor 0.
var onlyStandard = []string{"", "internal/jpegdct", "internal/motion", "internal/event", "internal/scene"}

// noHTTP lists the packages that must not know of HTTP: status codes are the server's.
var noHTTP = []string{
	"", "internal/jpegdct", "internal/wire", "internal/motion", "internal/event", "internal/hub",
	"internal/pipeline", "internal/scan", "internal/bench", "internal/config",
}

func TestFloors(t *testing.T) {
	for _, im := range imports(t) {
		from, ok := floorOf(im.pkg)
		if !ok {
			t.Errorf("%s: package %s has no floor; give it one in internal/lint/floors_test.go", im.file, im.pkg)
			continue
		}
		if strings.HasPrefix(im.path, module+"/") || im.path == module {
			checkOwn(t, im, from)
			continue
		}
		if within(onlyStandard, im.pkg) && strings.Contains(strings.Split(im.path, "/")[0], ".") {
			t.Errorf("%s imports %s; %s takes the standard library only", im.file, im.path, im.pkg)
		}
		if within(noHTTP, im.pkg) && im.path == "net/http" {
			t.Errorf("%s imports net/http, which is the server's and the sources'", im.file)
		}
	}
}

func checkOwn(t *testing.T, im imported, from string) {
	t.Helper()
	target := strings.TrimPrefix(strings.TrimPrefix(im.path, module), "/")
	to, ok := floorOf(target)
	switch {
	case !ok:
		t.Errorf("%s imports %s, which has no floor", im.file, im.path)
	case to == "internal/app" && from != "cmd/rtm2":
		t.Errorf("%s imports internal/app; only cmd/rtm2 does", im.file)
	case from == to && (from == im.pkg && to == target || peers[[2]string{from, to}]):
	case floors[to] < floors[from], peers[[2]string{from, to}]:
	default:
		t.Errorf("%s (floor %d) imports %s (floor %d): imports point downward only",
			im.file, floors[from], im.path, floors[to])
	}
}

// floorOf returns the listed folder that the package lies in.
func floorOf(pkg string) (string, bool) {
	for p := pkg; ; p = path.Dir(p) {
		if p == "." {
			_, root := floors[pkg]
			return pkg, root
		}
		if _, ok := floors[p]; ok {
			return p, true
		}
	}
}

func within(list []string, pkg string) bool {
	for _, p := range list {
		if pkg == p || p != "" && strings.HasPrefix(pkg, p+"/") {
			return true
		}
	}
	return false
}

type imported struct{ file, pkg, path string }

// imports lists every import of every file that is not a test. Modules of their own (tools, bench) do not
// belong to the house.
func imports(t *testing.T) []imported {
	t.Helper()
	var out []imported
	walk(t, ".go", func(name string) {
		if strings.HasSuffix(name, "_test.go") {
			return
		}
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, name), nil, parser.ImportsOnly)
		if err != nil {
			t.Error(err)
			return
		}
		pkg := path.Dir(name)
		if pkg == "." {
			pkg = ""
		}
		for _, spec := range f.Imports {
			p, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Error(err)
			}
			out = append(out, imported{file: name, pkg: pkg, path: p})
		}
	})
	if len(out) == 0 {
		t.Fatal("no imports found; the test looks in the wrong place")
	}
	return out
}

// root is the module's folder, seen from this package.
const root = "../.."

// walk calls fn with the slash-separated name of every file with the suffix, leaving out other modules,
// vendored browser code and hidden folders.
func walk(t *testing.T, suffix string, fn func(name string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			return skipFolder(p, rel)
		}
		if strings.HasSuffix(rel, suffix) {
			fn(rel)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func skipFolder(p, rel string) error {
	if rel == "." {
		return nil
	}
	name := path.Base(rel)
	if strings.HasPrefix(name, ".") || name == "node_modules" || name == "vendor" || name == "testdata" ||
		rel == "bin" || rel == "dist" {
		return fs.SkipDir
	}
	if _, err := os.Stat(filepath.Join(p, "go.mod")); err == nil {
		return fs.SkipDir
	}
	return nil
}
