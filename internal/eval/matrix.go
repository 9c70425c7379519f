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
	rates, noises, qualities := []float64{15, 5, 1, 30}, []float64{1, 0.5, 2}, []int{80, 50, 95}
	out := make([]Variant, 0, len(rates)*len(noises)*len(qualities))
	for _, fps := range rates {
		for _, noise := range noises {
			for _, quality := range qualities {
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
