package wire

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rtm2"
)

var update = flag.Bool("update", false, "write testdata/golden.json anew")

const goldenFile = "testdata/golden.json"

// golden is the file that the Go and the browser tests read. Binary vectors give the bytes and every field;
// refused ones give bytes that a decoder must not accept; texts are messages as they travel.
type golden struct {
	Comment  string            `json:"comment"`
	Protocol string            `json:"protocol"`
	Binary   []binaryVector    `json:"binary"`
	Refused  []refusedVector   `json:"refused"`
	Server   []json.RawMessage `json:"server_text"`
	Client   []clientVector    `json:"client_text"`
}

type binaryVector struct {
	Name     string        `json:"name"`
	Hex      string        `json:"hex"`
	Version  int           `json:"version"`
	Kind     Kind          `json:"kind"`
	Header   int           `json:"header_bytes"`
	Camera   uint32        `json:"camera"`
	Epoch    uint32        `json:"epoch"`
	Seq      uint32        `json:"seq"`
	Base     uint32        `json:"base"`
	Captured uint64        `json:"captured_us"`
	Width    uint16        `json:"width"`
	Height   uint16        `json:"height"`
	Flags    Flags         `json:"flags"`
	Motion   bool          `json:"motion"`
	Event    bool          `json:"event"`
	Images   []imageVector `json:"images"`
}

type imageVector struct {
	X      uint16 `json:"x"`
	Y      uint16 `json:"y"`
	W      uint16 `json:"w"`
	H      uint16 `json:"h"`
	SX     uint16 `json:"sx"`
	SY     uint16 `json:"sy"`
	Bytes  int    `json:"bytes"`
	Offset int    `json:"offset"` // of the JPEG in the message
	JPEG   string `json:"jpeg_hex"`
}

type refusedVector struct {
	Name string `json:"name"`
	Hex  string `json:"hex"`
}

type clientVector struct {
	Text   string `json:"text"`
	OK     bool   `json:"ok"`
	Type   string `json:"type,omitempty"`
	Camera string `json:"camera,omitempty"`
	Mode   Mode   `json:"mode,omitempty"`
	Seq    uint32 `json:"seq,omitempty"`
}

// jpegLike are bytes that stand for a JPEG: the wire never looks inside one.
func jpegLike(body string) []byte {
	return append(append([]byte{0xff, 0xd8}, body...), 0xff, 0xd9)
}

func keyMessage() Message {
	return Message{
		Kind: KindKey, Camera: 1, Epoch: 1, Seq: 0, Captured: 1_700_000_000_123_456, Width: 640, Height: 480,
		Images: []Image{{W: 640, H: 480, JPEG: jpegLike("key")}},
	}
}

func patchMessage() Message {
	return Message{
		Kind: KindPatch, Camera: 2, Epoch: 3, Seq: 130, Base: 127, Captured: 1_700_000_001_000_001,
		Width: 1920, Height: 1080, Flags: FlagMotion | FlagEvent,
		Images: []Image{
			{X: 16, Y: 0, W: 160, H: 96, SX: 16, SY: 0, JPEG: jpegLike("one")},
			{X: 1904, Y: 1072, W: 16, H: 8, SX: 16, SY: 16, JPEG: jpegLike("a longer two")},
			{X: 0, Y: 512, W: 8, H: 8, JPEG: jpegLike("")},
		},
	}
}

func goldenMessages() []struct {
	name string
	m    Message
} {
	largest := Message{
		Kind: KindKey, Camera: 1<<32 - 1, Epoch: 1<<32 - 1, Seq: 1<<32 - 1, Captured: 1<<53 - 1,
		Width: 65535, Height: 65535, Flags: FlagEvent,
		Images: []Image{{W: 65535, H: 65535, JPEG: jpegLike("x")}},
	}
	motion := keyMessage()
	motion.Seq, motion.Flags = 0x01020304, FlagMotion|FlagEvent
	unknown := keyMessage()
	unknown.Seq, unknown.Flags = 7, 0x8000|FlagEvent
	single := patchMessage()
	single.Images, single.Flags = single.Images[:1], FlagEvent
	return []struct {
		name string
		m    Message
	}{
		{"key frame", keyMessage()},
		{"key frame with motion in an event", motion},
		{"key frame with a flag of the future", unknown},
		{"key frame with the largest fields", largest},
		{"patch with one image", single},
		{"patch with three images", patchMessage()},
	}
}

