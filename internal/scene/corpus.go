package scene

import (
	"math/rand/v2"
	"slices"

	"rtm2"
)

// Span is a stretch of a scene, in seconds from its start.
type Span struct{ From, Till float64 }

// Holds reports whether t lies in the span.
func (s Span) Holds(t float64) bool { return t >= s.From && t < s.Till }

// Expect is what a good detector makes of a scene.
type Expect struct {
	// Motion is when the labels say that something moves, to within half a second at their ends.
	Motion []Span
	// Nuisance is when something else happens that must not be taken for an object, and Grace how many
	// seconds of it a detector may need to learn that.
	Nuisance Span
	Grace    float64
	// Reason is what a verdict should name when it suppresses the nuisance; empty where several fit.
	Reason rtm2.Reason
	// Health is the state of the picture that should be reported during Trouble; empty for ok throughout.
	Health  rtm2.Health
	Trouble Span
	// Night is when the picture is the infrared one.
	Night Span
}

// Case is one scene of the regression corpus.
type Case struct {
	Name   string
	About  string // one line: what is shown
	Expect Expect
	script func(r *rand.Rand) *script
}

// Build makes the case's scene. Its errors are those of Options.Validate.
func (c Case) Build(o Options) (*Scene, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	key := uint64(0xca5e) // each case has people of its own
	for _, b := range []byte(c.Name) {
		key = mix64(key ^ uint64(b))
	}
	return newScene(c.script(rand.New(rand.NewPCG(o.Seed, key))), o)
}

// Corpus returns every case: at least one for each row of the table of judgements, 20 to 60 seconds long,
// each with 5 or more quiet seconds at its start.
func Corpus() []Case {
	return slices.Concat(noiseCases(), lightCases(), lampCases(), swayCases(), deviceCases(), personCases(),
		shadowCases(), leftCases(), cameraCases(), weatherCases(), tamperCases())
}

// New returns the scene of a name: "demo" or a case of the corpus.
func New(name string, o Options) (*Scene, error) {
	if name == "demo" {
		return Demo(o)
	}
	for _, c := range Corpus() {
		if c.Name == name {
			return c.Build(o)
		}
	}
	return nil, rtm2.Errorf(rtm2.CodeInvalid, "there is no scene %q: use demo or a name of the corpus", name)
}

// outdoors is the garden in the evening, with nothing going on for so many seconds.
func outdoors(seconds float64) *script {
	return &script{view: garden{}, length: seconds, noise: 1.5, shadow: 0.7, cast: cast(nil)}
}

// indoors is the room by day with its lamp on.
func indoors(seconds float64) *script {
	return &script{view: room{}, length: seconds, noise: 1.5, cast: cast(nil)}
}

// byNight turns the garden's daylight down to what is left of it.
func (sc *script) byNight(day float32, noise float64) *script {
	sc.noise, sc.grain, sc.shadow = noise, 0.35, 0
	sc.add(&sceneLight{light: lightDay, level: flat(day)}, &sceneLight{light: lightSun, level: flat(0)})
	return sc
}

// with adds figures and pieces.
func (sc *script) with(figures []figure, pieces ...any) *script {
	sc.cast = cast(figures)
	sc.add(pieces...)
	return sc
}

// under asks for further layers.
func (sc *script) under(l ...light) *script {
	sc.extra = append(sc.extra, l...)
	return sc
}

// across is a walk along the garden path's near end, from right to left, or the other way for a negative
// speed.
func across(at float64, z, speed float32) route {
	reach := z*0.64 + 0.8
	if speed < 0 {
		return route{at, []leg{{x: -reach, z: z}, {x: reach, z: z, speed: -speed}}}
	}
	return route{at, []leg{{x: reach, z: z}, {x: -reach, z: z, speed: speed}}}
}

func noiseCases() []Case {
	quiet := func(name, about string, noise, grain float64) Case {
		return Case{Name: name, About: about,
			Expect: Expect{Nuisance: Span{0, 20}, Reason: rtm2.ReasonQuiet},
			script: func(*rand.Rand) *script {
				sc := outdoors(20)
				sc.noise, sc.grain = noise, grain
				return sc
			}}
	}
	return []Case{
		quiet("noise-low", "an empty garden, little noise", 0.8, 0),
		quiet("noise-medium", "an empty garden, a camera of average noise", 2.5, 0),
		quiet("noise-high", "an empty garden, a noisy camera", 6, 0),
		quiet("noise-blotchy", "an empty garden, noise in patches as a noise filter leaves it", 2, 0.8),
		{Name: "noise-night", About: "an empty garden at night, the camera's gain at its end",
			Expect: Expect{Nuisance: Span{0, 20}, Reason: rtm2.ReasonQuiet},
			script: func(*rand.Rand) *script { return outdoors(20).byNight(0.3, 7) }},
		{Name: "noise-rising", About: "dusk: the gain and with it the noise rise, and a person passes",
			Expect: Expect{Motion: []Span{{22.3, 27.6}}, Nuisance: Span{5, 20}, Reason: rtm2.ReasonQuiet},
			script: func(r *rand.Rand) *script {
				p := newPerson(r, across(22, 6.4, 1.7))
				return outdoors(32).with([]figure{p}, &camera{gain: change(1, 0.72, 5, 15), noise: change(1, 4, 5, 15)})
			}},
		{Name: "caption", About: "the clock in the picture ticks, and nothing else happens",
			Expect: Expect{Nuisance: Span{0, 25}, Grace: 8},
			script: func(*rand.Rand) *script {
				sc := outdoors(25)
				sc.clock = true
				return sc
			}},
	}
}

