package live

import (
	"encoding/json"

	"rtm2"
	"rtm2/internal/hub"
	"rtm2/internal/wire"
)

// flushEvents sends the event messages that are waiting. Each client sees a begin first and an end last for
// every event, also when it came in the middle or was too slow for some of the messages.
func (s *session) flushEvents() error {
	s.events = s.sub.Events(s.events[:0])
	defer clear(s.events)
	for _, e := range s.events {
		i, ok := s.h.opts.Hub.Index(e.Camera)
		if !ok {
			continue
		}
		if err := s.sendEvent(&s.feeds[i], e); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) sendEvent(f *feed, e *hub.Event) error {
	if f.event != e.ID && e.Phase != rtm2.PhaseBegin {
		begin := wire.NewEvent(&e.Event)
		begin.Phase, begin.End = rtm2.PhaseBegin, nil
		if err := s.writeJSON(begin); err != nil {
			return err
		}
		f.event = e.ID
		if e.Phase == rtm2.PhaseUpdate {
			return nil
		}
	}
	f.event = e.ID
	if !e.Open() {
		f.event = ""
	}
	v, err := e.Slot().Get(func() (any, error) {
		b, err := json.Marshal(wire.NewEvent(&e.Event))
		if err != nil {
			return nil, rtm2.Errorf(rtm2.CodeInternal, "event %s could not be encoded: %w", e.ID, err)
		}
		return packText(b)
	})
	if err != nil {
		return err
	}
	return s.writePacked(&s.h.metrics.text, v.(*packed))
}
