package rtm2

import (
	"encoding/json"
	"fmt"
)

// MarshalJSON encodes the box as [x, y, w, h].
func (b Box) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "[%d,%d,%d,%d]", b.X, b.Y, b.W, b.H), nil
}

// UnmarshalJSON decodes [x, y, w, h].
func (b *Box) UnmarshalJSON(data []byte) error {
	var v []int
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	if len(v) != 4 {
		return fmt.Errorf("a box has four numbers [x, y, w, h], not %d", len(v))
	}
	*b = Box{X: v[0], Y: v[1], W: v[2], H: v[3]}
	return nil
}

// Union returns the smallest box that holds both. An empty box adds nothing.
func (b Box) Union(o Box) Box {
	switch {
	case b.Empty():
		return o
	case o.Empty():
		return b
	}
	x, y := min(b.X, o.X), min(b.Y, o.Y)
	return Box{X: x, Y: y, W: max(b.X+b.W, o.X+o.W) - x, H: max(b.Y+b.H, o.Y+o.H) - y}
}

// Empty reports whether the box holds no pixel.
func (b Box) Empty() bool { return b.W <= 0 || b.H <= 0 }
