package scene

import (
	"math"
	"math/rand/v2"
)

const (
	noiseBlocks = 1024
	noiseReach  = 4 // standard deviations at which the noise is cut off
)

// noiseTable is a store of blocks of noise coefficients in zigzag order. White noise is white after an
// orthonormal transform too, so that a block of noise costs no transform.
type noiseTable struct {
	block [noiseBlocks][64]int8
	unit  float64 // the entries' standard deviation
}

// newNoiseTable fills a table. grain 0 is white; 1 is the blotchy noise that a camera's noise filter and
// its demosaicing leave: the same total power, most of it in the low frequencies.
func newNoiseTable(r *rand.Rand, grain float64, order [64]uint8) *noiseTable {
	var weight [64]float64
	power := 0.0
	for k, p := range order {
		u, v := float64(p&7), float64(p>>3)
		weight[k] = (1 - grain) + grain*math.Exp(-(u*u+v*v)/8)
		power += weight[k] * weight[k]
	}
	norm := math.Sqrt(64 / power)
	t := &noiseTable{unit: 127 / (noiseReach * weight[0] * norm)}
	for b := range t.block {
		for k := range t.block[b] {
			x := min(max(r.NormFloat64(), -noiseReach), noiseReach)
			t.block[b][k] = int8(math.Round(x * t.unit * weight[k] * norm))
		}
	}
	return t
}

// sensor turns a noise level into the scale that a block of given brightness gets.
type sensor struct {
	scale [256]int32 // by the block's mean luma: the factor for coder.block
	sigma float64
}

// set prepares the scales for sigma grey levels at mid grey, from a table of the given unit. A dark part has
// more noise than a bright one because the camera's gamma curve is steep there, and because there are fewer photons.
func (s *sensor) set(sigma, unit float64) {
	if sigma == s.sigma {
		return
	}
	s.sigma = sigma
	for i := range s.scale {
		y := float64(i) / 255
		curve := 0.72 + 0.75*math.Exp(-3.2*y)*(1-math.Exp(-14*y-0.7))
		mid := 0.72 + 0.75*math.Exp(-3.2*0.5)*(1-math.Exp(-14*0.5-0.7))
		s.scale[i] = int32(math.Round(sigma * curve / mid * fractionUnit * 256 / unit))
	}
}

// on returns the scale of the noise on a block of a component.
func (s *sensor) on(comp int, coef *[64]int16) int32 {
	if comp > 0 {
		return s.scale[128] * chromaNoise256 >> 8
	}
	return s.scale[uint8(min(max(int(coef[0])/(8*fractionUnit)+128, 0), 255))]
}

// reachOf returns the most that noise of a scale adds to a coefficient.
func reachOf(scale int32) int32 { return scale*127>>8 + 1 }

// mix64 is the finaliser of SplitMix64 (Steele, Lea, Flood 2014): it turns neighbouring numbers into
// unrelated ones.
func mix64(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// chance returns a number in [0, 1) that follows from the keys alone.
func chance(keys ...uint64) float64 {
	h := uint64(0)
	for _, k := range keys {
		h = mix64(h ^ k)
	}
	return float64(h>>11) / (1 << 53)
}
