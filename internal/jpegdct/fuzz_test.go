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
	f.Add(tiny(markerSOF2, [4]byte{0, 0, 1, 3}, [4]byte{1, 63, 0x10, 1}, [4]byte{0, 0, 0x10, 3}))
}

func checkError(t *testing.T, err error, size int) {
	t.Helper()
	var e *Error
	if err != nil && (!errors.As(err, &e) || e.Offset < 0 || e.Offset > size || e.Reason == "" || e.Kind == 0) {
		t.Fatalf("not a proper error: %#v", err)
	}
}

// readers are decoders that are used again and again, so that what one picture leaves behind is tested too.
type readers struct {
	first, second Decoder
	a, b          Thumbnail
	out           []byte
}

// thumbnail reads anything, and crops what can be read.
func (r *readers) thumbnail(t *testing.T, data []byte) {
	t.Helper()
	d, th := &r.first, &r.a
	checkError(t, d.Validate(data), len(data))
	err := d.Thumbnail(data, th)
	checkError(t, err, len(data))
	if err != nil {
		return
	}
	if len(th.Y.Pix) != ceilDiv(th.Width, 8)*ceilDiv(th.Height, 8) || len(th.Cb.Pix) != th.Cb.W*th.Cb.H {
		t.Fatal("the planes have the wrong size")
	}
	whole := image.Rect(0, 0, th.Width, th.Height)
	for _, rect := range []image.Rectangle{whole, image.Rect(th.Width/3, th.Height/3, th.Width/2+1, th.Height/2+1)} {
		out, cut, err := d.Crop(r.out[:0], rect)
		r.out = out
		checkError(t, err, len(data))
		if err != nil {
			continue
		}
		if err := r.second.Thumbnail(out, &r.b); err != nil {
			t.Fatalf("the crop %v cannot be read: %v", cut, err)
		}
		if cut == whole && !slices.Equal(r.b.Y.Pix, th.Y.Pix) {
			t.Fatal("a crop of the whole differs")
		}
	}
}

// normalize checks that what is normalised reads as before.
func (r *readers) normalize(t *testing.T, data []byte) {
	t.Helper()
	out, err := Normalize(r.out[:0], data)
	r.out = out
	checkError(t, err, len(data))
	errBefore := r.first.Thumbnail(data, &r.a)
	if err != nil {
		if errBefore == nil {
			t.Fatalf("it can be read, but not normalised: %v", err)
		}
		return
	}
	if errAfter := r.second.Thumbnail(out, &r.b); (errBefore == nil) != (errAfter == nil) {
		t.Fatalf("before: %v, after: %v", errBefore, errAfter)
	}
	if errBefore == nil && !slices.Equal(r.a.Y.Pix, r.b.Y.Pix) {
		t.Fatal("the picture has changed")
	}
}

// info checks that the headers read the same way with and without the picture.
func (r *readers) info(t *testing.T, data []byte) {
	t.Helper()
	info, err := r.second.Info(data)
	checkError(t, err, len(data))
	if r.first.Thumbnail(data, &r.a) != nil {
		return
	}
	if err != nil || info.Width != r.a.Width || info.Height != r.a.Height {
		t.Fatalf("Info says %+v (%v), the thumbnail is of %dx%d", info, err, r.a.Width, r.a.Height)
	}
}

// FuzzThumbnail covers Thumbnail, Validate, Plausible and Crop.
func FuzzThumbnail(f *testing.F) {
	seeds(f)
	var r readers
	f.Fuzz(func(t *testing.T, data []byte) { r.thumbnail(t, data) })
}

// FuzzNormalize covers Normalize.
func FuzzNormalize(f *testing.F) {
	seeds(f)
	var r readers
	f.Fuzz(func(t *testing.T, data []byte) { r.normalize(t, data) })
}

// FuzzInfo covers Info.
func FuzzInfo(f *testing.F) {
	seeds(f)
	var r readers
	f.Fuzz(func(t *testing.T, data []byte) { r.info(t, data) })
}

// lanesAgree reads data as a long scan in lanes and by the plain walk, and compares what they find.
func lanesAgree(t *testing.T, d *Decoder, data []byte, blocks int, color bool) {
	t.Helper()
	if !prepared(d, data, color) {
		return
	}
	s, w := &d.stream, &d.walker
	blocks = min(blocks, s.bits()) / w.blocks * w.blocks
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

// FuzzLanes compares the fast reader of long scans with the plain one, and its two ways with one another. Short inputs are repeated.
func FuzzLanes(f *testing.F) {
	f.Add(pictures()["2x2"].write()[623:923], uint16(1800), true)
	f.Add([]byte{0x12, 0x34, 0x56, 0x78}, uint16(900), false)
	f.Add([]byte{0xA5, 0x00}, uint16(3000), true)
	var d, other Decoder
	f.Fuzz(func(t *testing.T, data []byte, blocks uint16, color bool) {
		if len(data) == 0 || len(data) > 1<<16 {
			return
		}
		for len(data) < laneBits/8+100 {
			data = append(data, data...)
		}
		lanesAgree(t, &d, data, int(blocks)+laneBlocks, color)
		strides(t, &d, &other, data, color)
	})
}
