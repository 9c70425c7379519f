//go:build race

package eval

// underRace thins out the test that renders thousands of frames: the race detector makes each of them twenty times
// as slow.
const underRace = true
