package eval

import (
	"errors"
	"image"
	"image/png"
	"io/fs"
	"os"

	"rtm2"
)

// The values of a CDnet mask, http://www.changedetection.net. Those that are not named are background.
const (
	maskOutside = 85  // of the region of interest
	maskUnknown = 170 // beside an object
	maskMoving  = 255
)

// readMask reads the truth of one frame from a CDnet mask. There is none where the file does not exist or no pixel
// is scored.
func readMask(name string) (cells []uint8, label Label, found bool, err error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Unscored, false, nil
	}
	if err != nil {
		return nil, Unscored, false, rtm2.Errorf(rtm2.CodeUnavailable, "cannot read the mask: %w", err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		return nil, Unscored, false, rtm2.Errorf(rtm2.CodeCorrupt, "the mask %s is not a PNG: %w", name, err)
	}
	cells, label, found = maskTruth(grey(img))
	return cells, label, found, nil
}

// grey returns the picture in shades of grey.
func grey(img image.Image) *image.Gray {
	if g, ok := img.(*image.Gray); ok {
		return g
	}
	b := img.Bounds()
	g := image.NewGray(b)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			g.Set(x, y, img.At(x, y))
		}
	}
	return g
}

// maskTruth counts the pixels of a mask block by block.
func maskTruth(m *image.Gray) (cells []uint8, label Label, found bool) {
	b := m.Bounds()
	w, h := (b.Dx()+7)/8, (b.Dy()+7)/8
	cells = make([]uint8, w*h)
	allValid, allMoving := 0, 0
	for by := range h {
		for bx := range w {
			n, valid, moving := countBlock(m, bx, by)
			allValid, allMoving = allValid+valid, allMoving+moving
			switch {
			case 2*valid < n:
				cells[by*w+bx] = cellUnscored
			case 4*moving >= max(valid, 1):
				cells[by*w+bx] = cellMoving
			}
		}
	}
	switch {
	case allValid == 0:
		return nil, Unscored, false
	case 1000*allMoving >= allValid:
		return cells, Moving, true
	}
	return cells, Quiet, true
}

// countBlock returns how many pixels a block of 8x8 has within the picture, how many are scored and how many move.
func countBlock(m *image.Gray, bx, by int) (n, valid, moving int) {
	b := m.Bounds()
	for y := b.Min.Y + by*8; y < min(b.Min.Y+by*8+8, b.Max.Y); y++ {
		for x := b.Min.X + bx*8; x < min(b.Min.X+bx*8+8, b.Max.X); x++ {
			n++
			switch m.GrayAt(x, y).Y {
			case maskOutside, maskUnknown:
			case maskMoving:
				valid++
				moving++
			default:
				valid++
			}
		}
	}
	return n, valid, moving
}
