// Package pipeline is one camera's life: it keeps the source connected, hands every picture through the stages
// in their order, and tells the outlets what came of it. It knows the order of the stages and nothing else.
package pipeline

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"math/rand/v2"
	"time"

	"rtm2"
	"rtm2/internal/jpegdct"
)

// Detector judges the thumbnails of one camera in their order.
type Detector interface {
	// Reset forgets everything: the next thumbnail is the first of a new connection.
	Reset()
	// Judge answers for one thumbnail captured at the given time. The verdict's slices are the detector's and
	// hold until the next call.
	Judge(t *jpegdct.Thumbnail, at time.Time) rtm2.Verdict
}

// Tracker joins verdicts into events.
type Tracker interface {
	Step(f *rtm2.Frame, v rtm2.Verdict) (rtm2.Event, bool)
	Tick(now time.Time) (rtm2.Event, bool)
	Close() (rtm2.Event, bool)
	Open() *rtm2.Event
}

// Outlet takes what a pipeline has found. Its methods are called from the pipeline's goroutine and must not
// block.
type Outlet interface {
	Frame(j rtm2.Judged)
	Event(e rtm2.Event)
	State(id rtm2.CameraID, s rtm2.CameraState)
}

// Options is what a pipeline is made of. All fields but Rand and Timing are needed.
type Options struct {
	Camera   rtm2.Camera
	Source   rtm2.Source
	Detector Detector
	Tracker  Tracker
	Outlets  []Outlet
	Logger   *slog.Logger
	Metrics  *Metrics
	Timing   Timing
}

// Timing holds the pauses and deadlines of a pipeline. Zero fields take the defaults.
type Timing struct {
	FirstPicture time.Duration // a connection without a picture for so long is broken off; 30 s
	NextPicture  time.Duration // the same once pictures have come; 10 s
	PauseLeast   time.Duration // before the first new try, half to all of it; 1 s
	PauseMost    time.Duration // the pause doubles up to this; 30 s
}

func (t Timing) withDefaults() Timing {
	set := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	set(&t.FirstPicture, 30*time.Second)
	set(&t.NextPicture, 10*time.Second)
	set(&t.PauseLeast, time.Second)
	set(&t.PauseMost, 30*time.Second)
	return t
}

// Pipeline is one camera's life. Its Run owns everything in it.
type Pipeline struct {
	o     Options
	log   *slog.Logger
	meter *meter

	decoder jpegdct.Decoder
	thumb   jpegdct.Thumbnail

	state   rtm2.CameraState
	told    bool // whether the outlets have heard of a state yet
	online  bool // whether the log knows that the camera is there
	epoch   uint32
	seq     uint32
	fails   int       // connections in a row that broke without a good spell
	since   time.Time // start of the present connection
	last    time.Time // arrival of its newest picture, zero before the first
	refused refusals
}

// New makes a pipeline; Run starts it.
func New(o Options) *Pipeline {
	o.Timing = o.Timing.withDefaults()
	return &Pipeline{
		o: o, log: o.Logger.With(slog.String("camera", string(o.Camera.ID))),
		meter: o.Metrics.camera(o.Camera.ID),
		state: rtm2.CameraState{Link: rtm2.LinkConnecting, Health: rtm2.HealthOK},
	}
}

// Run keeps the camera connected until ctx ends, and returns when the source is gone. A source that ends or
// breaks is never a reason to return.
func (p *Pipeline) Run(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	p.tell(p.state)
	conn := p.connect(ctx)
	var retry <-chan time.Time
	for {
		// A select picks any case that is ready: without this look a source that ended because ctx did could be
		// started once more.
		if ctx.Err() != nil {
			conn.close()
			p.endEvent()
			return nil
		}
		select {
		case <-ctx.Done():
		case pic := <-conn.pictures:
			p.take(pic)
		case err := <-conn.ended:
			conn.ended = nil
			p.drain(conn)
			if ctx.Err() == nil {
				retry = time.After(p.broken(err))
			}
		case <-retry:
			retry = nil
			conn.close()
			conn = p.connect(ctx)
		case now := <-tick.C:
			p.tick(now, conn)
		}
	}
}

// connect starts one run of the source as a new epoch.
func (p *Pipeline) connect(ctx context.Context) *connection {
	p.epoch++
	p.o.Detector.Reset()
	p.since, p.last = time.Now(), time.Time{}
	return connect(ctx, p.o.Source, p.meter)
}

// drain takes the picture that a connection delivered last.
func (p *Pipeline) drain(c *connection) {
	select {
	case pic := <-c.pictures:
		p.take(pic)
	default:
	}
}

// broken notes why a connection ended and returns the pause before the next try.
func (p *Pipeline) broken(err error) time.Duration {
	p.endEvent()
	p.meter.restarts.Inc()
	good := !p.last.IsZero() && p.last.Sub(p.since) >= p.o.Timing.PauseMost
	if good || err == nil {
		p.fails = 0
	}
	pause := p.pause()
	p.fails++
	if err == nil {
		p.log.Debug("the source has come to its end and starts again", slog.Duration("pause", pause))
		p.setState(func(s *rtm2.CameraState) { s.Link, s.Detail = rtm2.LinkConnecting, "" })
		return pause
	}
	p.log.Warn("the camera is lost and tried again", slog.Any("error", err),
		slog.String("code", string(rtm2.CodeOf(err))), slog.Duration("pause", pause))
	detail := err.Error()
	p.setState(func(s *rtm2.CameraState) { s.Link, s.Detail = rtm2.LinkLost, detail })
	return pause
}

