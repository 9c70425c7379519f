package live

import (
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"rtm2/internal/wire"
)

// Close codes of RFC 6455, section 7.4.1.
const (
	closeNormal    = websocket.CloseNormalClosure
	closeGoingAway = websocket.CloseGoingAway
	closeAbnormal  = websocket.CloseAbnormalClosure // is never sent: there is nobody left to read it
	closePolicy    = websocket.ClosePolicyViolation
	closeInternal  = websocket.CloseInternalServerErr
	closeTooBig    = websocket.CloseMessageTooBig
)

// socket is what a session needs of a WebSocket. Read belongs to one goroutine, the writing methods to another;
// Drop may be called from anywhere.
type socket interface {
	// Read appends the next message to buf, which is bounded by wire.MaxClientMessage. It answers pings by
	// itself and fails when nothing at all has come for readWait.
	Read(buf []byte) (data []byte, text bool, err error)
	WriteText(b []byte) error
	WritePacked(p *packed) error
	Ping() error
	// SendClose begins the closing handshake; nothing may be written after it.
	SendClose(code int, reason string) error
	// Drop ends the network connection, and with it whatever waits in Read or in a write.
	Drop()
}

// packed is a message in the form in which it goes out to everybody.
type packed struct {
	prepared *websocket.PreparedMessage
	bytes    int
}

func packBinary(b []byte) (*packed, error) { return pack(websocket.BinaryMessage, b) }
func packText(b []byte) (*packed, error)   { return pack(websocket.TextMessage, b) }

// pack copies b: its room can be used again.
func pack(kind int, b []byte) (*packed, error) {
	m, err := websocket.NewPreparedMessage(kind, b)
	if err != nil {
		return nil, err
	}
	return &packed{prepared: m, bytes: len(b)}, nil
}

// gorilla is a socket over gorilla/websocket.
type gorilla struct{ conn *websocket.Conn }

// newUpgrader makes what turns a request into a gorilla socket. Compression stays off: JPEGs don't shrink, and a
// compressor per connection costs more memory than all the rest.
func newUpgrader(o *Options) *websocket.Upgrader {
	return &websocket.Upgrader{
		HandshakeTimeout: writeWait,
		ReadBufferSize:   512,
		WriteBufferPool:  &sync.Pool{},
		Subprotocols:     []string{wire.Protocol},
		CheckOrigin:      o.AllowOrigin,
		Error: func(w http.ResponseWriter, r *http.Request, status int, reason error) {
			o.Refuse(w, r, status, reason)
		},
	}
}

func newGorilla(conn *websocket.Conn) *gorilla {
	conn.SetReadLimit(wire.MaxClientMessage)
	g := &gorilla{conn}
	conn.SetPongHandler(func(string) error { return g.heard() })
	ping := conn.PingHandler()
	conn.SetPingHandler(func(data string) error {
		if err := g.heard(); err != nil {
			return err
		}
		return ping(data)
	})
	return g
}

func (g *gorilla) heard() error { return g.conn.SetReadDeadline(time.Now().Add(readWait)) }

func (g *gorilla) Read(buf []byte) (data []byte, text bool, err error) {
	if err := g.heard(); err != nil {
		return nil, false, err
	}
	kind, r, err := g.conn.NextReader()
	if err != nil {
		return nil, false, err
	}
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if errors.Is(err, io.EOF) {
			return buf, kind == websocket.TextMessage, nil
		}
		if err != nil {
			return nil, false, err
		}
	}
}

func (g *gorilla) WriteText(b []byte) error {
	if err := g.conn.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
		return err
	}
	return g.conn.WriteMessage(websocket.TextMessage, b)
}

func (g *gorilla) WritePacked(p *packed) error {
	if err := g.conn.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
		return err
	}
	return g.conn.WritePreparedMessage(p.prepared)
}

func (g *gorilla) Ping() error {
	return g.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWait))
}

func (g *gorilla) SendClose(code int, reason string) error {
	return g.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason),
		time.Now().Add(closeWait))
}

func (g *gorilla) Drop() { _ = g.conn.Close() }

// readEnd says what the end of reading means: the code and reason with which the server answers.
func readEnd(err error) (code int, reason string) {
	var ce *websocket.CloseError
	switch {
	case errors.As(err, &ce):
		return closeNormal, "closed by the client"
	case errors.Is(err, websocket.ErrReadLimit):
		return closeTooBig, "message too long"
	}
	return closeAbnormal, "connection lost"
}
