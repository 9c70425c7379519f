// Package live serves the WebSocket on which pictures, beats and events reach whoever watches. The protocol is
// docs/design/wire.md. Each connection has one goroutine that reads and one, the session, that owns all state
// and writes; both pull from the hub and hold nobody up.
package live

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prometheus/client_golang/prometheus"

	"rtm2"
	"rtm2/internal/hub"
	"rtm2/internal/wire"
)

// The protocol's times.
const (
	beatEvery    = time.Second
	pingEvery    = 10 // beats
	readWait     = 25 * time.Second
	writeWait    = 10 * time.Second
	closeWait    = 400 * time.Millisecond // for the answer to a close
	shutdownWait = 900 * time.Millisecond // before connections that still write are dropped
	graceWait    = 10 * time.Second       // for the first acknowledgement
	refreshWait  = 5 * time.Minute        // between pictures of a quiet scene
)

// Options is what a Handler needs.
type Options struct {
	Hub        *hub.Hub
	Version    string                // of the server, for hello
	Logger     *slog.Logger          // nil: nothing is logged
	Registerer prometheus.Registerer // nil: nothing is registered

	MaxConnections int // in all; 0: 10000
	MaxWatches     int // cameras that one connection may watch at a time; 0: 64

	// AllowOrigin says whether a request may upgrade, by its Origin. It must be set.
	AllowOrigin func(*http.Request) bool
	// Refuse answers a request that is not upgraded. It must be set.
	Refuse func(w http.ResponseWriter, r *http.Request, status int, err error)
}

// Handler upgrades requests and keeps the sessions.
type Handler struct {
	opts     Options
	upgrader *websocket.Upgrader
	metrics  *metrics
	scratch  sync.Pool // *[]byte, for encoding frames

	ctx  context.Context // ends when the sessions are to end
	stop context.CancelFunc

	mu       sync.Mutex // guards what follows
	closing  bool
	sessions map[socket]struct{}
	pending  int // upgrades under way
	all      sync.WaitGroup
}

// New makes a Handler. It starts nothing; Shutdown ends what requests have started.
func New(o Options) (*Handler, error) {
	switch {
	case o.Hub == nil:
		return nil, rtm2.Errorf(rtm2.CodeInternal, "live: Options.Hub is missing")
	case o.AllowOrigin == nil || o.Refuse == nil:
		return nil, rtm2.Errorf(rtm2.CodeInternal, "live: Options.AllowOrigin and Refuse are needed")
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.MaxConnections <= 0 {
		o.MaxConnections = 10000
	}
	if o.MaxWatches <= 0 {
		o.MaxWatches = 64
	}
	h := &Handler{opts: o, metrics: newMetrics(), sessions: make(map[socket]struct{})}
	h.upgrader = newUpgrader(&h.opts)
	h.scratch.New = func() any { return new([]byte) }
	h.ctx, h.stop = context.WithCancel(context.Background())
	if o.Registerer != nil {
		h.metrics.register(o.Registerer)
	}
	return h, nil
}

// ServeHTTP upgrades the request and leaves the connection to a session of its own: when it returns, net/http
// can give up the buffers that it holds for the request, which are half of what an idle connection costs.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !websocket.IsWebSocketUpgrade(r) {
		w.Header().Set("Upgrade", "websocket")
		w.Header().Set("Connection", "Upgrade")
		h.refuse(w, r, "upgrade", http.StatusUpgradeRequired, rtm2.Errorf(rtm2.CodeInvalid,
			"this address speaks WebSocket only"))
		return
	}
	if !offers(r, wire.Protocol) {
		h.refuse(w, r, "protocol", http.StatusBadRequest, rtm2.Errorf(rtm2.CodeUnsupported,
			"Sec-WebSocket-Protocol does not offer %s", wire.Protocol))
		return
	}
	if err := h.enter(); err != nil {
		w.Header().Set("Retry-After", "5")
		h.refuse(w, r, "limit", http.StatusServiceUnavailable, err)
		return
	}
	conn, err := h.upgrader.Upgrade(w, r, nil)
	if err != nil { // the upgrader has answered
		h.leave(nil)
		h.all.Done()
		h.metrics.refused.WithLabelValues("handshake").Inc()
		return
	}
	sock := newGorilla(conn)
	h.entered(sock)
	go h.serve(sock, r.RemoteAddr)
}

// serve runs a connection until it ends. A panic ends this one only.
func (h *Handler) serve(sock socket, remote string) {
	defer h.all.Done()
	defer h.leave(sock)
	defer func() {
		if v := recover(); v != nil {
			h.opts.Logger.Error("a live session panicked", slog.Any("panic", v),
				slog.String("stack", string(debug.Stack())))
		}
	}()
	newSession(h, sock).serve(h.ctx, remote)
}

func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, why string, status int, err error) {
	h.metrics.refused.WithLabelValues(why).Inc()
	h.opts.Refuse(w, r, status, err)
}

func offers(r *http.Request, protocol string) bool {
	for _, p := range websocket.Subprotocols(r) {
		if p == protocol {
			return true
		}
	}
	return false
}

// enter takes a place for a connection that is about to be upgraded.
func (h *Handler) enter() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.closing:
		return rtm2.Errorf(rtm2.CodeUnavailable, "the server is shutting down; try again in a moment")
	case len(h.sessions)+h.pending >= h.opts.MaxConnections:
		return rtm2.Errorf(rtm2.CodeLimit, "there are %d connections, which is the limit; try again later",
			h.opts.MaxConnections)
	}
	h.pending++
	h.all.Add(1)
	return nil
}

func (h *Handler) entered(s socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.pending--
	h.sessions[s] = struct{}{}
	h.metrics.connections.Set(float64(len(h.sessions)))
	h.metrics.opened.Inc()
}

// leave gives the place back: that of a session, or with nil that of an upgrade which failed.
func (h *Handler) leave(s socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s == nil {
		h.pending--
		return
	}
	delete(h.sessions, s)
	h.metrics.connections.Set(float64(len(h.sessions)))
}

// Shutdown refuses new connections, closes those that are open with "going away" (1001), and returns when all
// are gone: within a second, because those that don't take part are dropped, and earlier if ctx ends.
func (h *Handler) Shutdown(ctx context.Context) {
	h.mu.Lock()
	h.closing = true
	h.mu.Unlock()
	h.stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.all.Wait()
	}()
	timer := time.NewTimer(shutdownWait)
	defer timer.Stop()
	select {
	case <-done:
		return
	case <-timer.C:
	case <-ctx.Done():
	}
	h.mu.Lock()
	for s := range h.sessions {
		s.Drop()
	}
	h.mu.Unlock()
	<-done
}

// Connections returns how many connections are open.
func (h *Handler) Connections() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.sessions)
}
