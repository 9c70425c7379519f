package e2e_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// find is the page's own way to an element: through every shadow root.
const find = `
const find = (test, root = document) => {
  for (const e of root.querySelectorAll("*")) {
    if (test(e)) return e;
    const inner = e.shadowRoot && find(test, e.shadowRoot);
    if (inner) return inner;
  }
  return null;
};
const tile = (id) => find((e) => e.dataset && e.dataset.camera === id && "beats" in e.dataset);
`

// page is a browser tab that shows rtm2.
type page struct {
	t   *testing.T
	ctx context.Context
}

// openPage starts a browser of its own on the address.
func openPage(t *testing.T, url string, width, height int) *page {
	t.Helper()
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Fatal("chromium is not installed: apt-get install chromium")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath("chromium"), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.WindowSize(width, height), chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.WSURLReadTimeout(patience),
	)
	alloc, cancelAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(func() {
		cancel()
		cancelAlloc()
	})
	p := &page{t: t, ctx: ctx}
	if _, err := chromedp.Run(ctx, chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	return p
}

// eval runs a function body in the page and decodes what it returns.
func eval[T any](p *page, body string) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](fmt.Sprintf("(() => { %s\n%s })()", find, body)))
}

// must is eval that ends the test on an error.
func must[T any](p *page, body string) T {
	p.t.Helper()
	v, err := eval[T](p, body)
	if err != nil {
		p.t.Fatal(err)
	}
	return v
}

// data reads a data attribute of a camera's tile; "" while there is no tile.
func (p *page) data(camera, key string) string {
	s, err := eval[string](p, fmt.Sprintf("return tile(%q)?.dataset[%q] ?? ''", camera, key))
	if err != nil { // the page is being loaded anew
		return ""
	}
	return s
}

// count reads a data attribute that is a number.
func (p *page) count(camera, key string) int {
	n, err := strconv.Atoi(p.data(camera, key))
	if err != nil { // not there yet
		return 0
	}
	return n
}

// pixels returns a digest of what the camera's canvas shows.
func (p *page) pixels(camera string) string {
	return must[string](p, fmt.Sprintf(`
const c = find((e) => e.tagName === "CANVAS" && e.width > 100, tile(%q).shadowRoot ?? tile(%q));
if (!c) return "";
const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
let h = 0;
for (let i = 0; i < d.length; i++) h = (h * 31 + d[i]) | 0;
return c.width + "x" + c.height + ":" + h;`, camera, camera))
}

// screenshot keeps a picture of the page where RTM2_SCREENSHOTS names a folder.
func (p *page) screenshot(name string) {
	p.t.Helper()
	dir := os.Getenv("RTM2_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// stays checks that ok holds all the time.
func stays(t *testing.T, what string, d time.Duration, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if !ok() {
			t.Fatalf("did not hold for %v: %s", d, what)
		}
	}
}
