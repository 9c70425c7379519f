package scene

import (
	"math"
	"math/rand/v2"

	"rtm2"
)

// theTree is the garden's tree in the wind.
func theTree(d during, reach float32, gusts float64) *sway {
	return &sway{during: d, name: "tree", cx: 521, cy: 76, rx: 104, ry: 92, reach: reach, gusts: gusts}
}

func swayCases() []Case {
	thePond := func(restless curve) *pond { return &pond{cx: 240, cy: 408, rx: 120, ry: 30, restless: restless} }
	passer := func(r *rand.Rand, at float64) []figure { return []figure{newPerson(r, across(at, 6.6, 1.3))} }
	return []Case{
		{Name: "sway-tree", About: "wind comes up in the tree and stays",
			Expect: Expect{Nuisance: Span{6, 40}, Grace: 12},
			script: func(*rand.Rand) *script { return outdoors(40).with(nil, theTree(during{6, 1e9, 3}, 2.2, 0)) }},
		{Name: "sway-gusts", About: "gusts in the tree, and somebody passes",
			Expect: Expect{Motion: []Span{{42, 48.8}}, Nuisance: Span{6, 41}, Grace: 15},
			script: func(r *rand.Rand) *script {
				return outdoors(58).with(passer(r, 41.5), theTree(during{6, 1e9, 2}, 3.6, 1./9))
			}},
		{Name: "water", About: "a pond ripples and glitters",
			Expect: Expect{Nuisance: Span{6, 40}, Grace: 12},
			script: func(*rand.Rand) *script { return outdoors(40).with(nil, thePond(change(0, 1, 6, 3))) }},
		{Name: "water-person", About: "somebody walks behind a restless pond",
			Expect: Expect{Motion: []Span{{32, 38.8}}, Nuisance: Span{6, 31}, Grace: 15},
			script: func(r *rand.Rand) *script {
				return outdoors(48).with(passer(r, 31.5), thePond(change(0, 1, 6, 3)))
			}},
	}
}

func deviceCases() []Case {
	return []Case{
		{Name: "flicker", About: "mains light beats with the shutter: bands wander down the picture",
			Expect: Expect{Nuisance: Span{6, 28}, Grace: 6, Reason: rtm2.ReasonLight},
			script: func(*rand.Rand) *script {
				return indoors(28).with(nil,
					&flicker{during: during{6, 1e9, 1}, light: lightLamp, depth: 0.07, beat: 0.8})
			}},
		{Name: "led", About: "a diode blinks",
			Expect: Expect{Nuisance: Span{6, 30}, Grace: 10},
			script: func(*rand.Rand) *script {
				return indoors(30).with(nil, &diode{x: routerX + 7, y: routerY, r: 5.5, on: 0.5, off: 0.9,
					shine: tone{150, -30, -34}, during: during{6, 1e9, 0}})
			}},
		{Name: "screen", About: "a screen shows a film",
			Expect: Expect{Nuisance: Span{6, 45}, Grace: 20},
			script: func(*rand.Rand) *script {
				return indoors(45).with(nil, &monitor{screenX0, screenY0, screenX1, screenY1, during{6, 1e9, 0}})
			}},
		{Name: "pumping", About: "the picture loses detail and gets it back at every key frame",
			Expect: Expect{Nuisance: Span{6, 30}, Grace: 6},
			script: func(*rand.Rand) *script {
				return outdoors(30).under(lightCoarse).with(nil, &fade{"pumping", lightCoarse, func(t float64) float32 {
					if t < 6 {
						return 0
					}
					return float32(math.Mod(t, 2) / 2 * 0.9)
				}})
			}},
	}
}

