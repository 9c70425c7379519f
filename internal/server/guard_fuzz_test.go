package server

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"
)

// FuzzHost holds the guard to what it is for: no header that it takes names another machine, or brings anything
// but an address into the content security policy.
func FuzzHost(f *testing.F) {
	for _, s := range []string{
		"localhost", "localhost:5000", "127.0.0.1:5000", "[::1]:5000", "evil.example", "localhost.evil.example",
		"localhost;x", "[::1", "::1", "127.0.0.1.nip.io", "0x7f.1", "localhost:5000 https://evil.example", "",
	} {
		f.Add(s)
	}
	g := newGuard(nil)
	f.Fuzz(func(t *testing.T, host string) {
		if !g.allowsHost(host) {
			return
		}
		name, _ := hostOf(host)
		ip, err := netip.ParseAddr(name)
		if name != "localhost" && (err != nil || !ip.Unmap().IsLoopback()) {
			t.Fatalf("%q is taken for this machine", host)
		}
		csp := policyFor(host)
		if strings.Count(csp, ";") != strings.Count(policyFor("localhost"), ";") || strings.Count(csp, " ws://") != 1 ||
			len(strings.Fields(csp)) != len(strings.Fields(policyFor("localhost"))) {
			t.Fatalf("%q changes the policy: %s", host, csp)
		}
	})
}

// FuzzOrigin: an origin that is taken for the page's own is, letter case and default port apart, its address.
func FuzzOrigin(f *testing.F) {
	for _, s := range []string{
		"http://localhost:5000", "http://localhost", "null", "", "http://localhost:5000/", "http://evil.example",
		"http://x@localhost:5000", "http://localhost:5000#", "HTTP://LOCALHOST:5000", "//localhost:5000",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, origin string) {
		r := &http.Request{Method: http.MethodGet, Host: "localhost:5000", Header: http.Header{"Origin": {origin}}}
		want := strings.EqualFold(origin, "http://localhost:5000") || strings.EqualFold(origin, "https://localhost:5000")
		if got := sameOrigin(r); got && !want {
			t.Fatalf("%q is taken for the page's own", origin)
		}
	})
}
