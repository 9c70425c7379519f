package wire

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"unicode/utf8"

	"rtm2"
)

// MaxClientMessage is the size in bytes above which a client's message is not read at all.
const MaxClientMessage = 4 << 10

// Mode says which pictures of a camera a client wants.
type Mode string

// The modes of watching a camera.
const (
	ModeDetect Mode = "detect" // frames with motion or of an open event; the default
	ModeLive   Mode = "live"   // every frame
	ModeClose  Mode = "close"  // no pictures; beats and events go on
)

// ClientMessage is what a client may say.
type ClientMessage struct {
	Type   string // TypeWatch, TypeAck or TypeResync
	Camera rtm2.CameraID
	Mode   Mode   // of TypeWatch
	Seq    uint32 // of TypeAck
}

// DecodeClient reads a client's text message: one JSON object of a known type, at most MaxClientMessage bytes.
// Names are compared exactly; members that the type does not have are ignored, so that a newer page can speak
// to an older server. What is wrong comes back as CodeInvalid (too long: CodeLimit) and names the member;
// Camera is then set if it was readable.
func DecodeClient(b []byte) (ClientMessage, error) {
	if len(b) > MaxClientMessage {
		return ClientMessage{}, rtm2.Errorf(rtm2.CodeLimit, "message has %d bytes, the limit is %d",
			len(b), MaxClientMessage)
	}
	if !utf8.Valid(b) {
		return ClientMessage{}, rtm2.Errorf(rtm2.CodeInvalid, "message is not UTF-8")
	}
	if t := bytes.TrimLeft(b, " \t\r\n"); len(t) == 0 || t[0] != '{' {
		return ClientMessage{}, rtm2.Errorf(rtm2.CodeInvalid, "message is not a JSON object")
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(b, &members); err != nil {
		return ClientMessage{}, rtm2.Errorf(rtm2.CodeInvalid, "message is not valid JSON: %w", err)
	}
	var m ClientMessage
	typ, err := stringMember(members, "type")
	if err != nil {
		return m, err
	}
	switch typ {
	case TypeWatch, TypeAck, TypeResync:
		m.Type = typ
	default:
		return m, rtm2.Errorf(rtm2.CodeInvalid, "type %q is unknown: it is watch, ack or resync", clip(typ))
	}
	camera, err := stringMember(members, "camera")
	if err != nil {
		return m, err
	}
	if !validID(camera) {
		return m, rtm2.Errorf(rtm2.CodeInvalid, "camera %q is not an id: 1 to 64 characters of a-z, 0-9 and '-'",
			clip(camera))
	}
	m.Camera = rtm2.CameraID(camera)
	switch m.Type {
	case TypeWatch:
		m.Mode, err = modeMember(members)
	case TypeAck:
		m.Seq, err = seqMember(members)
	}
	return m, err
}

func stringMember(members map[string]json.RawMessage, name string) (string, error) {
	raw, ok := members[name]
	if !ok {
		return "", rtm2.Errorf(rtm2.CodeInvalid, "%s is missing", name)
	}
	var s string
	if raw[0] != '"' || json.Unmarshal(raw, &s) != nil {
		return "", rtm2.Errorf(rtm2.CodeInvalid, "%s is not a string", name)
	}
	return s, nil
}

func modeMember(members map[string]json.RawMessage) (Mode, error) {
	if _, ok := members["mode"]; !ok {
		return ModeDetect, nil
	}
	s, err := stringMember(members, "mode")
	if err != nil {
		return "", err
	}
	switch m := Mode(s); m {
	case ModeDetect, ModeLive, ModeClose:
		return m, nil
	}
	return "", rtm2.Errorf(rtm2.CodeInvalid, "mode %q is unknown: it is detect, live or close", clip(s))
}

func seqMember(members map[string]json.RawMessage) (uint32, error) {
	raw, ok := members["seq"]
	if !ok {
		return 0, rtm2.Errorf(rtm2.CodeInvalid, "seq is missing")
	}
	n, err := strconv.ParseUint(string(raw), 10, 32)
	if err != nil {
		return 0, rtm2.Errorf(rtm2.CodeInvalid, "seq is not a whole number from 0 to %d", uint32(math.MaxUint32))
	}
	return uint32(n), nil
}

func validID(s string) bool {
	if len(s) == 0 || len(s) > 64 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// clip keeps what a client sent short enough to be sent back in a message.
func clip(s string) string {
	if len(s) <= 64 {
		return s
	}
	n := 64
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "..."
}
