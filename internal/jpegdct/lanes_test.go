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

// TestStrides compares the two ways of moving the lanes on, turn by turn, on sound, damaged and senseless data.
func TestStrides(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	p := &picture{width: 640, height: 480, factors: yuv(2, 2), quant: 5, spread: 30, ac: 20, seed: 3}
	good := scanOf(t, p.write())
	var a, b Decoder
	for round := range 30 {
		data := bytes.Clone(good)
		for range round {
			data[r.IntN(len(data))] = byte(r.IntN(255))
		}
		if round%3 == 2 {
			for i := range data {
				data[i] = byte(r.IntN(255))
			}
		}
		strides(t, &a, &b, data, round%2 == 0)
	}
}

// strides moves the lanes of a on by strideGo and those of b by stride until they are through with the data.
func strides(t *testing.T, a, b *Decoder, data []byte, color bool) {
	t.Helper()
	if !prepared(a, data, color) || !prepared(b, data, color) {
		return
	}
	v, w := &a.walker, &b.walker
	for i := range v.lanes {
		for _, w := range []*walker{v, w} {
			w.lanes[i].ready(w, i*w.stream.bits()/lanes, make([]uint32, w.stream.bits()+256))
			clear(w.lanes[i].found[:])
		}
	}
	for turns := 0; ; turns++ {
		v.strideGo()
		w.stride()
		for i := range v.lanes {
			x, y := &v.lanes[i], &w.lanes[i]
			low := func(acc uint64) uint64 { return acc & (1<<15 - 1) }
			if x.p != y.p || low(x.acc) != low(y.acc) || x.place != y.place || x.found != y.found {
				t.Fatalf("turn %d: lane %d stands elsewhere", turns, i)
			}
			if x.p > v.limit || int(x.p) > v.stream.size {
				return
			}
			if low(x.newAcc) != low(y.newAcc) || x.newPlace != y.newPlace || x.table != y.table {
				t.Fatalf("turn %d: lane %d goes elsewhere", turns, i)
			}
			for _, w := range []*walker{v, w} {
				w.settle(&w.lanes[i])
			}
		}
	}
}

// TestStrideStopsAtTheLimit checks that lanes read nothing beyond the limit that they are given.
func TestStrideStopsAtTheLimit(t *testing.T) {
	p := &picture{width: 640, height: 480, factors: yuv(2, 2), quant: 5, spread: 30, ac: 20, seed: 3}
	data := scanOf(t, p.write())
	for limit := uint64(1000); limit < 12000; limit += 997 {
		var d Decoder
		if !prepared(&d, data, true) {
			t.Fatal("not a scan")
		}
		w := &d.walker
		w.limit = limit
		for i := range w.lanes {
			w.lanes[i].ready(w, 8*i, make([]uint32, w.stream.bits()+256))
		}
		w.march(&[lanes]int{1 << 30, 1 << 30, 1 << 30})
		beyond := 0
		for i := range w.lanes {
			l := &w.lanes[i]
			if l.p > limit {
				beyond++
			}
			// careful does not stop there by itself, but goes on for some symbols at most.
			if l.p > limit+64 || slices.ContainsFunc(l.ends[:l.n], func(end uint32) bool { return uint64(end) > 8*(limit+80) }) {
				t.Errorf("limit %d: lane %d has read up to %d", limit, i, l.p)
			}
		}
		if beyond == 0 {
			t.Errorf("limit %d: no lane has come to it", limit)
		}
	}
}

// prepared makes a walker ready for a scan with the standard tables. It cannot where there is more than one interval.
func prepared(d *Decoder, data []byte, color bool) bool {
	s := &d.stream
	if _, err := s.fill(append(bytes.Clone(data), 0xFF, markerEOI), 0); err != nil || len(s.intervals) != 1 {
		return false
	}
	tables := &d.walker.tables
	slot0 := uint8(tables.slot(d.standardTable(0), d.standardTable(2)))
	slot1 := uint8(tables.slot(d.standardTable(1), d.standardTable(3)))
	slots := []uint8{slot0, slot0, slot0, slot0, slot1, slot1}
	if !color {
		slots = slots[:1]
	}
	d.walker.prepare(s, slots)
	return true
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
