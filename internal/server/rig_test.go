package server

import (
	"context"
	"embed"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"rtm2"
	"rtm2/internal/hub"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

//go:embed testdata/page
var testPage embed.FS

// rig is a server with the cameras "door" and "yard", the first of which has a picture.
type rig struct {
	*Server
	t       *testing.T
	hub     *hub.Hub
	history *past
	http    *httptest.Server
}

func newRig(t *testing.T, change func(*Options)) *rig {
	t.Helper()
	r := &rig{t: t, history: &past{}}
	reg := prometheus.NewRegistry()
	cameras := []rtm2.Camera{
		{ID: "door", Number: 1, Name: "Door", Source: "demo:"}, {ID: "yard", Number: 2, Name: "Yard"},
	}
	r.hub = hub.New(cameras, reg, time.Now)
	r.hub.State("door", rtm2.CameraState{Link: rtm2.LinkOnline, Health: rtm2.HealthOK, Night: true})
	r.hub.Frame(rtm2.Judged{Frame: pictureAt(1_700_000_000_000_000)})
	o := Options{
		Cameras: cameras, Hub: r.hub, History: r.history, Page: embedded(t), Version: "1.2.3", Registry: reg,
	}
	if change != nil {
		change(&o)
	}
	var err error
	if r.Server, err = New(o); err != nil {
		t.Fatal(err)
	}
	r.http = httptest.NewServer(r.Handler())
	t.Cleanup(func() {
		r.live.Shutdown(context.Background())
		r.http.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	return r
}

func pictureAt(us int64) *rtm2.Frame {
	return &rtm2.Frame{
		Camera: "door", Epoch: 2, Seq: 7, Captured: time.UnixMicro(us), Width: 640, Height: 480,
		JPEG: []byte("\xff\xd8 a picture \xff\xd9"),
	}
}

// past is a history that notes what it is asked and answers what it was told to.
type past struct {
	bins   rtm2.BinQuery
	events rtm2.EventQuery
	frame  rtm2.FrameQuery
	err    error
}

func (p *past) Bins(_ context.Context, q rtm2.BinQuery) (rtm2.Bins, error) {
	p.bins = q
	return rtm2.Bins{
		From: q.From, To: q.To, Width: 5 * time.Second,
		Cameras: []rtm2.CameraBins{{
			Camera: "door", Frames: []int{0, 3}, Score: []float64{0, 0.5}, First: time.UnixMicro(1_600_000_000_000_000),
		}},
	}, p.err
}

func (p *past) Events(_ context.Context, q rtm2.EventQuery) ([]rtm2.StoredEvent, error) {
	p.events = q
	at := time.UnixMicro(1_700_000_000_000_000)
	return []rtm2.StoredEvent{
		{Event: rtm2.Event{ID: "e2", Camera: "door", Begin: at, Last: at, Frames: 1, Score: 0.25}},
		{Kept: 4, Event: rtm2.Event{
			ID: "e1", Camera: "yard", Begin: at, Last: at.Add(time.Second), End: at.Add(2 * time.Second), Frames: 9,
			Score: 0.5, PeakTime: at.Add(time.Millisecond), Boxes: []rtm2.Box{{X: 1, Y: 2, W: 3, H: 4}},
			Zones: []string{"path"},
		}},
	}, p.err
}

func (p *past) Find(_ context.Context, q rtm2.FrameQuery) (rtm2.StoredFrame, error) {
	p.frame = q
	if p.err != nil {
		return rtm2.StoredFrame{}, p.err
	}
	return rtm2.StoredFrame{
		Frame: pictureAt(1_700_000_000_000_000), Score: 0.5, Reason: rtm2.ReasonMotion,
		Boxes: []rtm2.Box{{X: 1, Y: 2, W: 3, H: 4}}, Event: "e1",
	}, nil
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// ask sends a GET, with headers in pairs; "Host" is the Host header.
func (r *rig) ask(path string, headers ...string) answer {
	r.t.Helper()
	return r.send(http.MethodGet, path, headers...)
}

func (r *rig) send(method, path string, headers ...string) answer {
	r.t.Helper()
	req, err := http.NewRequest(method, r.http.URL+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			req.Host = headers[i+1]
			continue
		}
		req.Header.Add(headers[i], headers[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(body)}
}

// problem checks that an answer is a problem with that status and code, and returns its sentence.
func (r *rig) problem(a answer, status int, code rtm2.Code) string {
	r.t.Helper()
	var p problem
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		r.t.Fatalf("status %d, body %q: %v", a.status, a.body, err)
	}
	if a.status != status || p.Status != status || p.Code != code || p.Detail == "" || p.Title == "" ||
		a.header.Get("Content-Type") != "application/problem+json" {
		r.t.Errorf("status %d, type %q, %+v; want %d %s", a.status, a.header.Get("Content-Type"), p, status, code)
	}
	return p.Detail
}

// sameJSON compares without regard for spaces and order.
func (r *rig) sameJSON(a answer, want string) {
	r.t.Helper()
	norm := func(s string) string {
		var v any
		if err := json.Unmarshal([]byte(s), &v); err != nil {
			r.t.Fatalf("%q: %v", s, err)
		}
		b, err := json.MarshalIndent(v, "", " ")
		if err != nil {
			r.t.Fatal(err)
		}
		return string(b)
	}
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "application/json" {
		r.t.Errorf("status %d, type %q: %s", a.status, a.header.Get("Content-Type"), a.body)
	}
	if got, want := norm(a.body), norm(want); got != want {
		r.t.Errorf("got %s\nwant %s", got, want)
	}
}

// pathOf fills the pattern of a route with something that exists.
func (r *rig) pathOf(pattern string) string {
	return strings.NewReplacer(
		"{$}", "", "{tree}", r.page.tree, "{file...}", "app.js", "{id}", "door", "{camera}", "door",
		"{file}", "1700000000000000.jpg",
	).Replace(pattern)
}
