package bench_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"testing"
	"time"

	"rtm2"
	"rtm2/internal/bench"
	"rtm2/internal/jpegdct"
)

// clock is a detector that writes down the time of every picture.
type clock struct{ at []time.Time }

func (c *clock) Reset() {}

func (c *clock) Judge(_ *jpegdct.Thumbnail, at time.Time) rtm2.Verdict {
	c.at = append(c.at, at)
	return rtm2.Verdict{}
}

type list []rtm2.Picture

func (l list) Run(_ context.Context, deliver func(rtm2.Picture) error) error {
	for _, p := range l {
		if err := deliver(p); err != nil {
			return err
		}
	}
	return nil
}

func pictures(t *testing.T, n int) list {
	t.Helper()
	var l list
	for i := range n {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 64+i, 48)), nil); err != nil {
			t.Fatal(err)
		}
		l = append(l, rtm2.Picture{JPEG: b.Bytes(), Number: i, Captured: time.Unix(0, int64(i)*40e6)})
	}
	return l
}

func TestRun(t *testing.T) {
	pics, err := bench.Load(context.Background(), pictures(t, 5))
	if err != nil {
		t.Fatal(err)
	}
	det := &clock{}
	r, err := bench.Run(context.Background(), pics, det, 3)
	if err != nil {
		t.Fatal(err)
	}
	if r.Frames != 5 || r.Passes != 3 || len(det.at) != 15 {
		t.Errorf("%+v after %d verdicts", r, len(det.at))
	}
	if r.Thumbnail <= 0 || r.Total < r.Thumbnail || r.Patch != 0 || r.Bytes < 100 {
		t.Errorf("%+v", r)
	}
	for i := 1; i < len(det.at); i++ {
		if gap := det.at[i].Sub(det.at[i-1]); gap != 40*time.Millisecond {
			t.Errorf("%v between pictures %d and %d: time must go on from pass to pass", gap, i-1, i)
		}
	}
}

func TestBadRecordings(t *testing.T) {
	if _, err := bench.Load(context.Background(), list{}); rtm2.CodeOf(err) != rtm2.CodeInvalid {
		t.Errorf("an empty recording gave %v", err)
	}
	torn := list{{JPEG: []byte{0xff, 0xd8, 0xff}, Number: 17}}
	if _, err := bench.Run(context.Background(), torn, &clock{}, 5); rtm2.CodeOf(err) != rtm2.CodeCorrupt {
		t.Errorf("a torn picture gave %v", err)
	}
}
