// Package config turns what a person wrote into one validated, immutable value.
package config

import (
	"fmt"
	"net"
	"strings"

	"rtm2"
	"rtm2/internal/event"
	"rtm2/internal/motion"
	"rtm2/internal/source"
)

// Config is everything the server runs on. It is never changed after Validate.
type Config struct {
	Listen  string // host:port; an empty host is loopback
	Data    string // the folder for everything that is kept
	WebDir  string // where the page is served from while it is edited; empty for the built-in one
	Cameras []Camera
	Motion  motion.Config // of every camera
	Events  event.Config  // of every camera
}

// Camera is one camera as configured.
type Camera struct {
	ID   rtm2.CameraID
	Name string
	Spec string // for source.Open; may hold credentials, so it is never shown
}

// maxCameras bounds one server.
const maxCameras = 256

// Validate checks what can be checked without touching the world.
func (c Config) Validate() error {
	if _, err := Loopback(c.Listen); err != nil {
		return err
	}
	if len(c.Cameras) == 0 {
		return rtm2.Errorf(rtm2.CodeInvalid, "no camera is configured")
	}
	if len(c.Cameras) > maxCameras {
		return rtm2.Errorf(rtm2.CodeLimit, "%d cameras are configured; one server takes %d at most",
			len(c.Cameras), maxCameras)
	}
	if err := c.Motion.Validate(); err != nil {
		return err
	}
	return c.Events.Validate()
}

// Nouns returns the cameras as the rest of the program knows them, numbered from 1.
func (c Config) Nouns() []rtm2.Camera {
	out := make([]rtm2.Camera, len(c.Cameras))
	for i, cam := range c.Cameras {
		out[i] = rtm2.Camera{ID: cam.ID, Number: uint32(i + 1), Name: cam.Name, Source: source.Redact(cam.Spec)}
	}
	return out
}

// Loopback returns the address to bind for a listen address whose host is empty or loopback, and refuses any
// other: there are no accounts yet, so whoever reaches the port sees the cameras.
func Loopback(listen string) (string, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", rtm2.Errorf(rtm2.CodeInvalid,
			"--listen %s is not an address; write it as 127.0.0.1:5000 or :5000", listen)
	}
	if !validPort(port) {
		return "", rtm2.Errorf(rtm2.CodeInvalid, "--listen %s: the port must be a number from 0 to 65535", listen)
	}
	switch ip := net.ParseIP(host); {
	case host == "" || host == "localhost":
		host = "127.0.0.1"
	case ip == nil || !ip.IsLoopback():
		return "", rtm2.Errorf(rtm2.CodeInvalid,
			"--listen %s would show the cameras to everybody on the network, because there are no accounts yet; "+
				"use 127.0.0.1:%s here, and an SSH tunnel from elsewhere", listen, port)
	}
	return net.JoinHostPort(host, port), nil
}

func validPort(s string) bool {
	if s == "" || len(s) > 5 || strings.Trim(s, "0123456789") != "" {
		return false
	}
	n := 0
	for _, r := range s {
		n = n*10 + int(r-'0')
	}
	return n <= 65535
}

// ParseCameras reads --camera values, each SPEC or NAME=SPEC, and gives every camera an ID of its own.
func ParseCameras(args []string) ([]Camera, error) {
	taken := make(map[rtm2.CameraID]bool, len(args))
	out := make([]Camera, 0, len(args))
	for i, arg := range args {
		cam, err := parseCamera(arg, i+1)
		if err != nil {
			return nil, err
		}
		cam.ID = unique(cam.ID, taken)
		taken[cam.ID] = true
		out = append(out, cam)
	}
	return out, nil
}

func parseCamera(arg string, n int) (Camera, error) {
	name, spec := splitName(arg)
	if strings.TrimSpace(spec) == "" {
		return Camera{}, rtm2.Errorf(rtm2.CodeInvalid,
			"--camera %q names no source; write an address, a device, a file or a folder, or NAME=ADDRESS", arg)
	}
	if name == "" {
		name = derivedName(spec, n)
	}
	if len([]rune(name)) > 64 {
		return Camera{}, rtm2.Errorf(rtm2.CodeInvalid, "the camera name %q is longer than 64 characters", name)
	}
	id := slug(name)
	if id == "" { // a name in a script that has no letters for addresses
		id = rtm2.CameraID(fmt.Sprintf("camera-%d", n))
	}
	return Camera{ID: id, Name: name, Spec: spec}, nil
}

// splitName separates NAME= from the source. What stands before the first '=' is a name only if it cannot be
// part of an address or a path.
func splitName(arg string) (name, spec string) {
	before, after, ok := strings.Cut(arg, "=")
	if !ok || strings.ContainsAny(before, ":/\\?.") || strings.TrimSpace(before) == "" {
		return "", arg
	}
	return strings.TrimSpace(before), after
}

// derivedName makes a name from the source: the host of an address, the last part of a path.
func derivedName(spec string, n int) string {
	if strings.HasPrefix(spec, "demo:") {
		return "Demo"
	}
	s := source.Redact(spec)
	if _, rest, ok := strings.Cut(s, "://"); ok {
		host, _, _ := strings.Cut(rest, "/")
		if at := strings.LastIndex(host, "@"); at >= 0 {
			host = host[at+1:]
		}
		s = host
	}
	s = strings.TrimRight(s, "/\\")
	if i := strings.LastIndexAny(s, "/\\"); i >= 0 {
		s = s[i+1:]
	}
	if s == "" || s == "." {
		return fmt.Sprintf("Camera %d", n)
	}
	return s
}

// slug turns a name into an ID: lower case letters, digits and single dashes.
func slug(name string) rtm2.CameraID {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	s := b.String()
	return rtm2.CameraID(strings.Trim(s[:min(len(s), 60)], "-"))
}

func unique(id rtm2.CameraID, taken map[rtm2.CameraID]bool) rtm2.CameraID {
	if !taken[id] {
		return id
	}
	for n := 2; ; n++ {
		if next := rtm2.CameraID(fmt.Sprintf("%s-%d", id, n)); !taken[next] {
			return next
		}
	}
}
