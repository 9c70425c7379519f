package wire

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rtm2"
)

func TestKeyFrameCarriesTheFrame(t *testing.T) {
	f := &rtm2.Frame{
		Camera: "door", Epoch: 4, Seq: 77, Captured: time.UnixMicro(1_700_000_000_000_042),
		Width: 320, Height: 240, JPEG: jpegLike("picture"),
	}
	var m Message
	if err := m.KeyFrame(9, f, FlagMotion); err != nil {
		t.Fatal(err)
	}
	b, err := m.Append(nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(b) != m.Size() {
		t.Errorf("Size is %d, the message has %d bytes", m.Size(), len(b))
	}
	var got Message
	if err := got.Decode(b); err != nil {
		t.Fatal(err)
	}
	want := Message{
		Kind: KindKey, Camera: 9, Epoch: 4, Seq: 77, Captured: 1_700_000_000_000_042, Width: 320, Height: 240,
		Flags: FlagMotion, Images: []Image{{W: 320, H: 240, JPEG: f.JPEG}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestKeyFrameRefusesSizesThatDoNotFit(t *testing.T) {
	for _, size := range [][2]int{{0, 480}, {640, 0}, {65536, 480}, {640, 65536}, {-1, 1}} {
		f := &rtm2.Frame{Camera: "door", Width: size[0], Height: size[1], JPEG: jpegLike("x")}
		if err := new(Message).KeyFrame(1, f, 0); rtm2.CodeOf(err) != rtm2.CodeInvalid {
			t.Errorf("%v: error %v, want code invalid", size, err)
		}
	}
}

func TestAppendRefusesWhatDecodeRefuses(t *testing.T) {
	cases := map[string]func(*Message){
		"no picture":         func(m *Message) { m.Width = 0 },
		"no images":          func(m *Message) { m.Images = nil },
		"unknown kind":       func(m *Message) { m.Kind = 9 },
		"time out of range":  func(m *Message) { m.Captured = 1 << 63 },
		"base not older":     func(m *Message) { m.Base = m.Seq },
		"outside":            func(m *Message) { m.Images[0].X = m.Width },
		"empty image":        func(m *Message) { m.Images[1].JPEG = nil },
		"too many images":    func(m *Message) { m.Images = make([]Image, MaxImages+1) },
		"start out of range": func(m *Message) { m.Images[0].SX = 65535 },
	}
	for name, spoil := range cases {
		m := patchMessage()
		spoil(&m)
		before := []byte("before")
		b, err := m.Append(before)
		if rtm2.CodeOf(err) != rtm2.CodeInvalid || !bytes.Equal(b, before) {
			t.Errorf("%s: got %d bytes and error %v, want dst as it was and code invalid", name, len(b), err)
		}
	}
}

func TestAppendAndDecodeDoNotAllocate(t *testing.T) {
	m := patchMessage()
	dst := make([]byte, 0, m.Size())
	var got Message
	got.Images = make([]Image, 0, 3)
	if n := testing.AllocsPerRun(100, func() {
		b, err := m.Append(dst)
		if err == nil {
			err = got.Decode(b)
		}
		if err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

func TestDecodeReadsALongerHeader(t *testing.T) {
	m := keyMessage()
	b, err := m.Append(nil)
	if err != nil {
		t.Fatal(err)
	}
	longer := append(bytes.Clone(b[:52]), 1, 2, 3, 4)
	longer = append(longer, b[52:]...)
	longer[2] += 4
	var got Message
	if err := got.Decode(longer); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(m, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestAppendBeatIsWhatJSONMakes(t *testing.T) {
	age, quiet := int64(-3), int64(1<<40)
	beats := []Beat{
		{Type: TypeBeat, Cameras: []BeatCamera{}},
		{Type: TypeBeat, Time: 1_700_000_000_000_000, Cameras: []BeatCamera{
			{ID: "a", Link: rtm2.LinkOnline, Health: rtm2.HealthOK, Seq: 1<<32 - 1, Age: &age, FPS: 29.9, Viewers: 3},
			{ID: "b", FPS: 30, Skipped: 1 << 60, Detail: "wo \"ist\" <sie> & \\ \n 门 \u2028 \xff", Night: true, Quiet: &quiet},
		}},
	}
	for _, b := range beats {
		want, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), string(AppendBeat(nil, &b))); d != "" {
			t.Errorf("(-json +append):\n%s", d)
		}
	}
}

func TestAppendBeatDoesNotAllocate(t *testing.T) {
	age := int64(40)
	b := Beat{Cameras: []BeatCamera{{ID: "door", Link: rtm2.LinkOnline, Health: rtm2.HealthOK, Age: &age, FPS: 14.9}}}
	dst := make([]byte, 0, 1024)
	if n := testing.AllocsPerRun(100, func() { AppendBeat(dst, &b) }); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

func TestEventMessageHasNoNullSlices(t *testing.T) {
	b, err := json.Marshal(NewEvent(&rtm2.Event{ID: "x", Phase: rtm2.PhaseUpdate, Begin: time.UnixMicro(5)}))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"zones":[]`, `"boxes":[]`, `"end_us":null`, `"peak_us":5`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("%s lacks %s", b, want)
		}
	}
}

func TestClientMessageTooLongIsALimit(t *testing.T) {
	long := `{"type":"resync","camera":"door","x":"` + strings.Repeat("x", MaxClientMessage) + `"}`
	if _, err := DecodeClient([]byte(long)); rtm2.CodeOf(err) != rtm2.CodeLimit {
		t.Errorf("error %v, want code limit", err)
	}
}

func TestClientErrorsNameTheMember(t *testing.T) {
	cases := map[string]string{
		`{}`:             "type",
		`{"type":"ack"}`: "camera",
		`{"type":"ack","camera":"door","seq":[]}`:      "seq",
		`{"type":"watch","camera":"door","mode":"x"}`:  "mode",
		`{"type":"` + strings.Repeat("ü", 900) + `"}`:  "type",
		`{"type":"watch","camera":"` + "\u00e9" + `"}`: "camera",
	}
	for text, member := range cases {
		_, err := DecodeClient([]byte(text))
		if err == nil || !strings.HasPrefix(err.Error(), member) || len(err.Error()) > 200 {
			t.Errorf("%.60s: error %v, want a short one that begins with %s", text, err, member)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, c := range goldenMessages() {
		b, err := c.m.Append(nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var m Message
		if err := m.Decode(b); err != nil {
			return
		}
		total := int(b[2]) | int(b[3])<<8
		for _, im := range m.Images {
			total += len(im.JPEG)
		}
		if total != len(b) {
			t.Fatalf("accepted %d bytes, the parts have %d", len(b), total)
		}
		again, err := m.Append(nil)
		if err != nil {
			t.Fatalf("decoded but cannot be encoded: %v", err)
		}
		var m2 Message
		if err := m2.Decode(again); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(m, m2); d != "" {
			t.Fatalf("(-first +second):\n%s", d)
		}
	})
}

func FuzzDecodeClient(f *testing.F) {
	for _, v := range clientTexts() {
		f.Add([]byte(v.Text))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := DecodeClient(b)
		if err != nil {
			if len(err.Error()) > 400 {
				t.Fatalf("error has %d bytes", len(err.Error()))
			}
			return
		}
		if m.Type == "" || !validID(string(m.Camera)) || (m.Mode != "") != (m.Type == TypeWatch) {
			t.Fatalf("accepted %+v", m)
		}
	})
}

func BenchmarkAppendKeyFrame(b *testing.B) {
	m := keyMessage()
	m.Images[0].JPEG = make([]byte, 60_000)
	dst := make([]byte, 0, m.Size())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Append(dst); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeAck(b *testing.B) {
	ack := []byte(`{"type":"ack","camera":"door","seq":123456}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := DecodeClient(ack); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendBeat(b *testing.B) {
	age := int64(40)
	beat := Beat{Cameras: make([]BeatCamera, 10)}
	for i := range beat.Cameras {
		beat.Cameras[i] = BeatCamera{ID: "door", Link: rtm2.LinkOnline, Health: rtm2.HealthOK, Age: &age, FPS: 14.9}
	}
	dst := make([]byte, 0, 4096)
	b.ReportAllocs()
	for b.Loop() {
		AppendBeat(dst, &beat)
	}
}
