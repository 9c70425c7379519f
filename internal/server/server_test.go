package server

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gorilla/websocket"

	"rtm2"
	"rtm2/internal/hub"
	"rtm2/internal/wire"
)

// embedded is the test's page as a fixed tree.
func embedded(t *testing.T) fs.FS {
	t.Helper()
	sub, err := fs.Sub(testPage, "testdata/page")
	if err != nil {
		t.Fatal(err)
	}
	return sub
}

func TestNewNamesWhatIsMissing(t *testing.T) {
	h := hub.New(nil, nil, time.Now)
	page := fstest.MapFS{"index.html": {}}
	for name, o := range map[string]Options{
		"hub":     {History: &past{}, Page: page},
		"history": {Hub: h, Page: page},
		"page":    {Hub: h, History: &past{}},
		"index":   {Hub: h, History: &past{}, Page: fstest.MapFS{}},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("without %s: no error", name)
		}
	}
}

func TestIndexPointsAtTheTree(t *testing.T) {
	r := newRig(t, nil)
	a := r.ask("/")
	if a.status != http.StatusOK || a.header.Get("Cache-Control") != "no-cache" ||
		a.header.Get("Content-Type") != "text/html; charset=utf-8" || strings.Contains(a.body, "{{") {
		t.Errorf("got %+v", a)
	}
	if b := r.ask("/", "If-None-Match", a.header.Get("ETag")); b.status != http.StatusNotModified {
		t.Errorf("again: %d", b.status)
	}
	addresses := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(a.body, -1)
	if len(addresses) != 2 {
		t.Fatalf("the page %q has %d addresses", a.body, len(addresses))
	}
	for _, m := range addresses {
		b := r.ask(m[1])
		if b.status != http.StatusOK || !strings.Contains(b.header.Get("Cache-Control"), "immutable") ||
			!strings.HasPrefix(b.header.Get("Content-Type"), "text/") {
			t.Errorf("%s: %d %v", m[1], b.status, b.header)
		}
	}
}

func TestAssetsThatAreNotThere(t *testing.T) {
	r := newRig(t, nil)
	tree := "/assets/" + r.page.tree
	for _, path := range []string{
		"/assets/0000000000000000/app.js", tree + "/nothing.js", tree + "/notes.md", tree + "/styles", tree + "/",
		tree + "/%2e%2e/server.go", tree + "/styles/%2e%2e/%2e%2e/x.js", tree + "/.hidden.js", tree + "//app.js%00.js",
	} {
		a := r.ask(path)
		if a.status == http.StatusOK || strings.Contains(a.header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", path, a.status, a.header)
		}
	}
}

func TestPageOnDiskIsServedAsItIs(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("index.html", `<script src="{{.Assets}}/app.js"></script>`)
	write("app.js", "one")
	write(".secret.js", "no")
	r := newRig(t, func(o *Options) { o.Page = os.DirFS(dir) })
	first := r.ask("/").body
	address := regexp.MustCompile(`src="([^"]+)"`).FindStringSubmatch(first)[1]
	if a := r.ask(address); a.body != "one" || a.header.Get("Cache-Control") != "no-cache" {
		t.Errorf("got %+v", a)
	}
	write("app.js", "two")
	if a := r.ask(address); a.body != "two" {
		t.Errorf("after the change: %+v", a)
	}
	if r.ask("/").body == first {
		t.Error("the index did not change with the tree")
	}
	if a := r.ask(strings.Replace(address, "app.js", ".secret.js", 1)); a.status != http.StatusNotFound {
		t.Errorf("a hidden file: %d", a.status)
	}
}

func TestTextIsCompressed(t *testing.T) {
	r := newRig(t, nil)
	a := r.ask("/assets/"+r.page.tree+"/app.js", "Accept-Encoding", "gzip")
	if a.header.Get("Content-Encoding") != "gzip" || a.header.Get("Vary") != "Accept-Encoding" {
		t.Fatalf("headers %v", a.header)
	}
	z, err := gzip.NewReader(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	want, err := fs.ReadFile(testPage, "testdata/page/app.js")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("the file came back changed")
	}
}

