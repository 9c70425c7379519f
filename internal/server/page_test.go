package server

import (
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
	"testing"

	"rtm2/web"
)

// TestThePageIsServedWhole asks for every file of the real page, as a browser would find it from the index.
func TestThePageIsServedWhole(t *testing.T) {
	r := newRig(t, func(o *Options) { o.Page = web.FS() })
	if assetsPlaceholder != web.AssetsPlaceholder {
		t.Fatalf("the page says %q, the server %q", web.AssetsPlaceholder, assetsPlaceholder)
	}
	index := r.ask("/").body
	prefix := regexp.MustCompile(`/assets/[0-9a-f]{16}/`).FindString(index)
	if prefix == "" || strings.Contains(index, "{{") {
		t.Fatalf("the index has no prefix: %s", index)
	}
	for _, m := range regexp.MustCompile(`(?:src|href)="(/[^"]+)"`).FindAllStringSubmatch(index, -1) {
		if a := r.ask(m[1]); a.status != http.StatusOK {
			t.Errorf("the index names %s: status %d", m[1], a.status)
		}
	}
	if regexp.MustCompile(`<script(?:[^>]*)>\s*[^<\s]|\son[a-z]+=|style=`).MatchString(index) {
		t.Error("the index has scripts or styles inside, which the content security policy refuses")
	}
	err := fs.WalkDir(web.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		a := r.ask(prefix + name)
		if a.status != http.StatusOK || !strings.Contains(a.header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: status %d, %s", name, a.status, a.header.Get("Cache-Control"))
		}
		if kind := a.header.Get("Content-Type"); path.Ext(name) == ".js" && kind != "text/javascript; charset=utf-8" {
			t.Errorf("%s has the type %q", name, kind)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
