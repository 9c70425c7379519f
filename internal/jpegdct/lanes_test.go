package jpegdct

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
)

// scanOf returns the data of the only scan of a picture.
func scanOf(t *testing.T, data []byte) []byte {
	t.Helper()
	i := bytes.Index(data, []byte{0xFF, markerSOS})
	if i < 0 {
		t.Fatal("no scan")
	}
	return data[i+2+int(data[i+2])<<8+int(data[i+3]) : len(data)-2]
}

func TestLanesAgree(t *testing.T) {
	var d Decoder
	r := rand.New(rand.NewPCG(5, 5))
	for seed := range 6 {
		p := &picture{width: 640, height: 480, factors: yuv(2, 2), quant: 5, spread: 30, ac: 1 << seed, seed: uint64(seed)}
		p.ac = min(p.ac, 63)
		data := scanOf(t, p.write())
		lanesAgree(t, &d, data, 7200, true)
		for range 20 { // and damaged
			bad := bytes.Clone(data)
			for range 1 + r.IntN(3) {
				bad[r.IntN(len(bad))] ^= 1 << r.IntN(8)
			}
			lanesAgree(t, &d, bad, 7200, true)
		}
		lanesAgree(t, &d, data, 5000, false) // with the wrong tables
	}
	for range 50 { // noise
		noise := make([]byte, 5000+r.IntN(20000))
		for i := range noise {
			noise[i] = byte(r.IntN(255))
		}
		lanesAgree(t, &d, noise, 600+r.IntN(9000), true)
		lanesAgree(t, &d, noise, 600+r.IntN(9000), false)
	}
}

// TestLanesMeet checks that the lanes do come into step, which only speed depends on.
func TestLanesMeet(t *testing.T) {
	p := &picture{width: 640, height: 480, factors: yuv(2, 2), quant: 5, spread: 30, ac: 12, seed: 7}
	var d Decoder
	var th Thumbnail
	if err := d.Thumbnail(p.write(), &th); err != nil {
		t.Fatal(err)
	}
	w := &d.walker
	for i := range w.lanes[1:] {
		l := &w.lanes[i+1]
		if l.n == 0 {
			t.Fatalf("lane %d has read nothing", i+1)
		}
		if !slices.Contains(w.ends[:len(d.dc)+1], l.ends[l.n-1]) {
			t.Errorf("lane %d never came into step", i+1)
		}
	}
}
