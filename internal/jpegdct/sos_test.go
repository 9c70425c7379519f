package jpegdct

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"strings"
	"testing"
)

// tiny is a picture of 8x8 pixels: gray, or three components where one of its scans has three. Every scan is Ss, Se,
// Ah << 4 | Al and the number of its components.
func tiny(sof byte, scans ...[4]byte) []byte {
	out := segment([]byte{0xFF, markerSOI}, markerDQT, append([]byte{0}, bytes.Repeat([]byte{4}, 64)...)...)
	n := byte(1)
	for _, s := range scans {
		n = max(n, s[3])
	}
	frame := []byte{8, 0, 8, 0, 8, n}
	for i := range n {
		frame = append(frame, i+1, 0x11, 0)
	}
	out = segment(out, sof, frame...)
	set := StandardHuffman()
	out = appendDHT(out, 0, 0, set.LumaDC.Counts, set.LumaDC.Values)
	out = appendDHT(out, 1, 0, set.LumaAC.Counts, set.LumaAC.Values)
	for _, s := range scans {
		header := []byte{s[3]}
		for i := range s[3] {
			header = append(header, i+1, 0)
		}
		out = segment(out, markerSOS, append(header, s[:3]...)...)
		switch { // DC 00, end of block 1010, padding
		case sof == markerSOF2:
			out = append(out, 0x03)
		case s[3] == 1:
			out = append(out, 0b00101011)
		default:
			out = append(out, 0b00101000, 0b10100010, 0b10111111)
		}
	}
	return append(out, 0xFF, markerEOI)
}

// everyCall gives what each way into the package says of a JPEG.
func everyCall(data []byte) map[string]error {
	var d Decoder
	var th Thumbnail
	_, info := d.Info(data)
	_, normal := Normalize(nil, data)
	return map[string]error{
		"Info": info, "Validate": d.Validate(data), "Thumbnail": d.Thumbnail(data, &th), "Normalize": normal,
	}
}

func TestScanParameters(t *testing.T) {
	dc := [4]byte{0, 0, 1, 1}
	for _, c := range []struct {
		sof   byte
		scans [][4]byte
		fault int // of the last scan's parameters the one that is refused; -1 is their number of components
	}{
		{markerSOF0, [][4]byte{{1, 63, 0, 1}}, 0},
		{markerSOF0, [][4]byte{{63, 0, 0, 3}}, 0},
		{markerSOF0, [][4]byte{{0, 62, 0, 1}}, 1},
		{markerSOF1, [][4]byte{{0, 64, 0, 1}}, 1},
		{markerSOF0, [][4]byte{{0, 63, 0x10, 3}}, 2},
		{markerSOF0, [][4]byte{{0, 0, 1, 1}}, 2},
		{markerSOF2, [][4]byte{{0, 63, 0, 1}}, 1},
		{markerSOF2, [][4]byte{{0, 0, 14, 1}}, 2},
		{markerSOF2, [][4]byte{{0, 0, 0x20, 1}}, 2},
		{markerSOF2, [][4]byte{dc, {0, 0, 0x11, 1}}, 2},
		{markerSOF2, [][4]byte{dc, {6, 5, 0, 1}}, 0},
		{markerSOF2, [][4]byte{dc, {1, 64, 0, 1}}, 0},
		{markerSOF2, [][4]byte{{0, 0, 1, 3}, {1, 5, 0, 2}}, -1},
	} {
		t.Run(fmt.Sprintf("%#x %v", c.sof, c.scans), func(t *testing.T) {
			data := tiny(c.sof, c.scans...)
			at := bytes.LastIndex(data, []byte{0xFF, markerSOS})
			want := at + 4
			if c.fault >= 0 {
				want += 1 + 2*int(data[at+4]) + c.fault
			}
			for name, err := range everyCall(data) {
				if name == "Info" && len(c.scans) > 1 {
					continue // it reads up to the first scan
				}
				var e *Error
				if !errors.As(err, &e) || e.Kind != Malformed || e.Offset != want {
					t.Errorf("%s says %v, want byte %d", name, err, want)
				}
			}
			var d Decoder
			_ = d.Validate(data)
			if _, _, err := d.Crop(nil, image.Rect(0, 0, 8, 8)); err == nil {
				t.Error("it was cropped")
			}
		})
	}
	for _, data := range [][]byte{
		tiny(markerSOF0, [4]byte{0, 63, 0, 1}), tiny(markerSOF0, [4]byte{0, 0, 0, 3}), tiny(markerSOF2, dc),
		tiny(markerSOF2, dc, [4]byte{1, 63, 2, 1}, [4]byte{1, 63, 0x21, 1}, [4]byte{0, 0, 0x10, 1}),
		tiny(markerSOF2, [4]byte{0, 0, 13, 3}, [4]byte{1, 1, 13, 1}),
	} {
		for name, err := range everyCall(data) {
			if err != nil {
				t.Errorf("%s refuses %x: %v", name, data[len(data)-20:], err)
			}
		}
	}
	normal, err := Normalize(nil, tiny(markerSOF0, [4]byte{0, 0, 0, 1}))
	if err != nil || !bytes.Equal(normal, tiny(markerSOF0, [4]byte{0, 63, 0, 1})) {
		t.Errorf("the last coefficient stays %x, %v", normal, err)
	}
}

