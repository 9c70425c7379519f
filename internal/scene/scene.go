package scene

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"rtm2"
)

// Label is the truth about one frame.
type Label struct {
	Number int
	// Motion is true while a person would say that something moves: a person, an animal or a car that is at
	// least partly in the picture (12 pixels of it) and moves, or stands as the living stand.
	Motion bool
	// Boxes are the visible parts of what moves, in pixels; nearest last.
	Boxes []rtm2.Box
	// Still are the boxes of things that were brought into the scene and do not move now.
	Still []rtm2.Box
	// Mask is the grid of cells of 8x8 pixels, ceil(Width/8) times ceil(Height/8) row by row: 255 where at
	// least a quarter of a cell's pixels belong to something that moves, else 0. Shadows do not count.
	Mask []uint8
	// Note names the nuisances that are at work, separated by ", "; empty for none.
	Note string
	// Unscored is true where reasonable people differ about Motion: leave the frame out of a score.
	Unscored bool
	// Connection grows with every new connection to the camera, from 0.
	Connection uint32
}

// Scene renders the frames of one script. It is for one goroutine at a time.
type Scene struct {
	opt    Options
	g      geometry
	f      framing
	script *script
	stage  *stage
	mix    *mixer
	canvas *canvas
	dct    *transform
	noise  *noiseTable
	sensor sensor
	coder  *coder
	sprite sprite
	brush  brush
	clip   clip    // where stamp may draw; zero for everywhere
	sky    texture // of what drifts
	next   int

	exp   exposure
	block [64]int16
	scene moment
	cast  []figure
	order []entry
	label Label
	mask  []uint8
	boxes []rtm2.Box
	still []rtm2.Box
	notes []string
	text  []byte
}

// entry is one figure of the frame at hand.
type entry struct {
	figure
	s stance
}

func newScene(sc *script, o Options) (*Scene, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	o = o.filled(sc.noise)
	if sc.clock && o.Clock.IsZero() {
		o.Clock = time.Date(2026, time.June, 21, 21, 59, 48, 0, time.UTC)
	}
	r := rand.New(rand.NewPCG(o.Seed, 0x5ce4e))
	s := &Scene{opt: o, g: newGeometry(o), f: newFraming(o.Width, o.Height), script: sc, dct: newTransform()}
	sp := newSpan(s.g, sc.margin(s.f))
	s.mix = newMixer(s.g)
	s.stage = newStage(sc.view, sc.lights(), s.g, s.f, sp, s.dct, r)
	s.mix.layers = s.stage.layers
	s.canvas = newCanvas(s.g, s.f, sp, s.mix)
	s.canvas.depth = s.stage.stands
	s.noise = newNoiseTable(r, sc.grain, s.dct.order)
	s.coder = newCoder(s.g, o.Quality, s.dct.order)
	s.sprite.texture = newTexture(r)
	s.sky = *newTexture(r)
	s.mask = make([]uint8, s.g.gridW*s.g.gridH)
	return s, nil
}

// Options returns the options with every default in place.
func (s *Scene) Options() Options { return s.opt }

// Len returns how many frames the scene has, 0 for one that goes on for ever.
func (s *Scene) Len() int {
	if s.script.length <= 0 {
		return 0
	}
	return int(math.Round(s.script.length * s.opt.FPS))
}

// At returns when frame n is taken, from the start of the scene.
func (s *Scene) At(n int) time.Duration {
	return time.Duration(float64(n) / s.opt.FPS * float64(time.Second))
}

// Next appends the next frame's JPEG to dst, from frame 0 on, and returns it with its label. Boxes, Still and
// Mask of the label are valid until the next call. It allocates nothing once dst is large enough.
func (s *Scene) Next(dst []byte) ([]byte, Label) {
	s.next++
	return s.Frame(dst, s.next-1)
}

// Frame appends frame n to dst. It depends on n and the scene alone, not on what was asked for before; it
// does not change what Next returns.
func (s *Scene) Frame(dst []byte, n int) ([]byte, Label) {
	s.render(n)
	return s.encode(dst, &s.scene), s.label
}

