// Package mjpeg reads MJPEG: from cameras that stream it over HTTP (multipart/x-mixed-replace and its dialects),
// from addresses that give one JPEG at a time, and from files of concatenated JPEGs.
package mjpeg

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"mime"
	"net/url"
	"strings"
	"time"

	"rtm2"
	"rtm2/internal/source/jpegstream"
	"rtm2/internal/source/pace"
	"rtm2/internal/source/redact"
	"rtm2/internal/source/watch"
)

// The bounds on a camera's patience that hold unless Options says otherwise.
const (
	defaultConnect = 10 * time.Second
	defaultSilence = 10 * time.Second
	defaultStall   = 60 * time.Second
	defaultFPS     = 5
	maxHead        = 64 // bytes of a body kept to tell what it is
)

// Options sets how a camera is read. The zero value is usable.
type Options struct {
	FPS     float64       // how often an address of single pictures is asked; 0: five times a second
	TLS     *tls.Config   // for https; nil: the system's roots
	Connect time.Duration // bound on connecting, on the TLS handshake and on the answer's header each; 0: 10 s
	Silence time.Duration // a stream breaks when it sends nothing for so long; 0: 10 s
	Stall   time.Duration // and when it sends no whole picture for so long; 0: 60 s
}

// Camera is an MJPEG or snapshot address. Proxies of the environment are not used: cameras are close by.
type Camera struct {
	url  *url.URL // without user information
	user *url.Userinfo
	name string // for messages: without credentials
	opt  Options
}

// New makes the source of an http or https address. User and password in it answer a login that this host asks
// for; they go to no other host, and nowhere unasked.
func New(u *url.URL, o Options) *Camera {
	c := &Camera{user: u.User, name: redact.Spec(u.String()), opt: o}
	bare := *u
	bare.User, bare.Fragment, bare.RawFragment = nil, "", ""
	c.url = &bare
	c.opt.FPS = cmp.Or(o.FPS, defaultFPS)
	c.opt.Connect = cmp.Or(o.Connect, defaultConnect)
	c.opt.Silence = cmp.Or(o.Silence, defaultSilence)
	c.opt.Stall = cmp.Or(o.Stall, defaultStall)
	return c
}

// Run connects and delivers pictures until the stream breaks, which is an error: a camera has no end. An address
// that answers with a single JPEG is asked again and again.
func (c *Camera) Run(ctx context.Context, deliver func(rtm2.Picture) error) error {
	run, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s := newSession(c, cancel)
	defer s.close()
	r := &reception{camera: c, session: s, deliver: deliver}
	due := time.Now()
	for {
		err := r.answer(run)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case r.refused != nil:
			return r.refused
		case err != nil && run.Err() != nil:
			return c.explain(context.Cause(run))
		case err != nil:
			return c.explain(err)
		}
		due = due.Add(time.Duration(float64(time.Second) / c.opt.FPS))
		if now := time.Now(); due.Before(now) {
			due = now
		}
		if err := pace.Until(ctx, due); err != nil {
			return err
		}
	}
}

// reception turns answers of a camera into pictures.
type reception struct {
	camera  *Camera
	session *session
	deliver func(rtm2.Picture) error
	refused error // what deliver said
	stamp   pace.Stamp
	number  int
}

// answer makes one request and delivers what comes. It returns nil when that was a single picture.
func (r *reception) answer(ctx context.Context) error {
	resp, err := r.session.get(ctx)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	kind, boundary := contentType(resp.Header.Get("Content-Type"))
	if err := r.camera.refuse(kind); err != nil {
		return err
	}
	opt := r.camera.opt
	watched := watch.New(resp.Body, opt.Silence, opt.Stall, r.session.cancel)
	body := &headReader{src: watched}
	reader := jpegstream.NewReader(body, jpegstream.Options{Boundary: boundary})
	for n := 0; ; n++ {
		p, err := reader.Next()
		switch {
		case errors.Is(err, io.EOF) && n == 0:
			return r.camera.noPicture(kind, body.head)
		case errors.Is(err, io.EOF) && (kind == "image/jpeg" || n == 1 && !strings.HasPrefix(kind, "multipart/")):
			return nil
		case err != nil:
			return err
		}
		picture := rtm2.Picture{JPEG: p.JPEG, Captured: r.stamp.At(p.Arrived), Number: r.number}
		r.number++
		if err := r.deliver(picture); err != nil {
			r.refused = err
			return err
		}
		watched.Progress()
	}
}

// headReader keeps a body's first bytes, which tell what it is when it is not what it should be.
type headReader struct {
	src  io.Reader
	head []byte
}

// Read implements io.Reader.
func (h *headReader) Read(p []byte) (int, error) {
	n, err := h.src.Read(p)
	if room := maxHead - len(h.head); room > 0 {
		h.head = append(h.head, p[:min(n, room)]...)
	}
	return n, err
}

// contentType returns the media type in lower case and the boundary. Cameras write boundaries without the quotes
// that RFC 2045 asks for, which mime.ParseMediaType refuses, so the boundary is looked for by hand then.
func contentType(field string) (kind, boundary string) {
	if kind, params, err := mime.ParseMediaType(field); err == nil && params["boundary"] != "" {
		return kind, params["boundary"]
	}
	kind, params, _ := strings.Cut(field, ";")
	if i := strings.Index(strings.ToLower(params), "boundary="); i >= 0 {
		boundary, _, _ = strings.Cut(params[i+len("boundary="):], ";")
		boundary = strings.Trim(strings.TrimSpace(boundary), `"`)
	}
	return strings.ToLower(strings.TrimSpace(kind)), boundary
}

// refuse tells from the media type alone that this is not a stream of pictures. Types that say nothing, or the
// wrong thing as some cameras do, are not refused: the bytes decide.
func (c *Camera) refuse(kind string) error {
	switch {
	case kind == "text/html" || kind == "application/xhtml+xml":
		return c.webPage()
	case strings.HasPrefix(kind, "video/") && !strings.Contains(kind, "jpeg"),
		strings.HasSuffix(kind, "mpegurl"), kind == "application/dash+xml":
		return rtm2.Errorf(rtm2.CodeUnsupported, "%s sends %s, not MJPEG: use the camera's MJPEG or snapshot "+
			"address, or its rtsp:// one", c.name, printable(kind))
	}
	return nil
}

func (c *Camera) webPage() error {
	return rtm2.Errorf(rtm2.CodeUnsupported, "%s is a web page, not a stream of pictures: the stream has an address "+
		"of its own, which the camera's manual names (often /video, /mjpg/video.mjpg or /?action=stream)", c.name)
}

// noPicture says what was sent instead of pictures.
func (c *Camera) noPicture(kind string, head []byte) error {
	switch start := bytes.ToLower(bytes.TrimSpace(head)); {
	case bytes.HasPrefix(start, []byte("<!doctype html")), bytes.HasPrefix(start, []byte("<html")):
		return c.webPage()
	case len(head) == 0:
		return rtm2.Errorf(rtm2.CodeUnavailable, "%s sends an empty answer: is the camera's stream switched "+
			"on?", c.name)
	}
	return rtm2.Errorf(rtm2.CodeUnsupported, "%s sends no JPEG picture (its content type is %q): use the address of "+
		"the camera's MJPEG stream or JPEG snapshot", c.name, printable(kind))
}

// printable bounds what a camera may put into a message.
func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s)
	return s[:min(len(s), 80)]
}
