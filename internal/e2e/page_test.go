package e2e_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"
)

// setMode presses one of the three buttons of the tile's switch.
func (p *page) setMode(camera, mode string) {
	p.t.Helper()
	pressed := must[bool](p, fmt.Sprintf(`
const t = tile(%q);
const b = find((e) => e.dataset && e.dataset.setMode === %q, t.shadowRoot ?? t);
b?.click();
return !!b;`, camera, mode))
	if !pressed {
		p.t.Fatalf("the tile of %s has no button for %s", camera, mode)
	}
	eventually(p.t, "the tile is in mode "+mode, func() bool { return p.data(camera, "mode") == mode })
}

// link returns what the page thinks of its connection to the server.
func (p *page) link() string {
	s, err := eval[string](p, `return find((e) => e.dataset && "serverLink" in e.dataset)?.dataset.serverLink ?? ""`)
	if err != nil {
		return ""
	}
	return s
}

// watchLink has the page note when it finds the link lost, by its own clock.
func (p *page) watchLink() {
	must[bool](p, `
const root = find((e) => e.dataset && "serverLink" in e.dataset);
window.lostAt = 0;
new MutationObserver(() => {
  if (root.dataset.serverLink === "lost" && !window.lostAt) window.lostAt = Date.now();
}).observe(root, { attributes: true });
return true;`)
}

func TestPage(t *testing.T) {
	cam := newCamera(t)
	addr := freeAddr(t)
	srv := serve(t, addr, "--camera", "door="+cam.URL)
	p := openPage(t, srv.url("/"), 1440, 900)
	eventually(t, "the camera is online", func() bool { return p.data("door", "link") == "online" })
	eventually(t, "a first picture is drawn", func() bool { return p.count("door", "frames") > 0 })

	t.Run("detect mode is still while the scene is quiet, and beats go on", func(t *testing.T) {
		if mode := p.data("door", "mode"); mode != "detect" {
			t.Fatalf("a tile starts in mode %q", mode)
		}
		eventually(t, "nothing moves", func() bool { return p.data("door", "moving") != "true" })
		time.Sleep(500 * time.Millisecond) // a frame that was under way may still be drawn
		before, frames, beats := p.pixels("door"), p.count("door", "frames"), p.count("door", "beats")
		stays(t, "the picture", 3*time.Second, func() bool { return p.pixels("door") == before })
		eventually(t, "beats are counted", func() bool { return p.count("door", "beats") >= beats+3 })
		if now := p.count("door", "frames"); now != frames {
			t.Errorf("%d frames were drawn in quiet", now-frames)
		}
		p.screenshot("quiet")
	})

	t.Run("the picture changes when the scene moves", func(t *testing.T) {
		before := p.pixels("door")
		cam.moving.Store(true)
		eventually(t, "the tile says that something moves", func() bool { return p.data("door", "moving") == "true" })
		eventually(t, "another picture", func() bool { return p.pixels("door") != before })
		eventually(t, "many frames", func() bool { return p.count("door", "frames") > 10 })
		p.screenshot("moving")
		cam.moving.Store(false)
		eventually(t, "the tile says that it is quiet", func() bool { return p.data("door", "moving") != "true" })
	})

	t.Run("live mode shows every frame", func(t *testing.T) {
		p.setMode("door", "live")
		before, frames := p.pixels("door"), p.count("door", "frames")
		eventually(t, "another picture", func() bool { return p.pixels("door") != before })
		eventually(t, "frames flow", func() bool { return p.count("door", "frames") > frames+20 })
	})

	t.Run("closed shows none, and beats go on", func(t *testing.T) {
		p.setMode("door", "close")
		time.Sleep(500 * time.Millisecond)
		frames, beats := p.count("door", "frames"), p.count("door", "beats")
		eventually(t, "beats are counted", func() bool { return p.count("door", "beats") >= beats+3 })
		if now := p.count("door", "frames"); now != frames {
			t.Errorf("%d frames were drawn", now-frames)
		}
		p.setMode("door", "detect")
	})

	t.Run("a server that hangs is a lost link within three seconds", func(t *testing.T) {
		p.watchLink()
		hung := time.Now()
		if err := srv.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the page says that the link is lost", func() bool { return p.link() == "lost" })
		checkLost(t, p, hung)
		if err := srv.cmd.Process.Signal(syscall.SIGCONT); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the link is back", func() bool { return p.link() == "up" })
	})

	t.Run("a killed server is a lost link within three seconds, and one that is back is found", func(t *testing.T) {
		p.watchLink()
		killed := time.Now()
		srv.stop(t, syscall.SIGKILL)
		eventually(t, "the page says that the link is lost", func() bool { return p.link() == "lost" })
		checkLost(t, p, killed)
		p.screenshot("lost")
		serve(t, addr, "--camera", "door="+cam.URL)
		eventually(t, "the link is back", func() bool { return p.link() == "up" })
		eventually(t, "the camera is online", func() bool { return p.data("door", "link") == "online" })
		beats := p.count("door", "beats")
		eventually(t, "beats go on", func() bool { return p.count("door", "beats") > beats })
		cam.moving.Store(true)
		frames := p.count("door", "frames")
		eventually(t, "pictures go on", func() bool { return p.count("door", "frames") > frames+5 })
	})
}

// checkLost holds the page to its promise: three seconds, on the browser's clock. Both clocks are this machine's.
func checkLost(t *testing.T, p *page, since time.Time) {
	t.Helper()
	lost := time.UnixMilli(must[int64](p, "return window.lostAt"))
	if took := lost.Sub(since); took > 3*time.Second {
		t.Errorf("the page needed %v to see that the link is lost", took)
	}
	eventually(t, "the page says in words that the link is lost", func() bool {
		return strings.Contains(strings.ToLower(p.text()), "link to the server is lost")
	})
}

// text returns all words on the page, shadow roots included.
func (p *page) text() string {
	p.t.Helper()
	return must[string](p, `
const text = (root) => [...root.childNodes].map((n) =>
  n.nodeType === 3 ? n.data : n.nodeName === "STYLE" ? "" : text(n.shadowRoot ?? n)).join(" ");
return text(document.body);`)
}

func TestBrokenCameraInThePage(t *testing.T) {
	cam := newCamera(t)
	srv := serve(t, freeAddr(t), "--camera", "door="+cam.URL, "--camera", "gone=http://"+freeAddr(t)+"/video")
	p := openPage(t, srv.url("/"), 390, 844)
	eventually(t, "one camera is online", func() bool { return p.data("door", "link") == "online" })
	eventually(t, "the other is lost", func() bool { return p.data("gone", "link") == "lost" })
	cam.broken.Store(true)
	eventually(t, "torn pictures are counted", func() bool {
		return strings.Contains(srv.get(t, "/metrics"), `rtm2_pictures_refused_total{camera="door"`)
	})
	cam.broken.Store(false)
	frames := p.count("door", "frames")
	cam.moving.Store(true)
	eventually(t, "pictures go on", func() bool { return p.count("door", "frames") > frames+5 })
	p.screenshot("phone")
}
