package e2e_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

const (
	cameraWidth  = 320
	cameraHeight = 240
	cameraPause  = 80 * time.Millisecond
)

// camera is an MJPEG camera over HTTP whose scene is quiet, or has something walking through it, on demand.
type camera struct {
	*httptest.Server
	moving atomic.Bool
	broken atomic.Bool // sends torn pictures
	frames atomic.Int64
}

func newCamera(t *testing.T) *camera {
	t.Helper()
	c := &camera{}
	c.Server = httptest.NewServer(http.HandlerFunc(c.stream))
	t.Cleanup(func() {
		c.CloseClientConnections()
		c.Close()
	})
	return c
}

func (c *camera) stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "multipart/x-mixed-replace; boundary=frame")
	rnd := rand.New(rand.NewPCG(1, 2))
	for at := 0; r.Context().Err() == nil; {
		if c.moving.Load() {
			at += 6
		}
		data := picture(rnd, at, c.moving.Load())
		if c.broken.Load() {
			data = data[:len(data)/2]
		}
		fmt.Fprintf(w, "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n", len(data))
		if _, err := w.Write(append(data, '\r', '\n')); err != nil {
			return
		}
		w.(http.Flusher).Flush()
		c.frames.Add(1)
		select {
		case <-r.Context().Done():
		case <-time.After(cameraPause):
		}
	}
}

// picture draws a textured wall with sensor noise and, while something moves, a person-sized figure.
func picture(rnd *rand.Rand, at int, figure bool) []byte {
	m := image.NewGray(image.Rect(0, 0, cameraWidth, cameraHeight))
	for y := range cameraHeight {
		for x := range cameraWidth {
			v := 110 + 25*((x/40+y/30)%2) + y/12 + int(rnd.NormFloat64()*2)
			m.Pix[y*m.Stride+x] = uint8(v)
		}
	}
	if figure {
		left := at % (cameraWidth - 48)
		for y := 70; y < 200; y++ {
			for x := left; x < left+48; x++ {
				m.SetGray(x, y, color.Gray{Y: uint8(30 + (x-left)/2 + y/8)})
			}
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 85}); err != nil {
		panic(err) // a gray picture in memory can always be encoded
	}
	return b.Bytes()
}