// TestStructure breaks what Normalize must see without reading the picture data.
func TestStructure(t *testing.T) {
	p := &picture{width: 200, height: 120, factors: yuv(2, 2), quant: 5, spread: 9, ac: 9, restart: 6}
	good := p.write()
	sos := bytes.Index(good, []byte{0xFF, markerSOS})
	dqt := bytes.Index(good, []byte{0xFF, markerDQT})
	dri := bytes.Index(good, []byte{0xFF, markerDRI})
	sof := bytes.Index(good, []byte{0xFF, markerSOF0})
	rst := bytes.Index(good, []byte{0xFF, markerRST0 + 1})
	eoi := len(good) - 2
	seq, dc := [4]byte{0, 63, 0, 1}, [4]byte{0, 0, 0, 1}
	one := tiny(markerSOF0, seq)
	three := tiny(markerSOF0, [4]byte{0, 63, 0, 3})
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	for name, c := range map[string]struct {
		data   []byte
		kind   Kind
		offset int
		reason string
	}{
		"no scan":           {join(good[:sos], good[eoi:]), Truncated, sos, "no picture data"},
		"missing component": {join(three[:len(three)-19], tiny(markerSOF0, seq)[len(one)-13:]), Truncated, len(three) - 8, "component 2"},
		"table not sent":    {patch(good, sos+6, 0x33), Malformed, sos, "Huffman table DC 3"},
		"only some sent":    {join(one[:len(one)-13], segment(nil, markerSOS, 1, 1, 0x01, 0, 63, 0), one[len(one)-3:]), Malformed, len(one) - 13, "Huffman table AC 1"},
		"no quantisers":     {join(good[:dqt], good[sof:]), Malformed, sos - (sof - dqt), "quantisation table 0"},
		"restart order":     {patch(good, rst+1, markerRST0+2), Malformed, rst, "restart marker 2"},
		"restart missing":   {join(good[:rst], good[rst+2:]), Malformed, 0, "restart marker 2 comes where 1"},
		"too few restarts":  {patch(good, dri+4, 0, 5), Malformed, eoi, "restart intervals"},
		"no DRI":            {join(good[:dri], good[dri+6:]), Malformed, eoi - 6, "restart intervals"},
		"sequential kind":   {patch(good, sof+1, markerSOF2), Malformed, 0, "progressive scan"},
		"progressive kind":  {tiny(markerSOF0, [4]byte{1, 5, 0, 1}), Malformed, 0, "sequential scan"},
		"no data":           {join(one[:len(one)-3], one[len(one)-2:]), Truncated, len(one) - 3, "too short"},
		"hardly any data":   {join(tiny(markerSOF0, [4]byte{0, 63, 0, 1})[:sofHeight(one)], []byte{0, 80}, one[sofHeight(one)+2:]), Truncated, len(one) - 2, "too short"},
		"sent twice":        {tiny(markerSOF0, seq, seq), Malformed, len(one) - 2, "sent twice"},
		"AC comes first":    {tiny(markerSOF2, [4]byte{1, 5, 0, 1}, dc), Malformed, len(one) - 13, "come first"},
	} {
		t.Run(name, func(t *testing.T) {
			for call, err := range everyCall(c.data) {
				var e *Error
				if call == "Info" {
					continue // not all faults are before the first scan
				}
				if !errors.As(err, &e) || e.Kind != c.kind || !strings.Contains(e.Reason, c.reason) ||
					c.offset > 0 && e.Offset != c.offset {
					t.Errorf("%s says %v, want %v at byte %d: %s", call, err, c.kind, c.offset, c.reason)
				}
			}
		})
	}
}

// sofHeight returns the offset of the height.
func sofHeight(data []byte) int { return bytes.Index(data, []byte{0xFF, markerSOF0}) + 5 }

func TestNormalizeDropsFillBytes(t *testing.T) {
	p := &picture{width: 90, height: 70, factors: yuv(2, 2), quant: 5, spread: 9, ac: 9, restart: 4}
	good := p.write()
	filled := bytes.Clone(good[:len(good)-2])
	for i := range byte(3) {
		marker := []byte{0xFF, markerRST0 + i}
		filled = bytes.Replace(filled, marker, append([]byte{0xFF, 0xFF, 0xFF}, marker...), 1)
	}
	filled = append(filled, 0xFF, 0xFF, 0xFF, markerEOI)
	got, err := Normalize(nil, filled)
	if err != nil || !bytes.Equal(got, good) {
		t.Errorf("of %d bytes %d are left, want %d (%v)", len(filled), len(got), len(good), err)
	}
}

// TestColours: a JFIF marker means YCbCr, also beside an Adobe marker that says otherwise.
func TestColours(t *testing.T) {
	data := tiny(markerSOF0, [4]byte{0, 63, 0, 3})
	jfif := segment(nil, markerAPP0, []byte("JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")...)
	adobe := segment(nil, markerAPP14, []byte("Adobe\x00\x64\x00\x00\x00\x00\x00")...)
	for name, c := range map[string]struct {
		segments []byte
		rgb      bool
	}{
		"neither": {nil, false}, "JFIF": {jfif, false}, "Adobe": {adobe, true},
		"both": {append(bytes.Clone(jfif), adobe...), false}, "both, Adobe first": {append(bytes.Clone(adobe), jfif...), false},
	} {
		var d Decoder
		var th Thumbnail
		in := append(append(bytes.Clone(data[:2]), c.segments...), data[2:]...)
		err := d.Thumbnail(in, &th)
		if (err != nil) != c.rgb {
			t.Errorf("%s: %v", name, err)
		}
		if c.rgb && !strings.Contains(err.Error(), fmt.Sprintf("byte %d", bytes.Index(in, []byte{0xFF, markerSOF0}))) {
			t.Errorf("%q lacks the offset", err)
		}
	}
	large := patch(data, sofHeight(data), 0xFF, 0xFF, 0xFF, 0xFF)
	if _, err := new(Decoder).Info(large); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("byte %d", sofHeight(data)-5)) {
		t.Errorf("%v lacks the offset", err)
	}
}
