package config

import (
	"os"
	"path/filepath"
	"runtime"

	"rtm2"
)

// DefaultData returns the user's folder for rtm2's data: $XDG_DATA_HOME/rtm2 or ~/.local/share/rtm2 (XDG Base
// Directory Specification), ~/Library/Application Support/rtm2, %LocalAppData%\rtm2.
func DefaultData() (string, error) {
	home, err := os.UserHomeDir()
	switch {
	case runtime.GOOS == "windows" && os.Getenv("LocalAppData") != "":
		return filepath.Join(os.Getenv("LocalAppData"), "rtm2"), nil
	case runtime.GOOS == "linux" && filepath.IsAbs(os.Getenv("XDG_DATA_HOME")):
		return filepath.Join(os.Getenv("XDG_DATA_HOME"), "rtm2"), nil
	case err != nil:
		return "", rtm2.Errorf(rtm2.CodeInvalid,
			"there is no home folder to keep data in; give a folder with --data: %w", err)
	case runtime.GOOS == "darwin":
		return filepath.Join(home, "Library", "Application Support", "rtm2"), nil
	}
	return filepath.Join(home, ".local", "share", "rtm2"), nil
}

// PrepareData makes the data folder and makes sure that it can be written to.
func PrepareData(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return unwritable(dir, err)
	}
	f, err := os.CreateTemp(dir, ".write-test-*")
	if err != nil {
		return unwritable(dir, err)
	}
	_, err = f.WriteString("rtm2")
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if rerr := os.Remove(f.Name()); err == nil {
		err = rerr
	}
	if err != nil {
		return unwritable(dir, err)
	}
	return nil
}

func unwritable(dir string, err error) error {
	return rtm2.Errorf(rtm2.CodeUnavailable,
		"the data folder %s cannot be written to; mend its permissions or choose another with --data: %w", dir, err)
}
