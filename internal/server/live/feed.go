package live

import (
	"log/slog"
	"time"

	"rtm2"
	"rtm2/internal/hub"
	"rtm2/internal/wire"
)

// window is how many frames of a camera a client may hold unacknowledged.
const window = 2

// feed is what one client gets of one camera.
type feed struct {
	open    bool
	level   hub.Level // what is wanted while it is open
	owed    bool      // a picture of the newest frame, whatever is in it
	flight  []uint32  // sequences sent and not acknowledged, oldest first; at most window
	sent    bool      // a frame was sent on this connection
	last    uint32    // the newest sequence that was sent
	at      time.Time // when that was
	refresh bool      // the picture is old enough for a new one
	event   string    // the open event that the client knows of
}

// refreshDue notes whether a quiet scene's picture has become too old.
func (f *feed) refreshDue(now time.Time) {
	f.refresh = f.open && f.level == hub.Active && f.sent && now.Sub(f.at) >= refreshWait
}

// acknowledge settles the oldest frame in flight with that sequence and all before it. Known tells a late
// acknowledgement of an older frame from one of a frame that was never sent.
func (f *feed) acknowledge(seq uint32) (settled, known bool) {
	for i, s := range f.flight {
		if s == seq {
			f.flight = append(f.flight[:0], f.flight[i+1:]...)
			return true, true
		}
	}
	return false, f.sent && seq <= f.last
}

// watch applies a client's choice. It is a new beginning: what was in flight is forgotten.
func (s *session) watch(i int, mode wire.Mode) error {
	f := &s.feeds[i]
	if mode == wire.ModeClose {
		if f.open {
			s.watched--
		}
		f.open, f.owed, f.refresh, f.flight = false, false, false, f.flight[:0]
		s.sub.Want(i, hub.None)
		return nil
	}
	if !f.open {
		if s.watched >= s.h.opts.MaxWatches {
			return rtm2.Errorf(rtm2.CodeLimit,
				"this connection watches %d cameras, which is the limit; close one first", s.h.opts.MaxWatches)
		}
		s.watched++
	}
	f.open, f.level = true, hub.Active
	if mode == wire.ModeLive {
		f.level = hub.All
	}
	s.sub.Want(i, f.level)
	s.owe(f)
	return nil
}

// owe makes the camera's newest frame the next one that is sent, with the client's window empty.
func (s *session) owe(f *feed) {
	f.owed, f.flight = true, f.flight[:0]
	s.acked, s.waiting = false, time.Time{}
}

// flushFrame sends a frame of the i-th camera if one is waiting and the client's window is open.
func (s *session) flushFrame(i int, now time.Time) error {
	f := &s.feeds[i]
	if !f.open || len(f.flight) >= window {
		return nil
	}
	frame := s.nextFrame(i, f)
	if frame == nil {
		return nil
	}
	p, err := s.h.packFrame(s.cameras[i].Number, frame)
	if err != nil {
		s.h.metrics.unsendable.Inc()
		s.h.warnUnsendable(err)
		return nil //nolint:nilerr // one frame that cannot be sent is no reason to end the connection
	}
	f.flight = append(f.flight, frame.Seq)
	f.sent, f.last, f.at, f.refresh = true, frame.Seq, now, false
	if s.waiting.IsZero() {
		s.waiting = now
	}
	return s.writePacked(&s.h.metrics.frames, p)
}

func (s *session) nextFrame(i int, f *feed) *hub.Frame {
	if f.owed {
		frame := s.sub.Newest(i)
		if frame == nil { // the first frame that comes will do, moving or not
			s.sub.Want(i, hub.All)
			return nil
		}
		f.owed = false
		s.sub.Want(i, f.level)
		return frame
	}
	if frame := s.sub.Next(i); frame != nil {
		return frame
	}
	if f.refresh {
		if frame := s.sub.Newest(i); frame != nil && frame.Seq != f.last {
			return frame
		}
	}
	return nil
}

// packFrame returns the frame's message, which is made for the first viewer and shared by the others.
func (h *Handler) packFrame(number uint32, f *hub.Frame) (*packed, error) {
	v, err := f.Slot().Get(func() (any, error) {
		var flags wire.Flags
		if f.Motion {
			flags |= wire.FlagMotion
		}
		if f.Event != "" {
			flags |= wire.FlagEvent
		}
		var m wire.Message
		if err := m.KeyFrame(number, f.Frame, flags); err != nil {
			return nil, err
		}
		room := h.scratch.Get().(*[]byte)
		defer h.scratch.Put(room)
		b, err := m.Append((*room)[:0])
		if err != nil {
			return nil, err
		}
		*room = b
		return packBinary(b)
	})
	if err != nil {
		return nil, err
	}
	return v.(*packed), nil
}

// warnUnsendable logs that a frame could not be sent, at most once a second for all connections.
func (h *Handler) warnUnsendable(err error) {
	now := time.Now().Unix()
	if last := h.metrics.warned.Load(); last != now && h.metrics.warned.CompareAndSwap(last, now) {
		h.opts.Logger.Warn("a frame could not be sent", slog.Any("err", err))
	}
}
