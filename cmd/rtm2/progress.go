package main

import (
	"fmt"
	"io"
	"time"

	"rtm2"
	"rtm2/internal/scan"
)

// progress draws how far a scan has come on the last line of a terminal; elsewhere it draws nothing.
type progress struct {
	w      io.Writer // nil where it draws nothing
	began  time.Time
	drawn  time.Time
	frames int
	events int
}

func newProgress(w io.Writer) *progress {
	p := &progress{began: time.Now()}
	if isTerminal(w) {
		p.w = w
	}
	return p
}

// frame counts a frame and redraws ten times a second.
func (p *progress) frame(scan.Result) error {
	p.frames++
	if now := time.Now(); p.w != nil && now.Sub(p.drawn) >= 100*time.Millisecond {
		p.drawn = now
		fmt.Fprintf(p.w, "\r\x1b[K%d frames, %.0f a second, %d events", p.frames,
			float64(p.frames)/now.Sub(p.began).Seconds(), p.events)
	}
	return nil
}

// around keeps the line out of the way of what is printed for an event.
func (p *progress) around(print func(rtm2.Event) error) func(rtm2.Event) error {
	return func(e rtm2.Event) error {
		p.events++
		p.done()
		return print(e)
	}
}

// done wipes the line.
func (p *progress) done() {
	if p.w != nil {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
