package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is the release that this source is, or will become.
const version = "0.1.0"

type versionCmd struct{}

// Run prints the version, the commit where the build knows it, and the platform.
func (versionCmd) Run(con console) error {
	_, err := fmt.Fprintf(con.out, "rtm2 %s%s %s %s/%s\n",
		version, revision(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return " (" + s.Value[:12] + ")"
		}
	}
	return ""
}
