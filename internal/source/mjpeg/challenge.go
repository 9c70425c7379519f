package mjpeg

import "strings"

// challenge is one way to log in that a server offers, RFC 9110 section 11.6.1.
type challenge struct {
	scheme string            // in lower case
	params map[string]string // by name in lower case, without quotes
}

// parseChallenges reads WWW-Authenticate fields. A field may hold several challenges, separated by the same
// commas as their parameters; what is not understood is passed over, because cameras are not strict.
func parseChallenges(fields []string) []challenge {
	var found []challenge
	for _, field := range fields {
		p := challengeParser{rest: field}
		for p.next() {
		}
		found = append(found, p.found...)
	}
	return found
}

type challengeParser struct {
	rest  string
	found []challenge
}

// next takes one parameter or one scheme off the text.
func (p *challengeParser) next() bool {
	p.rest = strings.TrimLeft(p.rest, " \t,")
	if p.rest == "" {
		return false
	}
	end := strings.IndexAny(p.rest, " \t,=\"")
	if end < 0 {
		end = len(p.rest)
	}
	name := strings.ToLower(p.rest[:end])
	p.rest = strings.TrimLeft(p.rest[end:], " \t")
	switch {
	case name == "":
		p.rest = p.rest[1:] // a stray quote or equals sign
	case strings.HasPrefix(p.rest, "="):
		p.rest = strings.TrimLeft(p.rest[1:], " \t")
		value := p.value()
		if n := len(p.found); n > 0 {
			p.found[n-1].params[name] = value
		}
	case name == "auth" || name == "auth-int": // the rest of an unquoted qop=auth,auth-int
	default:
		p.found = append(p.found, challenge{name, map[string]string{}})
	}
	return true
}

// value takes a token or a quoted string (RFC 9110 section 5.6.4) off the text.
func (p *challengeParser) value() string {
	if !strings.HasPrefix(p.rest, `"`) {
		v, rest, _ := strings.Cut(p.rest, ",")
		p.rest = rest
		return strings.TrimRight(v, " \t")
	}
	var b strings.Builder
	for i := 1; i < len(p.rest); i++ {
		switch c := p.rest[i]; {
		case c == '"':
			p.rest = p.rest[i+1:]
			return b.String()
		case c == '\\' && i+1 < len(p.rest):
			i++
			b.WriteByte(p.rest[i])
		default:
			b.WriteByte(c)
		}
	}
	p.rest = ""
	return b.String()
}
