package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prometheus/client_golang/prometheus"

	"rtm2"
	"rtm2/internal/hub"
	"rtm2/internal/wire"
)

// rig is a server with the cameras "door" (1) and "yard" (2) inside a synctest bubble: its connections are
// pipes, its clock is the bubble's.
type rig struct {
	t       *testing.T
	hub     *hub.Hub
	handler *Handler
	reg     *prometheus.Registry
	pipes   *pipes
	seq     map[rtm2.CameraID]uint32
}

func newRig(t *testing.T, change func(*Options)) *rig {
	t.Helper()
	r := &rig{t: t, reg: prometheus.NewRegistry(), pipes: newPipes(), seq: map[rtm2.CameraID]uint32{}}
	r.hub = hub.New([]rtm2.Camera{
		{ID: "door", Number: 1, Name: "Door"}, {ID: "yard", Number: 2, Name: "Yard"},
	}, r.reg, time.Now)
	o := Options{
		Hub: r.hub, Version: "1.2.3", Registerer: r.reg,
		AllowOrigin: func(r *http.Request) bool { return r.Header.Get("Origin") == "" },
		Refuse: func(w http.ResponseWriter, _ *http.Request, status int, err error) {
			http.Error(w, err.Error(), status)
		},
	}
	if change != nil {
		change(&o)
	}
	var err error
	if r.handler, err = New(o); err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{Handler: r.handler}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = srv.Serve(r.pipes)
	}()
	t.Cleanup(func() {
		r.handler.Shutdown(context.Background())
		_ = srv.Close()
		<-served
	})
	return r
}

// frame publishes the next frame of a camera; mark is "", "motion", "event" or both.
func (r *rig) frame(camera rtm2.CameraID, mark string) {
	r.seq[camera]++
	n := r.seq[camera]
	j := rtm2.Judged{Frame: &rtm2.Frame{
		Camera: camera, Epoch: 1, Seq: n, Captured: time.Now(), Width: 640, Height: 480,
		JPEG: fmt.Appendf(nil, "jpeg %s %d", camera, n),
	}}
	j.Verdict.Moving = strings.Contains(mark, "motion")
	if strings.Contains(mark, "event") {
		j.Event = &rtm2.Event{ID: "e"}
	}
	r.hub.Frame(j)
}

func (r *rig) event(camera rtm2.CameraID, id string, phase rtm2.Phase) {
	e := rtm2.Event{ID: id, Camera: camera, Phase: phase, Begin: time.Now(), Last: time.Now()}
	if phase == rtm2.PhaseEnd {
		e.End = time.Now()
	}
	r.hub.Event(e)
}

// peer is a client that notes what it gets.
type peer struct {
	t    *testing.T
	conn *websocket.Conn
	mu   sync.Mutex
	got  []string
	beat wire.Beat
	auto bool // acknowledge every frame
	done chan struct{}

	writing sync.Mutex // the reader acknowledges, the test says the rest
}

func (r *rig) dial() *peer {
	r.t.Helper()
	p := &peer{t: r.t, conn: r.connect(wire.Protocol), done: make(chan struct{})}
	go p.read()
	r.t.Cleanup(func() {
		_ = p.conn.Close()
		<-p.done
	})
	return p
}

func (r *rig) connect(protocols ...string) *websocket.Conn {
	r.t.Helper()
	conn, resp, err := r.try(protocols...) //nolint:bodyclose // an upgraded connection has none
	if err != nil {
		r.t.Fatalf("dial: %v %+v", err, resp)
	}
	return conn
}

func (r *rig) try(protocols ...string) (*websocket.Conn, *http.Response, error) {
	d := websocket.Dialer{NetDialContext: r.pipes.dial, Subprotocols: protocols}
	return d.Dial("ws://server/api/v1/live", nil)
}

func (p *peer) read() {
	defer close(p.done)
	for {
		kind, data, err := p.conn.ReadMessage()
		if err != nil {
			var ce *websocket.CloseError
			if errors.As(err, &ce) {
				p.note(fmt.Sprintf("close %d %s", ce.Code, ce.Text))
			} else {
				p.note("dropped")
			}
			return
		}
		if kind == websocket.BinaryMessage {
			p.readFrame(data)
			continue
		}
		p.readText(data)
	}
}

func (p *peer) readFrame(data []byte) {
	var m wire.Message
	if err := m.Decode(data); err != nil {
		p.t.Errorf("frame: %v", err)
		return
	}
	camera := map[uint32]string{1: "door", 2: "yard"}[m.Camera]
	if want := fmt.Sprintf("jpeg %s %d", camera, m.Seq); string(m.Images[0].JPEG) != want {
		p.t.Errorf("the picture is %q, want %q", m.Images[0].JPEG, want)
	}
	s := fmt.Sprintf("%s %d", camera, m.Seq)
	if m.Flags&wire.FlagMotion != 0 {
		s += " motion"
	}
	if m.Flags&wire.FlagEvent != 0 {
		s += " event"
	}
	p.mu.Lock()
	auto := p.auto
	p.mu.Unlock()
	p.note(s)
	if auto {
		p.send(fmt.Sprintf(`{"type":"ack","camera":%q,"seq":%d}`, camera, m.Seq))
	}
}

func (p *peer) readText(data []byte) {
	var m struct {
		Type, Phase, ID, Code, Message, Protocol, Version string
		Frames                                            int
	}
	var b wire.Beat
	if err := json.Unmarshal(data, &m); err != nil && !strings.Contains(string(data), `"beat"`) {
		p.t.Errorf("text %s: %v", data, err)
	}
	switch m.Type {
	case wire.TypeBeat:
		if err := json.Unmarshal(data, &b); err != nil {
			p.t.Errorf("beat %s: %v", data, err)
		}
		p.mu.Lock()
		p.beat = b
		p.mu.Unlock()
		p.note("beat")
	case wire.TypeEvent:
		p.note(fmt.Sprintf("event %s %s", m.ID, m.Phase))
	case wire.TypeError:
		p.note(fmt.Sprintf("error %s: %s", m.Code, m.Message))
	case wire.TypeHello:
		p.note(fmt.Sprintf("hello %s %s", m.Protocol, m.Version))
	default:
		p.t.Errorf("message %s", data)
	}
}

func (p *peer) note(s string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.got = append(p.got, s)
}

func (p *peer) send(text string) {
	p.writing.Lock()
	defer p.writing.Unlock()
	if err := p.conn.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		p.note("send failed")
	}
}

func (p *peer) acknowledgeAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.auto = true
}

// expect waits until nothing happens any more and compares what has come since the last call, without beats.
func (p *peer) expect(want ...string) {
	p.t.Helper()
	got := slices.DeleteFunc(p.take(), func(s string) bool { return s == "beat" })
	if !slices.Equal(got, want) {
		p.t.Errorf("got  %q\nwant %q", got, want)
	}
}

func (p *peer) take() []string {
	synctest.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	got := p.got
	p.got = nil
	return got
}

func (p *peer) lastBeat() wire.Beat {
	synctest.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.beat
}

func (p *peer) watch(camera string, mode wire.Mode) {
	p.send(fmt.Sprintf(`{"type":"watch","camera":%q,"mode":%q}`, camera, mode))
}

func (p *peer) ack(camera string, seq int) {
	p.send(fmt.Sprintf(`{"type":"ack","camera":%q,"seq":%d}`, camera, seq))
}

// pipes is a listener whose connections are net.Pipes, because a bubble's clock stands still on a real network.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case p.conns <- server:
		return client, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 5000} }
