package jpegstream

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"
)

// check reads in twice, whole and byte by byte, and holds what must be true of any input.
func check(t *testing.T, boundary string, in []byte) {
	o := Options{Boundary: boundary, MaxPicture: 1 << 16, MaxHeader: 1 << 12, MaxJunk: 1 << 14}
	a, errA := readAll(NewReader(bytes.NewReader(in), o))
	b, errB := readAll(NewReader(iotest.OneByteReader(bytes.NewReader(in)), o))
	if len(a) != len(b) {
		t.Fatalf("%d pictures (%v) when read whole, %d (%v) byte by byte", len(a), errA, len(b), errB)
	}
	var at int64
	for i, p := range a {
		if !bytes.Equal(p.JPEG, b[i].JPEG) || p.Offset != b[i].Offset || p.Whole != b[i].Whole {
			t.Fatalf("picture %d depends on how the stream was cut", i)
		}
		if !bytes.HasPrefix(p.JPEG, []byte{0xFF, 0xD8, 0xFF}) || p.Offset < at {
			t.Fatalf("picture %d begins with % x at %d, after %d", i, p.JPEG[:min(3, len(p.JPEG))], p.Offset, at)
		}
		if at = p.Offset + int64(len(p.JPEG)); at > int64(len(in)) || !bytes.Equal(in[p.Offset:at], p.JPEG) {
			t.Fatalf("picture %d is not what the stream holds at %d", i, p.Offset)
		}
		if p.Whole && !bytes.HasSuffix(p.JPEG, []byte{0xFF, 0xD9}) {
			t.Fatalf("picture %d is called whole without an EOI", i)
		}
	}
	if errA == nil || errors.Is(errA, io.ErrNoProgress) {
		t.Fatalf("ended with %v", errA)
	}
}

func FuzzMultipart(f *testing.F) {
	pic := encode(f, 3)
	f.Add("abc", stream("", []part{{"--abc\r\nContent-Type: image/jpeg\r\nContent-Length: 800\r\n\r\n", pic},
		{"\r\n--abc\r\n\r\n", pic}}, "\r\n--abc--\r\n"))
	f.Add("--abc", stream("Content-Length: 12\n\n", []part{{"", pic[:len(pic)-2]}, {"\n--abc\nContent-Length: 3\n\n",
		pic}}, ""))
	f.Add("", []byte("--x\r\nContent-Type: audio/basic\r\nContent-Length: 9\r\n\r\n\xff\xd8\xff\xda\x00\x02ab\xff\xd9"))
	f.Fuzz(check)
}

func FuzzConcatenated(f *testing.F) {
	pic := encode(f, 3)
	f.Add(slicesConcat(pic, pic))
	f.Add(slicesConcat(withPreview(pic, pic), []byte("rubbish"), pic[:len(pic)-2], pic[:100]))
	f.Add([]byte("\xff\xd8\xff\xda\x00\x02\xff\x00\xff\xd3\xff\xff\xd9\xff\xd8\xff\xd9"))
	f.Fuzz(func(t *testing.T, in []byte) { check(t, "", in) })
}
