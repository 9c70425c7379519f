package scene

import (
	"math"
	"math/rand/v2"
)

// demoRound is how many seconds the demo's day takes; each round has the same order of things with other
// people in it.
const demoRound = 206

// Demo is the built-in camera: a garden path and a front door in the evening. It goes on for ever. The first
// person comes into view after about 6 seconds; then something happens every 10 to 20 seconds, with quiet
// between.
func Demo(o Options) (*Scene, error) {
	o.Seed = mix64(o.Seed)
	street := &demoStreet{seed: o.Seed, round: -1}
	sc := &script{view: garden{}, noise: 1.3, shadow: 0.8, cast: street}
	sc.extra = []light{lightLamp}
	wind := theTree(always(), 2.4, 1./47)
	wind.first = 8
	sc.add(
		wind,
		&lampSwitch{lit: demoLamp, level: 1},
	)
	return newScene(sc, o)
}

// demoLamp is on while somebody is at the door, once in a round.
func demoLamp(t float64) float32 {
	u := math.Mod(t, demoRound)
	return softly(float32(u-demoLampOn)*8) * softly(float32(demoLampOff-u)*8)
}

const (
	demoLampOn  = 84.3
	demoLampOff = 135
)

// demoStreet brings people, cars and a cat, round after round.
type demoStreet struct {
	seed  uint64
	round int
	cast  []figure
}

func (d *demoStreet) figures(t float64, dst []figure) []figure {
	if round := int(t / demoRound); round != d.round {
		d.round = round
		d.cast = d.plan(round)
	}
	return append(dst, d.cast...)
}

// Where the demo's people go, in metres.
const (
	doorX, doorZ = -2.45, 6.55
	farLeft      = -14
	farRight     = 14
)

func (d *demoStreet) plan(round int) []figure {
	r := rand.New(rand.NewPCG(d.seed, uint64(round)))
	base := float64(round) * demoRound
	walker := func(at float64, legs ...leg) *person { return newPerson(r, route{base + at, legs}) }
	pavement := func(at float64, right bool, speed float32) *person {
		a, b := float32(farLeft), float32(farRight)
		if !right {
			a, b = b, a
		}
		return walker(at, leg{x: a, z: 14.4}, leg{x: b, z: 14.4, speed: speed})
	}
	drive := func(at float64, right, van bool) *car {
		a, b, z := float32(-24), float32(24), float32(17.6)
		if !right {
			a, b, z = 24, -24, 20.2
		}
		paints := []colour{{168, 52, 46}, {62, 88, 132}, {206, 204, 198}, {92, 96, 100}, {74, 104, 84}, {214, 170, 74}}
		return &car{route: route{base + at, []leg{{x: a, z: z}, {x: b, z: z, speed: 8.5}}},
			paint: paints[r.IntN(len(paints))], van: van}
	}
	postman := walker(55.5,
		leg{x: 4.6, z: 14.4}, leg{x: 2.6, z: 14.2, speed: 1.5}, leg{x: 2.5, z: 9.6, speed: 1.4},
		leg{x: 1.6, z: 6.6, speed: 1.4}, leg{x: doorX, z: doorZ, speed: 1.4, wait: 3.5, look: -math.Pi / 2},
		leg{x: 1.6, z: 6.5, speed: 1.5}, leg{x: 2.5, z: 9.6, speed: 1.5}, leg{x: 2.6, z: 14.4, speed: 1.5},
		leg{x: 15, z: 14.4, speed: 1.6})
	postman.shirt.colour, postman.shirt.stripe = colour{196, 152, 48}, 0
	postman.carries = func(float64) bool { return true }
	visitor := walker(110,
		leg{x: 7.2, z: 5.1}, leg{x: 2.4, z: 5.6, speed: 1.15}, leg{x: 0.4, z: 6.5, speed: 1.1},
		leg{x: doorX, z: doorZ, speed: 1.1, wait: 5, look: -math.Pi / 2},
		leg{x: 0.2, z: 6.3, speed: 1.1}, leg{x: 2.3, z: 5.4, speed: 1.2}, leg{x: 7.2, z: 5.0, speed: 1.25})
	return []figure{
		// Somebody comes home early in the round: the newcomer's first motion.
		walker(5.2, leg{x: 6.6, z: 6.4}, leg{x: 2.2, z: 6.5, speed: 1.3},
			leg{x: 0.9, z: 6.2, speed: 1.2, wait: 1.6, look: 2.2}, leg{x: -0.6, z: 5.4, speed: 1.2},
			leg{x: -6.5, z: 5.0, speed: 1.3}),
		pavement(18, true, 1.5),
		drive(41, false, false),
		postman,
		&cat{route: route{base + 88, []leg{{x: -5.5, z: 5.3}, {x: -0.4, z: 5.6, speed: 0.75, wait: 3.5},
			{x: 6.2, z: 7.6, speed: 0.95}}}, fur: colour{202, 138, 76}},
		visitor,
		pavement(139, false, 1.35),
		drive(157, true, true),
		pavement(172, false, 2.9),
		walker(188, leg{x: -6.5, z: 4.5}, leg{x: 6.5, z: 4.9, speed: 1.45}),
	}
}
