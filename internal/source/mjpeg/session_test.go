package mjpeg

import (
	"crypto/md5"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"rtm2"
	"rtm2/internal/source/sourcetest"
)

// guard asks for a login as an independent server would: it computes what it expects by itself.
type guard struct {
	challenge  string // with %s for the nonce
	user, pass string
	sum        func() hash.Hash // nil: basic
	uses       int              // of one nonce; 0: any number
	silent     bool             // says nothing of a stale nonce
	next       http.Handler

	mu      sync.Mutex
	nonce   int
	used    int
	refused int
	seen    []string // Authorization fields
}

func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	ok, old := g.allows(r)
	if !ok {
		g.refused++
		g.nonce++
		g.used = 0
		challenge := g.challenge
		if strings.Contains(challenge, "%s") {
			challenge = fmt.Sprintf(challenge, fmt.Sprint("nonce", g.nonce))
		}
		if old && !g.silent {
			challenge += ", stale=true"
		}
		w.Header().Set("WWW-Authenticate", challenge)
		w.WriteHeader(http.StatusUnauthorized)
	}
	g.mu.Unlock()
	if ok {
		g.next.ServeHTTP(w, r)
	}
}

func (g *guard) allows(r *http.Request) (ok, old bool) {
	field := r.Header.Get("Authorization")
	if field == "" {
		return false, false
	}
	g.seen = append(g.seen, field)
	if g.sum == nil {
		user, pass, _ := r.BasicAuth()
		return user == g.user && pass == g.pass, false
	}
	got := map[string]string{}
	for _, c := range parseChallenges([]string{field}) {
		got = c.params
	}
	h := func(s string) string {
		sum := g.sum()
		io.WriteString(sum, s)
		return hex.EncodeToString(sum.Sum(nil))
	}
	a1, a2 := h(g.user+":"+got["realm"]+":"+g.pass), h("GET:"+r.RequestURI)
	want := h(a1 + ":" + got["nonce"] + ":" + a2)
	if strings.Contains(g.challenge, "qop") {
		want = h(a1 + ":" + got["nonce"] + ":" + got["nc"] + ":" + got["cnonce"] + ":auth:" + a2)
	}
	if got["response"] != want || got["uri"] != r.RequestURI {
		return false, false
	}
	g.used++
	if got["nonce"] != fmt.Sprint("nonce", g.nonce) || g.uses > 0 && g.used > g.uses {
		return false, true
	}
	return !strings.Contains(g.challenge, "qop") || got["nc"] == fmt.Sprintf("%08x", g.used), false
}

func snapshots(t *testing.T) http.Handler {
	p := encode(t, 3)
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(p) })
}

func TestLogin(t *testing.T) {
	cases := []struct {
		name   string
		guard  *guard
		scheme string
		logins int // refusals over four snapshots
	}{
		{"basic", &guard{challenge: `Basic realm="cam"`}, "Basic ", 1},
		{"digest MD5", &guard{challenge: `Digest realm="a \"cam\"", nonce="%s", qop="auth"`, sum: md5.New}, "Digest ",
			1},
		{"digest SHA-256", &guard{challenge: `Digest realm="cam", nonce="%s", algorithm=SHA-256, qop="auth,auth-int"`,
			sum: sha256.New}, "Digest ", 1},
		{"digest without qop", &guard{challenge: `Digest realm="cam", nonce="%s"`, sum: md5.New}, "Digest ", 1},
		{"nonces for one use", &guard{challenge: `Digest realm="cam", nonce="%s", qop="auth"`, sum: md5.New, uses: 1},
			"Digest ", 4},
		{"nonces for two uses, unsaid", &guard{challenge: `Digest realm="cam", nonce="%s", qop="auth"`, sum: md5.New,
			uses:   2,
			silent: true}, "Digest ", 2},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			g := c.guard
			g.user, g.pass, g.next = "me", "p@ss:w ö", snapshots(t)
			u := serve(t, g)
			u.Path, u.RawQuery = "/cgi/snap shot", "res=1&x=a%20b"
			u.User = url.UserPassword(g.user, g.pass)
			if got, err := take(t, New(u, Options{FPS: 100}), 4); !errors.Is(err, errEnough) {
				t.Fatalf("%d pictures, then %v", len(got), err)
			}
			g.mu.Lock()
			defer g.mu.Unlock()
			if g.refused != c.logins {
				t.Errorf("%d requests were refused, want %d", g.refused, c.logins)
			}
			for _, s := range g.seen {
				if !strings.HasPrefix(s, c.scheme) {
					t.Errorf("sent %q", s)
				}
			}
		})
	}
}