func cameraCases() []Case {
	return []Case{
		{Name: "shake", About: "wind shakes the camera",
			Expect: Expect{Nuisance: Span{7, 20}, Reason: rtm2.ReasonShake},
			script: func(*rand.Rand) *script {
				return outdoors(26).with(nil, &shake{during{7, 20, 2}, 2.2})
			}},
		{Name: "knock", About: "somebody knocks against the camera, twice",
			Expect: Expect{Nuisance: Span{8, 17.5}, Reason: rtm2.ReasonShake},
			script: func(*rand.Rand) *script { return outdoors(26).with(nil, &knock{[]float64{8, 16}, 13}) }},
		{Name: "pan", About: "the camera is turned and stays so; later somebody passes",
			Expect: Expect{Motion: []Span{{27.5, 34.2}}, Nuisance: Span{8, 14}, Reason: rtm2.ReasonShake,
				Health: rtm2.HealthMoved, Trouble: Span{9, 20}},
			script: func(r *rand.Rand) *script {
				return outdoors(42).with([]figure{newPerson(r, across(27.5, 6.2, 1.2))},
					&pan{x: change(0, 96, 8, 1.2), y: change(0, 14, 8, 1.2)})
			}},
		{Name: "reconnect", About: "the connection breaks and comes back a little later and lighter",
			Expect: Expect{Nuisance: Span{12, 16}, Reason: rtm2.ReasonWarming},
			script: func(*rand.Rand) *script {
				return outdoors(28).with(nil, reconnect{12, 40},
					&camera{gain: change(1, 1.12, 30, 0).times(change(0.6, 1, 51.5, 1.6).orOneBefore(50))})
			}},
		{Name: "night-switch", About: "the camera switches to infrared, and back",
			Expect: Expect{Nuisance: Span{8, 30}, Reason: rtm2.ReasonLight, Night: Span{8.6, 22}},
			script: func(*rand.Rand) *script {
				// The picture is dark while the filter moves, then the gain settles.
				gain := pulse(1, 0.12, during{7.9, 8.4, 0.15}).times(pulse(1, 0.12, during{21.9, 22.4, 0.15}))
				return outdoors(34).under(lightIR).with(nil,
					&sceneLight{"", lightDay, flat(0.42)}, &sceneLight{"", lightSun, flat(0)},
					&fade{"night", lightIR, pulse(0, 1, during{8.15, 22.15, 0})},
					&camera{gain: gain.times(pulse(1, 1.3, during{8.2, 9.6, 0.5}))})
			}},
		{Name: "night-person", About: "somebody passes in the infrared picture",
			Expect: Expect{Motion: []Span{{8.5, 14.9}}, Reason: rtm2.ReasonMotion, Night: Span{0, 24}},
			script: func(r *rand.Rand) *script {
				sc := outdoors(24).under(lightIR).with([]figure{newPerson(r, across(8, 6, 1.3))},
					&fade{"", lightIR, flat(1)})
				sc.noise, sc.grain, sc.shadow = 3, 0.3, 0
				return sc
			}},
	}
}

// orOneBefore is 1 until a time and the curve from then on.
func (c curve) orOneBefore(at float64) curve {
	return func(t float64) float32 {
		if t < at {
			return 1
		}
		return c(t)
	}
}

func weatherCases() []Case {
	weather := func(name, about string, grace float64, pieces func() []any) Case {
		return Case{Name: name, About: about, Expect: Expect{Nuisance: Span{6, 32}, Grace: grace},
			script: func(*rand.Rand) *script { return outdoors(32).with(nil, pieces()...) }}
	}
	return []Case{
		weather("rain", "it begins to rain", 6, func() []any { return []any{&rain{during{6, 1e9, 4}, 140}} }),
		weather("rain-heavy", "a downpour", 6, func() []any {
			return []any{&rain{during{6, 1e9, 3}, 420}, &camera{gain: change(1, 0.85, 6, 6), lift: change(0, 12, 6, 6)}}
		}),
		weather("snow", "it begins to snow", 6, func() []any { return []any{&snow{during{6, 1e9, 4}, 110}} }),
		{Name: "insects", About: "by night, insects fly past close to the lens",
			Expect: Expect{Nuisance: Span{6, 32}, Night: Span{0, 32}},
			script: func(*rand.Rand) *script {
				sc := outdoors(32).under(lightIR).with(nil, &fade{"", lightIR, flat(1)},
					&insects{during{6, 1e9, 0}, 2.3})
				sc.noise, sc.grain = 2.5, 0.3
				return sc
			}},
	}
}

func tamperCases() []Case {
	tamper := func(name, about string, h rtm2.Health, trouble Span, build func() *script) Case {
		return Case{Name: name, About: about,
			Expect: Expect{Nuisance: Span{trouble.From - 1, trouble.Till}, Reason: rtm2.ReasonTamper,
				Health: h, Trouble: trouble},
			script: func(*rand.Rand) *script { return build() }}
	}
	return []Case{
		tamper("frozen", "the camera repeats one picture", rtm2.HealthFrozen, Span{10, 26}, func() *script {
			return outdoors(32).with(nil, frozen{10, 26})
		}),
		tamper("covered", "a hand covers the lens", rtm2.HealthCovered, Span{9, 22}, func() *script {
			return outdoors(30).with(nil, covered{8.3, 22})
		}),
		tamper("defocused", "the lens loses its focus", rtm2.HealthDefocused, Span{10, 26}, func() *script {
			return outdoors(34).under(lightBlur).with(nil,
				&fade{"defocused", lightBlur, pulse(0, 1, during{8.5, 27, 1.5})})
		}),
		tamper("black", "the camera sends black pictures", rtm2.HealthBlack, Span{9, 22}, func() *script {
			return outdoors(30).with(nil, black{during{9, 22, 0}})
		}),
	}
}
