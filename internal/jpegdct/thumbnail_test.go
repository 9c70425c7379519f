package jpegdct

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rtm2"
)

var samePixels = cmpopts.EquateEmpty()

func yuv(h, v int) [][2]int { return [][2]int{{h, v}, {1, 1}, {1, 1}} }

// pictures are the forms that cameras send, and some that they hardly do.
func pictures() map[string]*picture {
	all := map[string]*picture{
		"gray":          {factors: [][2]int{{1, 1}}},
		"gray 2x2":      {factors: [][2]int{{2, 2}}},
		"separate":      {factors: yuv(2, 2), separate: true},
		"separate rst":  {factors: yuv(2, 1), separate: true, restart: 5},
		"extended":      {factors: yuv(2, 2), extended: true},
		"no tables":     {factors: yuv(2, 1), noDHT: true},
		"thin tables":   {factors: yuv(1, 1), thin: true},
		"extra":         {factors: yuv(2, 2), extra: true},
		"long":          {factors: yuv(2, 2), width: 640, height: 480, ac: 20},
		"long, dense":   {factors: yuv(2, 1), width: 640, height: 480, ac: 63},
		"long, restart": {factors: yuv(2, 2), width: 640, height: 480, restart: 700},
		"long gray":     {factors: [][2]int{{1, 1}}, width: 801, height: 601},
		"no AC":         {factors: yuv(1, 1), ac: -1},
		"one MCU":       {factors: yuv(2, 2), width: 3, height: 5},
		"odd factors":   {factors: [][2]int{{3, 1}, {2, 1}, {1, 2}}},
		"small luma":    {factors: [][2]int{{1, 1}, {2, 2}, {2, 1}}},
		"large steps":   {factors: yuv(2, 2), spread: 400, quant: 1},
	}
	for h := 1; h <= 4; h++ {
		for v := 1; v <= 4; v++ {
			if h*v <= 8 {
				all[fmt.Sprintf("%dx%d", h, v)] = &picture{factors: yuv(h, v)}
				all[fmt.Sprintf("%dx%d restart", h, v)] = &picture{factors: yuv(h, v), restart: 1 + h}
			}
			all[fmt.Sprintf("%dx%d separate", h, v)] = &picture{factors: yuv(h, v), separate: true}
		}
	}
	seed := uint64(0)
	for _, p := range all {
		seed++
		p.seed = seed
		if p.width == 0 {
			p.width, p.height = 203, 117
		}
		p.quant = max(p.quant, 5)
		if p.spread == 0 {
			p.spread = 30
		}
		switch p.ac {
		case 0:
			p.ac = 12
		case -1:
			p.ac = 0
		}
		if p.thin {
			p.spread = 3
		}
	}
	return all
}

func TestThumbnail(t *testing.T) {
	var d Decoder
	var got Thumbnail
	for name, p := range pictures() {
		t.Run(name, func(t *testing.T) {
			if err := d.Thumbnail(p.write(), &got); err != nil {
				t.Fatal(err)
			}
			want := p.thumbnail()
			switch name {
			case "small luma":
				stretch(&want.Y, p.width, p.height, 1, 1, 2, 2)
			case "odd factors":
				stretch(&want.Y, p.width, p.height, 3, 1, 3, 2)
			}
			if diff := cmp.Diff(want, &got, samePixels); diff != "" {
				t.Errorf("wrong thumbnail (-want +got):\n%.2000s", diff)
			}
			if got.Y.W != ceilDiv(p.width, 8) || got.Y.H != ceilDiv(p.height, 8) || len(got.Y.Pix) != got.Y.W*got.Y.H {
				t.Errorf("the luma plane is %dx%d with %d samples", got.Y.W, got.Y.H, len(got.Y.Pix))
			}
		})
	}
}

// noisy is a picture as image/jpeg takes it.
func noisy(w, h int, seed uint64) image.Image {
	r := rand.New(rand.NewPCG(seed, 2))
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := 60 + x*100/w + y*60/h + r.IntN(30)
			m.SetRGBA(x, y, color.RGBA{uint8(v), uint8(v/2 + x%40), uint8(255 - v), 255})
		}
	}
	return m
}

