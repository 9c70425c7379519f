package eval

import (
	"context"
	"time"

	"rtm2"
	"rtm2/internal/event"
	"rtm2/internal/jpegdct"
	"rtm2/internal/motion"
)

// Film is a recording whose truth is known.
type Film interface {
	// Play shows every frame once, in order, from one goroutine.
	Play(ctx context.Context, show func(Shot) error) error
	// Health is the state that should be told in frames of trouble.
	Health() rtm2.Health
	// Strict says that frames count from the first on, without an allowance for warming up.
	Strict() bool
}

// Shot is one frame of a Film.
type Shot struct {
	JPEG  []byte
	At    time.Duration // from the start of the recording
	Fresh bool          // the first of a new connection
	Truth Truth         // Cells are valid until the next shot
}

// Setup is one way to judge a film.
type Setup struct {
	Motion motion.Config
	Event  event.Config
	Seed   uint64
}

// start is the capture time of a film's first frame. Detectors see differences only.
func start() time.Time { return time.Unix(1_700_000_000, 0).UTC() }

// Judge plays a film once and returns the score of each setup.
func Judge(ctx context.Context, f Film, setups []Setup) ([]Score, error) {
	judges := make([]*judge, len(setups))
	for i, s := range setups {
		j, err := newJudge(s, f)
		if err != nil {
			return nil, err
		}
		judges[i] = j
	}
	var (
		dec   jpegdct.Decoder
		thumb jpegdct.Thumbnail
	)
	err := f.Play(ctx, func(s Shot) error {
		refused := dec.Thumbnail(s.JPEG, &thumb)
		if refused == nil {
			refused = dec.Plausible()
		}
		for _, j := range judges {
			j.frame(&s, &thumb, refused != nil)
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	scores := make([]Score, len(judges))
	for i, j := range judges {
		scores[i] = j.end()
	}
	return scores, nil
}

// judge is a detector with what follows it.
type judge struct {
	detector *motion.Detector
	tracker  *event.Tracker
	tally    *Tally
	events   []rtm2.Event
	frames   uint32
}

func newJudge(s Setup, f Film) (*judge, error) {
	det, err := motion.New(s.Motion, s.Seed)
	if err != nil {
		return nil, err
	}
	s.Event.ZonesOf = det.ZonesOf
	tracker, err := event.New("eval", s.Event)
	if err != nil {
		return nil, err
	}
	t := NewTally(max(s.Event.PostRoll, s.Event.JoinGap), f.Health())
	t.strict = f.Strict()
	return &judge{detector: det, tracker: tracker, tally: t}, nil
}

func (j *judge) frame(s *Shot, thumb *jpegdct.Thumbnail, refused bool) {
	if s.Fresh {
		j.keep(j.tracker.Close())
		j.detector.Reset()
		j.tally.Connect()
	}
	var v rtm2.Verdict
	if !refused {
		j.frames++
		at := start().Add(s.At)
		v = j.detector.Judge(thumb, at)
		j.keep(j.tracker.Step(&rtm2.Frame{
			Seq: j.frames, Captured: at, Width: thumb.Width, Height: thumb.Height, JPEG: s.JPEG,
		}, v))
	}
	j.tally.Frame(s.At, s.Truth, v, refused)
}

func (j *judge) keep(e rtm2.Event, told bool) {
	if told && e.Phase == rtm2.PhaseEnd && j.tracker.Worth(e) {
		j.events = append(j.events, e)
	}
}

func (j *judge) end() Score {
	j.keep(j.tracker.Close())
	return j.tally.Score(j.events, start())
}
