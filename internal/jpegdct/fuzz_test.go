package jpegdct

import (
	"errors"
	"image"
	"slices"
	"testing"
)

// seeds are small pictures of every kind.
func seeds(f *testing.F) {
	f.Helper()
	for name, p := range pictures() {
		if p.width > 300 {
			continue
		}
		small := *p
		small.width, small.height = 35, 27
		if name == "2x2 restart" {
			small.width = 150
		}
		f.Add(small.write())
	}
}

func checkError(t *testing.T, err error, size int) {
	t.Helper()
	var e *Error
	if err != nil && (!errors.As(err, &e) || e.Offset < 0 || e.Offset > size || e.Reason == "" || e.Kind == 0) {
		t.Fatalf("not a proper error: %#v", err)
	}
}

// FuzzThumbnail reads anything, and crops what can be read.
func FuzzThumbnail(f *testing.F) {
	seeds(f)
	var d Decoder // the same one for all, so that what one picture leaves behind is tested too
	f.Fuzz(func(t *testing.T, data []byte) {
		var th Thumbnail
		err := d.Thumbnail(data, &th)
		checkError(t, err, len(data))
		checkError(t, d.Validate(data), len(data))
		if err != nil {
			return
		}
		if len(th.Y.Pix) != ceilDiv(th.Width, 8)*ceilDiv(th.Height, 8) || len(th.Cb.Pix) != th.Cb.W*th.Cb.H {
			t.Fatal("the planes have the wrong size")
		}
		whole := image.Rect(0, 0, th.Width, th.Height)
		for _, r := range []image.Rectangle{whole, image.Rect(th.Width/3, th.Height/3, th.Width/2+1, th.Height/2+1)} {
			out, cut, err := d.Crop(nil, r)
			checkError(t, err, len(data))
			if err != nil {
				continue
			}
			var other Decoder
			var part Thumbnail
			if err := other.Thumbnail(out, &part); err != nil {
				t.Fatalf("the crop %v cannot be read: %v", cut, err)
			}
			if cut == whole && !slices.Equal(part.Y.Pix, th.Y.Pix) {
				t.Fatal("a crop of the whole differs")
			}
		}
	})
}

// FuzzNormalize checks that what is normalised reads as before.
func FuzzNormalize(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		out, err := Normalize(nil, data)
		checkError(t, err, len(data))
		var before, after Decoder
		var a, b Thumbnail
		errBefore := before.Thumbnail(data, &a)
		if err != nil {
			if errBefore == nil {
				t.Fatalf("it can be read, but not normalised: %v", err)
			}
			return
		}
		if errAfter := after.Thumbnail(out, &b); (errBefore == nil) != (errAfter == nil) {
			t.Fatalf("before: %v, after: %v", errBefore, errAfter)
		}
		if errBefore == nil && !slices.Equal(a.Y.Pix, b.Y.Pix) {
			t.Fatal("the picture has changed")
		}
	})
}

// FuzzInfo checks that the headers read the same way with and without the picture.
func FuzzInfo(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		var d Decoder
		info, err := d.Info(data)
		checkError(t, err, len(data))
		var th Thumbnail
		if d.Thumbnail(data, &th) != nil {
			return
		}
		if err != nil || info.Width != th.Width || info.Height != th.Height {
			t.Fatalf("Info says %+v (%v), the thumbnail is of %dx%d", info, err, th.Width, th.Height)
		}
	})
}

// lanesAgree reads data as a long scan in lanes and by the plain walk, and compares what they find.
func lanesAgree(t *testing.T, data []byte, blocks int, color bool) {
	t.Helper()
	var d Decoder
	var s bitstream
	scan := append(slices.Clone(data), 0xFF, markerEOI)
	if _, err := s.fill(scan, 0); err != nil || len(s.intervals) != 1 {
		return
	}
	slot0 := uint8(d.tables.slot(d.standardTable(0), d.standardTable(2)))
	slot1 := uint8(d.tables.slot(d.standardTable(1), d.standardTable(3)))
	slots := []uint8{slot0, slot0, slot0, slot0, slot1, slot1}
	if !color {
		slots = slots[:1]
	}
	blocks = min(blocks, s.bits()) / len(slots) * len(slots)
	w := &d.walker
	w.prepare(&d.tables, &s, slots)
	w.ends = make([]uint32, blocks+129)
	n, ok := w.run(0, blocks, s.bits())
	got := slices.Clone(w.ends[:n+1])
	m, okWalk := w.walk(0, 0, blocks)
	// Both may stop at different blocks once they are beyond the end; up to there all must be the same.
	within := func(e uint32) bool { return int(e) <= s.bits() }
	for i := range min(n, m) + 1 {
		if within(w.ends[i]) && got[i] != w.ends[i] {
			t.Fatalf("block %d of %d ends at %d in lanes and at %d else", i, blocks, got[i], w.ends[i])
		}
	}
	beyond := !within(got[n]) || !within(w.ends[m])
	if !beyond && (n != m || ok != okWalk) {
		t.Fatalf("lanes stop at %d (%v), the walk at %d (%v)", n, ok, m, okWalk)
	}
}

// FuzzLanes compares the fast reader of long scans with the plain one. Short inputs are repeated.
func FuzzLanes(f *testing.F) {
	p := pictures()["long"]
	p.width, p.height = 320, 240
	f.Add(p.write()[623:], uint16(1800), true)
	f.Add([]byte{0x12, 0x34, 0x56, 0x78}, uint16(900), false)
	f.Add([]byte{0xA5, 0x00}, uint16(3000), true)
	f.Fuzz(func(t *testing.T, data []byte, blocks uint16, color bool) {
		if len(data) == 0 || len(data) > 1<<16 {
			return
		}
		for len(data) < laneBits/8+100 {
			data = append(data, data...)
		}
		lanesAgree(t, data, int(blocks)+laneBlocks, color)
	})
}
