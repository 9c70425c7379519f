package scene

import (
	"math/rand/v2"

	"rtm2"
)

// figureCase is a case with figures and no nuisance.
func figureCase(name, about string, motion []Span, seconds float64, build func(r *rand.Rand) []figure) Case {
	return Case{Name: name, About: about, Expect: Expect{Motion: motion, Reason: rtm2.ReasonMotion},
		script: func(r *rand.Rand) *script { return outdoors(seconds).with(build(r)) }}
}

func personCases() []Case {
	one := func(way func() route) func(r *rand.Rand) []figure {
		return func(r *rand.Rand) []figure { return []figure{newPerson(r, way())} }
	}
	return []Case{
		figureCase("person-near", "somebody crosses close by", []Span{{8.3, 12.7}}, 20,
			one(func() route { return across(8, 4.6, 1.5) })),
		figureCase("person-far", "somebody passes on the far pavement", []Span{{8.6, 20.3}}, 34,
			one(func() route { return across(8, 22.6, 1.5) })),
		figureCase("person-slow", "somebody crosses very slowly, stops and goes on", []Span{{10.2, 36.4}}, 46,
			one(func() route {
				return route{8, []leg{{x: 4.6, z: 5.8}, {x: 1, z: 5.8, speed: 0.35, wait: 6},
					{x: -4.6, z: 5.8, speed: 0.4}}}
			})),
		figureCase("person-fast", "somebody runs through", []Span{{8.2, 10.3}}, 20,
			one(func() route { return across(8, 5.4, 3.6) })),
		figureCase("person-to-door", "somebody comes to the door, waits and goes", []Span{{8, 38.8}}, 44,
			one(func() route {
				return route{8, []leg{{x: 2.6, z: 16}, {x: 2.5, z: 9.6, speed: 1.3}, {x: 1.6, z: 6.6, speed: 1.3},
					{x: doorX, z: doorZ, speed: 1.2, wait: 6, look: -1.57}, {x: 1.6, z: 6.6, speed: 1.3},
					{x: 2.5, z: 9.6, speed: 1.3}, {x: 2.6, z: 14.4, speed: 1.3}, {x: 11, z: 14.4, speed: 1.4}}}
			})),
		figureCase("person-standing", "somebody comes, stands and fidgets for half a minute, and goes",
			[]Span{{7.8, 44.4}}, 52, one(func() route {
				return route{7, []leg{{x: 5.2, z: 6.4}, {x: 0.6, z: 6.2, speed: 1.2, wait: 30, look: 2.2},
					{x: -4.9, z: 5.8, speed: 1.3}}}
			})),
		figureCase("people-crossing", "two meet and pass each other", []Span{{7.5, 14.6}}, 24,
			func(r *rand.Rand) []figure {
				return []figure{newPerson(r, across(7, 6.8, 1.3)), newPerson(r, across(7.5, 5.2, -1.4))}
			}),
		figureCase("cat", "a cat crosses, sits down for a while and goes on", []Span{{8, 21.8}}, 32,
			func(*rand.Rand) []figure {
				return []figure{&cat{route: route{7, []leg{{x: 5.3, z: 6.6}, {x: 0.8, z: 5.8, speed: 0.9, wait: 4},
					{x: -4.9, z: 5.4, speed: 0.8}}}, fur: colour{120, 116, 112}}}
			}),
		figureCase("car-passing", "a car passes on the street", []Span{{10.3, 12.1}}, 20, func(*rand.Rand) []figure {
			return []figure{&car{route: route{8, []leg{{x: -24, z: 17.6}, {x: 24, z: 17.6, speed: 9}}},
				paint: colour{168, 52, 46}}}
		}),
		{Name: "person-dark", About: "by night, somebody in dark clothes before the dark hedge",
			Expect: Expect{Motion: []Span{{8.4, 13.2}}, Reason: rtm2.ReasonMotion},
			script: func(r *rand.Rand) *script {
				p := newPerson(r, across(8, 7.6, 1.4))
				p.shirt.colour, p.pants.colour, p.shirt.stripe = colour{34, 34, 38}, colour{28, 28, 32}, 0
				p.hair.colour, p.hat = colour{30, 28, 28}, false
				return outdoors(24).byNight(0.45, 2.2).with([]figure{p})
			}},
		{Name: "person-room", About: "somebody walks through a room", Expect: Expect{
			Motion: []Span{{7.4, 16.3}}, Reason: rtm2.ReasonMotion},
			script: func(r *rand.Rand) *script {
				return indoors(28).with([]figure{newPerson(r, route{7, []leg{{x: 3.3, z: 3.4},
					{x: 0.2, z: 3.6, speed: 1.1, wait: 4, look: -1.57}, {x: -3, z: 2.6, speed: 1.1}}})})
			}},
	}
}

