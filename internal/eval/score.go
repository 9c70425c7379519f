package eval

import (
	"time"

	"rtm2"
)

// Counts are right and wrong answers.
type Counts struct {
	TP int `json:"tp"`
	FP int `json:"fp"`
	FN int `json:"fn"`
}

// Precision is the share of positive answers that are right, or -1 where there are none.
func (c Counts) Precision() float64 { return share(c.TP, c.TP+c.FP) }

// Recall is the share of what there is that was found, or -1 where there is nothing.
func (c Counts) Recall() float64 { return share(c.TP, c.TP+c.FN) }

// F1 is the harmonic mean of precision and recall, or -1 where there is nothing to count.
func (c Counts) F1() float64 { return share(2*c.TP, 2*c.TP+c.FP+c.FN) }

func (c *Counts) count(truth, answer bool) {
	switch {
	case truth && answer:
		c.TP++
	case answer:
		c.FP++
	case truth:
		c.FN++
	}
}

// share is a part of a whole, or -1 where the whole is nothing.
func share(part, whole int) float64 {
	if whole == 0 {
		return -1
	}
	return float64(part) / float64(whole)
}

// Delay is how long after something was wholly in view the first alarm came; below zero, before.
type Delay struct {
	Frames int           `json:"frames"`
	Time   time.Duration `json:"ns"`
	Late   bool          `json:"late"`
}

// Events counts the alarms that a person would see.
type Events struct {
	Expected int `json:"expected"`
	Found    int `json:"found"`
	Missed   int `json:"missed"` // expected, without any alarm
	False    int `json:"false"`  // reported, without anything expected
}

// Told counts the frames in which a state should be told.
type Told struct {
	Frames   int `json:"frames"`   // where it should be told
	Right    int `json:"right"`    // and was
	Other    int `json:"other"`    // where it should not be told
	Mistaken int `json:"mistaken"` // and was, or another one was
}

// Score is what a detector made of one recording.
type Score struct {
	Frames  int     `json:"frames"`   // delivered
	Refused int     `json:"refused"`  // of them, could not be read
	Motion  int     `json:"motion"`   // frames with motion reported, scored or not
	Mean    float64 `json:"mean"`     // mean score of those
	Quiet   int     `json:"quiet"`    // scored frames without motion
	Warm    int     `json:"warm"`     // frames until the first verdict
	Labels  bool    `json:"labelled"` // whether any frame is scored
	Masks   bool    `json:"masked"`   // whether any block is scored
	Block   Counts  `json:"block"`
	Frame   Counts  `json:"frame"`
	Events  Events  `json:"events"`
	Delays  []Delay `json:"delays"`

	// Reasons counts the reasons of the frames without motion while a nuisance is at work.
	Reasons map[rtm2.Reason]int `json:"reasons"`
	Health  Told                `json:"health"`
	Night   Told                `json:"night"`

	// Spans are the events as reported.
	Spans []Reported `json:"spans"`
}

// Reported is one event that was reported.
type Reported struct {
	Begin time.Duration `json:"begin_ns"` // from the start of the recording
	Last  time.Duration `json:"last_ns"`
	False bool          `json:"false"`
}

// FalseAlarms is the share of quiet frames with motion reported, or -1 where no frame is quiet.
func (s *Score) FalseAlarms() float64 { return share(s.Frame.FP, s.Quiet) }

// Late counts the late first alarms.
func (s *Score) Late() int {
	n := 0
	for _, d := range s.Delays {
		if d.Late {
			n++
		}
	}
	return n
}

// Longest is how long the longest event reported lasts, from its first to its last moving frame.
func (s *Score) Longest() time.Duration {
	var most time.Duration
	for _, e := range s.Spans {
		most = max(most, e.Last-e.Begin)
	}
	return most
}