// render draws frame n onto the canvas and labels it.
func (s *Scene) render(n int) {
	n = max(n, 0)
	s.label = Label{Number: n}
	s.scene = moment{t: float64(n) / s.opt.FPS, n: n, s: s}
	m := &s.scene
	for _, p := range s.script.pacers {
		p.pace(m)
	}
	s.label.Connection, s.label.Unscored = m.connection, m.unscored
	s.notes = append(s.notes[:0], m.note...)
	s.expose(m)
	dx, dy := float32(0), float32(0)
	for _, p := range s.script.mounts {
		x, y := p.offset(m)
		dx, dy = dx+x*s.f.scale, dy+y*s.f.scale
	}
	s.canvas.begin(&s.exp, dx, dy)
	if s.canvas.dx != 0 || s.canvas.dy != 0 || s.exp.field != nil {
		s.canvas.openAll()
	}
	for _, p := range s.script.below {
		p.paint(m, s.canvas)
	}
	s.play(m)
	for _, p := range s.script.above {
		p.paint(m, s.canvas)
	}
	s.caption(m)
	s.finishLabel(m)
}

// expose works out how the frame is lit.
func (s *Scene) expose(m *moment) {
	s.exp = exposure{weight: s.script.view.usual(), gain: 1, noise: 1, field: nil}
	for _, p := range s.script.shaders {
		p.shade(m, &s.exp)
	}
	s.sensor.set(s.opt.Noise*float64(s.exp.noise), s.noise.unit)
	s.mix.mix(&s.exp, &s.sensor, [2]*quantiser{s.coder.luma, s.coder.chroma})
}

// play draws the figures, the farthest first.
func (s *Scene) play(m *moment) {
	s.order = s.order[:0]
	s.cast = s.script.cast.figures(m.t, s.cast[:0])
	for _, f := range s.cast {
		if st, ok := f.stance(m.t); ok && st.z > 0.5 {
			s.order = append(s.order, entry{f, st})
		}
	}
	slices.SortStableFunc(s.order, func(a, b entry) int {
		switch {
		case a.s.z > b.s.z:
			return -1
		case a.s.z < b.s.z:
			return 1
		}
		return 0
	})
	s.boxes, s.still = s.boxes[:0], s.still[:0]
	for _, e := range s.order {
		s.shadow(e)
	}
	for _, e := range s.order {
		s.stamp(m, e, 1, !e.s.still)
	}
}

// foot returns where a stance is drawn, in pixels, and how many pixels a metre takes there.
func (s *Scene) foot(st stance) (x, y, unit float32) {
	dx, dy := s.stage.persp.ground(st.x, st.z)
	unit = s.stage.persp.unit(st.z) * s.f.scale
	x, y = s.f.px(dx, dy)
	return x - s.canvas.dx, y - s.canvas.dy - st.y*unit, unit
}

// shadow darkens the ground under a figure, and beside it where the sun or a lamp throws a long one.
func (s *Scene) shadow(e entry) {
	x, y, unit := s.foot(e.s)
	half, height := e.size()
	flat := s.stage.persp.height / e.s.z // how a circle on the ground is flattened
	soft := s.script.shadow
	s.canvas.darken(x, y, half*0.62*unit, 0, half*0.62*flat*unit+0.6, e.s.z, 0.42*min(soft+0.4, 1))
	if soft > 0 {
		long := height * 0.62
		s.canvas.darken(x-long*0.75*unit, y-long*0.42*flat*unit, long*0.82*unit, long*0.40*flat*unit,
			half*0.40*unit*(0.35+flat), e.s.z-0.5, 0.34*soft)
	}
}

// glimpse is how many pixels of a figure a person notices.
const glimpse = 12

