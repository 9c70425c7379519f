package rtm2

import (
	"context"
	"time"
)

// Picture is what a source delivers: one JPEG and when it was taken.
type Picture struct {
	// JPEG is what the camera made, as it made it. Once delivered it is never changed: whoever receives it
	// may keep it.
	JPEG []byte
	// Captured is when the picture was taken. Pictures from a live camera carry Go's monotonic reading.
	Captured time.Time
	// Number is the picture's number in its file or folder; a live source counts from 0.
	Number int
	// Name says where in a file or folder the picture was found, for messages; empty for live sources.
	Name string
	// Done is the share of the recording up to the end of this picture, above 0 to 1; 0 when it is not known.
	Done float64
}

// Source is one way to get pictures. A Source serves one Run at a time; after Run has returned it may be
// called again, which is a new connection.
type Source interface {
	// Run connects and hands every picture to deliver, from one goroutine. It returns nil when the input has
	// come to its end, ctx's error when ctx has ended, deliver's error when deliver failed, and otherwise an
	// *Error that says what broke and what to do. Everything it opened or started is gone when it returns.
	Run(ctx context.Context, deliver func(Picture) error) error
}

// Frame is a picture that has its place in a camera's life. It is immutable.
type Frame struct {
	Camera   CameraID
	Epoch    uint32 // grows with every new connection to the camera
	Seq      uint32 // grows with every frame of the camera, over epochs
	Number   int    // the Picture's
	Captured time.Time
	Width    int // of the picture, in pixels
	Height   int
	JPEG     []byte
}

// Judged is a frame with what was found in it.
type Judged struct {
	Frame *Frame
	// Verdict's Blobs and Mask belong to the detector and change with the next frame: an outlet that keeps
	// them makes a copy.
	Verdict Verdict
	// Event is the event that the frame is part of, or nil.
	Event *Event
}
