// Package scene renders labelled synthetic camera pictures, straight to JPEG: the built-in demo camera and the
// regression corpus of the detector are made of the same parts.
//
// A Scene is deterministic: frame n follows from the script, the Options and n alone. The background is kept
// as DCT coefficients, one set for each light, so that light, exposure and sensor noise cost a few additions
// per coefficient; only blocks that something touches are drawn in pixels and transformed. See
// docs/design/scene.md.
package scene
