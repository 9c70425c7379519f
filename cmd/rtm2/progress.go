package main

import (
	"fmt"
	"io"
	"strings"
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

// barWidth is the bar's width in characters.
const barWidth = 24

func newProgress(w io.Writer) *progress {
	p := &progress{began: time.Now()}
	if isTerminal(w) {
		p.w = w
	}
	return p
}

// frame counts a frame and redraws ten times a second.
func (p *progress) frame(r scan.Result) error {
	p.frames++
	if now := time.Now(); p.w != nil && now.Sub(p.drawn) >= 100*time.Millisecond {
		p.drawn = now
		fmt.Fprint(p.w, "\r\x1b[K", p.line(r.Done, now.Sub(p.began)))
	}
	return nil
}

// line is the bar with its figures; without the bar where the end is not known.
func (p *progress) line(done float64, took time.Duration) string {
	figures := fmt.Sprintf("%d frames, %.0f a second, %d events", p.frames, float64(p.frames)/took.Seconds(), p.events)
	if done <= 0 {
		return figures
	}
	full := int(done*barWidth + 0.5)
	left := time.Duration(float64(took) * (1 - done) / done).Round(time.Second)
	return fmt.Sprintf("[%s%s] %3.0f %%, %s left, %s", strings.Repeat("#", full), strings.Repeat(".", barWidth-full),
		100*done, left, figures)
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
