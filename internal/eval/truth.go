package eval

import (
	"time"

	"rtm2"
)

// Label is what a frame shows.
type Label int8

// The labels of a frame.
const (
	Unscored Label = iota // reasonable people differ, or nobody has said
	Quiet
	Moving
)

// The values of Truth.Cells.
const (
	cellGround   = 0 // background
	cellMoving   = 255
	cellUnscored = 1
)

// Truth is what is known about one frame.
type Truth struct {
	Label Label
	// Forgiven frames may show motion or not, but an event that lies in them alone is not counted: the detector is
	// still learning what is new, or something moved just before.
	Forgiven bool
	// Cells is the truth on the grid of 8x8 blocks: 0 background, 255 moving, 1 not scored. Nil where there is none.
	Cells []uint8
	// Box is the visible part of the largest thing that moves, and Cut says which sides of the picture cut it off.
	// An empty box says that nobody knows.
	Box rtm2.Box
	Cut Sides
	// Nuisance is true while something happens that must not be taken for motion.
	Nuisance bool
	// Trouble is true while the picture cannot be trusted and the detector had time to notice; Settling is true
	// around it, where either answer is right.
	Trouble, Settling bool
	// Night and Dusk are the same for the infrared picture.
	Night, Dusk bool
}

// Sides is a set of the picture's sides.
type Sides uint8

// The sides of a picture.
const (
	Left Sides = 1 << iota
	Right
	Top
	Bottom
)

// The longest that a detector may take to warm up on a new connection is the longer of these.
const (
	warmTime   = 2 * time.Second
	warmFrames = 15
)

// lateAfter is how long after something is wholly in view the first alarm may come.
func lateAfter(interval time.Duration) time.Duration {
	return max(300*time.Millisecond, 3*interval)
}

// alive is how long motion may go on after what moved stopped: docs/adr/0022-alive.md. A tenth is for the frame in
// which it is noticed.
const alive = 2100 * time.Millisecond
