package images

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rtm2"
	"rtm2/internal/source/pace"
	"rtm2/internal/source/sourcetest"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func asJPEG(t *testing.T, shade uint8) []byte {
	t.Helper()
	var b bytes.Buffer
	img := image.NewGray(image.Rect(0, 0, 16, 16))
	for i := range img.Pix {
		img.Pix[i] = shade
	}
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// folder makes a folder with these files.
func folder(t *testing.T, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		path := filepath.Join(dir, name)
		if strings.HasSuffix(name, "/") {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func collect(t *testing.T, src rtm2.Source) ([]rtm2.Picture, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var got []rtm2.Picture
	err := src.Run(ctx, func(p rtm2.Picture) error { got = append(got, p); return nil })
	return got, err
}

func TestConformance(t *testing.T) {
	for _, real := range []bool{false, true} {
		sourcetest.Run(t, sourcetest.Case{Pictures: 4, First: 30, Live: real, New: func(t *testing.T) rtm2.Source {
			files := map[string][]byte{}
			for n := range 4 {
				files[fmt.Sprintf("in%06d.jpg", n+30)] = asJPEG(t, uint8(50*n))
			}
			return New(folder(t, files), pace.Options{FPS: 50, Real: real}, quiet())
		}})
	}
}

func TestOrder(t *testing.T) {
	cases := []struct {
		names []string
		want  []string // "number name"
	}{
		{[]string{"in000010.jpg", "in000009.jpg", "in000100.jpg"}, []string{"9 in000009.jpg", "10 in000010.jpg",
			"100 in000100.jpg"}},
		{[]string{"10.jpg", "9.PNG", "1.jpeg"}, []string{"1 1.jpeg", "9 9.PNG", "10 10.jpg"}},
		{[]string{"b7.jpg", "a7.jpg", "a8.jpg"}, []string{"0 a7.jpg", "1 b7.jpg", "2 a8.jpg"}},
		{[]string{"cam2-5 (copy).jpg", "cam9-4.jpg"}, []string{"4 cam9-4.jpg", "5 cam2-5 (copy).jpg"}},
		{[]string{"zebra.jpg", "ant.jpg", "cat6.jpg"}, []string{"6 cat6.jpg", "7 ant.jpg", "8 zebra.jpg"}},
		{[]string{"20240102030405123456789012.jpg"}, []string{"30405123456789012 20240102030405123456789012.jpg"}},
	}
	for _, c := range cases {
		var got []string
		for _, e := range (&Folder{log: quiet()}).inOrder(c.names) {
			got = append(got, fmt.Sprint(e.number, " ", e.name))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v: %q, want %q", c.names, got, c.want)
		}
	}
}

// TestLabelledSequence: the images of a sequence with labels lie in its folder named input.
func TestLabelledSequence(t *testing.T) {
	dir := folder(t, map[string][]byte{"input/": nil, "groundtruth/": nil, "meta.json": []byte("{}")})
	if err := os.WriteFile(filepath.Join(dir, "input", "in000007.jpg"), asJPEG(t, 10), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := collect(t, New(dir, pace.Options{FPS: 10}, quiet()))
	if err != nil || len(got) != 1 || got[0].Number != 7 {
		t.Errorf("%d pictures and %v", len(got), err)
	}
}

// TestFolder: what is delivered, when it was taken, and what is told.
func TestFolder(t *testing.T) {
	first, last := asJPEG(t, 10), asJPEG(t, 200)
	red := image.NewNRGBA(image.Rect(0, 0, 32, 24))
	for i := range red.Pix {
		red.Pix[i] = []uint8{250, 0, 0, 255}[i%4]
	}
	dir := folder(t, map[string][]byte{
		"in000031.jpg": first, "in000032.jpg": []byte("this is text"), "in000033.png": asPNG(t, red),
		"in000034.jpg": nil,
		"in000035.jpg": asPNG(t, red), "in000036.jpg": last, "notes.txt": []byte("x"), "._in000031.jpg": []byte("x"),
		"in000037.jpg/": nil, "in000038.png": asPNG(t, red)[:60],
	})
	var told bytes.Buffer
	start := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	src := New(dir, pace.Options{FPS: 10, Start: start}, slog.New(slog.NewTextHandler(&told, nil)))
	got, err := collect(t, src)
	if err != nil {
		t.Fatal(err)
	}
	want := []struct {
		number int
		name   string
		after  time.Duration
		data   []byte
	}{
		{31, "in000031.jpg", 0, first}, {33, "in000033.png", 200 * time.Millisecond, nil},
		{35, "in000035.jpg", 400 * time.Millisecond, nil}, {36, "in000036.jpg", 500 * time.Millisecond, last},
	}
	if len(got) != len(want) {
		t.Fatalf("%d pictures, want %d", len(got), len(want))
	}
	for i, w := range want {
		p := got[i]
		if p.Number != w.number || p.Name != w.name || p.Captured.Sub(start) != w.after {
			t.Errorf("got %d %s at %v, want %d %s at %v", p.Number, p.Name, p.Captured.Sub(start), w.number, w.name,
				w.after)
		}
		if w.data != nil {
			if !bytes.Equal(p.JPEG, w.data) {
				t.Errorf("%s was changed", w.name)
			}
			continue
		}
		img, err := jpeg.Decode(bytes.NewReader(p.JPEG))
		if err != nil {
			t.Fatal(err)
		}
		if r, g, b, _ := img.At(5, 5).RGBA(); r>>8 < 240 || g>>8 > 12 || b>>8 > 12 || img.Bounds().Dx() != 32 {
			t.Errorf("%s: colour %d %d %d, width %d", w.name, r>>8, g>>8, b>>8, img.Bounds().Dx())
		}
	}
	for _, name := range []string{"in000032.jpg", "in000034.jpg", "in000038.png"} {
		if n := strings.Count(told.String(), name); n != 1 {
			t.Errorf("%s is told of %d times, want once:\n%s", name, n, &told)
		}
	}
	if n := strings.Count(told.String(), "\n"); n != 3 {
		t.Errorf("%d lines in the log, want 3:\n%s", n, &told)
	}
}

func TestGrayStaysGray(t *testing.T) {
	for _, img := range []image.Image{image.NewGray(image.Rect(0, 0, 9, 9)), image.NewGray16(image.Rect(0, 0, 9, 9))} {
		data, err := fromPNG(asPNG(t, img))
		if err != nil {
			t.Fatal(err)
		}
		if c, err := jpeg.DecodeConfig(bytes.NewReader(data)); err != nil || c.ColorModel != color.GrayModel {
			t.Errorf("%T became %v (%v)", img, c.ColorModel, err)
		}
	}
}

func TestSingleImage(t *testing.T) {
	data := asJPEG(t, 10)
	got, err := collect(t, New(filepath.Join(folder(t, map[string][]byte{"a7.jpg": data, "b.jpg": data}), "a7.jpg"),
		pace.Options{FPS: 25}, quiet()))
	if err != nil || len(got) != 1 || got[0].Number != 7 || !bytes.Equal(got[0].JPEG, data) {
		t.Errorf("%d pictures and %v", len(got), err)
	}
}

// hugePNG is a small file whose header claims a huge picture.
func hugePNG(t *testing.T) []byte {
	p := asPNG(t, image.NewGray(image.Rect(0, 0, 1, 1)))
	copy(p[16:24], []byte{0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF})
	sum := crc32.ChecksumIEEE(p[12:29])
	copy(p[29:33], []byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)})
	return p
}

func TestFailures(t *testing.T) {
	for _, c := range []struct {
		name  string
		path  string
		code  rtm2.Code
		words []string
	}{
		{"missing", filepath.Join(t.TempDir(), "none"), rtm2.CodeNotFound, []string{"there is no folder"}},
		{"empty", folder(t, nil), rtm2.CodeNotFound, []string{"holds no images", ".jpg or .png"}},
		{"only folders", folder(t, map[string][]byte{"other/": nil}), rtm2.CodeNotFound, []string{"holds no images",
			"folder named input"}},
		{"empty input", folder(t, map[string][]byte{"input/": nil}), rtm2.CodeNotFound, []string{"input holds no images"}},
		{"nothing usable", folder(t, map[string][]byte{"1.jpg": []byte("x"), "2.jpg": nil}), rtm2.CodeCorrupt,
			[]string{"none of the 2 files"}},
		{"huge", folder(t, map[string][]byte{"1.png": hugePNG(t)}), rtm2.CodeCorrupt, []string{"none of the 1 files"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			sourcetest.Fails(t, New(c.path, pace.Options{FPS: 25}, quiet()), c.code, c.words...)
		})
	}
	if _, err := fromPNG(hugePNG(t)); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("a huge PNG: %v", err)
	}
}

// TestOffice reads a sequence of 2050 camera pictures.
func TestOffice(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "..", "shared", "data", "cdnet_office", "input")
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		t.Skip("the test data folder shared/data/cdnet_office is not there")
	}
	got, err := collect(t, New(dir, pace.Options{FPS: 25}, quiet()))
	if err != nil || len(got) != 2050 || got[0].Number != 1 || got[2049].Number != 2050 {
		t.Errorf("%d pictures and %v", len(got), err)
	}
}
