//go:build race

package scene

// underRace thins out the tests that render thousands of frames: the race detector makes each of them twenty
// times as slow.
const underRace = true
