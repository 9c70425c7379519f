package pipeline_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"rtm2"
	"rtm2/internal/jpegdct"
	"rtm2/internal/pipeline"
)

// script is a source whose runs are given one by one; the last one is repeated.
type script struct {
	runs  []func(ctx context.Context, deliver func(rtm2.Picture) error) error
	calls []time.Time
}

func (s *script) Run(ctx context.Context, deliver func(rtm2.Picture) error) error {
	n := min(len(s.calls), len(s.runs)-1)
	s.calls = append(s.calls, time.Now())
	return s.runs[n](ctx, deliver)
}

// detector moves when the picture is wider than tall, and is ready after two pictures.
type detector struct {
	resets, seen int
	slow         time.Duration
}

func (d *detector) Reset() { d.resets++; d.seen = 0 }

func (d *detector) Judge(t *jpegdct.Thumbnail, _ time.Time) rtm2.Verdict {
	d.seen++
	time.Sleep(d.slow)
	v := rtm2.Verdict{Reason: rtm2.ReasonQuiet, Ready: d.seen > 2, Health: rtm2.HealthOK}
	if v.Moving = v.Ready && t.Width > t.Height; v.Moving {
		v.Reason, v.Score = rtm2.ReasonMotion, 0.5
	}
	return v
}

// tracker opens an event with the first motion and ends it when the connection ends.
type tracker struct{ open *rtm2.Event }

func (k *tracker) Step(f *rtm2.Frame, v rtm2.Verdict) (rtm2.Event, bool) {
	if !v.Moving || k.open != nil {
		return rtm2.Event{}, false
	}
	k.open = &rtm2.Event{ID: fmt.Sprint(f.Seq), Camera: f.Camera, Phase: rtm2.PhaseBegin}
	return *k.open, true
}

func (k *tracker) Tick(time.Time) (rtm2.Event, bool) { return rtm2.Event{}, false }

func (k *tracker) Close() (rtm2.Event, bool) {
	if k.open == nil {
		return rtm2.Event{}, false
	}
	e := *k.open
	e.Phase, k.open = rtm2.PhaseEnd, nil
	return e, true
}

func (k *tracker) Open() *rtm2.Event { return k.open }

// outlet writes down what it is told.
type outlet struct {
	frames []rtm2.Judged
	ages   []time.Duration // of each frame when it came
	log    []string
}

func (o *outlet) Frame(j rtm2.Judged) {
	o.frames = append(o.frames, j)
	o.ages = append(o.ages, time.Since(j.Frame.Captured))
}

func (o *outlet) Event(e rtm2.Event) { o.log = append(o.log, "event "+string(e.Phase)) }
func (o *outlet) State(_ rtm2.CameraID, s rtm2.CameraState) {
	line := string(s.Link)
	if s.Detail != "" {
		line += ": " + s.Detail
	}
	o.log = append(o.log, line)
}

type rig struct {
	src *script
	det *detector
	out *outlet
	reg *prometheus.Registry
	p   *pipeline.Pipeline
}

func newRig(runs ...func(context.Context, func(rtm2.Picture) error) error) *rig {
	r := &rig{src: &script{runs: runs}, det: &detector{}, out: &outlet{}, reg: prometheus.NewRegistry()}
	r.p = pipeline.New(pipeline.Options{
		Camera: rtm2.Camera{ID: "door", Number: 1}, Source: r.src, Detector: r.det, Tracker: &tracker{},
		Outlets: []pipeline.Outlet{r.out}, Logger: slog.New(slog.DiscardHandler),
		Metrics: pipeline.NewMetrics(r.reg),
	})
	return r
}

// run lets the pipeline live for so long in the bubble's time.
func (r *rig) run(t *testing.T, d time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	if err := r.p.Run(ctx); err != nil {
		t.Fatal(err)
	}
}

