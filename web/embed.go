// Package web holds the browser page: the files as they are served, without a build step.
//
// index.html is served at "/", after the literal text {{.Assets}} in it has been replaced by the prefix under
// which everything else is found ("/assets/<hash>", no slash at the end). The other files refer to each other by
// relative addresses only, so that they work under any prefix and may be cached for ever under it.
package web

import (
	"embed"
	"io/fs"
)

// AssetsPlaceholder is the text in index.html that stands for the prefix of all other files.
const AssetsPlaceholder = "{{.Assets}}"

//go:embed index.html manifest.webmanifest icon.svg *.js styles/*.css components/*.js locales/*.json
//go:embed vendor/*.js vendor/*.txt vendor/SHA256SUMS
var files embed.FS //nolint:gochecknoglobals // go:embed has no other place to put them

// FS returns the files of the page; its root holds index.html.
func FS() fs.FS { return files }
