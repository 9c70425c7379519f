// Package hub hands what the pipelines find to whoever watches. It keeps the newest of everything and never
// waits for a reader: a subscriber is woken and pulls, frames that it was too slow for are counted as skipped,
// events beyond a bounded queue are counted as lost and caught up with from the state.
package hub

import (
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"rtm2"
)

// Hub is the outlet of all cameras' pipelines. Its methods may be called from any goroutine; Frame, Event and
// State take a bounded time whatever the subscribers do.
type Hub struct {
	cameras []*camera
	byID    map[rtm2.CameraID]*camera
	now     func() time.Time
	metrics *metrics

	mu   sync.Mutex // guards subs and log
	subs []*Subscription
	log  eventLog
}

// New makes a hub for these cameras, in this order; of two with the same id the first counts. Metrics are
// registered with reg unless it is nil.
func New(cameras []rtm2.Camera, reg prometheus.Registerer, now func() time.Time) *Hub {
	h := &Hub{byID: make(map[rtm2.CameraID]*camera, len(cameras)), now: now, metrics: newMetrics()}
	for _, c := range cameras {
		if h.byID[c.ID] != nil {
			continue
		}
		cam := newCamera(len(h.cameras), c, h.metrics)
		h.cameras = append(h.cameras, cam)
		h.byID[c.ID] = cam
	}
	if reg != nil {
		h.metrics.register(reg, h)
	}
	return h
}

// Frame takes a judged frame. Frames of cameras that the hub doesn't know are dropped.
func (h *Hub) Frame(j rtm2.Judged) {
	if j.Frame == nil {
		return
	}
	if c := h.byID[j.Frame.Camera]; c != nil {
		c.publish(j)
	}
}

// State takes a camera's state.
func (h *Hub) State(id rtm2.CameraID, s rtm2.CameraState) {
	if c := h.byID[id]; c != nil {
		c.mu.Lock()
		c.state, c.reported = s, true
		c.mu.Unlock()
	}
}

// Event takes an event message and wakes all subscribers.
func (h *Hub) Event(e rtm2.Event) {
	c := h.byID[e.Camera]
	if c == nil {
		return
	}
	e.Boxes, e.Zones = slices.Clone(e.Boxes), slices.Clone(e.Zones)
	told := &Event{Event: e, index: c.index}
	h.metrics.events.WithLabelValues(string(e.Camera), string(e.Phase)).Inc()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.log.add(told)
	c.event.Store(told)
	for _, s := range h.subs {
		s.notify()
	}
}

// Cameras returns the cameras in the hub's order; the index of a camera in it is what Subscription speaks of.
func (h *Hub) Cameras() []rtm2.Camera {
	out := make([]rtm2.Camera, len(h.cameras))
	for i, c := range h.cameras {
		out[i] = c.camera
	}
	return out
}

// Index returns the place of a camera in Cameras.
func (h *Hub) Index(id rtm2.CameraID) (int, bool) {
	c := h.byID[id]
	if c == nil {
		return 0, false
	}
	return c.index, true
}

// Viewers returns how many subscribers want pictures of a camera.
func (h *Hub) Viewers(id rtm2.CameraID) int {
	if c := h.byID[id]; c != nil {
		return int(c.viewers.Load())
	}
	return 0
}

// Newest returns the newest frame of a camera, or nil.
func (h *Hub) Newest(id rtm2.CameraID) *Frame {
	if c := h.byID[id]; c != nil {
		return c.newest.Load()
	}
	return nil
}

// Status is how a camera is at one moment.
type Status struct {
	State    rtm2.CameraState
	Reported bool          // the pipeline has said something about the camera
	Newest   *Frame        // nil: no frame yet
	Age      time.Duration // of Newest, never negative
	FPS      float64       // as captured over the last seconds; 0 when frames have stopped
	Moved    bool          // something has moved since the program started
	Quiet    time.Duration // since the last frame with motion, if Moved
	Event    *Event        // the open event, or nil
	Viewers  int
}

// Status returns how the i-th camera is.
func (h *Hub) Status(i int) Status { return h.cameras[i].status(h.now()) }

// Subscribers returns how many subscriptions are open.
func (h *Hub) Subscribers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.subs)
}
