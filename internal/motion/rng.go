package motion

// rng is the xorshift64* generator (Vigna 2016, "An experimental exploration of Marsaglia's xorshift generators,
// scrambled"): eight bytes of state, so that a detector's draws depend on its seed and input alone.
type rng struct{ s uint64 }

// newRNG scrambles the seed with splitmix64's finaliser, so that neighbouring seeds start far apart.
func newRNG(seed uint64) rng {
	z := seed + 0x9e3779b97f4a7c15
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	z ^= z >> 31
	if z == 0 {
		z = 1
	}
	return rng{s: z}
}

func (r *rng) next() uint64 {
	r.s ^= r.s >> 12
	r.s ^= r.s << 25
	r.s ^= r.s >> 27
	return r.s * 0x2545f4914f6cdd1d
}

// below returns a number in [0, n) from 32 random bits; n > 0.
func below(bits uint32, n int) int { return int(uint64(bits) * uint64(n) >> 32) }
