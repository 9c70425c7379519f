// Package motion answers "did something move here?" for one frame after another of one camera, from the means of
// the picture's 8x8 pixel cells alone (jpegdct.Thumbnail). It learns what is normal for every cell by itself:
// there is no training set and no network.
//
// A frame passes these stages, each in its own file: light (gain, offset and white balance against the
// background), model (cells that differ from their samples), shape (fill, grow, trim), blob (connected regions,
// and whether they look like an object, a patch of light or a ghost), track (objects followed over frames),
// verdict (moving or not, and why), learn (what the frame teaches the model). health looks at the picture as a
// whole. The algorithm, its sources and the reason of every constant are in docs/design/detection.md.
//
// All rates are in seconds, so that a camera at 1 frame a second and one at 60 are judged alike. A Detector is
// deterministic for a seed and its input, and allocates nothing once it has seen a few frames of a size.
package motion
