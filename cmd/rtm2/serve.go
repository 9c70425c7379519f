package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"

	"rtm2/internal/app"
	"rtm2/internal/config"
)

type serveCmd struct {
	Camera []string `help:"A camera: an address (http, https, rtsp), a device, a file, a folder of numbered images, or demo:; NAME=... gives it a name. Repeatable; without any, the demo scene is shown." placeholder:"[NAME=]SOURCE" sep:"none"` //nolint:lll // a struct tag is one line
	Listen string   `help:"Where to listen. Loopback only, until there are accounts." default:":5000" env:"RTM2_LISTEN"`
	Data   string   `help:"The folder that keeps everything (default: the user's data folder)." placeholder:"DIR" type:"path" env:"RTM2_DATA"`                      //nolint:lll
	WebDir string   `help:"Serve the page from this folder instead of the built-in one, while editing it." placeholder:"DIR" type:"existingdir" env:"RTM2_WEB_DIR"` //nolint:lll

	Detection settings `embed:""`
}

// Validate is called by kong.
func (s *serveCmd) Validate() error { return s.Detection.check() }

// Run serves until a signal comes.
func (s *serveCmd) Run(ctx context.Context, con console, log *slog.Logger) error {
	cfg, err := s.config()
	if err != nil {
		return err
	}
	a, err := app.New(app.Options{
		Config: cfg, Version: version, Logger: log,
		Started: func(addr net.Addr) { s.greet(con, addr) },
	})
	if err != nil {
		return err
	}
	return a.Run(ctx)
}

func (s *serveCmd) config() (config.Config, error) {
	cameras := s.Camera
	if len(cameras) == 0 {
		cameras = []string{"demo:"}
	}
	cams, err := config.ParseCameras(cameras)
	if err != nil {
		return config.Config{}, err
	}
	data := s.Data
	if data == "" {
		if data, err = config.DefaultData(); err != nil {
			return config.Config{}, err
		}
	}
	cfg := config.Config{Listen: s.Listen, Data: data, WebDir: s.WebDir, Cameras: cams}
	if cfg.Motion, err = s.Detection.motion(); err != nil {
		return config.Config{}, err
	}
	if cfg.Events, err = s.Detection.event(); err != nil {
		return config.Config{}, err
	}
	return cfg, cfg.Validate()
}

func (s *serveCmd) greet(con console, addr net.Addr) {
	fmt.Fprintf(con.out, "rtm2 %s: open http://%s\n", version, addr)
	fmt.Fprintln(con.out, "It can be reached from this machine only, until there are accounts.")
	if len(s.Camera) == 0 {
		fmt.Fprintln(con.out,
			"No camera was given, so this is the demo scene; rtm2 serve --camera SOURCE shows a real one.")
	}
}
