package source

import (
	"errors"
	"maps"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"rtm2"
	"rtm2/internal/source/demo"
	"rtm2/internal/source/ffmpeg"
	"rtm2/internal/source/redact"
)

const (
	maxFPS  = 1000
	maxSide = 16384 // pixels
)

type kind int

const (
	kindRecording kind = iota
	kindDemo
	kindHTTP
	kindStream
	kindDevice
)

// target is what a spec names.
type target struct {
	kind  kind
	path  string       // of a recording; of a demo, the spec
	url   *url.URL     // of http cameras
	input ffmpeg.Input // of streams and devices
}

// parse reads a spec without looking at the world.
func parse(spec string) (target, error) {
	switch {
	case strings.TrimSpace(spec) == "":
		return target{}, invalid("the source is empty: give a camera's address, a device, a file, a folder, or demo:")
	case strings.ContainsAny(spec, "\x00\r\n"):
		return target{}, invalid("the source holds a line end or a zero byte: write it on one line")
	case strings.HasPrefix(spec, demo.Prefix):
		return target{kind: kindDemo, path: spec}, nil
	case strings.HasPrefix(spec, "/dev/video"), strings.HasPrefix(spec, "/dev/v4l/"):
		return parseDevice(spec)
	}
	if scheme, _, ok := strings.Cut(spec, "://"); ok && isScheme(scheme) {
		return parseAddress(spec, strings.ToLower(scheme))
	}
	return target{kind: kindRecording, path: spec}, nil
}

func invalid(format string, args ...any) error {
	return rtm2.Errorf(rtm2.CodeInvalid, format, args...)
}

// isScheme reports whether s could be an URL's scheme, RFC 3986 section 3.1. A single letter is a drive.
func isScheme(s string) bool {
	for i, c := range s {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (i == 0 || (c < '0' || c > '9') && c != '+' && c != '-' && c != '.') {
			return false
		}
	}
	return len(s) > 1
}

func parseAddress(spec, scheme string) (target, error) {
	shown := redact.Spec(spec)
	u, err := url.Parse(spec)
	if err != nil {
		return target{}, invalid("%s is not a proper address (%s): write special characters in a user name or "+
			"password as %%XX, such as %%40 for @, %%2F for / and %%23 for #", shown, reason(err))
	}
	switch scheme {
	case "file":
		if u.Host != "" && u.Host != "localhost" || u.Path == "" {
			return target{}, invalid("%s names no file of this machine: give its path", shown)
		}
		return target{kind: kindRecording, path: u.Path}, nil
	case "http", "https", "rtsp", "rtsps", "rtmp", "rtmps", "srt", "udp", "rtp", "tcp":
	default:
		return target{}, invalid("the address %s begins with %s://, which is not known: use http://, https://, "+
			"rtsp://, rtsps://, rtmp://, rtmps://, srt://, udp://, rtp:// or tcp://", shown, scheme)
	}
	if u.Hostname() == "" && scheme != "udp" && scheme != "rtp" {
		return target{}, invalid("the address %s has no host: write it as in %s://192.168.1.20/path", shown, scheme)
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return target{}, invalid("the address %s has port %s: a port is 1 to 65535", shown, port)
		}
	}
	if (scheme == "http" || scheme == "https") && !isPlaylist(u.Path) {
		return target{kind: kindHTTP, url: u}, nil
	}
	return target{kind: kindStream, input: ffmpeg.Input{Kind: ffmpeg.Stream, Address: scheme + spec[len(scheme):]}}, nil
}

// reason returns what is wrong with an URL, without the URL.
func reason(err error) string {
	var e *url.Error
	if errors.As(err, &e) {
		err = e.Err
	}
	// Some of the reasons quote a part of the address, which may be of the password.
	text, _, _ := strings.Cut(err.Error(), `"`)
	return strings.TrimSpace(text)
}

// isPlaylist reports whether an http address is one for ffmpeg by its name: HLS, DASH, FLV, a transport stream.
func isPlaylist(p string) bool {
	switch strings.ToLower(path.Ext(p)) {
	case ".m3u8", ".mpd", ".flv", ".ts":
		return true
	}
	return false
}

// parseDevice reads /dev/video0?width=1280&height=720&fps=15.
func parseDevice(spec string) (target, error) {
	device, query, _ := strings.Cut(spec, "?")
	t := target{kind: kindDevice, input: ffmpeg.Input{Kind: ffmpeg.Device, Address: device}}
	if n, ok := strings.CutPrefix(device, "/dev/video"); ok && (n == "" || strings.Trim(n, "0123456789") != "") {
		return target{}, invalid("%s is not a device: give one such as /dev/video0", device)
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return target{}, invalid("the options in %s are not understood: write them as in "+
			"%s?width=1280&height=720&fps=15",
			spec, device)
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		value := values.Get(name)
		f, err := strconv.ParseFloat(value, 64)
		side := err == nil && f >= 1 && f <= maxSide && f == float64(int(f))
		switch {
		case len(values[name]) > 1:
			return target{}, invalid("the device's %s is given twice: give it once", name)
		case name == "width" && side:
			t.input.Width = int(f)
		case name == "height" && side:
			t.input.Height = int(f)
		case name == "fps" && err == nil && f > 0 && f <= maxFPS:
			t.input.FPS = f
		case name == "width" || name == "height":
			return target{}, invalid("the device's %s cannot be %q: use a whole number from 1 to %d",
				name, value, maxSide)
		case name == "fps":
			return target{}, invalid("the device's fps cannot be %q: use a number above 0 and up to %d", value, maxFPS)
		default:
			return target{}, invalid("a device has no option %q: it has width, height and fps", name)
		}
	}
	if (t.input.Width == 0) != (t.input.Height == 0) {
		return target{}, invalid("the device's width and height go together: give both, or none")
	}
	return t, nil
}
