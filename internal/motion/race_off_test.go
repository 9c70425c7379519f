//go:build !race

package motion_test

const raced = false
