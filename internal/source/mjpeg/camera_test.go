package mjpeg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rtm2"
	"rtm2/internal/source/sourcetest"
)

var errEnough = errors.New("enough")

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func encode(tb testing.TB, shade int) []byte {
	tb.Helper()
	img := image.NewGray(image.Rect(0, 0, 64, 48))
	for i := range img.Pix {
		img.Pix[i] = uint8(i*shade + i/64*5)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// serve starts a web server and returns its address.
func serve(t *testing.T, h http.Handler) *url.URL {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return mustParse(t, s.URL)
}

func mustParse(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// stream writes pictures as a camera does until the viewer goes.
func stream(pictures ...[]byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "multipart/x-mixed-replace; boundary=--frame of camera")
		for n := 0; r.Context().Err() == nil; n++ {
			p := pictures[n%len(pictures)]
			fmt.Fprintf(w, "--frame of camera\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%s\r\n", len(p),
				p)
			if err := http.NewResponseController(w).Flush(); err != nil {
				return
			}
			time.Sleep(time.Millisecond)
		}
	}
}

// take runs a source until it has n pictures.
func take(t *testing.T, src rtm2.Source, n int) ([]rtm2.Picture, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var got []rtm2.Picture
	err := src.Run(ctx, func(p rtm2.Picture) error {
		if got = append(got, p); len(got) == n {
			return errEnough
		}
		return nil
	})
	return got, err
}

func TestConformance(t *testing.T) {
	a, b := encode(t, 3), encode(t, 5)
	snapshot := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/jpeg")
		w.Write(a)
	}
	for name, h := range map[string]http.HandlerFunc{"stream": stream(a, b), "snapshots": snapshot} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Run(t, sourcetest.Case{Pictures: 5, Endless: true, Live: true,
				New: func(t *testing.T) rtm2.Source {
					return New(serve(t, h), Options{FPS: 100})
				}})
		})
	}
}

// TestContentTypes: what the header says does not matter as long as pictures come.
func TestContentTypes(t *testing.T) {
	pics := [][]byte{encode(t, 3), encode(t, 5), encode(t, 7)}
	types := []string{
		`multipart/x-mixed-replace; boundary=frame`, `multipart/x-mixed-replace;boundary="frame"`,
		`multipart/x-mixed-replace; boundary=--frame`, `Multipart/Mixed; charset=x; Boundary=frame; x=y`,
		`multipart/x-mixed-replace`, `text/plain`, `application/octet-stream`, `video/x-mjpeg`, `image/jpeg`,
		`rubbish;;boundary=`, ``,
	}
	for _, kind := range types {
		t.Run(kind, func(t *testing.T) {
			u := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header()["Content-Type"] = []string{kind}
				if kind == "" {
					w.Header()["Content-Type"] = nil
				}
				for _, p := range pics {
					fmt.Fprintf(w, "\r\n--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%s", len(p), p)
				}
				http.NewResponseController(w).Flush()
				<-r.Context().Done()
			}))
			got, err := take(t, New(u, Options{}), len(pics))
			if !errors.Is(err, errEnough) {
				t.Fatalf("%d pictures, then %v", len(got), err)
			}
			for i, p := range got {
				if !bytes.Equal(p.JPEG, pics[i]) || p.Number != i || p.Name != "" {
					t.Errorf("picture %d: number %d, name %q, equal %v", i, p.Number, p.Name, bytes.Equal(p.JPEG,
						pics[i]))
				}
			}
		})
	}
}

// TestRawServers: answers that Go's own server would not give.
func TestRawServers(t *testing.T) {
	p := string(encode(t, 3))
	const part = "--b\nContent-Type: image/jpeg\n\n"
	for name, answer := range map[string]string{
		"HTTP/1.0":           "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=b\r\n\r\n" + part + p + part + p,
		"bare line feeds":    "HTTP/1.0 200 OK\nContent-Type: multipart/x-mixed-replace;boundary=b\n\n" + part + p + part + p,
		"no reason, no type": "HTTP/1.1 200\r\nConnection: close\r\n\r\n" + part + p + part + p,
		"chunked": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: multipart/x-mixed-replace;boundary=b\r\n\r\n" +
			fmt.Sprintf("%x\r\n%s\r\n", len(part+p), part+p) + fmt.Sprintf("%x\r\n%s\r\n", len(part+p),
			part+p) + "0\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			got, err := take(t, New(rawServer(t, answer), Options{}), 2)
			if !errors.Is(err, errEnough) || len(got) != 2 || string(got[1].JPEG) != p {
				t.Errorf("%d pictures, then %v", len(got), err)
			}
		})
	}
}

// rawServer answers every request with the same bytes and closes the connection.
func rawServer(t *testing.T, answer string) *url.URL {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			conn.SetDeadline(time.Now().Add(30 * time.Second))
			buf := make([]byte, 4096)
			conn.Read(buf)
			io.WriteString(conn, answer)
			conn.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return &url.URL{Scheme: "http", Host: l.Addr().String(), Path: "/video"}
}

// TestSnapshots: every answer is a picture of its own, and the connection is kept.
func TestSnapshots(t *testing.T) {
	var asked atomic.Int32
	pics := [][]byte{encode(t, 3), encode(t, 5), encode(t, 7)}
	remotes := map[string]bool{}
	u := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		remotes[r.RemoteAddr] = true
		w.Write(pics[int(asked.Add(1)-1)%3])
	}))
	begin := time.Now()
	got, err := take(t, New(u, Options{FPS: 50}), 6)
	if !errors.Is(err, errEnough) {
		t.Fatal(err)
	}
	for i, p := range got {
		if !bytes.Equal(p.JPEG, pics[i%3]) || p.Number != i {
			t.Errorf("picture %d is not the %dth that was sent", p.Number, i)
		}
	}
	if spent := time.Since(begin); spent < 100*time.Millisecond {
		t.Errorf("5 pauses of 20 ms took %v", spent)
	}
	if len(remotes) != 1 {
		t.Errorf("%d connections, want one", len(remotes))
	}
}

