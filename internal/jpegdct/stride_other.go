//go:build !amd64 || purego

package jpegdct

// stride moves all lanes on; see strideGo.
func (w *walker) stride() { w.strideGo() }