// counter reads one of the door's counters, with further labels as name="value".
func (r *rig) counter(t *testing.T, name string, labels ...string) float64 {
	t.Helper()
	families, err := r.reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() != name {
			continue
		}
	metrics:
		for _, m := range f.GetMetric() {
			for _, l := range labels {
				if !strings.Contains(m.String(), l) {
					continue metrics
				}
			}
			return m.GetCounter().GetValue()
		}
	}
	return 0
}

func encode(t *testing.T, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// stream delivers n pictures, one every 100 ms, and then ends as told.
func stream(data []byte, n int, end error) func(context.Context, func(rtm2.Picture) error) error {
	return func(ctx context.Context, deliver func(rtm2.Picture) error) error {
		for i := range n {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(100 * time.Millisecond):
			}
			if err := deliver(rtm2.Picture{JPEG: data, Captured: time.Now(), Number: i}); err != nil {
				return err
			}
		}
		return end
	}
}

// silent connects and never delivers.
func silent(ctx context.Context, _ func(rtm2.Picture) error) error {
	<-ctx.Done()
	return ctx.Err()
}

func TestStates(t *testing.T) {
	lost := rtm2.Errorf(rtm2.CodeUnavailable, "nobody answers")
	wide := encode(t, 32, 16)
	for name, tc := range map[string]struct {
		runs []func(context.Context, func(rtm2.Picture) error) error
		last time.Duration
		want []string
	}{
		"a healthy camera": {
			runs: []func(context.Context, func(rtm2.Picture) error) error{stream(wide, 1000, nil)},
			last: time.Second,
			want: []string{"connecting", "warming", "online", "event begin", "event end"},
		},
		"one that is never there": {
			runs: []func(context.Context, func(rtm2.Picture) error) error{stream(wide, 0, lost)},
			last: 20 * time.Second,
			want: []string{"connecting", "lost: nobody answers"},
		},
		"one that breaks and comes back": {
			runs: []func(context.Context, func(rtm2.Picture) error) error{stream(wide, 4, lost), stream(wide, 4000, nil)},
			last: 5 * time.Second,
			want: []string{
				"connecting", "warming", "online", "event begin", "event end", "lost: nobody answers",
				"warming", "online", "event begin", "event end",
			},
		},
		"a file that ends": {
			runs: []func(context.Context, func(rtm2.Picture) error) error{stream(wide, 2, nil), silent},
			last: 5 * time.Second,
			want: []string{"connecting", "warming", "connecting"},
		},
		"one that falls silent": {
			runs: []func(context.Context, func(rtm2.Picture) error) error{
				func(ctx context.Context, deliver func(rtm2.Picture) error) error {
					if err := stream(wide, 1, nil)(ctx, deliver); err != nil {
						return err
					}
					return silent(ctx, deliver)
				},
				silent,
			},
			last: 15 * time.Second,
			want: []string{"connecting", "warming", "lost: no picture from the camera for 10 s; it is asked again"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(tc.runs...)
				r.run(t, tc.last)
				if !slices.Equal(r.out.log, tc.want) {
					t.Errorf("told %q\nwant %q", r.out.log, tc.want)
				}
			})
		})
	}
}

func TestRestartPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(stream(nil, 0, errors.New("broken")))
		r.run(t, 5*time.Minute)
		if len(r.src.calls) < 8 {
			t.Fatalf("only %d tries in five minutes", len(r.src.calls))
		}
		bound := time.Second
		for i := 1; i < len(r.src.calls); i++ {
			pause := r.src.calls[i].Sub(r.src.calls[i-1])
			if pause < bound/2 || pause > bound {
				t.Errorf("pause %d is %v, want %v to %v", i, pause, bound/2, bound)
			}
			bound = min(2*bound, 30*time.Second)
		}
		if r.det.resets != len(r.src.calls) {
			t.Errorf("%d warm-ups for %d connections", r.det.resets, len(r.src.calls))
		}
		if got := r.counter(t, "rtm2_source_restarts_total"); int(got) < len(r.src.calls)-1 {
			t.Errorf("%v restarts counted for %d tries", got, len(r.src.calls))
		}
	})
}

