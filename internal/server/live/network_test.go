package live

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"rtm2"
	"rtm2/internal/hub"
	"rtm2/internal/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// network is a server on a real loopback address, for what a bubble's pipes cannot show.
type network struct {
	t       *testing.T
	hub     *hub.Hub
	handler *Handler
	server  *httptest.Server
	mu      sync.Mutex
	seq     uint32
}

func newNetwork(t *testing.T) *network {
	t.Helper()
	n := &network{t: t, hub: hub.New([]rtm2.Camera{{ID: "door", Number: 1}}, nil, time.Now)}
	var err error
	n.handler, err = New(Options{
		Hub: n.hub, Version: "1.2.3",
		AllowOrigin: func(*http.Request) bool { return true },
		Refuse: func(w http.ResponseWriter, _ *http.Request, status int, err error) {
			http.Error(w, err.Error(), status)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	n.server = httptest.NewServer(n.handler)
	t.Cleanup(func() {
		n.handler.Shutdown(context.Background())
		n.server.Close()
	})
	return n
}

func (n *network) frame(size int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.seq++
	n.hub.Frame(rtm2.Judged{
		Frame: &rtm2.Frame{
			Camera: "door", Seq: n.seq, Captured: time.Now(), Width: 640, Height: 480, JPEG: make([]byte, size),
		},
		Verdict: rtm2.Verdict{Moving: true},
	})
}

func (n *network) dial() *websocket.Conn {
	n.t.Helper()
	d := websocket.Dialer{Subprotocols: []string{wire.Protocol}}
	conn, _, err := d.Dial("ws"+strings.TrimPrefix(n.server.URL, "http"), nil) //nolint:bodyclose // none on success
	if err != nil {
		n.t.Fatal(err)
	}
	return conn
}

// eventually polls until ok, because the machine may be busy.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("not within 30 s: %s", what)
}

func TestConnectionsLeaveNothingBehind(t *testing.T) {
	n := newNetwork(t)
	n.frame(1000)
	before := goleak.IgnoreCurrent()
	for i := range 100 {
		conn := n.dial()
		if err := conn.WriteJSON(wire.ClientMessage{}); err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 { // the other half just goes away
			msg := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
			if err := conn.WriteMessage(websocket.CloseMessage, msg); err != nil {
				t.Fatal(err)
			}
		}
		_ = conn.Close()
	}
	eventually(t, "all connections are gone", func() bool { return n.handler.Connections() == 0 })
	eventually(t, "all subscriptions are closed", func() bool { return n.hub.Subscribers() == 0 })
	http.DefaultClient.CloseIdleConnections()
	if err := goleak.Find(before); err != nil {
		t.Error(err)
	}
}

// watcher reads and acknowledges frames and sends what it saw to seen.
func watcher(conn *websocket.Conn, seen chan<- uint32) error {
	if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"watch","camera":"door"}`)); err != nil {
		return err
	}
	var m wire.Message
	for {
		kind, data, err := conn.ReadMessage()
		if err != nil {
			return err
		}
		if kind != websocket.BinaryMessage {
			continue
		}
		if err := m.Decode(data); err != nil {
			return err
		}
		ack := fmt.Sprintf(`{"type":"ack","camera":"door","seq":%d}`, m.Seq)
		if err := conn.WriteMessage(websocket.TextMessage, []byte(ack)); err != nil {
			return err
		}
		select {
		case seen <- m.Seq:
		default:
		}
	}
}

func TestClientThatDoesNotReadCostsOthersNothing(t *testing.T) {
	n := newNetwork(t)
	for range 3 { // acknowledge everything at once, read nothing: the socket's buffers fill
		stuck := n.dial()
		defer stuck.Close()
		if err := stuck.WriteMessage(websocket.TextMessage, []byte(`{"type":"watch","camera":"door"}`)); err != nil {
			t.Fatal(err)
		}
		for seq := uint32(1); seq <= 5; seq++ {
			ack := fmt.Sprintf(`{"type":"ack","camera":"door","seq":%d}`, seq)
			if err := stuck.WriteMessage(websocket.TextMessage, []byte(ack)); err != nil {
				t.Fatal(err)
			}
		}
	}
	conn := n.dial()
	seen := make(chan uint32, 1)
	var wg sync.WaitGroup
	wg.Go(func() { _ = watcher(conn, seen) })
	eventually(t, "all four watch", func() bool { return n.hub.Viewers("door") == 4 })
	for want := uint32(1); want <= 20; want++ {
		n.frame(4 << 20)
		select {
		case got := <-seen:
			if got != want {
				t.Errorf("the quick client got frame %d, want %d", got, want)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("the quick client did not get frame %d", want)
		}
	}
	_ = conn.Close()
	wg.Wait()
}

func TestShutdownUnderLoad(t *testing.T) {
	n := newNetwork(t)
	const clients = 20
	codes := make(chan error, clients)
	for range clients {
		conn := n.dial()
		go func() {
			defer conn.Close()
			codes <- watcher(conn, nil)
		}()
	}
	stuck := n.dial()
	defer stuck.Close()
	if err := stuck.WriteMessage(websocket.TextMessage, []byte(`{"type":"watch","camera":"door"}`)); err != nil {
		t.Fatal(err)
	}
	eventually(t, "all watch", func() bool { return n.hub.Viewers("door") == clients+1 })
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				n.frame(1 << 20)
				time.Sleep(time.Millisecond)
			}
		}
	})
	time.Sleep(50 * time.Millisecond)
	n.handler.Shutdown(context.Background())
	if left := n.handler.Connections(); left != 0 {
		t.Errorf("%d connections left", left)
	}
	close(stop)
	wg.Wait()
	polite := 0
	for range clients {
		if err := <-codes; websocket.IsCloseError(err, websocket.CloseGoingAway) {
			polite++
		}
	}
	if polite == 0 {
		t.Error("no client was told that the server goes away")
	}
}

// FuzzClientMessages holds a session to its word: whatever a client says, it is answered or closed, and nothing
// is left.
func FuzzClientMessages(f *testing.F) {
	for _, s := range []string{
		`{"type":"watch","camera":"door"}`, `{"type":"ack","camera":"door","seq":1}`,
		`{"type":"resync","camera":"door"}`, `{"type":"watch","camera":"door","mode":"close"}`, "", "{", `{"type":1}`,
	} {
		f.Add([]byte(s), true)
		f.Add([]byte(s), false)
	}
	f.Fuzz(func(t *testing.T, data []byte, text bool) {
		h := hub.New([]rtm2.Camera{{ID: "door", Number: 1}}, nil, time.Now)
		handler, err := New(Options{
			Hub: h, AllowOrigin: func(*http.Request) bool { return true },
			Refuse: func(http.ResponseWriter, *http.Request, int, error) {},
		})
		if err != nil {
			t.Fatal(err)
		}
		h.Frame(rtm2.Judged{Frame: &rtm2.Frame{Camera: "door", Seq: 1, Width: 8, Height: 8, JPEG: []byte{1}}})
		sock := &script{reads: [][]byte{data, data}, text: text}
		newSession(handler, sock).serve(context.Background(), "")
		if h.Subscribers() != 0 || h.Viewers("door") != 0 {
			t.Fatal("the session left a subscription")
		}
		if sock.closeCode == 0 {
			t.Fatal("the session ended without a close code")
		}
	})
}

// script is a socket whose client says what it was given and goes.
type script struct {
	mu        sync.Mutex
	reads     [][]byte
	text      bool
	closeCode int
}

func (s *script) Read([]byte) ([]byte, bool, error) {
	if len(s.reads) == 0 {
		return nil, false, &websocket.CloseError{Code: websocket.CloseNormalClosure}
	}
	data := bytes.Clone(s.reads[0])
	s.reads = s.reads[1:]
	return data, s.text, nil
}

func (s *script) WriteText([]byte) error    { return nil }
func (s *script) WritePacked(*packed) error { return nil }
func (s *script) Ping() error               { return nil }
func (s *script) Drop()                     {}
func (s *script) SendClose(code int, _ string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closeCode = code
	return nil
}