// pause grows with the failures in a row and is jittered, so that fifty cameras behind one switch do not all
// come back in the same instant.
func (p *Pipeline) pause() time.Duration {
	d := p.o.Timing.PauseLeast << min(p.fails, 16)
	d = min(d, p.o.Timing.PauseMost)
	return d/2 + rand.N(d/2+1)
}

// tick is called once a second: it ends events that wait for a frame, and connections that went silent.
func (p *Pipeline) tick(now time.Time, c *connection) {
	if e, ok := p.o.Tracker.Tick(now); ok {
		p.event(e)
	}
	p.refused.summarise(p.log)
	bound, from := p.o.Timing.FirstPicture, p.since
	if !p.last.IsZero() {
		bound, from = p.o.Timing.NextPicture, p.last
	}
	if c.ended != nil && now.Sub(from) > bound {
		c.abandon(rtm2.Errorf(rtm2.CodeUnavailable,
			"no picture from the camera for %d s; it is asked again", int(bound.Seconds())))
	}
}

// take puts one picture through the stages.
func (p *Pipeline) take(pic rtm2.Picture) {
	began := time.Now()
	p.last = began
	p.meter.received.Inc()
	jpeg, err := p.read(pic.JPEG)
	if err != nil {
		p.refuse(pic, err)
		return
	}
	p.seq++
	f := &rtm2.Frame{
		Camera: p.o.Camera.ID, Epoch: p.epoch, Seq: p.seq, Number: pic.Number, Captured: pic.Captured,
		Width: p.thumb.Width, Height: p.thumb.Height, JPEG: jpeg,
	}
	v := p.o.Detector.Judge(&p.thumb, pic.Captured)
	p.meter.judged(v, time.Since(began))
	e, changed := p.o.Tracker.Step(f, v)
	p.follow(v)
	if changed {
		p.event(e)
	}
	j := rtm2.Judged{Frame: f, Verdict: v, Event: p.o.Tracker.Open()}
	for _, o := range p.o.Outlets {
		o.Frame(j)
	}
}

// read makes the thumbnail and returns the picture as every browser can show it. Only a camera that leaves its
// Huffman tables out costs a copy. A picture that a bit error has shifted would look like motion everywhere, so
// one that cannot be right is refused.
func (p *Pipeline) read(jpeg []byte) ([]byte, error) {
	if err := p.decoder.Thumbnail(jpeg, &p.thumb); err != nil {
		return nil, err
	}
	if err := p.decoder.Plausible(); err != nil {
		return nil, err
	}
	if info, ok := p.decoder.Last(); ok && info.MissingHuffman {
		return jpegdct.Normalize(nil, jpeg)
	}
	return jpeg, nil
}

// refuse counts a picture that cannot be read; the stream goes on.
func (p *Pipeline) refuse(pic rtm2.Picture, err error) {
	kind := "malformed"
	var e *jpegdct.Error
	if errors.As(err, &e) {
		kind = e.Kind.String()
	}
	p.meter.refusedBy(kind)
	p.refused.add(pic, err)
	if p.refused.all() {
		detail := "pictures arrive but cannot be read: " + err.Error()
		p.setState(func(s *rtm2.CameraState) { s.Detail = detail })
	}
}

// follow derives the camera's state from a verdict.
func (p *Pipeline) follow(v rtm2.Verdict) {
	p.refused.good()
	next := rtm2.CameraState{Link: rtm2.LinkOnline, Health: v.Health, Night: v.Night}
	if !v.Ready {
		next.Link = rtm2.LinkWarming
	}
	if next.Health == "" {
		next.Health = rtm2.HealthOK
	}
	p.tell(next)
}

// setState changes part of the state.
func (p *Pipeline) setState(change func(*rtm2.CameraState)) {
	next := p.state
	change(&next)
	p.tell(next)
}

// tell hands a changed state to the outlets.
func (p *Pipeline) tell(next rtm2.CameraState) {
	if next == p.state && p.told {
		return
	}
	p.logState(next)
	p.state, p.told = next, true
	for _, o := range p.o.Outlets {
		o.State(p.o.Camera.ID, next)
	}
}

// logState logs what people want to know of a changed state: that a camera is lost is logged with its cause
// elsewhere, and one that connects and warms up, as a looped file does all the time, is no news until it is online.
func (p *Pipeline) logState(next rtm2.CameraState) {
	level := slog.LevelDebug
	online := next.Link == rtm2.LinkOnline && !p.online
	if online || next.Health != p.state.Health {
		level = slog.LevelInfo
	}
	if online || next.Link == rtm2.LinkLost {
		p.online = online
	}
	p.log.Log(context.Background(), level, "the camera's state has changed", slog.String("link", string(next.Link)),
		slog.String("health", string(next.Health)))
}

// endEvent ends an open event, because no more frames will come for it.
func (p *Pipeline) endEvent() {
	if e, ok := p.o.Tracker.Close(); ok {
		p.event(e)
	}
}

func (p *Pipeline) event(e rtm2.Event) {
	if e.Phase != rtm2.PhaseUpdate {
		p.log.Info("motion event", slog.String("event", e.ID), slog.String("phase", string(e.Phase)),
			slog.Float64("score", math.Round(100*e.Score)/100), slog.Int("frames", e.Frames))
	}
	for _, o := range p.o.Outlets {
		o.Event(e)
	}
}
