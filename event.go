package rtm2

import "time"

// Phase is the stage of an event that a message tells of.
type Phase string

// The phases of an event: one begin, any number of updates, one end.
const (
	PhaseBegin  Phase = "begin"
	PhaseUpdate Phase = "update"
	PhaseEnd    Phase = "end"
)

// Event is motion over time: from the first moving frame to the last, joined across short gaps. Pre-roll and
// post-roll are time kept before Begin and after Last.
type Event struct {
	ID       string // sorts by time of begin; unique over cameras
	Camera   CameraID
	Phase    Phase
	Begin    time.Time // capture time of the first moving frame
	Last     time.Time // capture time of the last moving frame so far
	End      time.Time // when the post-roll was over; zero while the event is open
	Frames   int       // moving frames so far
	Score    float64   // the highest so far
	Peak     uint32    // sequence of the frame with that score
	PeakTime time.Time
	Seq      uint32   // sequence of the frame that this message tells of
	Reason   Reason   // of the frame that this message tells of
	Boxes    []Box    // what moves in the frame that this message tells of
	Zones    []string // where it moved so far
}
