package jpegstream

import (
	"bytes"
	"errors"
	"io"
	"strconv"
)

// seek moves to the next SOI. On its way it reads delimiters and part headers, where there are any, line by
// line; everything else is junk. It looks at no more than maxLine bytes at once, so that what it finds does
// not depend on how the stream was cut into reads.
func (r *Reader) seek() error {
	for {
		if r.gap > r.opt.MaxJunk {
			return ErrNoPicture
		}
		if r.header > r.opt.MaxHeader {
			return ErrHeaderTooLarge
		}
		b := r.buf[r.lo:min(r.hi, r.lo+maxLine)]
		soi := bytes.Index(b, []byte{0xFF, markerSOI, 0xFF})
		nl := bytes.IndexByte(b, '\n')
		switch {
		case soi == 0:
			return nil
		case soi > 0 && (nl < 0 || soi < nl):
			r.skipJunk(soi)
		case nl >= 0:
			if err := r.line(b[:nl], nl+1); err != nil {
				return err
			}
		case len(b) == maxLine:
			r.skipJunk(len(b) - 2) // the last two may begin an SOI
		default:
			if err := r.fill(); err != nil {
				return r.rest(b, err)
			}
		}
	}
}

// rest deals with what is left of the stream before its end, which may be a delimiter without a line end.
func (r *Reader) rest(b []byte, err error) error {
	if r.isDelimiter(bytes.TrimRight(b, " \t\r")) {
		r.skip(len(b))
	} else {
		r.skipJunk(len(b))
	}
	return err
}

// line takes one line, of n bytes with its end, off the stream.
func (r *Reader) line(line []byte, n int) error {
	text := bytes.TrimRight(line, " \t\r")
	switch key, value, ok := headerField(text); {
	case len(text) == 0:
		r.skip(n)
		if r.foreign && r.length > 0 {
			return r.skipBody(r.length)
		}
	case r.isDelimiter(text):
		r.skip(n)
		r.length, r.foreign, r.header = -1, false, 0
	case ok:
		r.skip(n)
		r.header += n
		r.field(key, value)
	default:
		r.skipJunk(n)
	}
	return nil
}

// field notes what a header field tells of the part. Only two matter; cameras send many others.
func (r *Reader) field(key, value []byte) {
	switch {
	case bytes.EqualFold(key, []byte("Content-Length")):
		r.length = -1
		if n, err := strconv.Atoi(string(value)); err == nil && n > 0 {
			r.length = n
		}
	case bytes.EqualFold(key, []byte("Content-Type")):
		major, _, _ := bytes.Cut(bytes.ToLower(value), []byte("/"))
		switch string(major) {
		case "audio", "text", "application":
			r.foreign = true
		}
	}
}

// skipBody passes over the body of a part that says that it is no picture, unless it is one.
func (r *Reader) skipBody(n int) error {
	r.length, r.foreign = -1, false
	for r.hi-r.lo < 3 && r.fill() == nil { // seek meets the error again, when the rest is used up
	}
	if bytes.HasPrefix(r.buf[r.lo:r.hi], []byte{0xFF, markerSOI, 0xFF}) {
		return nil
	}
	for n > 0 {
		if r.lo == r.hi {
			if err := r.fill(); err != nil {
				return err
			}
		}
		k := min(n, r.hi-r.lo)
		r.skip(k)
		n -= k
		if r.gap > r.opt.MaxJunk {
			return ErrNoPicture
		}
	}
	return nil
}

func (r *Reader) skip(n int) {
	r.gap += n
	r.advance(n)
}

// skipJunk passes over bytes that are neither picture nor framing. Zeros, fill bytes and line ends between
// pictures are padding and not worth telling.
func (r *Reader) skipJunk(n int) {
	if len(bytes.Trim(r.buf[r.lo:r.lo+n], "\x00\xff\r\n ")) > 0 {
		r.junk += int64(n)
	}
	r.skip(n)
}

// headerField splits "Key: value". A key is what RFC 9110 section 5.1 calls a token, in short.
func headerField(line []byte) (key, value []byte, ok bool) {
	key, value, ok = bytes.Cut(line, []byte(":"))
	if !ok || len(key) == 0 || len(key) > 64 {
		return nil, nil, false
	}
	for _, c := range key {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && c != '-' && c != '_' {
			return nil, nil, false
		}
	}
	return key, bytes.Trim(value, " \t"), true
}

// isDelimiter reports whether line separates two parts. Cameras declare "x" and send "--x", declare "--x" and
// send "--x" or "----x", declare "x" and send "x", or declare one and send another: so leading dashes do not
// count, and as long as the declared one was not seen, any line that begins with two dashes is taken for it.
func (r *Reader) isDelimiter(line []byte) bool {
	bare := bytes.TrimLeft(line, "-")
	if r.boundary != nil && isBoundary(bare, r.boundary) {
		r.sure = true
		return true
	}
	if r.sure || !bytes.HasPrefix(line, []byte("--")) || len(bare) == 0 || len(bare) > 128 {
		return false
	}
	for _, c := range bare {
		if c < ' ' || c > '~' {
			return false
		}
	}
	r.boundary, r.sure = bytes.Clone(bare), true
	return true
}

// isBoundary reports whether text is the boundary, with or without the two dashes that close a multipart body
// (some cameras send those after every part, so they end nothing).
func isBoundary(text, boundary []byte) bool {
	rest, ok := bytes.CutPrefix(text, boundary)
	return ok && (len(rest) == 0 || string(rest) == "--")
}

// lastDelimiter returns where the last delimiter in b begins, with the line end before it, or -1.
func (r *Reader) lastDelimiter(b []byte) int {
	if len(r.boundary) < 3 {
		return -1 // too short to tell it from a picture's bytes
	}
	i := bytes.LastIndex(b, append([]byte("--"), r.boundary...))
	if i < 0 {
		return -1
	}
	return len(bytes.TrimRight(b[:i], "-\r\n"))
}

// delimiterAt reports whether the n bytes at hand are followed by a delimiter, another picture or the
// stream's end. It reads what it needs to know that, and known is false when it must be asked again.
func (r *Reader) delimiterAt(n int) (ends, known bool) {
	rest := r.buf[r.lo+n : r.hi]
	want := len(r.boundary) + 12
	if len(rest) < want && r.err == nil {
		return false, false
	}
	if len(rest) == 0 {
		return errors.Is(r.err, io.EOF), true
	}
	line := bytes.TrimLeft(rest[:min(want, len(rest))], "\r\n")
	if bytes.HasPrefix(line, []byte{0xFF, markerSOI, 0xFF}) {
		return true, true
	}
	bare := bytes.TrimLeft(line, "-")
	if r.boundary == nil {
		return len(rest) > len(line) && len(line)-len(bare) == 2, true
	}
	return bytes.HasPrefix(bare, r.boundary), true
}