func TestFailures(t *testing.T) {
	page := func(kind, body string, status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = []string{kind}
			w.WriteHeader(status)
			io.WriteString(w, body)
		}
	}
	jpg := string(encode(t, 3))
	cases := []struct {
		name  string
		h     http.HandlerFunc
		code  rtm2.Code
		words []string
	}{
		{"not found", page("text/html", "no", 404), rtm2.CodeNotFound, []string{"404", "address"}},
		{"forbidden", page("", "", 403), rtm2.CodeForbidden, []string{"403"}},
		{"busy", page("", "", 503), rtm2.CodeUnavailable, []string{"503", "busy"}},
		{"teapot", page("", "", 418), rtm2.CodeUnsupported, []string{"418"}},
		{"web page", page("text/html; charset=utf-8", "<html>", 200), rtm2.CodeUnsupported, []string{"web page"}},
		{"web page that says nothing", page("application/octet-stream", " <!DOCTYPE HTML><p>", 200),
			rtm2.CodeUnsupported,
			[]string{"web page"}},
		{"video", page("video/mp4", "ftyp", 200), rtm2.CodeUnsupported, []string{"video/mp4", "rtsp://"}},
		{"playlist", page("application/vnd.apple.mpegurl", "#EXTM3U", 200), rtm2.CodeUnsupported, []string{"MJPEG"}},
		{"text", page("text/plain", "hello", 200), rtm2.CodeUnsupported, []string{"no JPEG", "text/plain"}},
		{"nothing", page("multipart/x-mixed-replace;boundary=x", "", 200), rtm2.CodeUnavailable, []string{"empty"}},
		{"end of the stream", page("multipart/x-mixed-replace;boundary=x", "--x\r\n\r\n"+jpg+"--x\r\n\r\n"+jpg, 200),
			rtm2.CodeUnavailable, []string{"closed the stream"}},
		{"end in a picture", page("multipart/x-mixed-replace;boundary=x", "--x\r\n\r\n"+jpg[:200], 200),
			rtm2.CodeUnavailable, []string{"middle of a picture"}},
		{"rubbish", func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				w.Write(make([]byte, 1<<20))
			}
		}, rtm2.CodeUnsupported, []string{"without JPEG"}},
		{"picture without end", func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "\xff\xd8\xff\xda\x00\x02")
			for r.Context().Err() == nil {
				w.Write(make([]byte, 1<<20))
			}
		}, rtm2.CodeLimit, []string{"32 MiB"}},
		{"header without end", func(w http.ResponseWriter, _ *http.Request) {
			for i := range 2000 {
				w.Header().Set(fmt.Sprintf("X-%d", i), strings.Repeat("x", 100))
			}
		}, rtm2.CodeLimit, []string{"header"}},
		{"redirects in circles", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/again", http.StatusFound)
		}, rtm2.CodeUnavailable, []string{"circles"}},
		{"redirect to a file", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "file:///etc/passwd")
			w.WriteHeader(http.StatusFound)
		}, rtm2.CodeUnsupported, []string{"not http"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			u := serve(t, c.h)
			u.User = url.UserPassword("me", "s3cret")
			if m := sourcetest.Fails(t, New(u, Options{}), c.code, c.words...); strings.Contains(m, "s3cret") {
				t.Errorf("the message tells the password: %s", m)
			}
		})
	}
}

// TestSilence: a stream that stops sending, in a header, in a picture or between them, breaks.
func TestSilence(t *testing.T) {
	jpg := string(encode(t, 3))
	for name, sent := range map[string]string{
		"after a picture": "--x\r\n\r\n" + jpg, "in a picture": "--x\r\n\r\n" + jpg[:300],
		"in a header": "--x\r\nContent-",
	} {
		t.Run(name, func(t *testing.T) {
			u := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				io.WriteString(w, sent)
				http.NewResponseController(w).Flush()
				<-r.Context().Done()
			}))
			sourcetest.Fails(t, New(u, Options{Silence: 100 * time.Millisecond}), rtm2.CodeUnavailable,
				"has sent nothing for 100ms")
		})
	}
}

// TestStall: a stream that trickles for ever without making a picture breaks too.
func TestStall(t *testing.T) {
	u := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "\xff\xd8\xff\xda\x00\x02")
		for r.Context().Err() == nil {
			w.Write([]byte{1})
			http.NewResponseController(w).Flush()
			time.Sleep(5 * time.Millisecond)
		}
	}))
	sourcetest.Fails(t, New(u, Options{Stall: 200 * time.Millisecond}), rtm2.CodeUnavailable,
		"no whole picture for 200ms")
}

// TestSlowReceiver: the receiver's time is not the camera's.
func TestSlowReceiver(t *testing.T) {
	u := serve(t, stream(encode(t, 3)))
	n := 0
	o := Options{Silence: time.Second, Stall: time.Second}
	err := New(u, o).Run(t.Context(), func(rtm2.Picture) error {
		if n++; n == 3 {
			return errEnough
		}
		time.Sleep(1200 * time.Millisecond)
		return nil
	})
	if !errors.Is(err, errEnough) {
		t.Error(err)
	}
}
