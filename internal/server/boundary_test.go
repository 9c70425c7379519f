package server

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"rtm2"
	"rtm2/internal/wire"
)

// intruder is a request that comes from elsewhere.
type intruder struct {
	name    string
	headers []string
	status  int
}

func intruders() []intruder {
	const misdirected, forbidden = http.StatusMisdirectedRequest, http.StatusForbidden
	return []intruder{
		{"a rebound name", []string{"Host", "evil.example"}, misdirected},
		{"a rebound name with a port", []string{"Host", "evil.example:5000"}, misdirected},
		{"a name that begins well", []string{"Host", "localhost.evil.example"}, misdirected},
		{"an address of the network", []string{"Host", "192.168.1.5"}, misdirected},
		{"an address of everything", []string{"Host", "0.0.0.0:5000"}, misdirected},
		{"another site's page", []string{"Origin", "http://evil.example"}, forbidden},
		{"a page of another port", []string{"Host", "localhost:5000", "Origin", "http://localhost:3000"}, forbidden},
		{"a page without origin", []string{"Origin", "null"}, forbidden},
		{"an empty origin", []string{"Origin", ""}, forbidden},
		{
			"an origin that begins well",
			[]string{"Host", "localhost", "Origin", "http://localhost@evil.example"}, forbidden,
		},
		{
			"two origins",
			[]string{"Host", "localhost", "Origin", "http://localhost", "Origin", "http://evil.example"}, forbidden,
		},
		{
			"another site's picture element",
			[]string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image"}, forbidden,
		},
		{
			"another site's frame",
			[]string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"}, forbidden,
		},
		{"another local program's page", []string{"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "cors"}, forbidden},
	}
}

func TestEveryRouteRefusesIntruders(t *testing.T) {
	r := newRig(t, nil)
	if len(r.routes) < 13 {
		t.Fatalf("the table has only %d routes", len(r.routes))
	}
	for _, route := range r.routes {
		for _, in := range intruders() {
			a := r.send(route.method, r.pathOf(route.pattern), in.headers...)
			if a.status != in.status {
				t.Errorf("%s %s, %s: status %d, want %d", route.method, route.pattern, in.name, a.status, in.status)
				continue
			}
			r.problem(a, in.status, rtm2.CodeForbidden)
			if csp := a.header.Get("Content-Security-Policy"); csp != "default-src 'none'; frame-ancestors 'none'" {
				t.Errorf("%s %s, %s: the policy is %q", route.method, route.pattern, in.name, csp)
			}
		}
	}
	a := r.ask("/no/such/thing", "Host", "evil.example")
	r.problem(a, http.StatusMisdirectedRequest, rtm2.CodeForbidden)
}

func TestEveryRouteAnswersItsOwnPeople(t *testing.T) {
	r := newRig(t, nil)
	r.hub.State("yard", rtm2.CameraState{Link: rtm2.LinkLost})
	own := r.http.Listener.Addr().String()
	friends := [][]string{
		nil,
		{"Host", "localhost"},
		{"Host", "LOCALHOST:5000", "Origin", "http://localhost:5000"},
		{"Host", "127.8.9.1:1"},
		{"Host", "[::1]:5000", "Origin", "http://[::1]:5000"},
		{"Host", "[::1]"},
		{"Host", "localhost", "Origin", "https://localhost"},
		{"Host", "localhost:80", "Origin", "http://localhost"},
		{"Host", own, "Origin", "http://" + own, "Sec-Fetch-Site", "same-origin"},
		{"Sec-Fetch-Site", "none", "Sec-Fetch-Mode", "navigate"},
		{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"},
	}
	for _, route := range r.routes {
		want := http.StatusOK
		path := r.pathOf(route.pattern)
		switch {
		case route.raw:
			want = http.StatusUpgradeRequired
		case path == "/api/v1/frames":
			path += "?camera=door&find=last"
		}
		for _, headers := range friends {
			if a := r.send(route.method, path, headers...); a.status != want {
				t.Errorf("%s %s %v: status %d, want %d: %.200s", route.method, path, headers, a.status, want, a.body)
			}
		}
	}
}

func TestEveryRouteHasItsMethodsAndPolicy(t *testing.T) {
	r := newRig(t, nil)
	for _, route := range r.routes {
		if route.policy != public && route.policy != viewer {
			t.Errorf("%s has the policy %q", route.pattern, route.policy)
		}
		if route.policy == public && strings.HasPrefix(route.pattern, "/api/") {
			t.Errorf("%s is part of the API and public", route.pattern)
		}
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "OPTIONS"} {
			a := r.send(method, r.pathOf(route.pattern))
			r.problem(a, http.StatusMethodNotAllowed, rtm2.CodeUnsupported)
			if got := a.header.Get("Allow"); got != "GET, HEAD" {
				t.Errorf("%s %s: Allow is %q", method, route.pattern, got)
			}
		}
	}
}

func TestUnknownRoutesAreProblems(t *testing.T) {
	r := newRig(t, nil)
	for _, path := range []string{
		"/nothing", "/api", "/api/v1", "/api/v1/nothing", "/api/v2/cameras", "/assets", "/index.html", "/.git/config",
		"/docs", "/openapi.json", "/schemas/Problem.json", "/debug/pprof/",
	} {
		r.problem(r.ask(path), http.StatusNotFound, rtm2.CodeNotFound)
	}
}

func TestAnswersAreHardened(t *testing.T) {
	r := newRig(t, nil)
	for _, path := range []string{"/", "/nothing", "/api/v1/cameras", "/api/v1/cameras/door/snapshot.jpg"} {
		a := r.ask(path, "Host", "localhost:5000")
		for name, want := range map[string]string{
			"X-Content-Type-Options":       "nosniff",
			"X-Frame-Options":              "DENY",
			"Referrer-Policy":              "no-referrer",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Cross-Origin-Opener-Policy":   "same-origin",
		} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		csp := a.header.Get("Content-Security-Policy")
		for _, want := range []string{
			"default-src 'self'", "img-src 'self' blob: data:", "frame-ancestors 'none'", "ws://localhost:5000",
		} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: the policy %q lacks %q", path, csp, want)
			}
		}
		if !strings.Contains(a.header.Get("Permissions-Policy"), "microphone=()") {
			t.Errorf("%s: Permissions-Policy is %q", path, a.header.Get("Permissions-Policy"))
		}
	}
}

