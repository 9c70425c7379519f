package scene

import (
	"slices"
	"strings"
)

// moment is one frame's place in the scene; pacers may move it.
type moment struct {
	t          float64 // seconds of the scene that are shown
	n          int     // number that the noise follows from: a frozen camera repeats it
	s          *Scene
	connection uint32
	unscored   bool
	blind      bool // the picture shows nothing of the scene
	note       []string
}

// The pieces that a script is made of. Each kind has one method; a nuisance may be several kinds at once.
type (
	// pacer changes what moment is shown: a frozen picture, a new connection.
	pacer interface{ pace(m *moment) }
	// shader changes how a frame is lit and taken.
	shader interface{ shade(m *moment, e *exposure) }
	// mount moves the camera; its offset is in units of the drawing.
	mount interface {
		offset(m *moment) (dx, dy float32)
	}
	// painter draws over the lit picture.
	painter interface{ paint(m *moment, c *canvas) }
	// troupe is the figures that may be in the scene at a time.
	troupe interface {
		figures(t float64, dst []figure) []figure
	}
	// namer says that a nuisance is at work.
	namer interface{ note(t float64) string }
)

// script says what happens in a scene.
type script struct {
	view    view
	length  float64 // seconds; 0 for ever
	noise   float64 // grey levels, where the options do not say
	grain   float64 // 0 white noise to 1 blotchy
	shadow  float32 // 0 diffuse light to 1 low sun
	cast    troupe
	pacers  []pacer
	shaders []shader
	mounts  []mount
	below   []painter // under the figures: trees, water, lamps
	above   []painter // before the lens: rain, insects
	namers  []namer
	extra   []light // layers beyond the view's usual ones
	clock   bool    // the caption is part of the case: it is there without being asked for
}

// cast is a fixed set of figures.
type cast []figure

func (c cast) figures(_ float64, dst []figure) []figure { return append(dst, c...) }

// add puts a nuisance where it belongs.
func (sc *script) add(pieces ...any) {
	for _, p := range pieces {
		if v, ok := p.(pacer); ok {
			sc.pacers = append(sc.pacers, v)
		}
		if v, ok := p.(shader); ok {
			sc.shaders = append(sc.shaders, v)
		}
		if v, ok := p.(mount); ok {
			sc.mounts = append(sc.mounts, v)
		}
		if v, ok := p.(namer); ok {
			sc.namers = append(sc.namers, v)
		}
		if v, ok := p.(painter); ok {
			if o, ok := p.(interface{ before() bool }); ok && o.before() {
				sc.above = append(sc.above, v)
			} else {
				sc.below = append(sc.below, v)
			}
		}
	}
}

// lights returns the layers that the script needs, each once.
func (sc *script) lights() []light {
	want := slices.Clone(sc.extra)
	for l, w := range sc.view.usual() {
		if w != 0 {
			want = append(want, light(l))
		}
	}
	slices.Sort(want)
	return slices.Compact(want)
}

// margin returns how many pixels the layers need on each side for a camera that moves.
func (sc *script) margin(f framing) int {
	if len(sc.mounts) == 0 {
		return 0
	}
	return (int(marginUnits*f.scale) + 15) / 16 * 16
}

// marginUnits is how far a camera may turn, in units of the drawing.
const marginUnits = 128

// joinNotes collects the names of what is at work.
func (s *Scene) joinNotes() string {
	for _, n := range s.script.namers {
		if v := n.note(s.scene.t); v != "" {
			s.notes = append(s.notes, v)
		}
	}
	switch len(s.notes) {
	case 0:
		return ""
	case 1:
		return s.notes[0]
	}
	return strings.Join(s.notes, ", ")
}
