//go:build race

package motion_test

// raced says that the race detector is on: rendering the corpus takes ten times as long.
const raced = true