func TestHealthAndReadiness(t *testing.T) {
	r := newRig(t, nil)
	if a := r.ask("/healthz"); a.status != http.StatusOK || a.body != "ok\n" {
		t.Errorf("healthz: %+v", a)
	}
	detail := r.problem(r.ask("/readyz"), http.StatusServiceUnavailable, rtm2.CodeUnavailable)
	if !strings.Contains(detail, "yard") {
		t.Errorf("readyz says %q", detail)
	}
	r.hub.State("yard", rtm2.CameraState{Link: rtm2.LinkLost})
	if a := r.ask("/readyz"); a.status != http.StatusOK {
		t.Errorf("readyz: %+v", a)
	}
}

func TestMetricsCountRequests(t *testing.T) {
	r := newRig(t, nil)
	r.ask("/api/v1/cameras")
	r.ask("/api/v1/events?limit=0")
	a := r.ask("/metrics")
	for _, want := range []string{
		`rtm2_http_requests_total{route="/api/v1/cameras",status="200"} 1`,
		`rtm2_http_requests_total{route="/api/v1/events",status="422"} 1`,
		"rtm2_live_connections 0", `rtm2_hub_frames_total{camera="door"} 1`,
	} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
}

func TestPanicIsAnswered(t *testing.T) {
	r := newRig(t, nil)
	h := r.guard.wrap(r.recovering(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("ouch") })))
	r.http.Config.Handler = h
	detail := r.problem(r.ask("/"), http.StatusInternalServerError, rtm2.CodeInternal)
	if strings.Contains(detail, "ouch") {
		t.Errorf("it tells %q", detail)
	}
}

// run serves a rig's server on a listener of its own until stop is called, which returns Run's error.
func (r *rig) run() (url string, stop func() error) {
	r.t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		r.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx, ln) }()
	stopped := false
	stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		select {
		case err := <-done:
			return err
		case <-time.After(20 * time.Second):
			return fmt.Errorf("it does not stop")
		}
	}
	r.t.Cleanup(func() {
		if err := stop(); err != nil {
			r.t.Error(err)
		}
	})
	return "http://" + ln.Addr().String(), stop
}

func TestRunServesUntilItsContextEnds(t *testing.T) {
	r := newRig(t, nil)
	url, stop := r.run()
	resp, err := http.Get(url + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	d := websocket.Dialer{Subprotocols: []string{wire.Protocol}}
	address := "ws" + strings.TrimPrefix(url, "http") + "/api/v1/live"
	conn, _, err := d.Dial(address, nil) //nolint:bodyclose // none on success
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	ended := make(chan error, 1)
	go func() {
		for {
			if _, _, err := conn.ReadMessage(); err != nil {
				ended <- err
				return
			}
		}
	}()
	if err := stop(); err != nil {
		t.Errorf("Run: %v", err)
	}
	if err := <-ended; !websocket.IsCloseError(err, websocket.CloseGoingAway) {
		t.Errorf("the WebSocket ended with %v, want 1001", err)
	}
	if err := r.Run(context.Background(), nil); err == nil {
		t.Error("Run could be called twice")
	}
}

func TestRunSaysWhyServingFailed(t *testing.T) {
	r := newRig(t, nil)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
	if err := r.Run(context.Background(), ln); rtm2.CodeOf(err) != rtm2.CodeUnavailable {
		t.Errorf("error %v, want code unavailable", err)
	}
}

func TestRunBoundsHeaders(t *testing.T) {
	r := newRig(t, nil)
	url, _ := r.run()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	go func() { // more than maxHeaderBytes and the slop that net/http grants
		_, _ = fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: localhost\r\nX: %s\r\n\r\n", strings.Repeat("x", 64<<10))
	}()
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %d, want 431", resp.StatusCode)
	}
}
