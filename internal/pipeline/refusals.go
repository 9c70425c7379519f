package pipeline

import (
	"log/slog"

	"rtm2"
)

// refusalsBeforeState is how many pictures in a row must be unreadable before the camera's state says so: one
// torn frame is common, a second's worth of them is a fault.
const refusalsBeforeState = 15

// refusals counts pictures that could not be read, and logs them at most once a second.
type refusals struct {
	row   int // in a row
	fresh int // since the last line in the log
	name  string
	err   error
}

func (r *refusals) add(pic rtm2.Picture, err error) {
	r.row++
	r.fresh++
	r.name, r.err = pic.Name, err
}

func (r *refusals) good() { r.row = 0 }

func (r *refusals) all() bool { return r.row >= refusalsBeforeState }

func (r *refusals) summarise(log *slog.Logger) {
	if r.fresh == 0 {
		return
	}
	attrs := []any{slog.Int("count", r.fresh), slog.Any("error", r.err)}
	if r.name != "" {
		attrs = append(attrs, slog.String("name", r.name))
	}
	log.Warn("pictures refused", attrs...)
	r.fresh = 0
}