func vectorOf(t *testing.T, name string, m *Message, msg []byte) binaryVector {
	t.Helper()
	header := HeaderSize + ImageSize*len(m.Images)
	v := binaryVector{
		Name: name, Hex: hex.EncodeToString(msg), Version: Version, Kind: m.Kind, Header: header,
		Camera: m.Camera, Epoch: m.Epoch, Seq: m.Seq, Base: m.Base, Captured: m.Captured,
		Width: m.Width, Height: m.Height, Flags: m.Flags,
		Motion: m.Flags&FlagMotion != 0, Event: m.Flags&FlagEvent != 0,
	}
	offset := header
	for _, im := range m.Images {
		v.Images = append(v.Images, imageVector{
			X: im.X, Y: im.Y, W: im.W, H: im.H, SX: im.SX, SY: im.SY,
			Bytes: len(im.JPEG), Offset: offset, JPEG: hex.EncodeToString(im.JPEG),
		})
		offset += len(im.JPEG)
	}
	return v
}

// refusals are messages that nobody may accept, each one step away from a good one.
func refusals(t *testing.T) []refusedVector {
	t.Helper()
	key := keyMessage()
	patch := patchMessage()
	encode := func(m Message) []byte {
		b, err := m.Append(nil)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	with := func(b []byte, offset int, v ...byte) []byte {
		b = bytes.Clone(b)
		copy(b[offset:], v)
		return b
	}
	k, p := encode(key), encode(patch)
	cases := []struct {
		name string
		b    []byte
	}{
		{"nothing", nil},
		{"version 2", with(k, 0, 2)},
		{"kind 0", with(k, 1, 0)},
		{"kind 3", with(k, 1, 3)},
		{"half a header", k[:20]},
		{"header length below the header", with(k, 2, 35, 0)},
		{"header length that leaves out an image's entry", with(p, 2, 36+32, 0)},
		{"header length beyond the message", with(k, 2, 0xff, 0xff)},
		{"picture without width", with(k, 28, 0, 0)},
		{"key frame without images", with(k, 34, 0, 0)},
		{"key frame with a base", with(k, 16, 1)},
		{"key frame smaller than its picture", with(k, 40, 1, 0)},
		{"key frame that starts inside its JPEG", with(k, 44, 1, 0)},
		{"patch without images", with(p, 34, 0, 0)},
		{"patch with 65535 images", with(p, 34, 0xff, 0xff)},
		{"patch that is its own base", with(p, 16, 130)},
		{"patch outside the picture", with(p, 36, 0xff, 0xff)},
		{"image without height", with(p, 42, 0, 0)},
		{"image that starts outside its JPEG", with(p, 44, 0xff, 0xff)},
		{"image without bytes", with(k, 48, 0, 0, 0, 0)},
		{"image longer than the message", with(k, 48, 0xff, 0xff, 0xff, 0xff)},
		{"last byte missing", p[:len(p)-1]},
		{"a byte too many", append(bytes.Clone(k), 0)},
	}
	out := make([]refusedVector, 0, len(cases))
	for _, c := range cases {
		out = append(out, refusedVector{c.name, hex.EncodeToString(c.b)})
	}
	return out
}

func serverTexts(t *testing.T) []json.RawMessage {
	t.Helper()
	at := time.UnixMicro(1_700_000_000_000_000)
	event := rtm2.Event{
		ID: "20231114T221320Z-door-1", Camera: "door", Phase: rtm2.PhaseBegin, Begin: at, Last: at, Frames: 1,
		Score: 0.5, Peak: 120, PeakTime: at, Seq: 120, Reason: rtm2.ReasonMotion,
		Boxes: []rtm2.Box{{X: 8, Y: 16, W: 24, H: 32}},
	}
	begin := NewEvent(&event)
	event.Phase, event.Frames, event.Score, event.Seq = rtm2.PhaseEnd, 3, 0.8125, 160
	event.Last, event.End = at.Add(time.Second), at.Add(6*time.Second)
	event.Boxes, event.Zones, event.Reason = nil, []string{"path"}, rtm2.ReasonQuiet
	end := NewEvent(&event)
	age, quiet := int64(40), int64(12345)
	var out []json.RawMessage
	for _, m := range []any{
		Hello{TypeHello, Protocol, "0.1.0", at.UnixMicro(), []HelloCamera{
			{"door", "Front <door>", 1}, {"yard", "院子", 2},
		}},
		Beat{TypeBeat, at.UnixMicro(), []BeatCamera{
			{"door", rtm2.LinkOnline, rtm2.HealthOK, false, "", 123, &age, 14.9, &quiet, 2, 5},
			{"yard", rtm2.LinkLost, rtm2.HealthOK, true, "no answer: is it on?", 0, nil, 0, nil, 0, 0},
		}},
		begin, end,
		NewError(rtm2.Errorf(rtm2.CodeNotFound, "camera %q is unknown", "attic"), "attic"),
		NewError(rtm2.Errorf(rtm2.CodeInvalid, "type is missing"), ""),
	} {
		b, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, b)
	}
	return out
}

