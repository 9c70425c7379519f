// Package eval scores the detector: on the corpus of synthetic scenes and on labelled footage, by 8x8 block, by
// frame and by event. docs/quality.md is its report of the current code.
//
// Blocks and frames of footage are counted as the CDnet masks allow: a block is scored where half of its pixels
// are, and is positive where a quarter of those are foreground; a frame shows motion where a thousandth of its
// scored pixels is foreground.
package eval