// stamp draws one figure.
func (s *Scene) stamp(m *moment, e entry, opacity float32, moves bool) {
	x, y, unit := s.foot(e.s)
	half, height := e.size()
	limitW, limitH := s.canvas.g.plane[0].w, s.canvas.g.plane[0].h
	s.sprite.begin(x-half*unit, y-height*unit, x+half*unit, y+0.08*unit, limitW, limitH)
	if s.sprite.w == 0 || s.sprite.h == 0 {
		return
	}
	s.sprite.light, s.sprite.lift = s.lightOn(e.s, height), s.exp.lift
	s.sprite.mono = s.exp.weight[lightIR] > 0.5
	s.sprite.tx, s.sprite.ty, s.sprite.grain = x, y, 3/unit
	s.brush = brush{sprite: &s.sprite, cx: x, cy: y, unit: unit}
	e.draw(&s.brush, e.s, m.t)
	depth := e.s.z
	if s.clip != (clip{}) {
		s.sprite.cut(s.clip)
		depth = 0
	}
	box, seen := s.canvas.place(&s.sprite, depth, opacity, moves)
	switch {
	case seen == 0 || opacity < 1:
	case moves:
		s.boxes = append(s.boxes, box)
		s.label.Motion = s.label.Motion || seen >= glimpse
	default:
		s.still = append(s.still, box)
	}
}

// lightOn returns the light that falls on a figure.
func (s *Scene) lightOn(st stance, height float32) colour {
	at := st.point
	at.y += height * 0.6
	var sum colour
	for l, w := range s.exp.weight {
		if w == 0 {
			continue
		}
		var c colour
		switch light(l) {
		case lightWarm, lightBlur, lightCoarse:
			for u, share := range s.script.view.usual() {
				part := s.script.view.falls(light(u), at).scaled(share)
				c = colour{c.r + part.r, c.g + part.g, c.b + part.b}
			}
		default:
			c = s.script.view.falls(light(l), at)
		}
		sum = colour{sum.r + c.r*w, sum.g + c.g*w, sum.b + c.b*w}
	}
	return sum.scaled(s.exp.gain)
}

// finishLabel turns the pixels counted by cell into the mask.
func (s *Scene) finishLabel(m *moment) {
	l := &s.label
	for i, n := range s.canvas.cells {
		w := min(s.g.w-i%s.g.gridW*8, 8)
		h := min(s.g.h-i/s.g.gridW*8, 8)
		s.mask[i] = 0
		if n > 0 && int(n)*4 >= w*h {
			s.mask[i] = 255
		}
	}
	l.Boxes, l.Still, l.Mask = s.boxes, s.still, s.mask
	if m.blind {
		l.Motion, l.Boxes = false, l.Boxes[:0]
		clear(s.mask)
	}
	l.Note = s.joinNotes()
}

// encode codes what is open from the canvas and the rest from the mixer.
func (s *Scene) encode(dst []byte, m *moment) []byte {
	c, g := s.coder, &s.g
	c.start(dst)
	// A linear congruential generator (Knuth's constants); its high bits choose the blocks of noise.
	state := mix64(s.opt.Seed ^ mix64(uint64(m.n)+0x10000))
	blocks := g.hs*g.vs + g.comps - 1
	for my := range g.mcusY {
		c.reserve(g.mcusX * blocks)
		for mx := range g.mcusX {
			open := s.canvas.opened[my*g.mcusX+mx]
			for comp := range g.comps {
				nx, ny := 1, 1
				if comp == 0 {
					nx, ny = g.hs, g.vs
				}
				for i := range nx * ny {
					bx, by := mx*nx+i%nx, my*ny+i/nx
					state = state*6364136223846793005 + 1442695040888963407
					s.encodeBlock(comp, bx, by, open, state)
				}
			}
		}
	}
	return c.finish()
}

func (s *Scene) encodeBlock(comp, bx, by int, open bool, state uint64) {
	p := &s.g.plane[comp]
	i := by*p.bw + bx
	coef, last := (*[64]int16)(s.mix.coef[comp][i*64:]), int(s.mix.last[comp][i])
	if open {
		coef = &s.block
		s.dct.forward(coef, s.canvas.plane[comp][by*8*p.w+bx*8:], p.w)
		if comp == 0 {
			coef[0] -= 128 * 8 * fractionUnit
		}
	}
	scale := s.sensor.on(comp, coef)
	if open {
		q := s.coder.luma
		if comp > 0 {
			q = s.coder.chroma
		}
		last = int(lastOf(coef, q, reachOf(scale)))
	}
	if state>>40&1 != 0 {
		scale = -scale
	}
	s.coder.block(comp, coef, last, &s.noise.block[state>>54], scale)
}
