package motion

import (
	"time"

	"rtm2"
)

// Point is a place in the picture: X from 0 at the left edge to 1 at the right, Y from 0 at the top to 1.
type Point struct{ X, Y float64 }

// Zone is a part of the picture that is judged in its own way.
type Zone struct {
	// Name is told with what moves there; a zone without a name only includes or excludes.
	Name string
	// Exclude makes it a mask: nothing in it counts. Where any other zone exists, only zones count.
	Exclude bool
	// Points is its polygon, at least three, not crossing itself.
	Points []Point
	// Sensitivity is the zone's own, 1 to 100; 0 for the camera's.
	Sensitivity int
	// MinArea and MaxArea are the zone's own bounds of an object's size as a share of the picture; 0 for the camera's.
	MinArea, MaxArea float64
	// Dwell is how long an object has to be in the zone before it counts; 0 for at once.
	Dwell time.Duration
}

// maxZones is how many zones that count a camera may have, besides those that exclude.
const maxZones = 16

func validateZones(zones []Zone) error {
	count := 0
	for _, z := range zones {
		if !z.Exclude {
			count++
		}
	}
	if count > maxZones {
		return rtm2.Errorf(rtm2.CodeLimit, "there are %d zones: a camera has at most %d", count, maxZones)
	}
	for k, z := range zones {
		if err := z.validate(); err != nil {
			return rtm2.Errorf(rtm2.CodeInvalid, "zone %d (%q): %w", k+1, z.Name, err)
		}
	}
	return nil
}

func (z Zone) validate() error {
	if len(z.Points) < 3 {
		return rtm2.Errorf(rtm2.CodeInvalid, "it has %d points: a zone needs at least three", len(z.Points))
	}
	for k, p := range z.Points {
		if !(p.X >= 0 && p.X <= 1 && p.Y >= 0 && p.Y <= 1) {
			return rtm2.Errorf(rtm2.CodeInvalid, "point %d (%g, %g) lies outside the picture: use 0 to 1",
				k+1, p.X, p.Y)
		}
	}
	for k, p := range z.Points {
		if next := (k + 1) % len(z.Points); p == z.Points[next] {
			return rtm2.Errorf(rtm2.CodeInvalid, "points %d and %d are the same: leave one out", k+1, next+1)
		}
	}
	if flat(z.Points) {
		return rtm2.Errorf(rtm2.CodeInvalid, "it covers nothing: its points lie on one line")
	}
	if i, j, crossed := crossing(z.Points); crossed {
		return rtm2.Errorf(rtm2.CodeInvalid, "its sides %d and %d cross: draw it without crossing itself", i+1, j+1)
	}
	return z.validateNumbers()
}

func (z Zone) validateNumbers() error {
	switch {
	case z.Sensitivity < 0 || z.Sensitivity > 100:
		return rtm2.Errorf(rtm2.CodeInvalid, "sensitivity is %d: choose 1 to 100, or 0 for the camera's", z.Sensitivity)
	case !(z.MinArea >= 0 && z.MinArea <= 0.5):
		return rtm2.Errorf(rtm2.CodeInvalid, "min area is %g: choose a share of the picture from 0 to 0.5", z.MinArea)
	case z.MaxArea != 0 && !(z.MaxArea > z.MinArea && z.MaxArea <= 1):
		return rtm2.Errorf(rtm2.CodeInvalid, "max area is %g: choose a share above min area (%g) and up to 1",
			z.MaxArea, z.MinArea)
	case z.Dwell < 0 || z.Dwell > time.Hour:
		return rtm2.Errorf(rtm2.CodeInvalid, "dwell is %s: choose 0 to 1h", z.Dwell)
	}
	return nil
}

// flat says whether all points lie on one line.
func flat(ps []Point) bool {
	for _, p := range ps[2:] {
		if side(ps[0], ps[1], p) != 0 {
			return false
		}
	}
	return true
}

// crossing finds two sides of a polygon that share a point other than a common corner.
func crossing(ps []Point) (int, int, bool) {
	n := len(ps)
	for i := range n {
		for j := i + 1; j < n; j++ {
			if j == i+1 || i == 0 && j == n-1 {
				continue
			}
			if meet(ps[i], ps[(i+1)%n], ps[j], ps[(j+1)%n]) {
				return i, j, true
			}
		}
	}
	return 0, 0, false
}

// meet says whether the segments ab and cd have a point in common.
func meet(a, b, c, d Point) bool {
	o1, o2, o3, o4 := side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)
	if o1 != o2 && o3 != o4 {
		return true
	}
	return o1 == 0 && within(a, b, c) || o2 == 0 && within(a, b, d) ||
		o3 == 0 && within(c, d, a) || o4 == 0 && within(c, d, b)
}

// side is the sign of c's place beside the line ab.
func side(a, b, c Point) int {
	v := (b.X-a.X)*(c.Y-a.Y) - (b.Y-a.Y)*(c.X-a.X)
	switch {
	case v > 1e-12:
		return 1
	case v < -1e-12:
		return -1
	}
	return 0
}

// within says whether p, on the line ab, lies between its ends.
func within(a, b, p Point) bool {
	return p.X >= min(a.X, b.X) && p.X <= max(a.X, b.X) && p.Y >= min(a.Y, b.Y) && p.Y <= max(a.Y, b.Y)
}
