package live

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"time"

	"rtm2"
	"rtm2/internal/hub"
	"rtm2/internal/wire"
)

// session is one connection. All of it belongs to the goroutine of serve, but for read, which has its own and
// speaks through inbox.
type session struct {
	h       *Handler
	sock    socket
	sub     *hub.Subscription
	cameras []rtm2.Camera
	feeds   []feed // one per camera
	watched int    // feeds that are open
	abuse   abuse

	inbox   chan inbound
	ended   chan struct{} // closed when nobody takes from inbox any more
	readErr error         // why reading ended; to be read after inbox was closed

	acked   bool      // the client has acknowledged a frame since it began to watch
	waiting time.Time // since when a first acknowledgement is due; zero: no frame has been sent

	events  []*hub.Event // room that is used again
	beat    wire.Beat
	numbers []int64 // what the beat's pointers point at
	text    []byte
}

// inbound is a client's message, or what is wrong with it.
type inbound struct {
	msg wire.ClientMessage
	err error
}

// end is why a session ends: the close code and reason that the client is told.
type end struct {
	code   int
	reason string
	err    error // for the log
}

func newSession(h *Handler, sock socket) *session {
	s := &session{
		h: h, sock: sock, sub: h.opts.Hub.Subscribe(), cameras: h.opts.Hub.Cameras(),
		inbox: make(chan inbound, 4), ended: make(chan struct{}),
	}
	n := len(s.cameras)
	s.feeds = make([]feed, n)
	s.beat = wire.Beat{Type: wire.TypeBeat, Cameras: make([]wire.BeatCamera, n)}
	s.numbers = make([]int64, 2*n)
	return s
}

// serve runs the session until the client or ctx ends it. When it returns, nothing of it is left.
func (s *session) serve(ctx context.Context, remote string) {
	defer s.sub.Close()
	defer s.sock.Drop()
	readDone := make(chan struct{})
	go func() {
		defer close(readDone)
		s.read()
	}()
	e := s.run(ctx)
	close(s.ended)
	s.h.metrics.closed(e.code)
	s.h.opts.Logger.Debug("live connection ended", slog.String("remote", remote), slog.Int("code", e.code),
		slog.String("reason", e.reason), slog.Any("cause", e.err))
	if e.code != closeAbnormal && s.sock.SendClose(e.code, e.reason) == nil {
		timer := time.NewTimer(closeWait)
		select {
		case <-readDone:
		case <-timer.C:
		}
		timer.Stop()
	}
	s.sock.Drop()
	<-readDone
}

// read hands the client's messages to run until the connection ends. Once the session has ended it goes on
// reading, for the client's answer to the close.
func (s *session) read() {
	defer close(s.inbox)
	var buf []byte
	for {
		data, text, err := s.sock.Read(buf[:0])
		if err != nil {
			s.readErr = err
			return
		}
		buf = data
		var in inbound
		if text {
			in.msg, in.err = wire.DecodeClient(data)
		} else {
			in.err = rtm2.Errorf(rtm2.CodeInvalid, "message is binary; clients send text")
		}
		select {
		case s.inbox <- in:
		case <-s.ended:
		}
	}
}

func (s *session) run(ctx context.Context) end {
	now := time.Now()
	if err := s.greet(now); err != nil {
		return lost(err)
	}
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for beats := 1; ; {
		if err := s.flush(time.Now()); err != nil {
			return lost(err)
		}
		select {
		case <-ctx.Done():
			return end{closeGoingAway, "the server is shutting down", nil}
		case <-s.sub.Wake():
		case in, ok := <-s.inbox:
			if !ok {
				code, reason := readEnd(s.readErr)
				return end{code, reason, s.readErr}
			}
			if e := s.take(in, time.Now()); e != nil {
				return *e
			}
		case <-tick.C:
			if err := s.tell(time.Now(), beats%pingEvery == 0); err != nil {
				return lost(err)
			}
			beats++
		}
	}
}

// lost is the end for an error of this program or, mostly, of the connection.
func lost(err error) end {
	var own *rtm2.Error
	if errors.As(err, &own) {
		return end{closeInternal, "a fault of the server", err}
	}
	return end{closeAbnormal, "connection lost", err}
}

// greet says hello and how the cameras are.
func (s *session) greet(now time.Time) error {
	m := wire.Hello{
		Type: wire.TypeHello, Protocol: wire.Protocol, Version: s.h.opts.Version, Time: now.UnixMicro(),
		Cameras: make([]wire.HelloCamera, len(s.cameras)),
	}
	for i, c := range s.cameras {
		m.Cameras[i] = wire.HelloCamera{ID: c.ID, Name: c.Name, Number: c.Number}
	}
	if err := s.writeJSON(m); err != nil {
		return err
	}
	return s.tell(now, false)
}

// tell sends the beat, and a ping when it is due.
func (s *session) tell(now time.Time, ping bool) error {
	if ping {
		if err := s.sock.Ping(); err != nil {
			return err
		}
	}
	s.beat.Time = now.UnixMicro()
	for i := range s.cameras {
		s.fillBeat(i)
		s.feeds[i].refreshDue(now)
	}
	s.text = wire.AppendBeat(s.text[:0], &s.beat)
	return s.writeText(s.text)
}

func (s *session) fillBeat(i int) {
	st := s.h.opts.Hub.Status(i)
	age, quiet := &s.numbers[2*i], &s.numbers[2*i+1]
	b := wire.BeatCamera{
		ID: s.cameras[i].ID, Link: st.State.Link, Health: st.State.Health, Night: st.State.Night,
		Detail: st.State.Detail, FPS: math.Round(st.FPS*10) / 10, Skipped: s.sub.Skipped(i), Viewers: st.Viewers,
	}
	if st.Newest != nil {
		b.Seq = st.Newest.Seq
		*age = st.Age.Milliseconds()
		b.Age = age
	}
	if st.Moved {
		*quiet = st.Quiet.Milliseconds()
		b.Quiet = quiet
	}
	s.beat.Cameras[i] = b
}

// flush sends what is waiting: events first, so that a picture never comes before the event that explains it.
func (s *session) flush(now time.Time) error {
	if s.stalled(now) {
		return nil
	}
	if err := s.flushEvents(); err != nil {
		return err
	}
	for i := range s.feeds {
		if err := s.flushFrame(i, now); err != nil {
			return err
		}
	}
	return nil
}

// stalled reports whether the client has let the grace period pass without acknowledging anything. Then it gets
// beats only, until it acknowledges or watches again.
func (s *session) stalled(now time.Time) bool {
	return !s.acked && !s.waiting.IsZero() && now.Sub(s.waiting) >= graceWait
}

func (s *session) writeJSON(m any) error {
	b, err := json.Marshal(m)
	if err != nil {
		return rtm2.Errorf(rtm2.CodeInternal, "a live message could not be encoded: %w", err)
	}
	return s.writeText(b)
}

func (s *session) writeText(b []byte) error {
	s.h.metrics.text.add(len(b))
	return s.sock.WriteText(b)
}

func (s *session) writePacked(c *sent, p *packed) error {
	c.add(p.bytes)
	return s.sock.WritePacked(p)
}
