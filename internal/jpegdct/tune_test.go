package jpegdct

import (
	"testing"
	"time"
)

func best(n int, f func(i int)) float64 {
	var m [24]time.Duration
	for r := range 80 {
		for i := range n {
			t := time.Now()
			f(i)
			if d := time.Since(t); r == 0 || d < m[i] {
				m[i] = d
			}
		}
	}
	var s time.Duration
	for _, d := range m[:n] {
		s += d
	}
	return float64(s.Nanoseconds()) / float64(n) / 1000
}

func TestTune(t *testing.T) {
	for _, name := range []string{"vga420.mjpeg", "hd420.mjpeg"} {
		frames := frames(t, "speed/"+name, 24)
		var d Decoder
		var th Thumbnail
		all := best(24, func(i int) { d.Thumbnail(frames[i], &th) })
		var ds [24]Decoder
		for i := range ds {
			ds[i].Thumbnail(frames[i], &th)
		}
		run := best(24, func(i int) {
			d := &ds[i]
			d.walker.ends[0] = 0
			d.walker.run(0, len(d.dc), d.stream.bits())
		})
		diff := 0.0
		planes := best(24, func(i int) { d := &ds[i]; d.planes(&th) })
		fill := best(24, func(i int) { d := &ds[i]; d.stream.fill(frames[i], 623) })
		t.Logf("%s thumbnail %.1f: run %.1f diff %.1f planes %.1f fill %.1f", name, all, run, diff, planes, fill)
	}
}
