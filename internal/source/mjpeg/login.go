package mjpeg

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"net/url"
	"slices"
	"strings"
)

// login answers a server's challenge, request after request.
type login interface {
	// authorization returns the Authorization field for a GET of uri, the request's target.
	authorization(uri string) string
}

// chooseLogin answers the strongest of the challenges that it can answer: digest with SHA-256 before digest with
// MD5 before basic, as RFC 7616 section 3.7 wants it. It returns nil when it can answer none.
func chooseLogin(challenges []challenge, user *url.Userinfo) login {
	var best login
	var rank int
	password, _ := user.Password()
	for _, c := range challenges {
		switch c.scheme {
		case "basic":
			if rank < 1 {
				best, rank = basic{user.Username(), password}, 1
			}
		case "digest":
			if d, r := newDigest(c, user.Username(), password); r > rank {
				best, rank = d, r
			}
		}
	}
	return best
}

// basic is RFC 7617.
type basic struct{ user, password string }

func (b basic) authorization(string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(b.user+":"+b.password))
}

// digest is RFC 7616, with what RFC 2617 and RFC 2069 left in the field.
type digest struct {
	user, password               string
	realm, nonce, opaque, method string
	algorithm                    string // as the server wrote it; empty: not given, which is MD5
	sum                          func() hash.Hash
	session                      bool // a "-sess" algorithm
	qop                          bool // false: the form of RFC 2069, without qop
	userhash                     bool
	count                        uint32        // requests with this nonce
	nonceOfClient                func() string // replaced in tests
}

// newDigest returns a digest login and its rank among logins, 0 when the challenge cannot be answered.
func newDigest(c challenge, user, password string) (*digest, int) {
	d := &digest{
		user: user, password: password, method: "GET",
		realm: c.params["realm"], nonce: c.params["nonce"], opaque: c.params["opaque"],
		algorithm:     c.params["algorithm"],
		userhash:      strings.EqualFold(c.params["userhash"], "true"),
		nonceOfClient: rand.Text,
	}
	name, session := strings.CutSuffix(strings.ToUpper(d.algorithm), "-SESS")
	d.session = session
	var rank int
	switch name {
	case "", "MD5":
		d.sum, rank = md5.New, 2
	case "SHA-512-256":
		d.sum, rank = sha512.New512_256, 3
	case "SHA-256":
		d.sum, rank = sha256.New, 4
	default:
		return nil, 0
	}
	if offered := c.params["qop"]; offered != "" {
		d.qop = slices.ContainsFunc(strings.Split(offered, ","), func(s string) bool {
			return strings.EqualFold(strings.TrimSpace(s), "auth")
		})
		if !d.qop {
			return nil, 0 // auth-int alone
		}
	}
	if d.nonce == "" {
		return nil, 0
	}
	return d, rank
}

func (d *digest) hash(parts ...string) string {
	h := d.sum()
	h.Write([]byte(strings.Join(parts, ":")))
	return hex.EncodeToString(h.Sum(nil))
}

// authorization computes the answer of RFC 7616 section 3.4.
func (d *digest) authorization(uri string) string {
	d.count++
	nc, cnonce := fmt.Sprintf("%08x", d.count), d.nonceOfClient()
	a1 := d.hash(d.user, d.realm, d.password)
	if d.session {
		a1 = d.hash(a1, d.nonce, cnonce)
	}
	a2 := d.hash(d.method, uri)
	var response string
	if d.qop {
		response = d.hash(a1, d.nonce, nc, cnonce, "auth", a2)
	} else {
		response = d.hash(a1, d.nonce, a2)
	}
	user := d.user
	if d.userhash {
		user = d.hash(d.user, d.realm)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `Digest username=%s, realm=%s, nonce=%s, uri=%s, response="%s"`,
		quote(user), quote(d.realm), quote(d.nonce), quote(uri), response)
	if d.algorithm != "" {
		b.WriteString(", algorithm=" + strings.Map(tokenOnly, d.algorithm))
	}
	if d.opaque != "" {
		b.WriteString(", opaque=" + quote(d.opaque))
	}
	if d.qop {
		b.WriteString(", qop=auth, nc=" + nc)
	}
	if d.qop || d.session {
		b.WriteString(`, cnonce="` + cnonce + `"`)
	}
	if d.userhash {
		b.WriteString(", userhash=true")
	}
	return b.String()
}

// quote makes a quoted string of RFC 9110 section 5.6.4.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

func tokenOnly(r rune) rune {
	if r == '-' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
		return r
	}
	return -1
}

// stale reports whether the server refused only because the nonce is too old, RFC 7616 section 3.3.
func stale(challenges []challenge) bool {
	return slices.ContainsFunc(challenges, func(c challenge) bool {
		return c.scheme == "digest" && strings.EqualFold(c.params["stale"], "true")
	})
}
