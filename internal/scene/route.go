package scene

import "math"

// leg is one part of a route: a walk to a place, then a wait there.
type leg struct {
	x, z  float32 // metres on the ground
	speed float32 // metres a second; 0 appears there at once
	wait  float32 // seconds
	// look is where the figure faces while it waits: 0 the way it came, else an angle in radians clockwise
	// from "to the right"; away from the camera is -pi/2.
	look float32
}

// route is where a figure is over time.
type route struct {
	start float64 // seconds of the scene
	legs  []leg
}

// stance is how a figure stands at one moment.
type stance struct {
	point
	vx, vz  float32 // heading, of length 0 to 1; vz > 0 walks away from the camera
	pace    float32 // speed, metres a second
	walked  float32 // metres so far, for the gait
	waiting float32 // seconds since it came to a stand
	still   bool    // nothing of it moves
}

// at returns the stance at time t, false before the start and after the end.
func (r route) at(t float64) (stance, bool) {
	t -= r.start
	if t < 0 || len(r.legs) == 0 {
		return stance{}, false
	}
	s := stance{point: point{r.legs[0].x, 0, r.legs[0].z}}
	for i, l := range r.legs {
		if i > 0 && l.speed > 0 {
			dx, dz := l.x-s.x, l.z-s.z
			long := float32(math.Hypot(float64(dx), float64(dz)))
			took := float64(long / l.speed)
			if long > 0 {
				s.vx, s.vz = dx/long, dz/long
			}
			if t < took {
				part := float32(t / took)
				s.x, s.z, s.walked, s.pace = s.x+dx*part, s.z+dz*part, s.walked+long*part, l.speed
				return s, true
			}
			s.walked += long
			t -= took
		}
		s.x, s.z = l.x, l.z
		if t < float64(l.wait) {
			s.waiting = float32(t)
			if l.look != 0 {
				s.vx, s.vz = float32(math.Cos(float64(l.look))), -float32(math.Sin(float64(l.look)))
			}
			return s, true
		}
		t -= float64(l.wait)
	}
	return stance{}, false
}

// smoothed is at, with the corners of the way rounded: heading and place are averaged over a moment.
func (r route) smoothed(t float64) (stance, bool) {
	s, ok := r.at(t)
	if !ok {
		return s, false
	}
	const moment = 0.22
	before, ok0 := r.at(t - moment)
	after, ok1 := r.at(t + moment)
	if !ok0 || !ok1 {
		return s, true
	}
	s.x, s.z = (before.x+2*s.x+after.x)/4, (before.z+2*s.z+after.z)/4
	s.walked = (before.walked + 2*s.walked + after.walked) / 4
	s.pace = (before.pace + 2*s.pace + after.pace) / 4
	vx, vz := before.vx+2*s.vx+after.vx, before.vz+2*s.vz+after.vz
	if long := float32(math.Hypot(float64(vx), float64(vz))); long > 0.5 {
		s.vx, s.vz = vx/long, vz/long
	}
	return s, true
}
