package rtm2

// CameraID names a camera in addresses, messages and metrics: 1 to 64 characters of a-z, 0-9 and '-'.
type CameraID string

// Camera is what every part of the program may know about a camera.
type Camera struct {
	ID     CameraID
	Number uint32 // stands for the ID in binary messages; unique while the server runs, from 1
	Name   string // for people
	Source string // where the pictures come from, without credentials
}

// Link tells how the connection to a camera is doing.
type Link string

// The states of a camera's connection.
const (
	LinkConnecting Link = "connecting" // no picture yet
	LinkWarming    Link = "warming"    // pictures arrive, the background is being learned
	LinkOnline     Link = "online"     // pictures arrive and are judged
	LinkLost       Link = "lost"       // the connection broke; it is tried again
)

// Health tells whether the picture can be trusted.
type Health string

// The states of a camera's picture.
const (
	HealthOK        Health = "ok"
	HealthFrozen    Health = "frozen"    // the same picture again and again
	HealthBlack     Health = "black"     // nothing to see
	HealthCovered   Health = "covered"   // something hides the view
	HealthDefocused Health = "defocused" // the picture has lost its detail
	HealthMoved     Health = "moved"     // the camera looks elsewhere
)

// CameraState is the state of one camera as it is shown to people.
type CameraState struct {
	Link   Link
	Health Health
	Night  bool   // the picture is the infrared or night one
	Detail string // a sentence for people: why the link was lost; empty while all is well
}
