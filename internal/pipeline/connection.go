package pipeline

import (
	"context"
	"errors"

	"rtm2"
)

// connection is one run of a source. Its goroutine owns the source; the pipeline reads the two channels.
type connection struct {
	// pictures holds at most the newest picture: when the judge is behind, the older one is dropped, so that
	// delay never grows.
	pictures chan rtm2.Picture
	// ended gets the result of the run once; the pipeline sets it to nil when it has read it.
	ended  chan error
	cancel context.CancelCauseFunc
	gone   chan struct{}
}

// connect starts the source.
func connect(ctx context.Context, src rtm2.Source, m *meter) *connection {
	ctx, cancel := context.WithCancelCause(ctx)
	c := &connection{
		pictures: make(chan rtm2.Picture, 1), ended: make(chan error, 1), cancel: cancel,
		gone: make(chan struct{}),
	}
	go func() {
		defer close(c.gone)
		err := src.Run(ctx, func(pic rtm2.Picture) error {
			c.offer(pic, m)
			return ctx.Err()
		})
		// A run that was broken off tells the reason why it was, not that it was.
		if cause := context.Cause(ctx); cause != nil && errors.Is(err, context.Canceled) {
			err = cause
		}
		c.ended <- err
	}()
	return c
}

// offer puts a picture into the mailbox; there is one sender, so after taking the old one out there is room.
func (c *connection) offer(pic rtm2.Picture, m *meter) {
	select {
	case c.pictures <- pic:
		return
	default:
	}
	select {
	case <-c.pictures:
		m.dropped.Inc()
	default:
	}
	c.pictures <- pic
}

// abandon breaks the run off for the reason given.
func (c *connection) abandon(reason error) { c.cancel(reason) }

// close stops the run and waits until the source is gone.
func (c *connection) close() {
	c.cancel(nil)
	<-c.gone
}
