// Package redact takes credentials out of addresses and out of texts that repeat them.
package redact

import (
	"net/url"
	"strings"
)

// mark stands where a secret was.
const mark = "***"

// Spec returns spec without the credentials that its address carries: user and password before the host, and
// the values of parameters that look like a secret, in the query and (as some recorders want it) in the path.
// A spec without "://" holds none and is returned as it is.
func Spec(spec string) string {
	scheme, rest, ok := strings.Cut(spec, "://")
	if !ok {
		return spec
	}
	return parameters(scheme + "://" + rest[userinfo(rest):])
}

// userinfo returns the length of the user information at the begin of what follows "://". A password may hold
// characters that end the authority (RFC 3986 section 3.2) when somebody forgot to escape them: the text then
// looks like a host with a port that is no number, and everything up to the last "@" is taken for the password.
func userinfo(rest string) int {
	end := strings.IndexAny(rest, "/?#\\")
	if end < 0 {
		end = len(rest)
	}
	if at := strings.LastIndexByte(rest[:end], '@'); at >= 0 {
		return at + 1
	}
	host := rest[strings.LastIndexByte(rest[:end], ']')+1 : end]
	if _, port, ok := strings.Cut(host, ":"); ok && strings.Trim(port, "0123456789") != "" {
		return strings.LastIndexByte(rest, '@') + 1
	}
	return 0
}

// parameters replaces the values of key=value pairs whose key sounds like a secret.
func parameters(s string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '=')
		if i < 0 {
			return b.String() + s
		}
		key := s[strings.LastIndexAny(s[:i], "&;/?#,: ")+1 : i]
		b.WriteString(s[:i+1])
		s = s[i+1:]
		if !secret(key) {
			continue
		}
		end := strings.IndexAny(s, "&;/?#, \"'")
		switch {
		case strings.HasPrefix(s, mark): // it was redacted before
			end = len(mark)
		case end < 0:
			end = len(s)
		}
		b.WriteString(mark)
		s = s[end:]
	}
}

// secret reports whether a parameter of this name is one that should not be shown.
func secret(key string) bool {
	if plain, err := url.QueryUnescape(key); err == nil {
		key = plain
	}
	key = strings.ToLower(key)
	words := []string{"pass", "pw", "token", "secret", "auth", "key", "sig", "user", "usr", "login", "cred"}
	for _, word := range words {
		if strings.Contains(key, word) {
			return true
		}
	}
	return false
}

// Text returns text, which a program printed that was given spec, without spec's credentials: addresses in it
// are redacted, and so is the password wherever it stands.
func Text(text, spec string) string {
	text = strings.ReplaceAll(text, spec, Spec(spec))
	if u, err := url.Parse(spec); err == nil && u.User != nil {
		password, _ := u.User.Password()
		for _, form := range []string{password, url.QueryEscape(password), url.PathEscape(password)} {
			if len(form) > 2 {
				text = strings.ReplaceAll(text, form, mark)
			}
		}
	}
	words := strings.Split(text, " ")
	for i, word := range words {
		words[i] = Spec(word)
	}
	return strings.Join(words, " ")
}
