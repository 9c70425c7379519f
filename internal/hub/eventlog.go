package hub

// EventQueue is how many event messages a subscriber may be behind before the oldest are lost to it.
const EventQueue = 256

// eventLog keeps the newest event messages for all subscribers; each has its own cursor, so that an event
// costs the same for one reader and for thousands.
type eventLog struct {
	ring [EventQueue]*Event
	told uint64 // how many there ever were
}

func (l *eventLog) add(e *Event) {
	e.number = l.told
	l.ring[l.told%EventQueue] = e
	l.told++
}

// first returns the number of the oldest message that is kept.
func (l *eventLog) first() uint64 {
	if l.told <= EventQueue {
		return 0
	}
	return l.told - EventQueue
}

func (l *eventLog) appendFrom(dst []*Event, number uint64) []*Event {
	for ; number < l.told; number++ {
		dst = append(dst, l.ring[number%EventQueue])
	}
	return dst
}
