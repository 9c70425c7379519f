// Package demo is a camera that needs no camera: the demo scene, drawn in real time.
package demo

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"rtm2"
	"rtm2/internal/scene"
	"rtm2/internal/source/pace"
)

// Prefix begins every spec of the demo.
const Prefix = "demo:"

// Camera plays the demo scene.
type Camera struct {
	opt scene.Options
}

// New makes the source of a spec such as "demo:" or "demo:?seed=7&width=1280&height=720&fps=30&quality=80". What is
// not given is as in scene.Options; the seed is 1 then.
func New(spec string) (*Camera, error) {
	rest, _ := strings.CutPrefix(spec, Prefix)
	query, ok := strings.CutPrefix(rest, "?")
	if rest != "" && !ok {
		return nil, rtm2.Errorf(rtm2.CodeInvalid, "%q is not understood: options of the demo follow a question "+
			"mark, as in demo:?seed=7&width=640", spec)
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil, rtm2.Errorf(rtm2.CodeInvalid, "the options in %q are not understood: write them as in "+
			"demo:?seed=7&width=640", spec)
	}
	c := &Camera{opt: scene.Options{Seed: 1}}
	for name, given := range values {
		option, ok := c.options()[name]
		switch {
		case !ok:
			return nil, rtm2.Errorf(rtm2.CodeInvalid, "the demo has no option %q: it has seed, width, height, fps "+
				"and quality",
				name)
		case len(given) > 1:
			return nil, rtm2.Errorf(rtm2.CodeInvalid, "the demo's %s is given twice: give it once", name)
		case !option.set(given[0]):
			return nil, rtm2.Errorf(rtm2.CodeInvalid, "the demo's %s cannot be %q: use %s", name, given[0], option.use)
		}
	}
	if err := c.opt.Validate(); err != nil {
		return nil, err
	}
	return c, nil
}

// option is one of the spec's options: how it is set, which fails for values out of range, and what to use.
type option struct {
	set func(string) bool
	use string
}

func (c *Camera) options() map[string]option {
	whole := func(to *int, low, high int) option {
		return option{func(s string) bool {
			n, err := strconv.Atoi(s)
			*to = n
			return err == nil && n >= low && n <= high
		}, fmt.Sprintf("a whole number from %d to %d", low, high)}
	}
	return map[string]option{
		"seed": {func(s string) bool {
			n, err := strconv.ParseUint(s, 10, 64)
			c.opt.Seed = n
			return err == nil
		}, "a whole number from 0 on"},
		"width":  whole(&c.opt.Width, 16, 4096),
		"height": whole(&c.opt.Height, 16, 4096),
		"fps": {func(s string) bool {
			f, err := strconv.ParseFloat(s, 64)
			c.opt.FPS = f
			return err == nil && f >= 1 && f <= 60
		}, "a number from 1 to 60"},
		"quality": whole(&c.opt.Quality, 1, 100),
	}
}

// Run plays the scene from its begin, in real time. When the receiver takes too long the frames that it missed are
// left out: the newest is drawn, and there is never a burst.
func (c *Camera) Run(ctx context.Context, deliver func(rtm2.Picture) error) error {
	begin := time.Now()
	opt := c.opt
	opt.Clock = begin
	s, err := scene.Demo(opt)
	if err != nil {
		return err
	}
	var scratch []byte
	for number, frame := 0, 0; ; number++ {
		if err := pace.Until(ctx, begin.Add(s.At(frame))); err != nil {
			return err
		}
		now := time.Now()
		for s.At(frame+1) <= now.Sub(begin) {
			frame++
		}
		scratch, _ = s.Frame(scratch[:0], frame)
		if err := deliver(rtm2.Picture{JPEG: slices.Clone(scratch), Captured: now, Number: number}); err != nil {
			return err
		}
		frame++
	}
}
