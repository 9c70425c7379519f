// Package watch bounds the patience with a stream of bytes that should carry pictures.
package watch

import (
	"errors"
	"io"
	"time"
)

// What a Reader ends a stream with.
var (
	ErrSilent  = errors.New("the stream went silent")
	ErrStalled = errors.New("the stream sends no whole picture")
)

// Reader ends a stream that goes silent, or that trickles without ever making a picture. Only the time spent in
// reading counts: a receiver that takes its time does not end the stream.
type Reader struct {
	src            io.Reader
	timer          *time.Timer
	silence, stall time.Duration
	since          time.Time
}

// New makes a Reader of src. When a read takes longer than silence, it calls end with ErrSilent from another
// goroutine; end has to make the read return. When no Progress is told for longer than stall, the next read fails
// with ErrStalled.
func New(src io.Reader, silence, stall time.Duration, end func(error)) *Reader {
	r := &Reader{src: src, silence: silence, stall: stall, since: time.Now()}
	r.timer = time.AfterFunc(silence, func() { end(ErrSilent) })
	r.timer.Stop()
	return r
}

// Read implements io.Reader.
func (r *Reader) Read(p []byte) (int, error) {
	if time.Since(r.since) > r.stall {
		return 0, ErrStalled
	}
	r.timer.Reset(r.silence)
	defer r.timer.Stop()
	return r.src.Read(p)
}

// Progress notes that a picture has come and was taken.
func (r *Reader) Progress() { r.since = time.Now() }
