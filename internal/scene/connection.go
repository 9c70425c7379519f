package scene

// frozen shows one moment for as long as it lasts, to the last bit.
type frozen struct{ from, till float64 }

func (f frozen) pace(m *moment) {
	if m.t >= f.from && m.t < f.till {
		m.n = int(f.from * m.s.opt.FPS)
		m.t = float64(m.n) / m.s.opt.FPS
		m.note = append(m.note, "frozen")
	}
}

// reconnect is a new connection to the camera, after which the scene is further on than it was.
type reconnect struct{ at, away float64 }

func (r reconnect) pace(m *moment) {
	if m.t >= r.at {
		m.connection++
		if m.t < r.at+3 {
			m.note = append(m.note, "reconnect")
		}
		m.t += r.away
	}
}

// covered is a hand that comes before the lens and stays, or goes again.
type covered struct{ from, till float64 }

// coverTime is how many seconds the hand takes.
const coverTime = 0.7

func (c covered) before() bool { return true }

func (c covered) pace(m *moment) {
	if m.t < c.from || m.t >= c.till+coverTime {
		return
	}
	m.note = append(m.note, "covered")
	m.unscored = m.t < c.from+coverTime || m.t >= c.till
	m.blind = !m.unscored
}

func (c covered) paint(m *moment, cv *canvas) {
	if m.t < c.from || m.t >= c.till+coverTime {
		return
	}
	part := softly(float32((m.t-c.from)/coverTime)) - softly(float32((m.t-c.till)/coverTime))
	w, h := cv.g.plane[0].w, cv.g.plane[0].h
	edge := float32(w) * 0.22
	front := part*(float32(w)+edge) - edge // a soft edge runs from the left to the right
	x1 := min(int(front+edge)+1, w)
	if x1 <= 0 {
		return
	}
	cv.open(0, 0, x1, h)
	for comp := range cv.g.comps {
		p := cv.g.plane[comp]
		skin := [3]float32{22, -4, 9}[comp] * fractionUnit * cv.e.gain
		for y := range p.h {
			row := cv.plane[comp][y*p.w:]
			leak := 1 + 0.5*float32(y)/float32(p.h) // some light comes in below the hand
			for x := range min((x1+p.sx-1)/p.sx, p.w) {
				k := min(max((front+edge-float32(x*p.sx))/edge, 0), 1)
				row[x] += int16((skin*leak - float32(row[x])) * k)
			}
		}
	}
}

// black is a camera that delivers pictures of nothing.
type black struct{ during }

func (b black) pace(m *moment) {
	if b.strength(m.t) > 0 {
		m.note = append(m.note, "black")
		m.blind = true
	}
}

func (b black) shade(m *moment, e *exposure) {
	k := b.strength(m.t)
	e.gain *= 1 - k
	e.lift += 3 * k
	e.noise *= 1 - 0.8*k
}
