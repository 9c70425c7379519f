package jpegdct

import (
	"bytes"
	"image/jpeg"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNormalize(t *testing.T) {
	var d Decoder
	for name, p := range pictures() {
		t.Run(name, func(t *testing.T) {
			data := p.write()
			got, err := Normalize([]byte("kept"), data)
			if err != nil {
				t.Fatal(err)
			}
			if string(got[:4]) != "kept" {
				t.Fatal("what was in dst is gone")
			}
			got = got[4:]
			info, err := d.Info(got)
			if err != nil || info.MissingHuffman {
				t.Errorf("Info is %+v, %v", info, err)
			}
			for _, gone := range []string{"Exif", "a comment", "another", "\xFF\xFF"} {
				if bytes.Contains(got, []byte(gone)) {
					t.Errorf("%q is still there", gone)
				}
			}
			if !bytes.HasSuffix(got, []byte{0xFF, markerEOI}) {
				t.Error("there is something behind EOI")
			}
			var before, after Thumbnail
			if err := d.Thumbnail(data, &before); err != nil {
				t.Fatal(err)
			}
			if err := d.Thumbnail(got, &after); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(before, after, samePixels); diff != "" {
				t.Errorf("the picture has changed: %.500s", diff)
			}
			again, err := Normalize(nil, got)
			if err != nil || !bytes.Equal(again, got) {
				t.Errorf("a second time it changes again (%v)", err)
			}
		})
	}
}

func TestNormalizeMakesItReadable(t *testing.T) {
	data := pictures()["no tables"].write()
	if _, err := jpeg.Decode(bytes.NewReader(data)); err == nil {
		t.Fatal("it can be read without tables, so nothing is tested")
	}
	got, err := Normalize(nil, data)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := jpeg.Decode(bytes.NewReader(got)); err != nil {
		t.Error(err)
	}
}

func TestNormalizeKeepsWhatColoursMean(t *testing.T) {
	data := encoded(t, 32, 32, 1, 80)
	jfif := segment(nil, markerAPP0, []byte("JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")...)
	adobe := segment(nil, markerAPP14, []byte("Adobe\x00\x64\x00\x00\x00\x00\x01")...)
	data = append(append(append(bytes.Clone(data[:2]), jfif...), adobe...), data[2:]...)
	got, err := Normalize(nil, data)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(got, adobe) || !bytes.Contains(got, jfif) {
		t.Error("the Adobe or the JFIF segment is gone")
	}
}
