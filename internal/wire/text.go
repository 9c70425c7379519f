package wire

import (
	"encoding/json"
	"strconv"

	"rtm2"
)

// The types of text messages.
const (
	TypeHello  = "hello"
	TypeBeat   = "beat"
	TypeEvent  = "event"
	TypeError  = "error"
	TypeWatch  = "watch"
	TypeAck    = "ack"
	TypeResync = "resync"
)

// Hello is the first message of a connection.
type Hello struct {
	Type     string        `json:"type"` // TypeHello
	Protocol string        `json:"protocol"`
	Version  string        `json:"version"` // of the server
	Time     int64         `json:"time_us"`
	Cameras  []HelloCamera `json:"cameras"` // those that this client may see
}

// HelloCamera gives a camera its number on this connection.
type HelloCamera struct {
	ID     rtm2.CameraID `json:"id"`
	Name   string        `json:"name"`
	Number uint32        `json:"number"`
}

// Beat says once a second how every camera is.
type Beat struct {
	Type    string       `json:"type"` // TypeBeat
	Time    int64        `json:"time_us"`
	Cameras []BeatCamera `json:"cameras"`
}

// BeatCamera is one camera's part of a beat.
type BeatCamera struct {
	ID      rtm2.CameraID `json:"id"`
	Link    rtm2.Link     `json:"link"`
	Health  rtm2.Health   `json:"health"`
	Night   bool          `json:"night"`
	Detail  string        `json:"detail"`   // a sentence for people; empty while all is well
	Seq     uint32        `json:"seq"`      // of the newest frame
	Age     *int64        `json:"age_ms"`   // of the newest frame; null: there is none yet
	FPS     float64       `json:"fps"`      // as captured, rounded to a tenth
	Quiet   *int64        `json:"quiet_ms"` // since the newest frame with motion; null: nothing has moved yet
	Skipped uint64        `json:"skipped"`  // frames that this client was to get and did not
	Viewers int           `json:"viewers"`  // clients that watch this camera
}

// Event tells of an event's begin, update or end.
type Event struct {
	Type   string        `json:"type"` // TypeEvent
	Phase  rtm2.Phase    `json:"phase"`
	ID     string        `json:"id"`
	Camera rtm2.CameraID `json:"camera"`
	Begin  int64         `json:"begin_us"`
	Last   int64         `json:"last_us"` // the newest moving frame
	End    *int64        `json:"end_us"`  // null while the event is open
	Frames int           `json:"frames"`  // moving ones, so far
	Score  float64       `json:"score"`   // the highest so far, 0 to 1
	Peak   int64         `json:"peak_us"` // when that was
	Seq    uint32        `json:"seq"`     // of the frame that this message tells of
	Reason rtm2.Reason   `json:"reason"`
	Zones  []string      `json:"zones"`
	Boxes  []rtm2.Box    `json:"boxes"` // [x, y, w, h] in pixels
}

// Error tells a client what it did wrong or cannot have. The connection goes on.
type Error struct {
	Type    string        `json:"type"` // TypeError
	Code    rtm2.Code     `json:"code"`
	Message string        `json:"message"`
	Camera  rtm2.CameraID `json:"camera,omitempty"`
}

// NewEvent makes the message of e. Slices are never null on the wire.
func NewEvent(e *rtm2.Event) Event {
	m := Event{
		Type: TypeEvent, Phase: e.Phase, ID: e.ID, Camera: e.Camera,
		Begin: e.Begin.UnixMicro(), Last: e.Last.UnixMicro(), Frames: e.Frames, Score: e.Score,
		Peak: e.PeakTime.UnixMicro(), Seq: e.Seq, Reason: e.Reason, Zones: e.Zones, Boxes: e.Boxes,
	}
	if e.PeakTime.IsZero() {
		m.Peak = m.Begin
	}
	if !e.End.IsZero() {
		end := e.End.UnixMicro()
		m.End = &end
	}
	if m.Zones == nil {
		m.Zones = []string{}
	}
	if m.Boxes == nil {
		m.Boxes = []rtm2.Box{}
	}
	return m
}

// NewError makes the message of err for a client, about a camera or about none ("").
func NewError(err error, camera rtm2.CameraID) Error {
	return Error{Type: TypeError, Code: rtm2.CodeOf(err), Message: err.Error(), Camera: camera}
}

// AppendBeat appends b as JSON: what json.Marshal makes of it, without its allocations, because every
// connection gets its own once a second.
func AppendBeat(dst []byte, b *Beat) []byte {
	dst = append(dst, `{"type":"beat","time_us":`...)
	dst = strconv.AppendInt(dst, b.Time, 10)
	dst = append(dst, `,"cameras":[`...)
	for i := range b.Cameras {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendBeatCamera(dst, &b.Cameras[i])
	}
	return append(dst, "]}"...)
}

func appendBeatCamera(dst []byte, c *BeatCamera) []byte {
	dst = appendString(append(dst, `{"id":`...), string(c.ID))
	dst = appendString(append(dst, `,"link":`...), string(c.Link))
	dst = appendString(append(dst, `,"health":`...), string(c.Health))
	dst = strconv.AppendBool(append(dst, `,"night":`...), c.Night)
	dst = appendString(append(dst, `,"detail":`...), c.Detail)
	dst = strconv.AppendUint(append(dst, `,"seq":`...), uint64(c.Seq), 10)
	dst = appendNullable(append(dst, `,"age_ms":`...), c.Age)
	dst = strconv.AppendFloat(append(dst, `,"fps":`...), c.FPS, 'f', -1, 64)
	dst = appendNullable(append(dst, `,"quiet_ms":`...), c.Quiet)
	dst = strconv.AppendUint(append(dst, `,"skipped":`...), c.Skipped, 10)
	dst = strconv.AppendInt(append(dst, `,"viewers":`...), int64(c.Viewers), 10)
	return append(dst, '}')
}

func appendNullable(dst []byte, v *int64) []byte {
	if v == nil {
		return append(dst, "null"...)
	}
	return strconv.AppendInt(dst, *v, 10)
}

// appendString appends s as a JSON string; only strings with something to escape take the slow way.
func appendString(dst []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c >= 0x7f || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			q, err := json.Marshal(s)
			if err != nil { // cannot be: every string can be marshalled
				return append(dst, `""`...)
			}
			return append(dst, q...)
		}
	}
	return append(append(append(dst, '"'), s...), '"')
}
