package jpegstream

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// encode makes a small JPEG that differs from shade to shade.
func encode(tb testing.TB, shade int) []byte {
	tb.Helper()
	img := image.NewGray(image.Rect(0, 0, 48, 32))
	for i := range img.Pix {
		img.Pix[i] = uint8(i*shade + i/48*7)
	}
	img.Set(1, 1, color.Gray{Y: uint8(shade)})
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 60}); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// withPreview puts a second whole JPEG into an APP1 segment, as EXIF does with its preview.
func withPreview(p, preview []byte) []byte {
	n := len(preview) + 2 + 6
	head := []byte{0xFF, 0xD8, 0xFF, 0xE1, byte(n >> 8), byte(n)}
	return slicesConcat(head, []byte("Exif\x00\x00"), preview, p[2:])
}

func slicesConcat(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func withoutEOI(p []byte) []byte { return p[:len(p)-2] }

func readAll(r *Reader) ([]Picture, error) {
	var got []Picture
	for {
		p, err := r.Next()
		if err != nil {
			return got, err
		}
		got = append(got, p)
	}
}

type part struct {
	head string
	body []byte
}

func stream(pre string, parts []part, post string) []byte {
	var b bytes.Buffer
	b.WriteString(pre)
	for _, p := range parts {
		b.WriteString(p.head)
		b.Write(p.body)
	}
	b.WriteString(post)
	return b.Bytes()
}

// TestDialects feeds the framings that cameras send. Every case carries the same three pictures.
func TestDialects(t *testing.T) {
	pics := [][]byte{encode(t, 3), encode(t, 5), encode(t, 11)}
	each := func(f func(i int, p []byte) part) []part {
		var ps []part
		for i, p := range pics {
			ps = append(ps, f(i, p))
		}
		return ps
	}
	head := func(format string) func(int, []byte) part {
		return func(_ int, p []byte) part {
			if strings.Contains(format, "%d") {
				return part{fmt.Sprintf(format, len(p)), p}
			}
			return part{format, p}
		}
	}
	cases := []struct {
		name     string
		boundary string
		in       []byte
		junk     bool
	}{
		{"by the book", "abc", stream("", each(head("--abc\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n")),
			"\r\n--abc--\r\n"), false},
		{"line end after each part", "abc", stream("--abc\r\n", each(func(_ int, p []byte) part {
			return part{fmt.Sprintf("Content-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n", len(p)),
				slicesConcat(p, []byte("\r\n--abc\r\n"))}
		}), ""), false},
		{"without length", "abc", stream("", each(head("\r\n--abc\r\nContent-Type: image/jpeg\r\n\r\n")),
			"\r\n--abc--"), false},
		{"bare line feeds", "abc", stream("", each(head("\n--abc\nContent-Type: image/jpeg\nContent-Length: %d\n\n")),
			"\n"), false},
		{"dashes declared and sent", "--abc", stream("", each(head("--abc\r\nContent-Length: %d\r\n\r\n")), ""), false},
		{"dashes declared and doubled", "--abc", stream("", each(head("----abc\r\nContent-Length: %d\r\n\r\n")), ""),
			false},
		{"no dashes sent", "abc", stream("", each(head("abc\r\nContent-Length: %d\r\n\r\n")), "\r\nabc\r\n"), false},
		{"another boundary than declared", "abc", stream("", each(head("--xyz\r\nContent-Length: %d\r\n\r\n")), ""),
			false},
		{"no boundary declared", "", stream("", each(head("--xyz\r\nContent-Type: image/jpeg\r\n\r\n")), ""), false},
		{"no delimiter before the first part", "abc", stream("Content-Type: image/jpeg\r\n\r\n",
			each(func(_ int, p []byte) part { return part{"", slicesConcat(p, []byte("\r\n--abc\r\nX: y\r\n\r\n"))} }),
			""), false},
		{"parts without headers", "abc", stream("", each(head("--abc\r\n\r\n")), ""), false},
		{"parts without headers and empty line", "abc", stream("", each(head("--abc\r\n")), ""), false},
		{"closing delimiter after every part", "abc",
			stream("", each(head("--abc--\r\nContent-Length: %d\r\n\r\n")), ""), false},
		{"length too small", "abc", stream("", each(func(_ int, p []byte) part {
			return part{fmt.Sprintf("\r\n--abc\r\nContent-Length: %d\r\n\r\n", len(p)/2), p}
		}), "\r\n--abc--\r\n"), false},
		{"length too large", "abc", stream("", each(func(_ int, p []byte) part {
			return part{fmt.Sprintf("\r\n--abc\r\nContent-Length: %d\r\n\r\n", 3*len(p)), p}
		}), "\r\n--abc--\r\n"), false},
		{"length absurd", "abc", stream("", each(head("--abc\r\nContent-Length: 99999999999999999999\r\n\r\n")), ""),
			false},
		{"length negative", "abc", stream("", each(head("--abc\r\nContent-Length: -5\r\n\r\n")), ""), false},
		{"length of the next part first", "abc", stream("", each(func(i int, _ []byte) part {
			return part{fmt.Sprintf("\r\n--abc\r\nContent-Length: %d\r\n\r\n", len(pics[(i+1)%3])), pics[i]}
		}), "\r\n--abc--\r\n"), false},
		{"type wrong", "abc", stream("", each(head("--abc\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n")),
			""), false},
		{"padding after EOI", "abc", stream("", each(func(_ int, p []byte) part {
			return part{fmt.Sprintf("--abc\r\nContent-Length: %d\r\n\r\n", len(p)+9),
				slicesConcat(p, make([]byte, 9), []byte("\r\n"))}
		}), ""), false},
		{"bytes between parts", "abc", stream("", each(func(_ int, p []byte) part {
			return part{"--abc\r\n\r\n", slicesConcat(p, []byte("some \x01\x02 rubbish\r\n"))}
		}), ""), true},
		{"binary rubbish without line ends", "abc", stream("", each(func(_ int, p []byte) part {
			return part{"--abc\r\n\r\n", slicesConcat(p, bytes.Repeat([]byte{0x81, 0xFF}, 5000))}
		}), ""), true},
		{"sound between the pictures", "abc", stream("", each(func(_ int, p []byte) part {
			return part{"--abc\r\nContent-Type: audio/basic\r\nContent-Length: 6\r\n\r\n\x01\xFF\xD8\xFF\n\x02\r\n" +
				"--abc\r\nContent-Type: image/jpeg\r\n\r\n", p}
		}), ""), false},
		{"concatenated", "", bytes.Join(pics, nil), false},
	}
	for _, c := range cases {
		for _, cut := range []struct {
			name string
			of   func(io.Reader) io.Reader
		}{
			{"whole", func(r io.Reader) io.Reader { return r }},
			{"byte by byte", iotest.OneByteReader},
			{"data with EOF", iotest.DataErrReader},
		} {
			t.Run(c.name+"/"+cut.name, func(t *testing.T) {
				r := NewReader(cut.of(bytes.NewReader(c.in)), Options{Boundary: c.boundary})
				got, err := readAll(r)
				if !errors.Is(err, io.EOF) {
					t.Errorf("ended with %v, want io.EOF", err)
				}
				if len(got) != len(pics) {
					t.Fatalf("%d pictures, want %d", len(got), len(pics))
				}
				for i, p := range got {
					if !bytes.Equal(p.JPEG, pics[i]) || !p.Whole {
						t.Errorf("picture %d: %d bytes (whole %v), want the %d that were sent", i, len(p.JPEG),
							p.Whole, len(pics[i]))
					}
					if at := bytes.Index(c.in, pics[i]); p.Offset != int64(at) {
						t.Errorf("picture %d: offset %d, want %d", i, p.Offset, at)
					}
				}
				if (r.Junk() > 0) != c.junk {
					t.Errorf("%d bytes of junk", r.Junk())
				}
			})
		}
	}
}

func TestPreviewDoesNotSplit(t *testing.T) {
	a, b := withPreview(encode(t, 3), encode(t, 5)), encode(t, 7)
	got, err := readAll(NewReader(bytes.NewReader(slicesConcat(a, b)), Options{}))
	if !errors.Is(err, io.EOF) || len(got) != 2 || !bytes.Equal(got[0].JPEG, a) || !bytes.Equal(got[1].JPEG, b) {
		t.Fatalf("%d pictures and %v, want the two that were sent", len(got), err)
	}
}

// TestMissingEOI: the framing says where a picture without its EOI ends.
func TestMissingEOI(t *testing.T) {
	a, b := withoutEOI(encode(t, 3)), encode(t, 7)
	cases := []struct {
		name, boundary string
		in             []byte
	}{
		{"next SOI", "", slicesConcat(a, b)},
		{"delimiter", "frame", slicesConcat([]byte("--frame\r\n\r\n"), a, []byte("\r\n--frame\r\n\r\n"), b)},
		{"length", "frame", slicesConcat(fmt.Appendf(nil, "--frame\r\nContent-Length: %d\r\n\r\n", len(a)), a,
			[]byte("\r\n--frame\r\n\r\n"), b)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := readAll(NewReader(bytes.NewReader(c.in), Options{Boundary: c.boundary}))
			if !errors.Is(err, io.EOF) || len(got) != 2 {
				t.Fatalf("%d pictures and %v", len(got), err)
			}
			if !bytes.Equal(got[0].JPEG, a) || got[0].Whole || !bytes.Equal(got[1].JPEG, b) || !got[1].Whole {
				t.Errorf("pictures of %d and %d bytes, whole %v and %v; want %d and %d, false and true",
					len(got[0].JPEG), len(got[1].JPEG), got[0].Whole, got[1].Whole, len(a), len(b))
			}
		})
	}
}

