package jpegdct

import (
	"bytes"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
)

// damage is one way in which a JPEG arrives broken.
type damage struct {
	name string
	do   func(r *rand.Rand, data []byte, scan int) []byte
}

func damages() []damage {
	return []damage{
		{"one bit in the picture data", func(r *rand.Rand, data []byte, scan int) []byte {
			data[scan+r.IntN(len(data)-scan-2)] ^= 1 << r.IntN(8)
			return data
		}},
		{"one bit anywhere", func(r *rand.Rand, data []byte, _ int) []byte {
			data[r.IntN(len(data))] ^= 1 << r.IntN(8)
			return data
		}},
		{"one byte in the picture data", func(r *rand.Rand, data []byte, scan int) []byte {
			data[scan+r.IntN(len(data)-scan-2)] = byte(r.IntN(256))
			return data
		}},
		{"1 to 64 bytes lost", func(r *rand.Rand, data []byte, scan int) []byte {
			at, n := scan+r.IntN(len(data)-scan-66), 1+r.IntN(64)
			return slices.Delete(data, at, at+n)
		}},
		{"64 to 1500 bytes zeroed", func(r *rand.Rand, data []byte, scan int) []byte {
			at := scan + r.IntN(len(data)-scan-2)
			clear(data[at:min(at+64+r.IntN(1437), len(data)-2)])
			return data
		}},
		{"cut off", func(r *rand.Rand, data []byte, _ int) []byte {
			return data[:r.IntN(len(data))]
		}},
	}
}

// TestMutationCampaign breaks pictures in all ways and counts what is found. JPEGDCT_MUTATIONS sets how many of
// each kind are tried on every picture; the short run only makes sure that nothing panics, that all truncation is
// found, and that most damage is.
func TestMutationCampaign(t *testing.T) {
	rounds := 60
	if s := os.Getenv("JPEGDCT_MUTATIONS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatalf("JPEGDCT_MUTATIONS=%s is not a number", s)
		}
		rounds = n
	}
	pictures := [][]byte{encoded(t, 640, 480, 1, 75), encoded(t, 640, 480, 2, 90)}
	if _, err := os.Stat(samples + "/speed/vga420.mjpeg"); err == nil {
		pictures = append(pictures, frames(t, "speed/vga420.mjpeg", 3)...)
	}
	r := rand.New(rand.NewPCG(8, 8))
	for _, dm := range damages() {
		var c campaign
		for _, data := range pictures {
			c.run(t, r, dm, data, rounds)
		}
		t.Logf("%-30s %6d broken: %5.1f %% refused by Thumbnail, %5.1f %% by Validate, %5.1f %% changed nothing, "+
			"%5.1f %% changed at most 8 cells, %5.1f %% changed more", dm.name, c.tried, c.share(c.refused),
			c.share(c.refused+c.implausible), c.share(c.same), c.share(c.small), c.share(c.large))
		if dm.name == "cut off" && c.refused != c.tried {
			t.Errorf("%d of %d truncated pictures were taken for whole", c.tried-c.refused, c.tried)
		}
		if c.refused+c.implausible+c.same < c.tried/3 {
			t.Errorf("%s: hardly any damage is found", dm.name)
		}
	}
}

// campaign counts what became of broken pictures.
type campaign struct {
	tried, refused, implausible, same, small, large int
}

func (c *campaign) share(n int) float64 { return 100 * float64(n) / float64(max(c.tried, 1)) }

func (c *campaign) run(t *testing.T, r *rand.Rand, dm damage, data []byte, rounds int) {
	var d Decoder
	var good, bad Thumbnail
	if err := d.Thumbnail(data, &good); err != nil {
		t.Fatal(err)
	}
	scan := bytes.Index(data, []byte{0xFF, markerSOS}) + 14
	for range rounds {
		broken := dm.do(r, bytes.Clone(data), scan)
		if bytes.Equal(broken, data) {
			continue
		}
		c.tried++
		err := d.Thumbnail(broken, &bad)
		checkError(t, err, len(broken))
		if err != nil {
			c.refused++
			continue
		}
		changed := 0
		for i, v := range bad.Y.Pix {
			if i < len(good.Y.Pix) && v != good.Y.Pix[i] {
				changed++
			}
		}
		switch {
		case d.Plausible() != nil:
			c.implausible++
		case changed == 0:
			c.same++
		case changed <= 8:
			c.small++
		default:
			c.large++
		}
	}
}

// TestRandomDamage puts small pictures of every kind through every entry point, each with a few random changes.
// JPEGDCT_EXECUTIONS sets how many. It is what a fuzzer does, without its bookkeeping and far faster.
func TestRandomDamage(t *testing.T) {
	executions := executions(t, 20000)
	seeds := [][]byte{tiny(markerSOF2, [4]byte{0, 0, 1, 3}, [4]byte{1, 63, 0x10, 1}, [4]byte{0, 0, 0x10, 3})}
	for _, p := range pictures() {
		if p.width < 300 {
			small := *p
			small.width, small.height = 35, 27
			seeds = append(seeds, small.write())
		}
	}
	r := rand.New(rand.NewPCG(9, uint64(executions)))
	var rd readers
	entries := []func(*testing.T, []byte){rd.thumbnail, rd.normalize, rd.info}
	for n := range executions {
		data := bytes.Clone(seeds[r.IntN(len(seeds))])
		for range 1 + r.IntN(4) {
			at := r.IntN(len(data))
			if r.IntN(2) == 0 {
				at = r.IntN(min(len(data), 700)) // the headers
			}
			switch r.IntN(5) {
			case 0, 1:
				data[at] ^= 1 << r.IntN(8)
			case 2:
				data[at] = []byte{0, 1, 0x7F, 0xFF, markerSOS, markerDHT, markerRST0, byte(r.IntN(256))}[r.IntN(8)]
			case 3:
				data = slices.Delete(data, at, min(at+1+r.IntN(20), len(data)))
			case 4:
				from := r.IntN(len(data))
				data = slices.Insert(data, at, bytes.Clone(data[from:min(from+1+r.IntN(40), len(data))])...)
			}
			if len(data) == 0 {
				data = []byte{0xFF}
			}
		}
		entries[n%len(entries)](t, data)
		if t.Failed() {
			t.Fatalf("execution %d with %x", n, data)
		}
	}
}

// executions is how many JPEGDCT_EXECUTIONS asks for, else few.
func executions(t *testing.T, few int) int {
	t.Helper()
	s := os.Getenv("JPEGDCT_EXECUTIONS")
	if s == "" {
		return few
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatalf("JPEGDCT_EXECUTIONS=%s is not a number", s)
	}
	return n
}

// TestRandomLanes compares lanes and plain walk on repeated patterns, on which lanes often fail to come into step.
func TestRandomLanes(t *testing.T) {
	var d, other Decoder
	n := max(executions(t, 3000)/10, 3000)
	r := rand.New(rand.NewPCG(10, uint64(n)))
	for i := range n {
		data := make([]byte, 1+r.IntN(40))
		for j := range data {
			data[j] = byte(r.IntN(255))
			if i%3 == 0 {
				data[j] = byte(i / 3 % 255)
			}
		}
		for len(data) < laneBits/8+100 {
			data = append(data, data...)
		}
		lanesAgree(t, &d, data, laneBlocks+r.IntN(1<<(1+r.IntN(16))), i%2 == 0)
		if i%20 < 2 {
			strides(t, &d, &other, data, i%2 == 0)
		}
		if t.Failed() {
			t.Fatalf("number %d with %x", i, data[:64])
		}
	}
}
