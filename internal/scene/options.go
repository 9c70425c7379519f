package scene

import (
	"math"
	"time"

	"rtm2"
)

// NoNoise as Options.Noise asks for pictures without any sensor noise.
const NoNoise = -1

// Sampling is how the chroma of a picture is stored.
type Sampling string

// The samplings that a scene can be coded in. The zero value means Sampling420.
const (
	Sampling420  Sampling = "4:2:0"
	Sampling422  Sampling = "4:2:2"
	Sampling444  Sampling = "4:4:4"
	SamplingGray Sampling = "gray"
)

// Options says what pictures a scene makes. The zero value of each field means its default.
type Options struct {
	Width, Height int      // pixels, 16 to 4096; default 640x480
	FPS           float64  // frames per second, 1 to 60; default 15
	Seed          uint64   // everything random in the scene follows from it
	Quality       int      // 1 to 100 on the scale of the Independent JPEG Group; default 80
	Sampling      Sampling // default 4:2:0
	// Noise is the standard deviation of the sensor's noise in grey levels at mid grey, 0.05 to 40; the dark
	// parts of the picture get more, the bright ones less. 0 means the scene's own, NoNoise none.
	Noise float64
	// Clock is the time that the caption in the picture shows at frame 0, in its own location. The zero time
	// leaves the caption out.
	Clock time.Time
}

// Validate returns an *rtm2.Error that names the first field that is out of its range.
func (o Options) Validate() error {
	switch {
	case o.Width != 0 && (o.Width < 16 || o.Width > 4096):
		return rtm2.Errorf(rtm2.CodeInvalid, "scene width %d is out of range: use 16 to 4096 pixels", o.Width)
	case o.Height != 0 && (o.Height < 16 || o.Height > 4096):
		return rtm2.Errorf(rtm2.CodeInvalid, "scene height %d is out of range: use 16 to 4096 pixels", o.Height)
	case o.FPS != 0 && !(o.FPS >= 1 && o.FPS <= 60):
		return rtm2.Errorf(rtm2.CodeInvalid, "scene frame rate %v is out of range: use 1 to 60 a second", o.FPS)
	case o.Quality != 0 && (o.Quality < 1 || o.Quality > 100):
		return rtm2.Errorf(rtm2.CodeInvalid, "scene quality %d is out of range: use 1 to 100", o.Quality)
	case o.Noise != 0 && o.Noise != NoNoise && !(o.Noise >= 0.05 && o.Noise <= 40):
		return rtm2.Errorf(rtm2.CodeInvalid,
			"scene noise %v is out of range: use 0.05 to 40 grey levels, or -1 for none", o.Noise)
	}
	switch o.Sampling {
	case "", Sampling420, Sampling422, Sampling444, SamplingGray:
		return nil
	}
	return rtm2.Errorf(rtm2.CodeInvalid, "scene sampling %q is unknown: use 4:2:0, 4:2:2, 4:4:4 or gray", o.Sampling)
}

// filled returns o with every default in place. noise is the scene's own.
func (o Options) filled(noise float64) Options {
	if o.Width == 0 {
		o.Width = 640
	}
	if o.Height == 0 {
		o.Height = 480
	}
	if o.FPS == 0 {
		o.FPS = 15
	}
	if o.Quality == 0 {
		o.Quality = 80
	}
	if o.Sampling == "" {
		o.Sampling = Sampling420
	}
	switch o.Noise {
	case 0:
		o.Noise = noise
	case NoNoise:
		o.Noise = 0
	}
	return o
}

// geometry is the picture's size in all the units that the coder and the painters count in.
type geometry struct {
	w, h         int // the picture in pixels
	comps        int // 1 or 3
	hs, vs       int // luma's sampling factors; chroma's are 1
	mcuW, mcuH   int // pixels of an MCU
	mcusX, mcusY int
	gridW, gridH int // cells of 8x8 pixels, partial ones included
	plane        [3]planeSize
}

// planeSize is the size of one component, padded to whole MCUs.
type planeSize struct {
	w, h   int // samples
	bw, bh int // blocks of 8x8 samples
	sx, sy int // pixels per sample
}

func newGeometry(o Options) geometry {
	g := geometry{w: o.Width, h: o.Height, comps: 3, hs: 1, vs: 1}
	switch o.Sampling {
	case Sampling420:
		g.hs, g.vs = 2, 2
	case Sampling422:
		g.hs = 2
	case SamplingGray:
		g.comps = 1
	}
	g.mcuW, g.mcuH = 8*g.hs, 8*g.vs
	g.mcusX, g.mcusY = (g.w+g.mcuW-1)/g.mcuW, (g.h+g.mcuH-1)/g.mcuH
	g.gridW, g.gridH = (g.w+7)/8, (g.h+7)/8
	pw, ph := g.mcusX*g.mcuW, g.mcusY*g.mcuH
	g.plane[0] = planeSize{w: pw, h: ph, bw: pw / 8, bh: ph / 8, sx: 1, sy: 1}
	chroma := planeSize{w: pw / g.hs, h: ph / g.vs, bw: pw / g.mcuW, bh: ph / g.mcuH, sx: g.hs, sy: g.vs}
	g.plane[1], g.plane[2] = chroma, chroma
	return g
}

// framing maps between pixels and the drawing, which is 480 units high and centred on x = 320 whatever the size
// of the picture: a wider picture shows more on both sides.
type framing struct {
	scale  float32 // pixels per unit
	ox, oy float32 // drawing coordinates of the picture's top left corner
}

func newFraming(w, h int) framing {
	unit := math.Max(float64(h)/480, float64(w)/1060)
	s := float32(unit)
	return framing{scale: s, ox: 320 - float32(w)/(2*s), oy: 240 - float32(h)/(2*s)}
}

// px returns the pixel coordinates of a point of the drawing.
func (f framing) px(x, y float32) (float32, float32) {
	return (x - f.ox) * f.scale, (y - f.oy) * f.scale
}

// at returns the point of the drawing at a pixel coordinate.
func (f framing) at(px, py float32) (float32, float32) { return px/f.scale + f.ox, py/f.scale + f.oy }