func TestEndInPicture(t *testing.T) {
	a, b := encode(t, 3), encode(t, 7)
	r := NewReader(bytes.NewReader(slicesConcat(a, b[:len(b)/2])), Options{})
	got, err := readAll(r)
	if len(got) != 1 || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatalf("%d pictures and %v, want one and io.ErrUnexpectedEOF", len(got), err)
	}
	if _, again := r.Next(); !errors.Is(again, io.ErrUnexpectedEOF) {
		t.Errorf("asked again it says %v", again)
	}
}

// TestNothingIsWaitedFor: a whole picture is handed over although nothing follows it yet.
func TestNothingIsWaitedFor(t *testing.T) {
	pic := encode(t, 3)
	for _, head := range []string{"", "--x\r\n\r\n", "--x\r\nContent-Length: %d\r\n\r\n",
		"--x\r\nContent-Length: 9%d\r\n\r\n"} {
		if strings.Contains(head, "%d") {
			head = fmt.Sprintf(head, len(pic))
		}
		stop := errors.New("asked for more than was needed")
		src := io.MultiReader(strings.NewReader(head), bytes.NewReader(pic), iotest.ErrReader(stop))
		if p, err := NewReader(src, Options{Boundary: "x"}).Next(); err != nil || !bytes.Equal(p.JPEG, pic) {
			t.Errorf("head %q: %v", head, err)
		}
	}
}

