package jpegstream

import (
	"bytes"
	"errors"
	"io"
	"time"
)

// Bounds that hold unless Options says otherwise.
const (
	DefaultMaxPicture = 32 << 20 // bytes in one picture
	DefaultMaxHeader  = 64 << 10 // bytes in the header of one part
	DefaultMaxJunk    = 32 << 20 // bytes in a row that belong to no picture
	maxLine           = 4 << 10  // a longer line is no line
	minBuffer         = 64 << 10
)

// The ways in which a stream can be refused. io.EOF is its regular end, and io.ErrUnexpectedEOF an end in the
// middle of a picture; errors of the underlying reader are passed on.
var (
	ErrPictureTooLarge = errors.New("a picture in the stream is too large")
	ErrHeaderTooLarge  = errors.New("the header of a part of the stream is too large")
	ErrNoPicture       = errors.New("the stream carries no JPEG picture")
)

// Options sets what a Reader expects and where it stops. The zero value is for concatenated JPEGs.
type Options struct {
	// Boundary is the multipart boundary as the Content-Type declared it; empty when it is not known. It is a
	// hint: delimiters are recognised with and without it.
	Boundary                       string
	MaxPicture, MaxHeader, MaxJunk int              // bytes; 0: the defaults
	Now                            func() time.Time // nil: time.Now
}

// Picture is one JPEG of a stream.
type Picture struct {
	JPEG    []byte    // from SOI to EOI; the caller's to keep
	Arrived time.Time // when its first bytes were there
	Offset  int64     // of its first byte in the stream
	Whole   bool      // false: the EOI is missing, the stream's framing alone says that it ends here
}

// Reader reads pictures from a stream. It is not for concurrent use.
type Reader struct {
	src io.Reader
	opt Options
	buf []byte // buf[lo:hi] was read and not yet used
	lo  int
	hi  int
	off int64     // of buf[lo] in the stream
	at  time.Time // of the last successful read
	err error     // of the last read, reported when the buffer is used up

	boundary []byte // without leading dashes; nil: none seen or declared
	sure     bool   // the boundary was seen in the stream
	length   int    // Content-Length of the part at hand; -1: none
	foreign  bool   // the part at hand says that it is no picture
	header   int    // bytes of header lines since the last delimiter
	gap      int    // bytes since the last picture
	junk     int64  // bytes that are neither picture, framing nor padding
}

// NewReader makes a Reader of src. It reads nothing yet.
func NewReader(src io.Reader, o Options) *Reader {
	if o.MaxPicture <= 0 {
		o.MaxPicture = DefaultMaxPicture
	}
	if o.MaxHeader <= 0 {
		o.MaxHeader = DefaultMaxHeader
	}
	if o.MaxJunk <= 0 {
		o.MaxJunk = DefaultMaxJunk
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	r := &Reader{src: src, opt: o, length: -1}
	if b := bytes.TrimLeft(bytes.TrimSpace([]byte(o.Boundary)), "-"); len(b) > 0 {
		r.boundary = b
	}
	return r
}

// Junk returns how many bytes so far were neither part of a picture nor framing nor padding.
func (r *Reader) Junk() int64 { return r.junk }

// Next returns the next picture. After an error it returns the same error again.
func (r *Reader) Next() (Picture, error) {
	for {
		if err := r.seek(); err != nil {
			return Picture{}, err
		}
		p, err := r.picture()
		if err != nil || p.JPEG != nil {
			return p, err
		}
	}
}

// fill reads more of the stream into the buffer, which it moves or enlarges where needed.
func (r *Reader) fill() error {
	if r.err != nil {
		return r.err
	}
	if r.hi == len(r.buf) {
		size := len(r.buf)
		if r.hi-r.lo > size/2 || size == 0 {
			size = max(minBuffer, 2*size)
		}
		next := r.buf
		if size != len(r.buf) {
			next = make([]byte, size)
		}
		r.hi = copy(next, r.buf[r.lo:r.hi])
		r.buf, r.lo = next, 0
	}
	for range 100 {
		n, err := r.src.Read(r.buf[r.hi:])
		if n > 0 {
			r.hi += n
			r.at = r.opt.Now()
		}
		r.err = err
		if n > 0 {
			return nil
		}
		if err != nil {
			return err
		}
	}
	r.err = io.ErrNoProgress
	return r.err
}

func (r *Reader) advance(n int) {
	r.lo += n
	r.off += int64(n)
}

// picture reads the picture whose SOI is at the buffer's begin. It returns none when what began there turns
// out to be no picture.
func (r *Reader) picture() (Picture, error) {
	p := Picture{Arrived: r.at, Offset: r.off}
	var w walker
	for {
		b := r.buf[r.lo:r.hi]
		framed := r.length > 0 && r.length <= r.opt.MaxPicture
		if framed && len(b) > r.length {
			b = b[:r.length]
		}
		switch w.walk(b) {
		case statusEnd:
			p.Whole = true
			return r.take(p, w.end, w.scan), nil
		case statusBegun:
			end := w.end
			if i := r.lastDelimiter(b[:end]); i >= 0 {
				end = i
			}
			return r.take(p, end, w.scan), nil
		}
		if framed && len(b) == r.length {
			switch ends, known := r.delimiterAt(r.length); {
			case ends:
				return r.take(p, r.length, w.scan), nil
			case known:
				r.length = -1 // the header lied: the picture is longer
				continue
			}
		}
		if r.hi-r.lo > r.opt.MaxPicture {
			return Picture{}, ErrPictureTooLarge
		}
		if err := r.fill(); err != nil {
			return r.last(p, &w, err)
		}
	}
}

// last decides about a picture in the middle of which the stream ended.
func (r *Reader) last(p Picture, w *walker, err error) (Picture, error) {
	n := r.hi - r.lo
	if errors.Is(err, io.EOF) {
		if i := r.lastDelimiter(r.buf[r.lo:r.hi]); i >= 0 {
			return r.take(p, i, w.scan), nil
		}
		if n == r.length {
			return r.take(p, n, w.scan), nil
		}
		r.err = io.ErrUnexpectedEOF
	}
	r.skipJunk(n)
	return Picture{}, r.err
}

// take cuts the picture off the buffer, into memory of its own. Without a scan it is no picture but junk.
func (r *Reader) take(p Picture, n int, scan bool) Picture {
	r.length, r.foreign = -1, false
	if !scan {
		r.skipJunk(max(n, 2))
		return Picture{}
	}
	p.JPEG = bytes.Clone(r.buf[r.lo : r.lo+n])
	r.advance(n)
	r.header, r.gap = 0, 0
	return p
}

// Ended reports whether err, from Next, says that the stream is over, in the middle of a picture or not.
func Ended(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}