func clientTexts() []clientVector {
	return []clientVector{
		{`{"type":"watch","camera":"door","mode":"live"}`, true, "watch", "door", ModeLive, 0},
		{`{"type":"watch","camera":"door"}`, true, "watch", "door", ModeDetect, 0},
		{`{"type":"watch","camera":"door","mode":"close","since":9}`, true, "watch", "door", ModeClose, 0},
		{`{"type":"ack","camera":"door","seq":4294967295}`, true, "ack", "door", "", 1<<32 - 1},
		{` {"seq" : 0, "camera":"a-1", "type":"ack"} `, true, "ack", "a-1", "", 0},
		{`{"type":"resync","camera":"door"}`, true, "resync", "door", "", 0},
		{Text: `{"type":"watch","camera":"door","mode":"all"}`},
		{Text: `{"type":"watch","camera":"door","mode":null}`},
		{Text: `{"type":"watch","camera":"Door"}`},
		{Text: `{"type":"watch"}`},
		{Text: `{"Type":"watch","camera":"door"}`},
		{Text: `{"type":"ack","camera":"door"}`},
		{Text: `{"type":"ack","camera":"door","seq":"1"}`},
		{Text: `{"type":"ack","camera":"door","seq":1.0}`},
		{Text: `{"type":"ack","camera":"door","seq":-1}`},
		{Text: `{"type":"ack","camera":"door","seq":4294967296}`},
		{Text: `{"type":"hello","camera":"door"}`},
		{Text: `{"type":"resync","camera":"door"}{}`},
		{Text: `["watch"]`},
		{Text: `null`},
		{Text: ``},
	}
}

func makeGolden(t *testing.T) golden {
	t.Helper()
	g := golden{
		Comment:  "made by go test ./internal/wire -update; read by the tests of the server and of the page",
		Protocol: Protocol, Refused: refusals(t), Server: serverTexts(t), Client: clientTexts(),
	}
	for _, c := range goldenMessages() {
		b, err := c.m.Append(nil)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		g.Binary = append(g.Binary, vectorOf(t, c.name, &c.m, b))
	}
	return g
}

func TestGoldenFileIsWhatTheCodeMakes(t *testing.T) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(makeGolden(t)); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(goldenFile, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), b.String()); d != "" {
		t.Errorf("the wire has changed (-file +code); if that is meant, run with -update:\n%s", d)
	}
}

func readGolden(t *testing.T) golden {
	t.Helper()
	b, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	var g golden
	if err := json.Unmarshal(b, &g); err != nil {
		t.Fatal(err)
	}
	return g
}

func TestGoldenVectorsDecode(t *testing.T) {
	var m Message // one for all: what a vector leaves behind must not show in the next
	for _, v := range readGolden(t).Binary {
		b, err := hex.DecodeString(v.Hex)
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Decode(b); err != nil {
			t.Errorf("%s: %v", v.Name, err)
			continue
		}
		if d := cmp.Diff(v, vectorOf(t, v.Name, &m, b)); d != "" {
			t.Errorf("%s (-want +got):\n%s", v.Name, d)
		}
		for i, im := range v.Images {
			if got := hex.EncodeToString(b[im.Offset : im.Offset+im.Bytes]); got != im.JPEG {
				t.Errorf("%s: image %d at offset %d is %s, want %s", v.Name, i, im.Offset, got, im.JPEG)
			}
		}
	}
}

func TestRefusedVectorsAreRefused(t *testing.T) {
	for _, v := range readGolden(t).Refused {
		b, err := hex.DecodeString(v.Hex)
		if err != nil {
			t.Fatal(err)
		}
		var m Message
		err = m.Decode(b)
		want := rtm2.CodeCorrupt
		if v.Name == "version 2" {
			want = rtm2.CodeUnsupported
		}
		if got := rtm2.CodeOf(err); got != want {
			t.Errorf("%s: error %v has code %q, want %q", v.Name, err, got, want)
		}
	}
}

func TestClientTexts(t *testing.T) {
	for _, v := range readGolden(t).Client {
		m, err := DecodeClient([]byte(v.Text))
		if (err == nil) != v.OK {
			t.Errorf("%s: error %v, want ok=%t", v.Text, err, v.OK)
			continue
		}
		if !v.OK {
			if rtm2.CodeOf(err) != rtm2.CodeInvalid {
				t.Errorf("%s: code %q, want invalid", v.Text, rtm2.CodeOf(err))
			}
			continue
		}
		want := ClientMessage{Type: v.Type, Camera: rtm2.CameraID(v.Camera), Mode: v.Mode, Seq: v.Seq}
		if m != want {
			t.Errorf("%s: got %+v, want %+v", v.Text, m, want)
		}
	}
}
