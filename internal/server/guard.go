package server

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"

	"rtm2"
)

// guard stands before every route. There are no accounts yet, so what it lets through is what people on this
// machine do themselves: a page of another site must not reach the cameras through their browser, neither by a
// name that it points at this machine (DNS rebinding; the Host tells) nor by requests from the page (the Origin
// and Sec-Fetch-Site tell).
type guard struct {
	hosts    map[string]bool
	listener atomic.Value // string: the host that is listened on
}

func newGuard(hosts []string) *guard {
	g := &guard{hosts: make(map[string]bool, len(hosts))}
	for _, h := range hosts {
		g.hosts[strings.ToLower(h)] = true
	}
	g.listener.Store("")
	return g
}

// listensOn allows the address of a listener, unless it stands for all addresses.
func (g *guard) listensOn(a net.Addr) {
	ap, err := netip.ParseAddrPort(a.String())
	if err != nil || ap.Addr().IsUnspecified() {
		return
	}
	g.listener.Store(ap.Addr().String())
}

func (g *guard) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hardened(w.Header())
		switch {
		case !g.allowsHost(r.Host):
			refuse(w, r, http.StatusMisdirectedRequest, rtm2.Errorf(rtm2.CodeForbidden,
				"the server does not answer under this name; use the address that it listens on, or localhost"))
		case !sameOrigin(r):
			refuse(w, r, http.StatusForbidden, rtm2.Errorf(rtm2.CodeForbidden,
				"requests from the pages of other sites are refused"))
		default:
			w.Header().Set("Content-Security-Policy", policyFor(r.Host))
			next.ServeHTTP(w, r)
		}
	})
}

// allowsHost reports whether the Host header names this server.
func (g *guard) allowsHost(hostport string) bool {
	host, ok := hostOf(hostport)
	if !ok {
		return false
	}
	if host == "localhost" || g.hosts[host] || host == g.listener.Load() {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Zone() == "" && ip.Unmap().IsLoopback()
}

// hostOf takes the port off a Host header and reports whether the header was well-formed.
func hostOf(hostport string) (string, bool) {
	host := hostport
	if h, port, err := net.SplitHostPort(hostport); err == nil {
		if len(port) == 0 || len(port) > 5 || strings.Trim(port, "0123456789") != "" {
			return "", false
		}
		host = h
	} else {
		if strings.HasPrefix(host, "[") != strings.HasSuffix(host, "]") {
			return "", false
		}
		host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return host, host != "" && !strings.ContainsAny(host, " \t\"';,/\\?#@")
}

// sameOrigin reports whether a request comes from this server's own page, from an address that a person typed
// or followed, or from a program that is not a browser.
func sameOrigin(r *http.Request) bool {
	if origins := r.Header.Values("Origin"); len(origins) > 0 {
		return len(origins) == 1 && isOrigin(origins[0], r)
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return true
	}
	// Another site's link to the page is fine; its picture or script elements are not.
	return r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document" &&
		(r.Method == http.MethodGet || r.Method == http.MethodHead)
}

// isOrigin reports whether origin is that of r's own address. A server without TLS may have a local proxy with
// TLS before it, so it accepts https too.
func isOrigin(origin string, r *http.Request) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || origin != u.Scheme+"://"+u.Host {
		return false
	}
	switch u.Scheme {
	case "https":
		return sameHost(u.Host, r.Host, ":443")
	case "http":
		return r.TLS == nil && sameHost(u.Host, r.Host, ":80")
	}
	return false
}

func sameHost(a, b, defaultPort string) bool {
	return strings.EqualFold(strings.TrimSuffix(a, defaultPort), strings.TrimSuffix(b, defaultPort))
}

// hardened sets what every answer carries; a handler may set another Cache-Control.
func hardened(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'") // until the host is known to be ours
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()")
	h.Set("Cache-Control", "no-store")
}

// policyFor is the content security policy for a host that the guard has accepted. Older browsers do not take
// 'self' for WebSockets, hence the addresses.
func policyFor(host string) string {
	return "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self' ws://" + host +
		" wss://" + host + "; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
}
