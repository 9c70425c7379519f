package motion

// Light does not replace what it falls on: within a shadow, a lamp's beam or the edge of a cloud's, neighbours differ
// as the background's do, times a factor. An object brings its own surface, whose steps bear no relation to those of
// what it hides. So the correlation between the picture's steps and the background's, over a region, tells the two
// apart wherever the background has steps at all.

const (
	shadePairs   = 6    // pairs of neighbours inside a region that it takes to tell ...
	shadeMany    = 20   // ... and in all of it, where an object is mixed with what is around it
	shadeTexture = 3.0  // root mean square of the background's steps, grey levels: noise and rounding are under one
	shadeFine    = 5.0  // the same inside a shadow, where there is less to see
	shadeWhole   = 0.8  // correlation over all of a region: the soft border of a light is light too
	shadeInside  = 0.6  // correlation inside a shadow with a hard border
	shadeChroma  = 0.1  // mean colour score in a shadow: it takes away light, and leaves the colour
	lampShare    = 0.01 // of the picture that turns out to be lit more ...
	cloudShare   = 0.03 // ... or less, which a large object's shadow does too
	shadeStays   = 0.8  // of a region that was shadow just before: what is left of it is no object
	shadeMillis  = 1000
	shadeDark    = 0.9 // of a shadow's cells that are darker than their background
)

// shade is what a region's steps say of it.
type shade uint8

const (
	surface shade = iota // something with a surface of its own
	lit                  // more or less light, with a soft border
	shadow
	obscure // it only takes light away, and there is too little of it to tell
)

// steps sums what neighbours differ by, in the picture, in the background, and in both.
type steps struct {
	both, now, was float32
	pairs          int
}

func (s *steps) add(now, was int32) {
	n, w := float32(now), float32(was)
	s.both += n * w
	s.now += n * n
	s.was += w * w
	s.pairs++
}

// alike says whether the picture's steps follow the background's, and told whether there is enough to tell by.
func (s *steps) alike(share, texture float32, least int) (alike, told bool) {
	if s.pairs < least || s.was < float32(s.pairs)*texture*texture*unit*unit {
		return false, false
	}
	return s.both > 0 && s.both*s.both >= share*share*s.now*s.was, true
}

// shade says whether a region is lit otherwise, or shadow, or could be a shadow for all that is seen of it;
// and whether it is darker than its background.
func (d *Detector) shade(b *blob) (how shade, darker bool) {
	w := d.m.w
	var whole, inside steps
	dark, stayed, colour := 0, 0, float32(0)
	for _, c := range d.order[b.from:b.to] {
		i := int(c)
		v, m := d.value(i), int32(d.m.center[i])
		if v < m {
			dark++
		}
		if d.shadeAt[i] > 0 && d.clock.now-d.shadeAt[i] <= shadeMillis {
			stayed++
		}
		colour += d.chromaScore(i)
		inner := d.innermost(i)
		if i%w < w-1 && d.mask[i+1] != 0 {
			now, was := d.value(i+1)-v, int32(d.m.center[i+1])-m
			whole.add(now, was)
			if inner && d.innermost(i+1) {
				inside.add(now, was)
			}
		}
		if i+w < d.m.n && d.mask[i+w] != 0 {
			now, was := d.value(i+w)-v, int32(d.m.center[i+w])-m
			whole.add(now, was)
			if inner && d.innermost(i+w) {
				inside.add(now, was)
			}
		}
	}
	n := float32(b.size())
	darker = float32(dark) >= shadeDark*n
	if alike, _ := whole.alike(shadeWhole, shadeTexture, shadeMany); alike {
		return lit, darker
	}
	if !darker || colour > shadeChroma*n {
		return surface, darker
	}
	switch alike, told := inside.alike(shadeInside, shadeFine, shadePairs); {
	case alike || !told && float32(stayed) >= shadeStays*n:
		return shadow, darker
	case !told:
		return obscure, darker
	}
	return surface, darker
}

// innermost says whether a cell's four neighbours are foreground, or outside the picture.
func (d *Detector) innermost(i int) bool {
	w := d.m.w
	x := i % w
	return (x == 0 || d.mask[i-1] != 0) && (x == w-1 || d.mask[i+1] != 0) &&
		(i < w || d.mask[i-w] != 0) && (i+w >= d.m.n || d.mask[i+w] != 0)
}

// touchesSide says whether a region reaches a side of the picture: it may not be wholly in view.
func (d *Detector) touchesSide(b *blob) bool {
	return b.x0 == 0 || b.y0 == 0 || b.x1 == d.m.w-1 || b.y1 == d.m.h-1
}
