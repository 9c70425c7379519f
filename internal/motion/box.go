package motion

// box is a place on the grid, in cells, both ends inclusive.
type box struct{ x0, y0, x1, y1 float32 }

func (b *blob) box() box { return box{float32(b.x0), float32(b.y0), float32(b.x1), float32(b.y1)} }

func (t *track) box() box { return box{float32(t.x0), float32(t.y0), float32(t.x1), float32(t.y1)} }

// way is how far a box has got from where it began: as far as both of two opposite sides moved the same way. What
// grows, shrinks or falls apart has moved its middle but has not travelled.
func (b box) way(from box) float32 {
	return hypot32(shared(b.x0-from.x0, b.x1-from.x1), shared(b.y0-from.y0, b.y1-from.y1))
}

// shared is the part of two moves that both made.
func shared(a, b float32) float32 {
	switch {
	case a > 0 && b > 0:
		return min(a, b)
	case a < 0 && b < 0:
		return max(a, b)
	}
	return 0
}

// follow moves the box by a step and lets it shrink slowly to what is seen, which it always holds: an object that is
// in part hidden, or of the colour of its background, is as large as it was.
func (b box) follow(seen box, dx, dy, rate float32) box {
	rate = min(rate, 1)
	b.x0, b.x1 = b.x0+dx, b.x1+dx
	b.y0, b.y1 = b.y0+dy, b.y1+dy
	return box{
		min(seen.x0, b.x0+rate*(seen.x0-b.x0)), min(seen.y0, b.y0+rate*(seen.y0-b.y0)),
		max(seen.x1, b.x1+rate*(seen.x1-b.x1)), max(seen.y1, b.y1+rate*(seen.y1-b.y1)),
	}
}
