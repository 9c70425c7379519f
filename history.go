package rtm2

import "time"

// BinQuery asks how much moved over a span of time.
type BinQuery struct {
	Cameras  []CameraID // empty: all
	From, To time.Time  // From inclusive, To exclusive
	Bins     int        // how many bins at most, from 1
}

// Bins counts motion frames in equal parts of a span.
type Bins struct {
	From, To time.Time
	Width    time.Duration // of one bin
	Cameras  []CameraBins
}

// CameraBins is one camera's part of Bins; both slices have one value per bin.
type CameraBins struct {
	Camera CameraID
	Frames []int     // motion frames
	Score  []float64 // the highest score, 0 to 1
	// First and Last are the capture times of the oldest and newest frame that is kept, whatever the span; zero
	// for none.
	First, Last time.Time
}

// EventQuery asks for events, newest first.
type EventQuery struct {
	Cameras []CameraID // empty: all
	Before  time.Time  // events that began before; zero: no bound
	Limit   int        // at most so many, from 1
}

// StoredEvent is an event with what is left of its pictures.
type StoredEvent struct {
	Event
	Kept int // frames that can still be shown
}

// Find says which frame is meant, relative to a time.
type Find string

// The ways to find a kept frame.
const (
	FindNearest  Find = "nearest"
	FindPrevious Find = "previous" // the last one before the time
	FindNext     Find = "next"     // the first one after the time
	FindFirst    Find = "first"    // of all
	FindLast     Find = "last"     // of all
)

// FrameQuery asks for one kept frame of a camera.
type FrameQuery struct {
	Camera CameraID
	At     time.Time
	Find   Find
}

// StoredFrame is a frame that was kept, with what was found in it.
type StoredFrame struct {
	Frame  *Frame
	Score  float64
	Reason Reason
	Boxes  []Box
	Event  string // id of the event that it is part of; empty for none
}
