package eval

// Quick returns the variants that every scene is judged in by default: the frame rates, a noisy and a coarsely coded
// picture. Thirty frames a second come from a small camera, which is a test of its own.
func Quick() []Variant {
	return []Variant{
		{Width: 640, Height: 480, FPS: 15, Noise: 1, Quality: 80},
		{Width: 640, Height: 480, FPS: 5, Noise: 1, Quality: 80},
		{Width: 640, Height: 480, FPS: 1, Noise: 1, Quality: 80},
		{Width: 640, Height: 480, FPS: 5, Noise: 2, Quality: 80},
		{Width: 640, Height: 480, FPS: 5, Noise: 1, Quality: 50},
		{Width: 320, Height: 240, FPS: 30, Noise: 1, Quality: 80},
	}
}

// Full returns every combination of frame rate, noise and quality.
func Full() []Variant {
	var out []Variant
	for _, fps := range []float64{15, 5, 1, 30} {
		for _, noise := range []float64{1, 0.5, 2} {
			for _, quality := range []int{80, 50, 95} {
				out = append(out, Variant{Width: 640, Height: 480, FPS: fps, Noise: noise, Quality: quality})
			}
		}
	}
	return out
}

// Gate returns the variants that the regression test judges: few enough for every run of the tests.
func Gate() []Variant {
	return []Variant{
		{Width: 320, Height: 240, FPS: 10, Noise: 1, Quality: 80},
		{Width: 320, Height: 240, FPS: 2, Noise: 1, Quality: 80},
	}
}