func TestWebSocketIsGuardedToo(t *testing.T) {
	r := newRig(t, nil)
	dial := func(headers []string) (*websocket.Conn, int) {
		h := http.Header{}
		for i := 0; i < len(headers); i += 2 {
			h.Add(headers[i], headers[i+1])
		}
		d := websocket.Dialer{Subprotocols: []string{wire.Protocol}}
		conn, resp, err := d.Dial("ws"+strings.TrimPrefix(r.http.URL, "http")+"/api/v1/live", h)
		if resp == nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		return conn, resp.StatusCode
	}
	for _, in := range intruders() {
		if conn, status := dial(in.headers); conn != nil || status != in.status {
			t.Errorf("%s: status %d, want %d", in.name, status, in.status)
		}
	}
	if n := r.hub.Subscribers(); n != 0 {
		t.Errorf("intruders left %d subscriptions", n)
	}
	conn, status := dial([]string{"Origin", r.http.URL})
	if conn == nil {
		t.Fatalf("the page's own connection: status %d", status)
	}
	defer conn.Close()
	var hello wire.Hello
	if err := conn.ReadJSON(&hello); err != nil || hello.Type != wire.TypeHello || hello.Version != "1.2.3" {
		t.Errorf("hello is %+v, %v", hello, err)
	}
}

func TestGuardTakesTheAddressThatIsListenedOn(t *testing.T) {
	g := newGuard([]string{"Cam.Local"})
	g.listensOn(addr("192.168.1.5:5000"))
	for host, want := range map[string]bool{
		"192.168.1.5": true, "192.168.1.5:5000": true, "192.168.1.6": false, "cam.local:5000": true, "cam.local.": true,
		"": false, ":5000": false, "[": false, "[::1": false, "::1": true, "[::ffff:127.0.0.1]": true, "127.0.0.1:x": false,
		"127.0.0.1:123456": false, "localhost:5000; script-src *": false, "localhost;x": false, "[::1%25eth0]": false,
	} {
		if got := g.allowsHost(host); got != want {
			t.Errorf("%q: %t, want %t", host, got, want)
		}
	}
	for _, everything := range []string{"0.0.0.0:5000", "[::]:5000"} {
		g := newGuard(nil)
		g.listensOn(addr(everything))
		for _, host := range []string{"0.0.0.0", "[::]", "192.168.1.5"} {
			if g.allowsHost(host) {
				t.Errorf("listening on %s allows %s", everything, host)
			}
		}
	}
}

type addr string

func (a addr) Network() string { return "tcp" }
func (a addr) String() string  { return string(a) }
