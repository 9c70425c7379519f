package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"rtm2"
)

// assetsPlaceholder is the text in index.html that stands for the prefix of all other files.
const assetsPlaceholder = "{{.Assets}}"

// page serves the browser's files. Files without a time of modification, as embed.FS has them, never change:
// their addresses hold a hash of the whole tree, and browsers may keep them for ever. Others are being edited on
// disk: they are read anew each time.
type page struct {
	files fs.FS
	fixed bool
	tree  string // hash of a fixed tree
}

func newPage(files fs.FS) (*page, error) {
	index, err := fs.Stat(files, "index.html")
	if err != nil {
		return nil, rtm2.Errorf(rtm2.CodeInvalid, "the page has no index.html: %w", err)
	}
	tree, err := treeHash(files)
	if err != nil {
		return nil, rtm2.Errorf(rtm2.CodeInvalid, "the page's files cannot be read: %w", err)
	}
	return &page{files: files, fixed: index.ModTime().IsZero(), tree: tree}, nil
}

// treeHash is a hash over the names and contents of all files.
func treeHash(files fs.FS) (string, error) {
	h := sha256.New()
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		if !d.Type().IsRegular() {
			return nil
		}
		b, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(b)
		h.Write([]byte(name))
		h.Write([]byte{0})
		h.Write(sum[:])
		return nil
	})
	return hex.EncodeToString(h.Sum(nil))[:16], err
}

// index answers with index.html, which must always be asked for: it says where the rest is.
func (p *page) index(w http.ResponseWriter, r *http.Request) error {
	tree := p.tree
	if !p.fixed {
		var err error
		if tree, err = treeHash(p.files); err != nil {
			return rtm2.Errorf(rtm2.CodeInternal, "the page's files cannot be read: %w", err)
		}
	}
	b, err := fs.ReadFile(p.files, "index.html")
	if err != nil {
		return rtm2.Errorf(rtm2.CodeInternal, "index.html cannot be read: %w", err)
	}
	b = bytes.ReplaceAll(b, []byte(assetsPlaceholder), []byte("/assets/"+tree))
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("ETag", `"`+tree+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
	return nil
}

// asset answers with a file of the tree that the address names.
func (p *page) asset(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("file")
	missing := rtm2.Errorf(rtm2.CodeNotFound, "there is no such file; reload the page")
	kind := typeOf(name)
	if kind == "" || !fs.ValidPath(name) || hidden(name) || p.fixed && r.PathValue("tree") != p.tree {
		return missing
	}
	info, err := fs.Stat(p.files, name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return missing
	}
	var b []byte
	if err == nil {
		b, err = fs.ReadFile(p.files, name)
	}
	if err != nil {
		return rtm2.Errorf(rtm2.CodeInternal, "%s cannot be read: %w", name, err)
	}
	cache := "no-cache"
	if p.fixed {
		cache = "public, max-age=31536000, immutable"
	}
	sum := sha256.Sum256(b)
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", cache)
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:8])+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
	return nil
}

// hidden reports whether a part of the name begins with a dot, as a folder on disk may hold.
func hidden(name string) bool { return strings.HasPrefix(name, ".") || strings.Contains(name, "/.") }

// typeOf is the content type of a file of the page. It does not ask the system, whose answers differ; files of
// other kinds are not part of the page.
func typeOf(name string) string {
	switch ext := path.Ext(name); ext {
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".html":
		return "text/html; charset=utf-8"
	case ".txt", "": // licences and checksums
		return "text/plain; charset=utf-8"
	case ".json":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".svg":
		return "image/svg+xml"
	case ".png", ".jpg", ".webp":
		return mime.TypeByExtension(ext)
	case ".ico":
		return "image/x-icon"
	case ".woff2":
		return "font/woff2"
	case ".mp3":
		return "audio/mpeg"
	case ".wav":
		return "audio/wav"
	}
	return ""
}