func TestLoginFails(t *testing.T) {
	digest := `Digest realm="cam", nonce="%s", qop="auth"`
	cases := []struct {
		name      string
		challenge string
		user      *url.Userinfo
		code      rtm2.Code
		words     string
	}{
		{"no credentials", digest, nil, rtm2.CodeUnauthorized, "USER:PASSWORD@"},
		{"wrong password", digest, url.UserPassword("me", "s3cret-wrong"), rtm2.CodeUnauthorized,
			"refuses the user name or the password"},
		{"wrong password, basic", `Basic realm=x`, url.UserPassword("me", "s3cret-wrong"), rtm2.CodeUnauthorized,
			"refuses"},
		{"stale for ever", digest + ", stale=true", url.UserPassword("me", "s3cret-wrong"), rtm2.CodeUnauthorized,
			"refuses"},
		{"unknown way", `NTLM`, url.UserPassword("me", "s3cret-wrong"), rtm2.CodeUnsupported, "digest or basic"},
		{"no challenge", ``, url.UserPassword("me", "s3cret-wrong"), rtm2.CodeUnsupported, "digest or basic"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			g := &guard{challenge: c.challenge, user: "me", pass: "right", next: snapshots(t)}
			if strings.HasPrefix(c.challenge, "Digest") {
				g.sum = md5.New
			}
			u := serve(t, g)
			u.User = c.user
			if m := sourcetest.Fails(t, New(u, Options{}), c.code, c.words); strings.Contains(m, "s3cret") {
				t.Errorf("the message tells the password: %s", m)
			}
			if g.refused > 5 {
				t.Errorf("%d attempts", g.refused)
			}
		})
	}
}

// TestCredentialsStayHome: no other host or port gets them, not even when it asks.
func TestCredentialsStayHome(t *testing.T) {
	thief := &guard{challenge: `Basic realm="give"`, next: snapshots(t)}
	away := serve(t, thief)
	for name, location := range map[string]string{
		"another port":           away.String() + "/x",
		"with credentials in it": "http://a:b@" + away.Host + "/x",
	} {
		t.Run(name, func(t *testing.T) {
			home := &guard{challenge: `Basic realm="cam"`, user: "me", pass: "s3cret",
				next: http.RedirectHandler(location, http.StatusFound)}
			u := serve(t, home)
			u.User = url.UserPassword("me", "s3cret")
			sourcetest.Fails(t, New(u, Options{}), rtm2.CodeUnauthorized, "not sent to another host", away.Host)
			if len(thief.seen) > 0 {
				t.Errorf("the other host was told %q", thief.seen)
			}
		})
	}
}

func TestTrusted(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"http://cam/a", "http://cam/b", true},
		{"http://cam/a", "http://CAM:80/b", true},
		{"http://cam/a", "https://cam/b", true},
		{"http://cam:8080/a", "https://cam/b", false},
		{"https://cam/a", "http://cam/b", false},
		{"http://cam/a", "http://cam:81/b", false},
		{"http://cam/a", "http://cam.evil/b", false},
	} {
		s := &session{camera: &Camera{url: mustParse(t, c.from)}, target: mustParse(t, c.to)}
		if got := s.trusted(); got != c.want {
			t.Errorf("from %s to %s: %v", c.from, c.to, got)
		}
	}
}

