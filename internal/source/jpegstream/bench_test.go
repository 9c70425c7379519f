package jpegstream

import (
	"bytes"
	"testing"
)

// BenchmarkReader measures what reading costs for each picture of 60 kB.
func BenchmarkReader(b *testing.B) {
	scan := bytes.Repeat([]byte("entropy coded data \xff\x00 and more of it, with a stuffed zero now and then"), 60000/64)
	pic := slicesConcat([]byte("\xff\xd8\xff\xda\x00\x02"), scan, []byte("\xff\xd9"))
	in := bytes.Repeat(slicesConcat([]byte("\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n"), pic), 100)
	b.SetBytes(int64(len(pic)))
	b.ReportAllocs()
	for n := 0; n < b.N; {
		r := NewReader(bytes.NewReader(in), Options{Boundary: "frame"})
		for {
			if _, err := r.Next(); err != nil {
				break
			}
			n++
		}
	}
}
