package motion

// The outline decides how well the mask fits: its cells are partly object and partly background, and a cell
// counts as object from about a quarter of its area.
const (
	growFrom  = 2.0
	growTo    = 0.8
	trimBelow = 0.4
)

// fill closes holes and notches: a cell with foreground on three of its four sides is foreground.
func (d *Detector) fill() {
	w, h := d.m.w, d.m.h
	m := d.mask
	for k, n := 0, len(d.cells); k < n; k++ {
		i := int(d.cells[k])
		if x, y := i%w, i/w; x < 2 || y < 2 || x >= w-2 || y >= h-2 {
			continue
		}
		for _, q := range [4]int{i + 1, i - 1, i + w, i - w} {
			if m[q] == 0 && m[q-1]&1+m[q+1]&1+m[q-w]&1+m[q+w]&1 >= fillSides {
				d.enter(q, 1)
			}
		}
	}
}

const fillSides = 4

// grow takes in cells beside certain ones that differ too little to stand alone.
func (d *Detector) grow() {
	w, h := d.m.w, d.m.h
	for k, n := 0, len(d.cells); k < n; k++ {
		i := int(d.cells[k])
		if d.score[i] < growFrom {
			continue
		}
		x, y := i%w, i/w
		for _, s := range [4][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
			qx, qy := x+s[0], y+s[1]
			if qx < 0 || qy < 0 || qx >= w || qy >= h || d.mask[qy*w+qx] != 0 {
				continue
			}
			q := qy*w + qx
			if e := d.scoreOf(q); e >= growTo {
				d.enter(q, e)
			}
		}
	}
}

// trim drops border cells of which the object covers too little. All are judged before any is dropped.
func (d *Detector) trim() {
	w, h := d.m.w, d.m.h
	for range trimRounds {
		d.stack = d.stack[:0]
		for _, c := range d.cells {
			i := int(c)
			x, y := i%w, i/w
			if d.mask[i] == 0 || x == 0 || y == 0 || x == w-1 || y == h-1 ||
				d.mask[i-1]&d.mask[i+1]&d.mask[i-w]&d.mask[i+w] != 0 {
				continue
			}
			own := int32(d.m.center[i])
			most, sum, cnt := int32(0), int32(0), int32(0)
			for q := i - w - 1; q <= i+w-1; q += w {
				for r := q; r < q+3; r++ {
					if d.mask[r] != 0 && r != i {
						c := abs(d.value(r) - own)
						most = max(most, c)
						sum, cnt = sum+c, cnt+1
					}
				}
			}
			if cnt > 0 && float32(d.dev[i]) < trimBelow*(trimMix*float32(most)+(1-trimMix)*float32(sum/cnt)) {
				d.stack = append(d.stack, c)
			}
		}
		for _, i := range d.stack {
			d.mask[i] = 0 // the score stays: clear finds the cell in cells
		}
	}
}

const trimMix = 0.5

const trimRounds = 1
