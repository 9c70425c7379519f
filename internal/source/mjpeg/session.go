package mjpeg

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"

	"rtm2"
)

const (
	maxRedirects = 5
	maxHeader    = 64 << 10 // bytes in an answer's header
)

// session is one Run's connection to a camera: the transport, where redirects led, and the login.
type session struct {
	camera    *Camera
	transport *http.Transport
	cancel    context.CancelCauseFunc
	target    *url.URL
	login     login
}

func newSession(c *Camera, cancel context.CancelCauseFunc) *session {
	dialer := &net.Dialer{Timeout: c.opt.Connect}
	return &session{
		camera: c,
		transport: &http.Transport{
			DialContext:            dialer.DialContext,
			TLSClientConfig:        c.opt.TLS.Clone(),
			TLSHandshakeTimeout:    c.opt.Connect,
			ResponseHeaderTimeout:  c.opt.Connect,
			MaxResponseHeaderBytes: maxHeader,
			DisableCompression:     true, // JPEG does not shrink, and gzip would hold pictures back
		},
		cancel: cancel,
		target: c.url,
	}
}

func (s *session) close() { s.transport.CloseIdleConnections() }

// get asks for the camera's address, follows redirects and logs in, and returns a good answer.
func (s *session) get(ctx context.Context) (*http.Response, error) {
	redirects, logins := 0, 0
	for {
		resp, err := s.roundTrip(ctx)
		if err != nil {
			return nil, err
		}
		switch code := resp.StatusCode; {
		case code == http.StatusOK || code == http.StatusPartialContent:
			return resp, nil
		case code == http.StatusUnauthorized:
			resp.Body.Close()
			logins++
			if err := s.answerChallenge(resp, logins); err != nil {
				return nil, err
			}
		case code >= 300 && code < 400 && resp.Header.Get("Location") != "":
			resp.Body.Close()
			redirects++
			if err := s.redirect(resp.Header.Get("Location"), redirects); err != nil {
				return nil, err
			}
		default:
			resp.Body.Close()
			return nil, s.camera.status(code)
		}
	}
}

func (s *session) roundTrip(ctx context.Context) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.target.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", "rtm2")
	req.Header.Set("Accept", "*/*")
	if s.login != nil && s.trusted() {
		req.Header.Set("Authorization", s.login.authorization(s.target.RequestURI()))
	}
	return s.transport.RoundTrip(req)
}

// answerChallenge makes the login for the next request. The n-th challenge in a row after a login that was
// answered means that the credentials are wrong, except when the server says that only its nonce was too old.
func (s *session) answerChallenge(resp *http.Response, n int) error {
	c := s.camera
	if !s.trusted() {
		return rtm2.Errorf(rtm2.CodeUnauthorized, "%s redirects to %s, which asks for a password: passwords are not "+
			"sent to another host, so use the address there directly", c.name, s.target.Host)
	}
	if c.user == nil || c.user.Username() == "" {
		return rtm2.Errorf(rtm2.CodeUnauthorized, "%s asks for a user name and password: put them into the address, "+
			"%s://USER:PASSWORD@%s/...", c.name, c.url.Scheme, c.url.Host)
	}
	challenges := parseChallenges(resp.Header.Values("WWW-Authenticate"))
	if n > 1 && (n > 3 || !stale(challenges)) {
		return rtm2.Errorf(rtm2.CodeUnauthorized, "%s refuses the user name or the password: correct them in the "+
			"address (special characters are written as in %%40 for @)", c.name)
	}
	next := chooseLogin(challenges, c.user)
	if next == nil {
		return rtm2.Errorf(rtm2.CodeUnsupported, "%s asks for a kind of login that is not supported: switch the "+
			"camera to digest or basic authentication", c.name)
	}
	s.login = next
	return nil
}

// redirect turns to another address. Only http and https are followed, and user information in it is dropped.
func (s *session) redirect(location string, n int) error {
	c := s.camera
	next, err := s.target.Parse(location)
	if err != nil || next.Host == "" || next.Scheme != "http" && next.Scheme != "https" {
		return rtm2.Errorf(rtm2.CodeUnsupported, "%s redirects to an address that is not http: use the stream's "+
			"address directly", c.name)
	}
	if n > maxRedirects {
		return rtm2.Errorf(rtm2.CodeUnavailable, "%s redirects in circles: check its address", c.name)
	}
	next.User, next.Fragment, next.RawFragment = nil, "", ""
	s.target = next
	return nil
}

// trusted reports whether the target may see the credentials: it is on the address's own host and port, or on
// the same host's https.
func (s *session) trusted() bool {
	from, to := s.camera.url, s.target
	if !strings.EqualFold(from.Hostname(), to.Hostname()) {
		return false
	}
	if from.Scheme == to.Scheme {
		return port(from) == port(to)
	}
	return from.Scheme == "http" && port(from) == "80" && port(to) == "443"
}

func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}
