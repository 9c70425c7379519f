// Package disk says in words why a recording on disk cannot be read.
package disk

import (
	"errors"
	"io/fs"
	"os"

	"rtm2"
)

// Regular returns nil for a regular file that is there. Opening anything else could wait for ever, as a named
// pipe does for its writer.
func Regular(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return Explain("file", path, err)
	case !info.Mode().IsRegular():
		return rtm2.Errorf(rtm2.CodeUnsupported, "%s is not a file: give a video file, or a folder of images", path)
	}
	return nil
}

// Explain turns the error of opening or reading what, a "file" or a "folder", into an *rtm2.Error.
func Explain(what, path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return &rtm2.Error{Code: rtm2.CodeNotFound, Cause: err,
			Message: "there is no " + what + " " + path + ": check the path"}
	}
	return &rtm2.Error{Code: rtm2.CodeForbidden, Cause: err,
		Message: what + " " + path + " cannot be read: check that this user may read it"}
}