func encoded(t testing.TB, w, h int, seed uint64, quality int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, noisy(w, h, seed), &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestThumbnailIsTheMean compares with the means of what image/jpeg decodes.
func TestThumbnailIsTheMean(t *testing.T) {
	var d Decoder
	var got Thumbnail
	for _, quality := range []int{30, 75, 95, 100} {
		data := encoded(t, 640, 480, uint64(quality), quality)
		if err := d.Thumbnail(data, &got); err != nil {
			t.Fatal(err)
		}
		m, err := jpeg.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		full := m.(*image.YCbCr)
		for i, pix := range []struct {
			pix    []uint8
			stride int
			plane  Plane
		}{{full.Y, full.YStride, got.Y}, {full.Cb, full.CStride, got.Cb}, {full.Cr, full.CStride, got.Cr}} {
			for y := range pix.plane.H {
				for x := range pix.plane.W {
					sum := 0
					for j := range 64 {
						sum += int(pix.pix[(y*8+j/8)*pix.stride+x*8+j%8])
					}
					if v := int(pix.plane.Pix[y*pix.plane.W+x]); max(v*64-sum, sum-v*64) > 2*64 {
						t.Fatalf("quality %d component %d: sample %d,%d is %d, the mean is %d", quality, i, x, y, v, sum/64)
					}
				}
			}
		}
	}
}

func TestThumbnailDoesNotAllocate(t *testing.T) {
	frames := [][]byte{encoded(t, 640, 480, 1, 80), encoded(t, 640, 480, 2, 85)}
	var d Decoder
	var th Thumbnail
	i := 0
	allocs := testing.AllocsPerRun(20, func() {
		if d.Thumbnail(frames[i%2], &th) != nil || d.Plausible() != nil {
			t.Error("refused")
		}
		i++
	})
	if allocs != 0 {
		t.Errorf("%v allocations per frame", allocs)
	}
}

func TestInfo(t *testing.T) {
	var d Decoder
	p := &picture{width: 203, height: 117, factors: yuv(2, 1), quant: 5, spread: 9, restart: 7, noDHT: true}
	want := Info{
		Width: 203, Height: 117, Components: 3, Sampling: "4:2:2", RestartInterval: 7, MissingHuffman: true,
		MCUWidth: 16, MCUHeight: 8,
	}
	data := p.write()
	got, err := d.Info(data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	var th Thumbnail
	if err := d.Thumbnail(data, &th); err != nil {
		t.Fatal(err)
	}
	if last, ok := d.Last(); !ok || last != want {
		t.Errorf("Last is %v, %v", last, ok)
	}
	for _, c := range []struct {
		factors [][2]int
		want    string
	}{
		{yuv(1, 1), "4:4:4"}, {yuv(2, 2), "4:2:0"}, {yuv(1, 2), "4:4:0"}, {yuv(4, 1), "4:1:1"}, {yuv(4, 2), "4:1:0"},
		{[][2]int{{2, 2}}, "gray"}, {[][2]int{{3, 1}, {2, 1}, {1, 2}}, "3x1,2x1,1x2"},
	} {
		p.factors = c.factors
		if got, err := d.Info(p.write()); err != nil || got.Sampling != c.want {
			t.Errorf("%v is %q, want %q (%v)", c.factors, got.Sampling, c.want, err)
		}
	}
}

// patch returns a copy of data with bytes replaced from offset on.
func patch(data []byte, offset int, with ...byte) []byte {
	return append(append(bytes.Clone(data[:offset]), with...), data[offset+len(with):]...)
}

func TestRefusals(t *testing.T) {
	p := &picture{width: 200, height: 120, factors: yuv(2, 2), quant: 5, spread: 9, ac: 9, restart: 6}
	good := p.write()
	sof := bytes.Index(good, []byte{0xFF, markerSOF0})
	sos := bytes.Index(good, []byte{0xFF, markerSOS})
	dqt := bytes.Index(good, []byte{0xFF, markerDQT})
	rst := bytes.Index(good, []byte{0xFF, markerRST0 + 1})
	dht := bytes.Index(good, []byte{0xFF, markerDHT})
	cases := map[string]struct {
		data []byte
		kind Kind
		code rtm2.Code
	}{
		"empty":               {nil, Truncated, rtm2.CodeCorrupt},
		"not a JPEG":          {[]byte("hello world"), Malformed, rtm2.CodeCorrupt},
		"12 bits":             {patch(good, sof+4, 12), Unsupported, rtm2.CodeUnsupported},
		"lossless":            {patch(good, sof+1, 0xC3), Unsupported, rtm2.CodeUnsupported},
		"arithmetic":          {patch(good, sof+1, 0xC9), Unsupported, rtm2.CodeUnsupported},
		"CMYK":                {cmyk(), Unsupported, rtm2.CodeUnsupported},
		"too large":           {patch(good, sof+5, 0xFF, 0xFF, 0xFF, 0xFF), TooLarge, rtm2.CodeLimit},
		"no width":            {patch(good, sof+7, 0, 0), Malformed, rtm2.CodeCorrupt},
		"DNL":                 {patch(good, sof+5, 0, 0), Unsupported, rtm2.CodeUnsupported},
		"sampling 0":          {patch(good, sof+11, 0x02), Malformed, rtm2.CodeCorrupt},
		"same identifier":     {patch(good, sof+13, 1), Malformed, rtm2.CodeCorrupt},
		"two frame headers":   {append(bytes.Clone(good[:sos]), good[sof:]...), Malformed, rtm2.CodeCorrupt},
		"scan before frame":   {append(bytes.Clone(good[:sof]), good[sos:]...), Malformed, rtm2.CodeCorrupt},
		"quantiser 0":         {patch(good, dqt+5, 0), Malformed, rtm2.CodeCorrupt},
		"no quantisers":       {append(bytes.Clone(good[:dqt]), good[sof:]...), Malformed, rtm2.CodeCorrupt},
		"too many codes":      {patch(good, dht+5, 3), Malformed, rtm2.CodeCorrupt},
		"unknown component":   {patch(good, sos+5, 9), Malformed, rtm2.CodeCorrupt},
		"restart order":       {patch(good, rst+1, markerRST0+3), Malformed, rtm2.CodeCorrupt},
		"wider than its data": {patch(good, sof+7, 1, 0), Malformed, rtm2.CodeCorrupt},
		"garbage for marker":  {patch(good, sof, 0), Malformed, rtm2.CodeCorrupt},
		"no EOI":              {good[:len(good)-2], Truncated, rtm2.CodeCorrupt},
	}
	names := map[string]string{
		"12 bits": "12 bits", "lossless": "lossless", "arithmetic": "arithmetic", "CMYK": "CMYK", "too large": "64 megapixels",
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var d Decoder
			var th Thumbnail
			err := d.Thumbnail(c.data, &th)
			if c.kind == TooLarge && cap(d.stream.bytes)+cap(d.walker.ends)+cap(d.dc)+cap(th.Y.Pix) > 0 {
				t.Error("memory was taken for it")
			}
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("the error is %v", err)
			}
			if e.Kind != c.kind || e.Reason == "" || e.Offset < 0 || e.Offset > len(c.data) {
				t.Errorf("%v (%v at %d), want %v", e, e.Kind, e.Offset, c.kind)
			}
			if kind := names[name]; !strings.Contains(e.Reason, kind) {
				t.Errorf("the reason %q does not name it %s", e.Reason, kind)
			}
			if code := rtm2.CodeOf(err); code != c.code {
				t.Errorf("the code is %v, want %v", code, c.code)
			}
			if _, _, err := d.Crop(nil, image.Rect(0, 0, 8, 8)); err == nil {
				t.Error("a refused picture was cropped")
			}
		})
	}
}

func cmyk() []byte {
	out := segment([]byte{0xFF, markerSOI}, markerSOF0, 8, 0, 16, 0, 16, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0)
	return append(out, 0xFF, markerEOI)
}

// TestTruncation cuts a picture at every byte.
func TestTruncation(t *testing.T) {
	for _, restart := range []int{0, 5} {
		p := &picture{width: 90, height: 70, factors: yuv(2, 2), quant: 5, spread: 9, ac: 9, restart: restart}
		data := p.write()
		var d Decoder
		var th Thumbnail
		for n := range data {
			err := d.Thumbnail(data[:n], &th)
			var e *Error
			if !errors.As(err, &e) || e.Kind != Truncated && e.Kind != Malformed {
				t.Fatalf("cut at %d of %d: %v", n, len(data), err)
			}
			if _, err := Normalize(nil, data[:n]); err == nil {
				t.Fatalf("Normalize took a picture cut at %d of %d", n, len(data))
			}
		}
	}
}
