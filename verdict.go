package rtm2

// Reason says why a verdict is what it is, also when it says no.
type Reason string

// The reasons of a verdict.
const (
	ReasonMotion   Reason = "motion"   // something moves
	ReasonQuiet    Reason = "quiet"    // nothing differs from the background
	ReasonWarming  Reason = "warming"  // the background is still being learned
	ReasonLight    Reason = "light"    // a change of light or exposure, suppressed
	ReasonNoise    Reason = "noise"    // differences without coherence in space or time
	ReasonSmall    Reason = "small"    // below the minimum size
	ReasonLarge    Reason = "large"    // above the maximum size
	ReasonMasked   Reason = "masked"   // outside the zones that count
	ReasonShake    Reason = "shake"    // the whole picture shifts
	ReasonTamper   Reason = "tamper"   // the picture cannot be trusted; see Verdict.Health
	ReasonStill    Reason = "still"    // something is there that was not, but it does not move
	ReasonSchedule Reason = "schedule" // detection is off at this time
)

// Box is a rectangle in pixels of the picture. It is encoded in JSON as [x, y, w, h].
type Box struct {
	X, Y, W, H int
}

// Blob is one coherent thing that moves.
type Blob struct {
	Box   Box
	Cells int     // its size in cells of 8x8 pixels
	Score float64 // 0 to 1
	Track uint32  // the same number for the same object over frames; 0 while it is not followed
}

// Mask is a picture's foreground on the grid of its 8x8 pixel cells, row by row.
type Mask struct {
	W, H  int     // ceil(width/8), ceil(height/8)
	Cells []uint8 // 0 background, 255 foreground
}

// Verdict is the answer to "did something move here?" for one frame.
type Verdict struct {
	Moving bool
	Score  float64 // 0 nothing to 1 certain; grows with contrast, size and coherence
	Reason Reason
	Ready  bool   // false while the background is being learned
	Blobs  []Blob // in falling order of score; what moves, empty unless Moving
	Mask   Mask   // thresholded and cleaned foreground
	Health Health
	Night  bool
}
