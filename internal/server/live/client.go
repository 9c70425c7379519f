package live

import (
	"time"

	"rtm2"
	"rtm2/internal/wire"
)

// What a client may do before it is turned away.
const (
	strikesMax   = 10               // refused messages
	strikeFade   = 10 * time.Second // after which one of them is forgotten
	messageRate  = 20               // a second, for messages that are not effective acknowledgements
	messageBurst = 600              // at once: a page that opens watches all its cameras
)

// abuse counts what a client does wrong, and how much it says, in buckets that leak with time.
type abuse struct {
	strikes, messages float64
	at                time.Time
}

func (a *abuse) leak(now time.Time) {
	if d := now.Sub(a.at).Seconds(); !a.at.IsZero() && d > 0 {
		a.strikes = max(0, a.strikes-d/strikeFade.Seconds())
		a.messages = max(0, a.messages-d*messageRate)
	}
	a.at = now
}

// message counts a message and reports whether there were too many.
func (a *abuse) message() bool {
	a.messages++
	return a.messages > messageBurst
}

// strike counts a refused message and reports whether that was one too many.
func (a *abuse) strike() bool {
	a.strikes++
	return a.strikes > strikesMax
}

// take does what the client asks. It returns an end when the connection is over.
func (s *session) take(in inbound, now time.Time) *end {
	s.abuse.leak(now)
	err := in.err
	if err == nil {
		err = s.obey(in.msg)
	}
	if err == nil {
		return nil
	}
	s.h.metrics.refusals.WithLabelValues(string(rtm2.CodeOf(err))).Inc()
	if werr := s.writeJSON(wire.NewError(err, in.msg.Camera)); werr != nil {
		e := lost(werr)
		return &e
	}
	if s.abuse.strike() {
		return &end{closePolicy, "too many refused messages", err}
	}
	return nil
}

// obey carries out a well-formed message.
func (s *session) obey(m wire.ClientMessage) error {
	i, ok := s.h.opts.Hub.Index(m.Camera)
	if !ok {
		return rtm2.Errorf(rtm2.CodeNotFound, "camera %q is unknown", m.Camera)
	}
	f := &s.feeds[i]
	if m.Type == wire.TypeAck {
		settled, known := f.acknowledge(m.Seq)
		if settled {
			s.acked = true
			return nil
		}
		if !known {
			return rtm2.Errorf(rtm2.CodeInvalid, "frame %d was not sent", m.Seq)
		}
	}
	if s.abuse.message() {
		return rtm2.Errorf(rtm2.CodeLimit, "too many messages; slow down")
	}
	switch m.Type {
	case wire.TypeWatch:
		return s.watch(i, m.Mode)
	case wire.TypeResync:
		if !f.open {
			return rtm2.Errorf(rtm2.CodeInvalid, "camera %q is not watched", m.Camera)
		}
		s.owe(f)
	}
	return nil
}
