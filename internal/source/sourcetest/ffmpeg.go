package sourcetest

import (
	"os"
	"os/exec"
	"testing"
)

// FFmpeg returns where ffmpeg is. Without it the test is skipped, but in CI it fails.
func FFmpeg(t testing.TB) string {
	t.Helper()
	return Program(t, "ffmpeg")
}

// Program returns where a program that the test needs is. Without it the test is skipped, but in CI it fails.
func Program(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	switch {
	case err == nil:
		return path
	case os.Getenv("CI") == "true":
		t.Fatalf("this test needs %s, which is not installed: apt install %s", name, name)
	}
	t.Skipf("this test needs %s, which is not installed: apt install %s", name, name)
	return ""
}
