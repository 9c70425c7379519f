package scene

import "rtm2"

// New returns the scene of a name: "demo" or one of the corpus.
func New(name string, o Options) (*Scene, error) {
	if name == "demo" {
		return Demo(o)
	}
	return nil, rtm2.Errorf(rtm2.CodeInvalid, "there is no scene %q", name)
}
