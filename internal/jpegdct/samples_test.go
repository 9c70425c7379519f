package jpegdct

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const samples = "../../../shared/data"

// sampleFiles returns the files that match, and skips the test where there are none.
func sampleFiles(t testing.TB, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(samples, pattern))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skipf("there is no %s in ../shared/data beside the project", pattern)
	}
	return files
}

// frames returns the first n JPEGs of a file of concatenated ones.
func frames(t testing.TB, name string, n int) [][]byte {
	t.Helper()
	data, err := os.ReadFile(sampleFiles(t, name)[0])
	if err != nil {
		t.Fatal(err)
	}
	var out [][]byte
	for len(out) < n && len(data) > 0 {
		end := bytes.Index(data, []byte{0xFF, markerEOI}) + 2
		out = append(out, data[:end])
		data = data[end:]
	}
	return out
}

// djpeg decodes with libjpeg-turbo's command and returns the samples.
func djpeg(t *testing.T, data []byte, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath("djpeg")
	switch {
	case err != nil && os.Getenv("CI") == "true":
		t.Fatal("this test needs djpeg, which is not installed: apt install libjpeg-turbo-progs")
	case err != nil:
		t.Skip("this test needs djpeg, which is not installed: apt install libjpeg-turbo-progs")
	}
	cmd := exec.Command(path, append(args, "-pnm")...)
	cmd.Stdin = bytes.NewReader(data)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("djpeg: %v", err)
	}
	return out
}

func checkDjpeg(t *testing.T, d *Decoder, data []byte) {
	t.Helper()
	var th Thumbnail
	if err := d.Thumbnail(data, &th); err != nil {
		t.Fatal(err)
	}
	if err := d.Plausible(); err != nil {
		t.Error(err)
	}
	want := djpeg(t, data, "-scale", "1/8", "-grayscale")
	if len(want) < len(th.Y.Pix) || !bytes.Equal(want[len(want)-len(th.Y.Pix):], th.Y.Pix) {
		t.Error("luma is not what libjpeg makes")
	}
}

func TestSamplesLikeLibjpeg(t *testing.T) {
	var d Decoder
	for _, name := range sampleFiles(t, "jpeg/*.jpg") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(filepath.Base(name), "arith") {
				var th Thumbnail
				if err := d.Thumbnail(data, &th); err == nil || !strings.Contains(err.Error(), "arithmetic") {
					t.Errorf("not refused by name: %v", err)
				}
				return
			}
			if !strings.HasPrefix(filepath.Base(name), "prog") { // its first DC scan has not all bits
				checkDjpeg(t, &d, data)
			}
			normal, err := Normalize(nil, data)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(djpeg(t, data), djpeg(t, normal)) {
				t.Error("normalised, it decodes to something else")
			}
		})
	}
}

// TestFootageIsPlausible reads all footage that is stored as JPEGs: none of it may be called damaged.
func TestFootageIsPlausible(t *testing.T) {
	var d Decoder
	read := 0
	for _, pattern := range []string{"jpeg/*.jpg", "cdnet_office/input/*.jpg"} {
		for _, name := range sampleFiles(t, pattern) {
			if filepath.Base(name) == "arith.jpg" {
				continue
			}
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Validate(data); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			read++
		}
	}
	for _, name := range []string{"speed/vga420.mjpeg", "speed/hd420.mjpeg"} {
		for i, data := range frames(t, name, 200) {
			if err := d.Validate(data); err != nil {
				t.Errorf("%s frame %d: %v", name, i, err)
			}
			read++
		}
	}
	t.Logf("%d pictures", read)
}

// TestVideosArePlausible does the same with labelled footage that is stored otherwise, coded by ffmpeg: every tenth
// frame, or all with JPEGDCT_VIDEOS=all.
func TestVideosArePlausible(t *testing.T) {
	path, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("ffmpeg is not here: install it")
	}
	step := "framestep=10"
	if os.Getenv("JPEGDCT_VIDEOS") == "all" {
		step = "framestep=1"
	}
	var d Decoder
	for _, pattern := range []string{"aboda_video4/video.avi", "nest_bicycle2/video.mp4", "dvrscan_traffic_roi/input/*.png"} {
		name := sampleFiles(t, pattern)[0]
		if filepath.Ext(name) == ".png" {
			name = filepath.Join(filepath.Dir(name), "in%06d.png")
		}
		cmd := exec.Command(path, "-v", "error", "-i", name, "-vf", step, "-threads", "1", "-c:v", "mjpeg", "-huffman", "default",
			"-pix_fmt", "yuvj420p", "-q:v", "3", "-f", "mjpeg", "-")
		data, err := cmd.Output()
		if err != nil {
			t.Fatalf("ffmpeg with %s: %v", name, err)
		}
		read := 0
		for ; len(data) > 0; read++ {
			end := bytes.Index(data, []byte{0xFF, markerEOI}) + 2
			if err := d.Validate(data[:end]); err != nil {
				t.Errorf("%s frame %d: %v", name, read, err)
			}
			data = data[end:]
		}
		t.Logf("%s: %d pictures", pattern, read)
	}
}