func lightCases() []Case {
	light := func(name, about string, nuisance Span, build func() *script) Case {
		return Case{Name: name, About: about, Expect: Expect{Nuisance: nuisance, Reason: rtm2.ReasonLight},
			script: func(*rand.Rand) *script { return build() }}
	}
	return []Case{
		light("light-switch-room", "the ceiling lamp of a room goes off and on again", Span{8, 24}, func() *script {
			on := pulse(0.75, 0, during{8, 16, 0})
			return indoors(26).with(nil, &sceneLight{"light switch", lightLamp, on},
				&camera{gain: pulse(1, 1.25, during{8.3, 16.4, 0.9})})
		}),
		light("light-switch-garden", "the lamps of a garden go on and off", Span{8, 22}, func() *script {
			return outdoors(24).under(lightLamp).with(nil,
				&sceneLight{"light switch", lightLamp, pulse(0, 1, during{8, 17, 0})})
		}),
		light("light-exposure-ramp", "the exposure drifts up, falls, and drifts back", Span{7, 26}, func() *script {
			up, down := change(1, 1.45, 7, 5), change(1, 0.5, 14, 1.2)
			return outdoors(28).with(nil, &camera{name: "exposure", gain: up.times(down).times(change(1, 1.3, 20, 4))})
		}),
		light("light-exposure-steps", "the exposure changes in steps, blacks and all", Span{7, 22}, func() *script {
			return outdoors(24).with(nil, &camera{name: "exposure",
				gain: change(1, 1.25, 7, 0).times(change(1, 0.62, 12, 0)).times(change(1, 1.3, 17, 0.2)),
				lift: change(0, 9, 17, 0.2)})
		}),
		light("light-white-balance", "the white balance jumps to warm and back", Span{8, 22}, func() *script {
			return outdoors(24).under(lightWarm).with(nil,
				&fade{"white balance", lightWarm, pulse(0, 1, during{8, 16, 0.1})})
		}),
		light("light-dawn", "a slow dawn", Span{5, 55}, func() *script {
			return outdoors(58).with(nil, &sceneLight{"dawn", lightDay, change(0.35, 1, 5, 48)},
				&sceneLight{"", lightSun, change(0, 1.2, 24, 30)},
				&camera{gain: change(1.15, 1, 5, 30), noise: change(2, 1, 5, 48)})
		}),
		light("light-clouds", "clouds pass before the sun", Span{7, 45}, func() *script {
			return outdoors(48).with(nil, &sceneLight{"", lightSun, flat(1.35)},
				&clouds{during: during{7, 45, 3}, light: lightSun})
		}),
		{Name: "light-switch-walker", About: "the lamps go on while somebody crosses the garden",
			Expect: Expect{Motion: []Span{{7.7, 15.5}}, Nuisance: Span{10, 20}, Reason: rtm2.ReasonLight},
			script: func(r *rand.Rand) *script {
				p := newPerson(r, across(7, 6.2, 1.05))
				return outdoors(24).under(lightLamp).with([]figure{p},
					&sceneLight{"light switch", lightLamp, change(0, 1, 11, 0)},
					&camera{gain: change(1, 0.9, 11.3, 0.8)})
			}},
	}
}

// lampCases are lights that a person switches and stays.
func lampCases() []Case {
	return []Case{
		{Name: "lamp-person-room", About: "somebody comes in, switches the light on and stays",
			Expect: Expect{Motion: []Span{{8.3, 31.1}}, Nuisance: Span{11.4, 13.5}},
			script: func(r *rand.Rand) *script {
				p := newPerson(r, route{8, []leg{{x: 3.2, z: 3.6},
					{x: 0.95, z: 4.6, speed: 1.1, wait: 2.4, look: -1.57},
					{x: -0.3, z: 3.7, speed: 1.0, wait: 14, look: 2.6}, {x: 0.6, z: 3.4, speed: 1.0},
					{x: 3.2, z: 3.3, speed: 1.1}}})
				return indoors(38).with([]figure{p}, &sceneLight{"light switch", lightLamp, change(0, 0.75, 11.4, 0)},
					&sceneLight{"", lightDay, flat(0.42)}, &camera{gain: change(1.3, 1, 11.8, 1)})
			}},
		{Name: "lamp-person-porch", About: "by night somebody comes to the door, the lamp goes on, they wait and go",
			Expect: Expect{Motion: []Span{{7.6, 31.3}}, Nuisance: Span{11.5, 14}},
			script: func(r *rand.Rand) *script {
				p := newPerson(r, route{7, []leg{{x: 4.9, z: 6.0},
					{x: doorX, z: doorZ, speed: 1.5, wait: 14, look: -1.57},
					{x: 4.9, z: 6.0, speed: 1.25}}})
				return outdoors(36).under(lightLamp).byNight(0.42, 2.5).with([]figure{p},
					&sceneLight{"light switch", lightLamp, change(0, 1.1, 11.5, 0)},
					&camera{gain: change(1.2, 0.95, 11.8, 1)})
			}},
		{Name: "lamp-off-person", About: "somebody in the room switches the light off and goes",
			Expect: Expect{Motion: []Span{{6.7, 21.3}}, Nuisance: Span{18, 20}},
			script: func(r *rand.Rand) *script {
				p := newPerson(r, route{6, []leg{{x: -3.2, z: 3.4}, {x: -0.4, z: 3.3, speed: 0.8, wait: 5, look: 0.4},
					{x: 0.75, z: 4.7, speed: 0.9, wait: 2.4, look: -1.57}, {x: 3.4, z: 3.6, speed: 1.1}}})
				return indoors(32).with([]figure{p}, &sceneLight{"light switch", lightLamp, change(0.75, 0.05, 18, 0)},
					&camera{gain: change(1, 1.2, 18.4, 1), noise: change(1, 1.8, 18.4, 1)})
			}},
	}
}
