package scene

// brush draws a figure in its own coordinates: metres from where it stands, x to the right and y up.
type brush struct {
	*sprite
	cx, cy float32 // where it stands, in pixels
	unit   float32 // pixels per metre
}

func (b *brush) limb(x0, y0, r0, x1, y1, r1 float32, k skin) {
	b.sprite.limb(b.cx+x0*b.unit, b.cy-y0*b.unit, r0*b.unit, b.cx+x1*b.unit, b.cy-y1*b.unit, r1*b.unit, k)
}

func (b *brush) oval(x, y, rx, ry float32, k skin) {
	b.sprite.oval(b.cx+x*b.unit, b.cy-y*b.unit, rx*b.unit, ry*b.unit, k)
}

// polygon takes the corners clockwise as they are seen.
func (b *brush) polygon(k skin, corners ...float32) {
	var px [24]float32
	n := min(len(corners), len(px))
	for i := 0; i+1 < n; i += 2 {
		px[i], px[i+1] = b.cx+corners[i]*b.unit, b.cy-corners[i+1]*b.unit
	}
	b.sprite.polygon(k, px[:n]...)
}

// figure is a thing that moves through the scene.
type figure interface {
	// stance returns where it is at a time, false while it is not in the scene.
	stance(t float64) (stance, bool)
	// size returns half its width and its height in metres, with room for limbs.
	size() (half, height float32)
	// draw paints it.
	draw(b *brush, s stance, t float64)
}