func shadowCases() []Case {
	return []Case{
		{Name: "shadow-alone", About: "the shadow of somebody out of the picture crosses lawn and path",
			Expect: Expect{Nuisance: Span{8, 18}},
			script: func(*rand.Rand) *script {
				return outdoors(26).with(nil, &passingShadow{route: route{8, []leg{{x: 5.6, z: 5.2},
					{x: -5.2, z: 5.0, speed: 1.2}}}, long: 1.5, strength: 0.42})
			}},
		{Name: "shadow-hard", About: "somebody walks with a long hard shadow beside them",
			Expect: Expect{Motion: []Span{{8.3, 14.3}}, Reason: rtm2.ReasonMotion},
			script: func(r *rand.Rand) *script {
				sc := outdoors(24).with([]figure{newPerson(r, across(8, 6, 1.4))})
				sc.shadow = 1.6
				sc.add(&sceneLight{"", lightSun, flat(1.5)})
				return sc
			}},
		{Name: "reflection", About: "somebody behind the camera shows faintly in a window pane",
			Expect: Expect{Nuisance: Span{8, 17.5}},
			script: func(r *rand.Rand) *script {
				p := newPerson(r, route{8, []leg{{x: -3.6, z: 9}, {x: -5.2, z: 9, speed: 0.4, wait: 2},
					{x: -6.6, z: 9, speed: 0.4}}})
				return outdoors(26).with(nil, &reflection{figure: p, x0: windowL, y0: windowTop, x1: windowR,
					y1: windowFoot, opacity: 0.3})
			}},
	}
}

// leftCases are things that are brought and taken away.
func leftCases() []Case {
	brown := skin{colour: colour{112, 70, 44}, round: 0.3, weave: 0.12}
	drop := point{x: 1.05, z: 6.2}
	carrier := func(r *rand.Rand, at float64, takes bool) (*person, float64) {
		p := newPerson(r, route{at, []leg{{x: 5, z: 6.4},
			{x: drop.x + 0.35, z: drop.z, speed: 1.25, wait: 1.6, look: 3.14}, {x: 5, z: 6.0, speed: 1.35}}})
		p.bag = brown
		moment := at + 3.95
		p.carries = func(t float64) bool { return (t < moment) != takes }
		return p, moment
	}
	return []Case{
		{Name: "bag-left", About: "somebody puts a bag down and goes; it stays",
			Expect: Expect{Motion: []Span{{8.6, 14.6}}, Nuisance: Span{15, 45}, Reason: rtm2.ReasonStill},
			script: func(r *rand.Rand) *script {
				p, at := carrier(r, 8, false)
				return outdoors(46).with([]figure{p, &luggage{at: drop, from: at, till: 1e9, look: brown}})
			}},
		{Name: "bag-taken", About: "a bag has always been there; somebody takes it away",
			Expect: Expect{Motion: []Span{{12.7, 18.6}}, Nuisance: Span{19, 45}, Reason: rtm2.ReasonStill},
			script: func(r *rand.Rand) *script {
				p, at := carrier(r, 12, true)
				return outdoors(46).with([]figure{p, &luggage{at: drop, from: -1, till: at, look: brown}})
			}},
		{Name: "car-parks", About: "a car comes and parks for good",
			Expect: Expect{Motion: []Span{{9.2, 12.8}}, Nuisance: Span{13.5, 48}, Reason: rtm2.ReasonStill},
			script: func(*rand.Rand) *script {
				way := []leg{{x: 20, z: 17}, {x: 2.6, z: 16.9, speed: 3.4, wait: 1e6}}
				return outdoors(48).with([]figure{&car{route: route{7, way}, paint: colour{66, 92, 140}}})
			}},
		{Name: "car-leaves", About: "a parked car drives away",
			Expect: Expect{Motion: []Span{{14.3, 16.6}}, Nuisance: Span{17, 46}, Reason: rtm2.ReasonStill},
			script: func(*rand.Rand) *script {
				return outdoors(46).with([]figure{&car{route: route{-60, []leg{{x: 2.6, z: 16.9, wait: 75},
					{x: -20, z: 17, speed: 4}}}, paint: colour{196, 190, 180}}})
			}},
	}
}
