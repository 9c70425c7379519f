package live

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"rtm2"
	"rtm2/internal/wire"
)

func TestMistakesAreAnsweredAndTheConnectionGoesOn(t *testing.T) {
	converse(t, nil, func(r *rig) {
		p := r.dial()
		p.expect(hello)
		for _, c := range []struct{ text, want string }{
			{`{"type":`, "error invalid: message is not valid JSON: unexpected end of JSON input"},
			{`{"type":"watch","camera":"attic"}`, `error not_found: camera "attic" is unknown`},
			{`{"type":"ack","camera":"door","seq":7}`, "error invalid: frame 7 was not sent"},
			{`{"type":"hello"}`, `error invalid: type "hello" is unknown: it is watch, ack or resync`},
		} {
			p.send(c.text)
			p.expect(c.want)
		}
		if err := p.conn.WriteMessage(websocket.BinaryMessage, []byte{1}); err != nil {
			t.Fatal(err)
		}
		p.expect("error invalid: message is binary; clients send text")
		r.frame("door", "")
		p.watch("door", wire.ModeLive)
		p.expect("door 1")
		p.ack("door", 2)
		p.expect("error invalid: frame 2 was not sent")
	})
}

func TestRepeatedMistakesEndTheConnection(t *testing.T) {
	converse(t, nil, func(r *rig) {
		p := r.dial()
		for range strikesMax {
			p.send("x")
		}
		if got := p.take(); got[len(got)-1] != "error invalid: message is not a JSON object" {
			t.Errorf("after %d mistakes: %q", strikesMax, got)
		}
		time.Sleep(20 * time.Second) // two are forgotten
		p.take()
		p.send("x")
		p.send("x")
		p.send("x")
		got := p.take()
		if want := "close 1008 too many refused messages"; got[len(got)-1] != want {
			t.Errorf("got %q, want %q at the end", got, want)
		}
		if got := testutil.ToFloat64(r.handler.metrics.ended.WithLabelValues("1008")); got != 1 {
			t.Errorf("%v connections ended with 1008, want 1", got)
		}
	})
}

func TestFloodOfGoodMessagesEndsTheConnection(t *testing.T) {
	converse(t, nil, func(r *rig) {
		p := r.dial()
		r.frame("door", "")
		for range messageBurst + strikesMax + 1 {
			p.watch("door", wire.ModeDetect)
		}
		got := p.take()
		if want := "close 1008 too many refused messages"; got[len(got)-1] != want {
			t.Errorf("ends with %q, want %q", got[max(0, len(got)-3):], want)
		}
	})
}

func TestMessageAboveTheLimitEndsTheConnection(t *testing.T) {
	converse(t, nil, func(r *rig) {
		p := r.dial()
		p.expect(hello)
		p.send(`{"type":"resync","camera":"` + strings.Repeat("x", wire.MaxClientMessage) + `"}`)
		p.expect("close 1009 ")
	})
}

func TestWatchesAreBounded(t *testing.T) {
	converse(t, func(o *Options) { o.MaxWatches = 1 }, func(r *rig) {
		p := r.dial()
		r.frame("yard", "")
		p.watch("door", wire.ModeDetect)
		p.watch("door", wire.ModeLive)
		p.watch("yard", wire.ModeDetect)
		p.expect(hello, "error limit: this connection watches 1 cameras, which is the limit; close one first")
		p.watch("door", wire.ModeClose)
		p.watch("door", wire.ModeClose)
		p.watch("yard", wire.ModeDetect)
		p.expect("yard 1")
	})
}

func TestConnectionsAreBounded(t *testing.T) {
	converse(t, func(o *Options) { o.MaxConnections = 2 }, func(r *rig) {
		p := r.dial()
		r.dial().expect(hello)
		_, resp, err := r.try(wire.Protocol) //nolint:bodyclose // the dialer has read it
		if err == nil || resp == nil || resp.StatusCode != http.StatusServiceUnavailable ||
			resp.Header.Get("Retry-After") == "" {
			t.Errorf("third connection: %v %+v, want 503 with Retry-After", err, resp)
		}
		_ = p.conn.Close()
		synctest.Wait()
		r.dial().expect(hello)
	})
}