type endless string

func (e endless) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		n += copy(p[n:], e)
	}
	return n, nil
}

func TestBounds(t *testing.T) {
	cases := []struct {
		name, prefix string
		rest         endless
		want         error
	}{
		{"endless picture", "\xFF\xD8\xFF\xDA\x00\x02", "abcdefgh", ErrPictureTooLarge},
		{"endless line", "", "abcdefgh", ErrNoPicture},
		{"endless lines", "", "abcdefgh\n", ErrNoPicture},
		{"endless header", "--x\r\n", "X-Key: value\r\n", ErrHeaderTooLarge},
		{"endless delimiters", "", "--x\r\n", ErrNoPicture},
		{"endless sound", "", "--x\r\nContent-Type: audio/x\r\nContent-Length: 1000000000\r\n\r\nabc", ErrNoPicture},
		{"endless SOI", "", "\xFF\xD8", ErrNoPicture},
		{"endless empty pictures", "", "\xFF\xD8\xFF\xD9", ErrNoPicture},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			src := io.MultiReader(strings.NewReader(c.prefix), c.rest)
			o := Options{Boundary: "x", MaxPicture: 1 << 20, MaxJunk: 1 << 20, MaxHeader: 8 << 10}
			if got, err := readAll(NewReader(src, o)); !errors.Is(err, c.want) {
				t.Errorf("%d pictures, then %v; want %v", len(got), err, c.want)
			}
		})
	}
}

func TestReaderErrorIsPassedOn(t *testing.T) {
	broken := errors.New("the cable was pulled")
	src := io.MultiReader(bytes.NewReader(encode(t, 3)), iotest.ErrReader(broken))
	got, err := readAll(NewReader(src, Options{}))
	if len(got) != 1 || !errors.Is(err, broken) {
		t.Errorf("%d pictures, then %v", len(got), err)
	}
}

// TestArrived: the time is that of the picture's first bytes, not of its last.
func TestArrived(t *testing.T) {
	pic := encode(t, 3)
	var reads int
	now := func() time.Time { reads++; return time.Unix(int64(reads), 0) }
	src := io.MultiReader(strings.NewReader("--x\r\n\r\n"), bytes.NewReader(pic[:10]), bytes.NewReader(pic[10:]))
	p, err := NewReader(src, Options{Boundary: "x", Now: now}).Next()
	if err != nil || !p.Arrived.Equal(time.Unix(2, 0)) {
		t.Errorf("arrived %v (%v), want the time of the second read", p.Arrived, err)
	}
}

// TestPicturesAreTheirOwn: a picture stays as it is while the reader goes on.
func TestPicturesAreTheirOwn(t *testing.T) {
	want := [][]byte{encode(t, 3), encode(t, 5), encode(t, 7), encode(t, 9)}
	got, _ := readAll(NewReader(bytes.NewReader(bytes.Join(want, nil)), Options{}))
	for i := range got {
		for k := range got[i].JPEG[:2] {
			got[i].JPEG[k] = 0
		}
		_ = append(got[i].JPEG, make([]byte, 100)...)
	}
	for i := range got {
		if !bytes.Equal(got[i].JPEG[2:], want[i][2:]) {
			t.Errorf("picture %d changed with another", i)
		}
	}
}

// TestEveryJPEG takes pictures in every form that cameras send.
func TestEveryJPEG(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "..", "shared", "data", "jpeg")
	names, _ := filepath.Glob(filepath.Join(dir, "*.jpg"))
	if len(names) == 0 {
		t.Skip("the test data folder shared/data/jpeg is not there")
	}
	var all [][]byte
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	got, err := readAll(NewReader(bytes.NewReader(bytes.Join(all, nil)), Options{}))
	if !errors.Is(err, io.EOF) || len(got) != len(all) {
		t.Fatalf("%d pictures and %v, want %d", len(got), err, len(all))
	}
	for i := range all {
		if !bytes.Equal(got[i].JPEG, all[i]) {
			t.Errorf("%s: %d bytes, want %d", names[i], len(got[i].JPEG), len(all[i]))
		}
	}
}
