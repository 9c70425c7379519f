// Package app is the only wiring: it makes the parts from the configuration, starts them in order and stops them
// in the reverse order.
package app

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"rtm2"
	"rtm2/internal/config"
	"rtm2/internal/event"
	"rtm2/internal/hub"
	"rtm2/internal/motion"
	"rtm2/internal/pipeline"
	"rtm2/internal/server"
	"rtm2/internal/source"
	"rtm2/internal/store/memory"
	"rtm2/web"
)

// stopWithin bounds a graceful stop.
const stopWithin = 5 * time.Second

// Options is what an App is made from.
type Options struct {
	Config  config.Config // validated
	Version string
	Logger  *slog.Logger
	Started func(net.Addr) // called once when the server listens; may be nil
}

// App is the running program.
type App struct {
	o         Options
	log       *slog.Logger
	listen    string
	pipelines []*pipeline.Pipeline
	server    *server.Server
	down      teardown
}

// New makes the parts and starts nothing.
func New(o Options) (*App, error) {
	listen, err := config.Loopback(o.Config.Listen)
	if err != nil {
		return nil, err
	}
	if err := config.PrepareData(o.Config.Data); err != nil {
		return nil, err
	}
	a := &App{o: o, log: o.Logger, listen: listen, down: teardown{log: o.Logger}}
	reg := prometheus.NewRegistry()
	reg.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	cameras := o.Config.Nouns()
	fanout := hub.New(cameras, reg, time.Now)
	history := memory.New(memory.Config{}, cameras)
	if err := a.makePipelines(cameras, pipeline.NewMetrics(reg), fanout, history); err != nil {
		return nil, err
	}
	a.server, err = server.New(server.Options{
		Cameras: cameras, Hub: fanout, History: history, Page: a.page(), Version: o.Version,
		Logger: o.Logger, Registry: reg,
	})
	return a, err
}

func (a *App) makePipelines(cameras []rtm2.Camera, m *pipeline.Metrics, outlets ...pipeline.Outlet) error {
	for i, cam := range cameras {
		log := a.log.With(slog.String("camera", string(cam.ID)))
		src, err := source.Open(a.o.Config.Cameras[i].Spec, source.Options{Pace: true, Logger: log})
		if err != nil {
			return err
		}
		// A seed per camera: two cameras on one scene must not make the same random choices.
		det, err := motion.New(a.o.Config.Motion, uint64(cam.Number))
		if err != nil {
			return err
		}
		events := a.o.Config.Events
		events.ZonesOf = det.ZonesOf
		tracker, err := event.New(cam.ID, events)
		if err != nil {
			return err
		}
		a.pipelines = append(a.pipelines, pipeline.New(pipeline.Options{
			Camera: cam, Source: src, Detector: det, Tracker: tracker, Outlets: outlets, Logger: a.log, Metrics: m,
		}))
	}
	return nil
}

// page is the built-in page, or the folder where it is being edited.
func (a *App) page() fs.FS {
	if a.o.Config.WebDir != "" {
		return os.DirFS(a.o.Config.WebDir)
	}
	return web.FS()
}

// Run listens, starts the pipelines and serves until ctx ends or the server fails. When it returns, everything
// it started is gone; a part that does not stop within five seconds is an error.
func (a *App) Run(ctx context.Context) (err error) {
	ln, err := listen(ctx, a.listen)
	if err != nil {
		return err
	}
	defer func() {
		if !a.down.run(stopWithin) {
			err = errors.Join(err, rtm2.Errorf(rtm2.CodeInternal,
				"not everything stopped within %v; see the log", stopWithin))
		}
	}()
	failed := make(chan error, 1)
	a.start("pipelines", a.runPipelines)
	a.start("server", func(ctx context.Context) {
		if err := a.server.Run(ctx, ln); err != nil {
			failed <- err
		}
	})
	a.log.Info("listening", slog.String("address", ln.Addr().String()), slog.Int("cameras", len(a.pipelines)))
	if a.o.Started != nil {
		a.o.Started(ln.Addr())
	}
	select {
	case <-ctx.Done():
		a.log.Info("stopping")
		return nil
	case err := <-failed:
		return err
	}
}

// start runs a part until the teardown reaches it.
func (a *App) start(name string, run func(context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		run(ctx)
	}()
	a.down.push(name, func() {
		cancel()
		<-done
	})
}

func (a *App) runPipelines(ctx context.Context) {
	var all sync.WaitGroup
	for _, p := range a.pipelines {
		all.Go(func() {
			if err := p.Run(ctx); err != nil {
				a.log.Error("a pipeline ended", slog.Any("error", err))
			}
		})
	}
	all.Wait()
}

// addressInUse is Windows' name for syscall.EADDRINUSE (WSAEADDRINUSE, winsock2.h).
const addressInUse = syscall.Errno(10048)

func listen(ctx context.Context, addr string) (net.Listener, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", addr)
	switch {
	case err == nil:
		return ln, nil
	case errors.Is(err, syscall.EADDRINUSE), errors.Is(err, addressInUse):
		return nil, rtm2.Errorf(rtm2.CodeConflict,
			"another program listens on %s; stop it or choose another port with --listen: %w", addr, err)
	}
	return nil, rtm2.Errorf(rtm2.CodeUnavailable, "cannot listen on %s; choose another address with --listen: %w",
		addr, err)
}
