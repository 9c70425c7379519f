package motion

import "testing"

func TestWayOfABox(t *testing.T) {
	from := box{10, 10, 14, 18}
	for name, c := range map[string]struct {
		now  box
		want float32
	}{
		"where it was":       {from, 0},
		"moved right":        {box{13, 10, 17, 18}, 3},
		"moved left and up":  {box{8, 6, 12, 14}, 5},
		"grew on one side":   {box{10, 10, 30, 18}, 0},
		"grew on both sides": {box{0, 5, 30, 40}, 0},
		"lost one side":      {box{13, 10, 14, 18}, 0},
		"grew and moved":     {box{12, 10, 24, 18}, 2},
		"shrank and moved":   {box{20, 10, 21, 18}, 7},
	} {
		if got := c.now.way(from); got != c.want {
			t.Errorf("%s: way %v, want %v", name, got, c.want)
		}
	}
}

func TestPlaceKeepsTheSizeOfWhatIsHidden(t *testing.T) {
	place := box{10, 10, 14, 18}
	for range 5 { // half of it is hidden while it moves on to the right, a cell in each of five frames
		seen := place
		seen.y0 = 15
		seen.x0, seen.x1 = seen.x0+1, seen.x1+1
		place = place.follow(seen, 1, 0, 0.04)
	}
	if place.x0 != 15 || place.x1 != 19 || place.y0 > 12 || place.y1 != 18 {
		t.Errorf("place %v: want columns 15 to 19 and rows from about 11 to 18", place)
	}
	for range 200 { // and stays hidden
		place = place.follow(box{15, 15, 19, 18}, 0, 0, 0.04)
	}
	if place.y0 < 14.9 {
		t.Errorf("place %v: want it to shrink to what is seen", place)
	}
}
