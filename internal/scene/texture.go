package scene

import (
	"math"
	"math/rand/v2"
)

// texture is a square of smooth random values, 0 to 1 around 0.5, that repeats in both directions.
type texture [textureSize * textureSize]float32

const textureSize = 128

func newTexture(r *rand.Rand) *texture {
	t := new(texture)
	var raw texture
	for i := range raw {
		raw[i] = r.Float32()
	}
	// A small binomial filter: neighbours belong together, but the detail stays.
	at := func(x, y int) float32 { return raw[(y&(textureSize-1))*textureSize+x&(textureSize-1)] }
	for y := range textureSize {
		for x := range textureSize {
			sum := 4*at(x, y) + 2*(at(x+1, y)+at(x-1, y)+at(x, y+1)+at(x, y-1)) +
				at(x+1, y+1) + at(x-1, y+1) + at(x+1, y-1) + at(x-1, y-1)
			t[y*textureSize+x] = min(max(0.5+(sum/16-0.5)*1.6, 0), 1)
		}
	}
	return t
}

// at returns the nearest value; its grain is one unit.
func (t *texture) at(x, y float32) float32 {
	ix, iy := int(math.Floor(float64(x))), int(math.Floor(float64(y)))
	return t[iy&(textureSize-1)*textureSize+ix&(textureSize-1)]
}

// smooth returns the value interpolated between neighbours.
func (t *texture) smooth(x, y float32) float32 {
	fx, fy := math.Floor(float64(x)), math.Floor(float64(y))
	ix, iy := int(fx), int(fy)
	wx, wy := x-float32(fx), y-float32(fy)
	r0, r1 := iy&(textureSize-1)*textureSize, (iy+1)&(textureSize-1)*textureSize
	c0, c1 := ix&(textureSize-1), (ix+1)&(textureSize-1)
	return (t[r0+c0]*(1-wx)+t[r0+c1]*wx)*(1-wy) + (t[r1+c0]*(1-wx)+t[r1+c1]*wx)*wy
}

// cloud returns a sum of octaves, 0 to 1 around 0.5.
func (t *texture) cloud(x, y float32, octaves int) float32 {
	sum, weight, total := float32(0), float32(1), float32(0)
	for range octaves {
		sum += t.smooth(x, y) * weight
		total += weight
		weight *= 0.55
		x, y = x*2.03+17.3, y*2.03+31.7
	}
	return sum / total
}
