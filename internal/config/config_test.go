package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rtm2"
	"rtm2/internal/config"
)

func TestParseCameras(t *testing.T) {
	for name, tc := range map[string]struct {
		args []string
		want []config.Camera
	}{
		"an address": {
			[]string{"http://192.168.1.20:8080/video?res=640x480"},
			[]config.Camera{{ID: "192-168-1-20-8080", Name: "192.168.1.20:8080", Spec: "http://192.168.1.20:8080/video?res=640x480"}},
		},
		"credentials never make a name": {
			[]string{"rtsp://admin:secret@cam.lan/stream1"},
			[]config.Camera{{ID: "cam-lan", Name: "cam.lan", Spec: "rtsp://admin:secret@cam.lan/stream1"}},
		},
		"a name": {
			[]string{"Front door=/dev/video0"},
			[]config.Camera{{ID: "front-door", Name: "Front door", Spec: "/dev/video0"}},
		},
		"a name in Chinese": {
			[]string{"demo:", "前门=demo:"},
			[]config.Camera{{ID: "demo", Name: "Demo", Spec: "demo:"}, {ID: "camera-2", Name: "前门", Spec: "demo:"}},
		},
		"the same twice": {
			[]string{"/data/clips/", "/data/clips", "clips=demo:?seed=2"},
			[]config.Camera{
				{ID: "clips", Name: "clips", Spec: "/data/clips/"}, {ID: "clips-2", Name: "clips", Spec: "/data/clips"},
				{ID: "clips-3", Name: "clips", Spec: "demo:?seed=2"},
			},
		},
		"an equals sign in a path is no name": {
			[]string{"./a=b.mjpeg"},
			[]config.Camera{{ID: "a-b-mjpeg", Name: "a=b.mjpeg", Spec: "./a=b.mjpeg"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := config.ParseCameras(tc.args)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	for _, bad := range []string{"", "door=", "  ", strings.Repeat("x", 65) + "=demo:"} {
		if got, err := config.ParseCameras([]string{bad}); rtm2.CodeOf(err) != rtm2.CodeInvalid {
			t.Errorf("--camera %q gave %v, %v", bad, got, err)
		}
	}
}

func TestLoopback(t *testing.T) {
	for listen, want := range map[string]string{
		":5000": "127.0.0.1:5000", "localhost:80": "127.0.0.1:80", "127.0.0.2:0": "127.0.0.2:0", "[::1]:5000": "[::1]:5000",
	} {
		if got, err := config.Loopback(listen); err != nil || got != want {
			t.Errorf("%s gives %s, %v; want %s", listen, got, err, want)
		}
	}
	for _, listen := range []string{
		"", "5000", "0.0.0.0:5000", "[::]:5000", "192.168.1.2:5000", "example.com:5000", ":http", ":70000", ":-1", ":",
	} {
		if got, err := config.Loopback(listen); rtm2.CodeOf(err) != rtm2.CodeInvalid {
			t.Errorf("%q gives %s, %v; want a refusal", listen, got, err)
		}
	}
}

func TestNounsHideCredentials(t *testing.T) {
	cams, err := config.ParseCameras([]string{"http://user:pass@cam/"})
	if err != nil {
		t.Fatal(err)
	}
	got := config.Config{Cameras: cams}.Nouns()
	if len(got) != 1 || got[0].Number != 1 || strings.Contains(got[0].Source, "pass") {
		t.Errorf("got %+v", got)
	}
}

func TestPrepareData(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	if err := config.PrepareData(dir); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := config.PrepareData(filepath.Join(file, "below"))
	if rtm2.CodeOf(err) != rtm2.CodeUnavailable || !strings.Contains(err.Error(), "--data") {
		t.Errorf("a folder below a file gave %v", err)
	}
}