func TestSubprotocolIsRequired(t *testing.T) {
	converse(t, nil, func(r *rig) {
		for _, offer := range [][]string{nil, {"rtm2.live.v9"}} {
			_, resp, err := r.try(offer...) //nolint:bodyclose // the dialer has read it
			if err == nil || resp == nil || resp.StatusCode != http.StatusBadRequest {
				t.Errorf("%v: %v %+v, want 400", offer, err, resp)
			}
		}
		conn := r.connect("chat", wire.Protocol)
		defer conn.Close()
		if got := conn.Subprotocol(); got != wire.Protocol {
			t.Errorf("subprotocol is %q", got)
		}
	})
}

func TestDeadPeerIsGoneWithinThirtySeconds(t *testing.T) {
	converse(t, nil, func(r *rig) {
		silent := r.connect(wire.Protocol) // reads nothing, answers nothing
		defer silent.Close()
		deaf := r.dial() // reads, but does not answer pings
		deaf.conn.SetPingHandler(func(string) error { return nil })
		alive := r.dial()
		synctest.Wait()
		if n := r.handler.Connections(); n != 3 {
			t.Fatalf("%d connections, want 3", n)
		}
		time.Sleep(30 * time.Second)
		synctest.Wait()
		if got := testutil.ToFloat64(r.handler.metrics.ended.WithLabelValues("1006")); got != 2 {
			t.Errorf("%v connections ended abnormally, want 2", got)
		}
		if n := r.handler.Connections(); n != 1 {
			t.Errorf("%d connections after 30 s, want the one that lives", n)
		}
		time.Sleep(5 * time.Minute)
		if got := alive.take(); got[len(got)-1] != "beat" {
			t.Errorf("the living peer got %q last", got[len(got)-1])
		}
	})
}

func TestShutdownClosesWithGoingAwayWithinASecond(t *testing.T) {
	converse(t, nil, func(r *rig) {
		p := r.dial()
		silent := r.connect(wire.Protocol)
		defer silent.Close()
		p.expect(hello)
		begin := time.Now()
		r.handler.Shutdown(context.Background())
		if d := time.Since(begin); d > time.Second {
			t.Errorf("shutdown took %v", d)
		}
		p.expect("close 1001 the server is shutting down")
		if n := r.handler.Connections(); n != 0 {
			t.Errorf("%d connections left", n)
		}
		_, resp, err := r.try(wire.Protocol) //nolint:bodyclose // the dialer has read it
		if err == nil || resp == nil || resp.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("connecting after shutdown: %v %+v, want 503", err, resp)
		}
	})
}

func TestEncodingHappensOncePerFrame(t *testing.T) {
	converse(t, nil, func(r *rig) {
		var peers []*peer
		for range 5 {
			p := r.dial()
			p.watch("door", wire.ModeLive)
			peers = append(peers, p)
		}
		synctest.Wait()
		r.frame("door", "")
		for _, p := range peers {
			p.expect(hello, "door 1")
		}
		f := r.hub.Newest("door")
		v, err := f.Slot().Get(func() (any, error) { return nil, fmt.Errorf("nobody had encoded the frame") })
		if err != nil || v.(*packed).bytes != wire.HeaderSize+wire.ImageSize+len(f.JPEG) {
			t.Errorf("slot holds %v, %v", v, err)
		}
		if got := testutil.ToFloat64(r.handler.metrics.frames.messages); got != 5 {
			t.Errorf("%v frames sent, want 5", got)
		}
	})
}

func TestFrameThatCannotBeSentIsPassedOver(t *testing.T) {
	converse(t, nil, func(r *rig) {
		p := r.dial()
		p.watch("door", wire.ModeLive)
		p.expect(hello)
		r.hub.Frame(rtm2.Judged{Frame: &rtm2.Frame{Camera: "door", Seq: 1, Captured: time.Now(), JPEG: []byte{1}}})
		synctest.Wait()
		r.seq["door"] = 1
		r.frame("door", "")
		p.expect("door 2")
		if got := testutil.ToFloat64(r.handler.metrics.unsendable); got != 1 {
			t.Errorf("%v unsendable frames, want 1", got)
		}
	})
}
