package ffmpeg

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"rtm2"
	"rtm2/internal/source/jpegstream"
)

// Refusals that are dealt with here, by another attempt.
var (
	errUnknownOption = errors.New("ffmpeg does not know the option")
	errFormat        = errors.New("the device does not have the format")
)

// complaint is a text in ffmpeg's messages and what it means.
type complaint struct {
	text  string
	code  rtm2.Code
	means string
	cause error
}

// complaints returns what ffmpeg says most often, the special before the general.
func complaints() []complaint {
	const unsupported = "cannot be read by this ffmpeg, which was built without support for it: install the full " +
		"ffmpeg of your system"
	return []complaint{
		{"option 'fps_mode'", rtm2.CodeUnsupported,
			"cannot be read by this ffmpeg, which is too old", errUnknownOption},
		{"Cannot find a proper format", rtm2.CodeUnsupported,
			"does not offer the format asked for", errFormat},
		{"Unknown input format", rtm2.CodeUnsupported, unsupported, nil},
		{"Protocol not found", rtm2.CodeUnsupported, unsupported, nil},
		{"Device or resource busy", rtm2.CodeConflict,
			"is in use by another program: end that one first", nil},
		{"Permission denied", rtm2.CodeForbidden,
			"may not be opened by this user: for a device, add the user to the group \"video\"", nil},
		{"No such device", rtm2.CodeUnavailable,
			"is gone: check that the camera is plugged in", nil},
		{"401 Unauthorized", rtm2.CodeUnauthorized,
			"refuses the user name or the password, or wants them: put them into the address, as in " +
				"rtsp://USER:PASSWORD@host/path", nil},
		{"403 Forbidden", rtm2.CodeForbidden,
			"forbids access (403): give the user the right to view in the camera's settings", nil},
		{"404 Not Found", rtm2.CodeNotFound,
			"does not exist on the camera (404): check the part of the address after the host", nil},
		{"5XX Server Error", rtm2.CodeUnavailable,
			"answers with an error of its own: the camera may be busy, or serve no more viewers", nil},
		{"Connection refused", rtm2.CodeUnavailable,
			"refuses the connection: check the port and that streaming is switched on in the camera", nil},
		{"Failed to resolve", rtm2.CodeUnavailable,
			"cannot be found: no device has that name; check it, or use the camera's IP address", nil},
		{"No route to host", rtm2.CodeUnavailable,
			"cannot be reached: check that the camera is on and in this network", nil},
		{"Network is unreachable", rtm2.CodeUnavailable,
			"cannot be reached: check the network", nil},
		{"timed out", rtm2.CodeUnavailable,
			"does not answer: check that the camera is on and the address is right", nil},
		{"moov atom not found", rtm2.CodeCorrupt,
			"has no index: its recording was cut off, or it is no video at all", nil},
		{"Protocol 'http' not on whitelist", rtm2.CodeUnsupported,
			"leads to a network address, which a file may not: give that address itself", nil},
		{"matches no streams", rtm2.CodeUnsupported,
			"has no video in it", nil},
		{"Invalid data found", rtm2.CodeCorrupt,
			"is no video that ffmpeg can read: it is damaged, or something else", nil},
	}
}

// explain turns the end of a child's messages, the newest line first, into a sentence for people.
func (s *Source) explain(lines []string, cause error) error {
	text := strings.Join(lines, "\n")
	for _, c := range complaints() {
		if strings.Contains(text, c.text) {
			if c.cause == nil {
				c.cause = s.cause(lines, cause)
			}
			return &rtm2.Error{Code: c.code, Message: s.name + " " + c.means, Cause: c.cause}
		}
	}
	code := rtm2.CodeUnavailable
	if s.in.Kind == File {
		code = rtm2.CodeCorrupt
	}
	if len(lines) == 0 {
		return &rtm2.Error{Code: code, Message: "ffmpeg ended while it read " + s.name, Cause: cause}
	}
	return &rtm2.Error{Code: code, Message: "ffmpeg cannot read " + s.name + ": " + s.quoted(lines[0]),
		Cause: s.cause(lines, cause)}
}

// cause is what ffmpeg said, for the log.
func (s *Source) cause(lines []string, exit error) error {
	said := make([]string, 0, len(lines))
	for _, line := range lines {
		said = append(said, s.quoted(line))
	}
	return errors.Join(errors.New(strings.Join(said, "; ")), exit)
}

// ended judges an output that has come to its end after n pictures.
func (s *Source) ended(ctx context.Context, n int, exit error, lines []string) error {
	switch {
	case exit != nil && n > 0 && s.in.Kind == File:
		last := "no reason given"
		if len(lines) > 0 {
			last = s.quoted(lines[0])
		}
		return &rtm2.Error{Code: rtm2.CodeCorrupt, Cause: s.cause(lines, exit),
			Message: "ffmpeg gave up on " + s.name + " after some of it; the file may be damaged: " + last}
	case exit != nil || n == 0 && len(lines) > 0:
		return s.explain(lines, exit)
	case s.in.Kind != File:
		return rtm2.Errorf(rtm2.CodeUnavailable, "%s has ended the stream", s.name)
	case n == 0:
		return s.noVideo()
	case len(lines) > 0:
		s.opt.Logger.LogAttrs(ctx, slog.LevelWarn, "ffmpeg found faults in the file", slog.String("file", s.name),
			slog.String("last", s.quoted(lines[0])))
	}
	return nil
}

func (s *Source) noVideo() error {
	return rtm2.Errorf(rtm2.CodeUnsupported, "%s has no video in it", s.name)
}

// silent is the error of a live input that stopped sending after n pictures.
func (s *Source) silent(n int) error {
	if n == 0 {
		return rtm2.Errorf(rtm2.CodeUnavailable, "%s has sent no picture within %v: check that the camera is on and "+
			"the address is right", s.name, s.opt.Connect)
	}
	return rtm2.Errorf(rtm2.CodeUnavailable, "%s has sent nothing for %v: the camera hangs or the network is down",
		s.name, s.opt.Silence)
}

// unreadable is the error of an output that could not be understood.
func (s *Source) unreadable(err error) error {
	if errors.Is(err, jpegstream.ErrPictureTooLarge) {
		return &rtm2.Error{Code: rtm2.CodeLimit, Message: s.name + " has pictures larger than 32 MiB", Cause: err}
	}
	return &rtm2.Error{Code: rtm2.CodeInternal, Cause: err,
		Message: "what ffmpeg made of " + s.name + " cannot be read"}
}

func (s *Source) notStarted(err error) error {
	return &rtm2.Error{Code: rtm2.CodeUnavailable, Cause: err,
		Message: "ffmpeg cannot be started for " + s.name + ": check that it runs by itself and that memory is left"}
}
