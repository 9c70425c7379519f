package motion

// The outline decides how well the mask fits: its cells are partly object and partly background, and a cell
// counts as object from about a quarter of its area.
const (
	growFrom  = 2.0 // a cell this far over its threshold is certainly object ...
	growTo    = 0.6 // ... and takes in neighbours that differ this much
	trimBelow = 0.3 // a border cell this much weaker than its strongest neighbour is mostly background
)

// fill closes holes of one cell.
func (d *Detector) fill() {
	w, h := d.m.w, d.m.h
	for k, n := 0, len(d.cells); k < n; k++ {
		i := int(d.cells[k])
		x, y := i%w, i/w
		for _, s := range [4][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
			qx, qy := x+s[0], y+s[1]
			if qx <= 0 || qy <= 0 || qx >= w-1 || qy >= h-1 {
				continue
			}
			q := qy*w + qx
			if d.mask[q] == 0 && d.mask[q-1]&d.mask[q+1]&d.mask[q-w]&d.mask[q+w] != 0 {
				d.enter(q, 1)
			}
		}
	}
}

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
	d.stack = d.stack[:0]
	for _, c := range d.cells {
		i := int(c)
		x, y := i%w, i/w
		if x == 0 || y == 0 || x == w-1 || y == h-1 ||
			d.mask[i-1]&d.mask[i+1]&d.mask[i-w]&d.mask[i+w] != 0 {
			continue
		}
		most := float32(0)
		for q := i - w - 1; q <= i+w-1; q += w {
			most = max(most, d.score[q], d.score[q+1], d.score[q+2])
		}
		if d.score[i] < trimBelow*most {
			d.stack = append(d.stack, c)
		}
	}
	for _, i := range d.stack {
		d.mask[i] = 0 // the score stays: clear finds the cell in cells
	}
}
