package redact

import (
	"net/url"
	"strings"
	"testing"
)

func TestSpec(t *testing.T) {
	cases := []struct{ in, want string }{
		{"demo:?seed=7", "demo:?seed=7"},
		{"/dev/video0", "/dev/video0"},
		{"/home/me/a@b/user=x.mp4", "/home/me/a@b/user=x.mp4"},
		{`C:\videos\a@b.mp4`, `C:\videos\a@b.mp4`},
		{"http://cam/stream", "http://cam/stream"},
		{"http://cam:8080/stream?fps=5", "http://cam:8080/stream?fps=5"},
		{"http://cam/a@b", "http://cam/a@b"},
		{"http://me:secret@cam/stream", "http://cam/stream"},
		{"http://me@cam:81/stream", "http://cam:81/stream"},
		{"rtsp://me:p@ss@cam:554/1", "rtsp://cam:554/1"},
		{"rtsp://me:p/s@s@cam:554/1", "rtsp://cam:554/1"},
		{"rtsp://me:p#s?s@cam/1", "rtsp://cam/1"},
		{"http://[fe80::1]:80/a@b", "http://[fe80::1]:80/a@b"},
		{"http://me:secret@[fe80::1]:80/x", "http://[fe80::1]:80/x"},
		{"http://cam/video.cgi?user=me&pwd=secret&res=1", "http://cam/video.cgi?user=***&pwd=***&res=1"},
		{"http://cam/v?loginuse=me&loginpas=secret", "http://cam/v?loginuse=***&loginpas=***"},
		{"http://cam/v?p%61ss=secret&x=1", "http://cam/v?p%61ss=***&x=1"},
		{"rtsp://cam/user=admin&password=secret&channel=1", "rtsp://cam/user=***&password=***&channel=1"},
		{"rtsp://cam/user=admin_password=secret_channel=1/x", "rtsp://cam/user=***/x"},
		{"http://cam/v?access_token=a=b", "http://cam/v?access_token=***"},
	}
	for _, c := range cases {
		if got := Spec(c.in); got != c.want {
			t.Errorf("Spec(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestText(t *testing.T) {
	const spec = "rtsp://me:s%2Fcret@cam/1?token=abc"
	in := "[rtsp @ 0x55] rtsp://me:s%2Fcret@cam/1?token=abc: 401, tried me with s/cret, see http://x:y@z/"
	want := "[rtsp @ 0x55] rtsp://cam/1?token=***: 401, tried me with ***, see http://z/"
	if got := Text(in, spec); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := Text("no such file", "/a/b"); got != "no such file" {
		t.Errorf("got %q", got)
	}
}

// FuzzSpec: whatever is a proper address with a password is shown without it, and twice is like once.
func FuzzSpec(f *testing.F) {
	f.Add("http://me:secret@cam/stream?pwd=secret2")
	f.Add("rtsp://a:b/c@d@e:1/f=g")
	f.Add("://@")
	f.Fuzz(func(t *testing.T, spec string) {
		got := Spec(spec)
		if again := Spec(got); again != got && !strings.Contains(spec, "@") {
			t.Errorf("%q is redacted to %q and then to %q", spec, got, again)
		}
		u, err := url.Parse(spec)
		if err != nil || u.Scheme == "" || u.Host == "" {
			return
		}
		v, err := url.Parse(got)
		if err == nil && v.User != nil {
			t.Errorf("%q still has a user in %q", spec, got)
		}
	})
}
