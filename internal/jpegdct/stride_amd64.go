//go:build !purego

package jpegdct

// strideLanes is strideGo in assembly, lanes_amd64.s.
//
//go:noescape
func strideLanes(w *walker)

// stride moves all lanes on; see strideGo.
func (w *walker) stride() { strideLanes(w) }
