package mjpeg

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDigestVectors holds the published examples, RFC 7616 section 3.9.1 and RFC 2617 section 3.5, and the latter's
// challenge in the form of RFC 2069.
func TestDigestVectors(t *testing.T) {
	const rfc7616 = `realm="http-auth@example.org", qop="auth, auth-int", ` +
		`nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`
	const cnonce7616 = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
	cases := []struct {
		name, field, user, password, uri, cnonce string
		want                                     []string
	}{
		{"MD5", "Digest " + rfc7616 + ", algorithm=MD5", "Mufasa", "Circle of Life", "/dir/index.html", cnonce7616,
			[]string{`response="8ca523f5e9506fed4657c9700eebdbec"`, `username="Mufasa"`, "algorithm=MD5,", "qop=auth,",
				"nc=00000001", `cnonce="` + cnonce7616 + `"`, `uri="/dir/index.html"`,
				`opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`}},
		{"SHA-256", "Digest " + rfc7616 + ", algorithm=SHA-256", "Mufasa", "Circle of Life", "/dir/index.html",
			cnonce7616,
			[]string{`response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"`,
				"algorithm=SHA-256,"}},
		{"RFC 2617",
			`Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", ` +
				`opaque="5ccc069c403ebaf9f0171e9517f40e41"`, "Mufasa", "Circle Of Life", "/dir/index.html", "0a4f113b",
			[]string{`response="6629fae49393a05397450978507c4ef1"`}},
		{"RFC 2069", `Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"`,
			"Mufasa", "Circle Of Life", "/dir/index.html", "unused",
			[]string{`response="670fd8c2df070c60b045671b8b24ff02"`}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			l := chooseLogin(parseChallenges([]string{c.field}), url.UserPassword(c.user, c.password))
			d, ok := l.(*digest)
			if !ok {
				t.Fatalf("no digest login but %v", l)
			}
			d.nonceOfClient = func() string { return c.cnonce }
			got := d.authorization(c.uri)
			for _, want := range c.want {
				if !strings.Contains(got+",", want) {
					t.Errorf("got %s\nwithout %s", got, want)
				}
			}
			if c.name == "RFC 2069" && (strings.Contains(got, "qop") || strings.Contains(got, "nc=")) {
				t.Errorf("an old server gets what it does not know: %s", got)
			}
		})
	}
}

func TestDigestCounts(t *testing.T) {
	l := chooseLogin(parseChallenges([]string{`Digest realm=r, nonce=n, qop=auth`}), url.UserPassword("u", "p"))
	for _, nc := range []string{"nc=00000001", "nc=00000002"} {
		if got := l.authorization("/"); !strings.Contains(got, nc) {
			t.Errorf("%s without %s", got, nc)
		}
	}
}

func TestChooseLogin(t *testing.T) {
	cases := []struct {
		name   string
		fields []string
		want   string // begin of the answer
		has    string
	}{
		{"digest before basic", []string{`Basic realm="x"`, `Digest realm="x", nonce="n"`}, "Digest ", ""},
		{"in one field", []string{`Basic realm="a, b", Digest realm="x", nonce="n", algorithm=MD5`}, "Digest ",
			"algorithm=MD5"},
		{"SHA-256 before MD5", []string{`Digest nonce="n", algorithm=SHA-256`, `Digest nonce="n", algorithm=MD5`},
			"Digest ", "SHA-256"},
		{"unquoted", []string{`digest realm=IP Camera, nonce=ab==, qop=auth,auth-int, stale=FALSE`}, "Digest ",
			`nonce="ab==", uri`},
		{"unquoted qop first", []string{`Digest qop=auth,auth-int, realm=x, nonce=n1`}, "Digest ", `nonce="n1"`},
		{"session", []string{`Digest nonce="n", algorithm="MD5-sess", qop="auth"`}, "Digest ", "algorithm=MD5-sess"},
		{"hashed user", []string{`Digest nonce="n", realm="r", userhash=true, algorithm=MD5`}, "Digest ",
			`username="ba84be203fdfc7d34e054a76d285d0c9"`},
		{"unknown algorithm, basic left", []string{`Digest nonce="n", algorithm=X`, `Basic`}, "Basic dTpw", ""},
		{"auth-int alone", []string{`Digest nonce="n", qop="auth-int"`}, "", ""},
		{"without nonce", []string{`Digest realm="x"`}, "", ""},
		{"NTLM", []string{`NTLM`, `Negotiate abc==`}, "", ""},
		{"nothing", nil, "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			l := chooseLogin(parseChallenges(c.fields), url.UserPassword("u", "p"))
			if l == nil {
				if c.want != "" {
					t.Error("no login")
				}
				return
			}
			got := l.authorization("/")
			if !strings.HasPrefix(got, c.want) || c.want == "" || !strings.Contains(got, c.has) {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestStale(t *testing.T) {
	for field, want := range map[string]bool{
		`Digest nonce=n, stale=TRUE`: true, `Digest nonce=n, stale="true"`: true, `Digest nonce=n`: false,
		`Basic stale=true`: false,
	} {
		if got := stale(parseChallenges([]string{field})); got != want {
			t.Errorf("%s: %v", field, got)
		}
	}
}

// FuzzChallenge: what was understood is understood again when it is written by the book.
func FuzzChallenge(f *testing.F) {
	f.Add(`Digest realm="a \"b\", c", nonce=abc==, qop="auth,auth-int", stale=true, Basic realm="x"`)
	f.Add(`Negotiate YII=, NTLM, Digest , ,realm`)
	f.Add(`"=,Digest qop=auth,auth-int`)
	f.Fuzz(func(t *testing.T, field string) {
		got := parseChallenges([]string{field})
		var fields []string
		for _, c := range got {
			s := c.scheme + " "
			for k, v := range c.params {
				s += k + "=" + quote(v) + ", "
			}
			fields = append(fields, s)
		}
		if diff := cmp.Diff(got, parseChallenges(fields), cmp.AllowUnexported(challenge{})); diff != "" {
			t.Errorf("%q: %s", field, diff)
		}
		if l := chooseLogin(got, url.UserPassword("u", "p")); l != nil {
			a := l.authorization("/x")
			if !strings.ContainsAny(field, "\r\n") && strings.ContainsAny(a, "\r\n") {
				t.Errorf("%q: a line end in %q", field, a)
			}
		}
	})
}