func TestFrames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tall := encode(t, 16, 32)
		r := newRig(stream(tall, 3, errors.New("broken")), stream(tall, 3000, nil))
		r.run(t, 3*time.Second)
		if len(r.out.frames) < 6 {
			t.Fatalf("%d frames", len(r.out.frames))
		}
		for i, j := range r.out.frames {
			f := j.Frame
			epoch := uint32(1)
			if i >= 3 {
				epoch = 2
			}
			if f.Seq != uint32(i+1) || f.Epoch != epoch || f.Camera != "door" || f.Width != 16 || f.Height != 32 {
				t.Errorf("frame %d is %+v", i, f)
			}
			if !bytes.Equal(f.JPEG, tall) {
				t.Errorf("frame %d is not what the camera made", i)
			}
		}
		want := float64(len(r.out.frames))
		if got := r.counter(t, "rtm2_pictures_received_total"); got != want {
			t.Errorf("%v pictures counted, want %v", got, want)
		}
		if n := testutil.CollectAndCount(r.reg, "rtm2_judge_seconds"); n != 1 {
			t.Errorf("%d histograms", n)
		}
	})
}

// TestMissingTablesAreFilledIn holds the pipeline to pictures that every browser can show.
func TestMissingTablesAreFilledIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		whole := encode(t, 16, 32)
		var bare []byte
		for i := 0; i < len(whole); {
			n := 2 // SOI
			if i > 0 {
				n = 2 + int(whole[i+2])<<8 + int(whole[i+3])
			}
			if whole[i+1] == 0xda {
				n = len(whole) - i
			}
			if whole[i+1] != 0xc4 {
				bare = append(bare, whole[i:i+n]...)
			}
			i += n
		}
		if len(bare) >= len(whole) {
			t.Fatal("the encoder wrote no tables")
		}
		r := newRig(stream(bare, 5, nil), silent)
		r.run(t, time.Second)
		if len(r.out.frames) == 0 {
			t.Fatal("no frame came through")
		}
		if _, err := jpeg.Decode(bytes.NewReader(r.out.frames[0].Frame.JPEG)); err != nil {
			t.Errorf("the frame cannot be shown: %v", err)
		}
	})
}

func TestUnreadablePicturesArePassedOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		good := encode(t, 16, 32)
		torn := good[:len(good)/2]
		r := newRig(func(ctx context.Context, deliver func(rtm2.Picture) error) error {
			for _, data := range [][]byte{good, torn, good} {
				if err := stream(data, 3, nil)(ctx, deliver); err != nil {
					return err
				}
			}
			if err := stream([]byte("<html>"), 20, nil)(ctx, deliver); err != nil {
				return err
			}
			return stream(good, 1000, nil)(ctx, deliver)
		})
		r.run(t, 5*time.Second)
		if got := r.counter(t, "rtm2_pictures_refused_total"); got == 0 {
			t.Error("no refusal was counted")
		}
		if len(r.src.calls) != 1 {
			t.Errorf("the source was started %d times", len(r.src.calls))
		}
		if len(r.out.log) != 5 || !strings.Contains(r.out.log[3], "cannot be read") || r.out.log[4] != "online" {
			t.Errorf("told %q", r.out.log)
		}
	})
}

func TestNewestPictureWins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(stream(encode(t, 16, 32), 100, nil), silent)
		r.det.slow = 350 * time.Millisecond
		r.run(t, 10*time.Second)
		if oldest := slices.Max(r.out.ages); oldest > 800*time.Millisecond {
			t.Errorf("a frame was %v old when its verdict came; delay must not add up", oldest)
		}
		last := r.out.frames[len(r.out.frames)-1].Frame.Number
		dropped := r.counter(t, "rtm2_pictures_dropped_total")
		if len(r.out.frames) > 30 || last < 90 || dropped < 60 {
			t.Errorf("%d frames judged up to number %d, %v dropped", len(r.out.frames), last, dropped)
		}
	})
}
