// Package server is the HTTP side of rtm2: one listener, one table of routes, one guard before all of them. It
// knows status codes; what they stand for comes from the hub and the history.
package server

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"rtm2"
	"rtm2/internal/hub"
	"rtm2/internal/server/live"
)

// Bounds of every connection. The WebSocket leaves them behind when it is upgraded and sets its own.
const (
	maxHeaderBytes = 16 << 10
	headerTimeout  = 5 * time.Second
	readTimeout    = 15 * time.Second
	writeTimeout   = 60 * time.Second
	idleTimeout    = 2 * time.Minute
	stopWithin     = 3 * time.Second
)

// History is what the server reads of the past.
type History interface {
	Bins(ctx context.Context, q rtm2.BinQuery) (rtm2.Bins, error)
	Events(ctx context.Context, q rtm2.EventQuery) ([]rtm2.StoredEvent, error)
	Find(ctx context.Context, q rtm2.FrameQuery) (rtm2.StoredFrame, error)
}

// Options is what a Server is made from.
type Options struct {
	Cameras  []rtm2.Camera        // those of Hub, in the order in which they are listed
	Hub      *hub.Hub             // must be set
	History  History              // must be set
	Page     fs.FS                // its root holds index.html; embedded files may be cached for ever, others change
	Version  string               // of the program
	Logger   *slog.Logger         // nil: nothing is logged
	Registry *prometheus.Registry // where /metrics reads and the server's own metrics go; nil: one of its own

	// Hosts are names and addresses, besides loopback and the address that is listened on, under which the
	// server may be called.
	Hosts []string

	MaxConnections int // WebSockets in all; 0: 10000
	MaxWatches     int // cameras that one WebSocket may watch; 0: 64
}

// Server answers HTTP.
type Server struct {
	o       Options
	log     *slog.Logger
	guard   *guard
	page    *page
	live    *live.Handler
	metrics *metrics
	routes  []route
	openAPI []byte
	handler http.Handler
	running atomic.Bool
}

// New makes a Server and starts nothing.
func New(o Options) (*Server, error) {
	switch {
	case o.Hub == nil || o.History == nil || o.Page == nil:
		return nil, rtm2.Errorf(rtm2.CodeInternal, "server: Options.Hub, History and Page are needed")
	case o.Logger == nil:
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Registry == nil {
		o.Registry = prometheus.NewRegistry()
	}
	if o.Cameras == nil {
		o.Cameras = o.Hub.Cameras()
	}
	s := &Server{o: o, log: o.Logger, guard: newGuard(o.Hosts), metrics: newMetrics(o.Registry)}
	var err error
	if s.page, err = newPage(o.Page); err != nil {
		return nil, err
	}
	s.live, err = live.New(live.Options{
		Hub: o.Hub, Version: o.Version, Logger: o.Logger, Registerer: o.Registry,
		MaxConnections: o.MaxConnections, MaxWatches: o.MaxWatches,
		AllowOrigin: sameOrigin, Refuse: refuse,
	})
	if err != nil {
		return nil, err
	}
	if err := s.build(); err != nil {
		return nil, err
	}
	return s, nil
}

// Handler returns what answers the requests, guard included.
func (s *Server) Handler() http.Handler { return s.handler }

// Run serves on ln until ctx ends, which is no error, or serving fails. It closes ln, tells every WebSocket that
// the server goes away, lets requests that are under way finish, and returns within three seconds. It may be
// called once.
func (s *Server) Run(ctx context.Context, ln net.Listener) error {
	if !s.running.CompareAndSwap(false, true) {
		return rtm2.Errorf(rtm2.CodeInternal, "server: Run was called twice")
	}
	s.guard.listensOn(ln.Addr())
	srv := &http.Server{
		Handler:           s.handler,
		MaxHeaderBytes:    maxHeaderBytes,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	var cause error
	select {
	case <-ctx.Done():
	case cause = <-failed:
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		s.live.Shutdown(stop)
	}()
	if err := srv.Shutdown(stop); err != nil {
		s.log.Warn("requests were cut off", slog.Any("error", err))
		_ = srv.Close()
	}
	<-gone
	if cause == nil {
		cause = <-failed
	}
	if !errors.Is(cause, http.ErrServerClosed) {
		return rtm2.Errorf(rtm2.CodeUnavailable, "serving on %s failed: %w", ln.Addr(), cause)
	}
	return nil
}