// TestRedirectIsFollowed on the same host, with the login.
func TestRedirectIsFollowed(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("/", http.RedirectHandler("/real?x=1", http.StatusMovedPermanently))
	mux.Handle("/real", snapshots(t))
	u := serve(t, &guard{challenge: `Digest realm="cam", nonce="%s", qop="auth"`, sum: md5.New, user: "me", pass: "pw",
		next: mux})
	u.User = url.UserPassword("me", "pw")
	if got, err := take(t, New(u, Options{FPS: 100}), 3); !errors.Is(err, errEnough) {
		t.Errorf("%d pictures, then %v", len(got), err)
	}
}

// TestRequest looks at what a camera is asked.
func TestRequest(t *testing.T) {
	p := encode(t, 3)
	asked := make(chan *http.Request, 100)
	u := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { asked <- r; w.Write(p) }))
	u.User, u.Fragment = url.UserPassword("me", "pw"), "top"
	if _, err := take(t, New(u, Options{}), 1); !errors.Is(err, errEnough) {
		t.Fatal(err)
	}
	r := <-asked
	if e := r.Header.Get("Accept-Encoding"); e != "" {
		t.Errorf("Accept-Encoding: %s", e)
	}
	if a := r.Header.Get("Authorization"); a != "" {
		t.Errorf("credentials were sent unasked: %s", a)
	}
}

func TestUnreachable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := l.Addr().String()
	l.Close()
	mute, err := net.Listen("tcp", "127.0.0.1:0") // accepts in the kernel and never answers
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	secure := httptest.NewTLSServer(snapshots(t))
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	defer secure.Close()
	plain := serve(t, snapshots(t))
	other := mustParse(t, secure.URL)
	o := Options{Connect: 200 * time.Millisecond}
	roots := x509.NewCertPool()
	roots.AddCert(secure.Certificate())
	for _, c := range []struct {
		name, address string
		opt           Options
		words         []string
	}{
		{"refused", "http://me:s3cret@" + closed + "/", Options{}, []string{"refuses the connection", "port"}},
		{"no such name", "http://me:s3cret@camera.invalid/", Options{}, []string{"cannot be found"}},
		{"no answer", "http://me:s3cret@" + mute.Addr().String() + "/", o, []string{"does not answer within 200ms"}},
		{"no answer to TLS", "https://me:s3cret@" + mute.Addr().String() + "/", o,
			[]string{"does not answer within 200ms"}},
		{"unknown certificate", secure.URL, Options{}, []string{"certificate", "http://"}},
		{"certificate for another name", secure.URL, Options{TLS: &tls.Config{RootCAs: roots, ServerName: "x.test"}},
			[]string{"certificate for another name"}},
		{"no TLS there", "https://me:s3cret@" + plain.Host, Options{}, []string{"does not speak TLS"}},
		{"only TLS there", "http://me:s3cret@" + other.Host, Options{}, []string{"400"}},
		{"no web server", rawServer(t, "SSH-2.0-x\r\n").String(), Options{}, []string{"web server"}},
		{"closes at once", rawServer(t, "").String(), Options{}, []string{"closed the stream"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			code := rtm2.CodeUnavailable
			if c.name == "only TLS there" {
				code = rtm2.CodeUnsupported
			}
			m := sourcetest.Fails(t, New(mustParse(t, c.address), c.opt), code, c.words...)
			if strings.Contains(m, "s3cret") {
				t.Errorf("the message tells the password: %s", m)
			}
		})
	}
	t.Run("known certificate", func(t *testing.T) {
		src := New(other, Options{TLS: &tls.Config{RootCAs: roots}, FPS: 100})
		if got, err := take(t, src, 2); !errors.Is(err, errEnough) {
			t.Errorf("%d pictures, then %v", len(got), err)
		}
	})
}
