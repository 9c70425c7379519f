package disk_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rtm2"
	"rtm2/internal/source/disk"
)

func TestRegular(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "clip.mjpeg")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		path string
		code rtm2.Code
		says string
	}{
		"a file":              {file, "", ""},
		"nothing":             {filepath.Join(dir, "none"), rtm2.CodeNotFound, "there is no file"},
		"a folder":            {dir, rtm2.CodeUnsupported, "is not a file"},
		"a path below a file": {filepath.Join(file, "x"), rtm2.CodeForbidden, "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			err := disk.Regular(tc.path)
			if rtm2.CodeOf(err) != tc.code || err != nil && !strings.Contains(err.Error(), tc.says) {
				t.Errorf("got %v (%s)", err, rtm2.CodeOf(err))
			}
		})
	}
}

func TestExplain(t *testing.T) {
	for cause, code := range map[error]rtm2.Code{fs.ErrNotExist: rtm2.CodeNotFound, fs.ErrPermission: rtm2.CodeForbidden} {
		err := disk.Explain("folder", "/clips", cause)
		if rtm2.CodeOf(err) != code || !strings.Contains(err.Error(), "folder /clips") {
			t.Errorf("%v is explained as %v", cause, err)
		}
	}
}
