package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	"rtm2/internal/bench"
	"rtm2/internal/motion"
	"rtm2/internal/source"
)

type benchCmd struct {
	File   string `arg:"" help:"A recording, best a .mjpeg file as a camera made it." placeholder:"FILE.mjpeg"`
	JSON   bool   `help:"Print one JSON object." name:"json"`
	Passes int    `help:"How often the recording is gone through." default:"7"`
	Seed   uint64 `help:"Makes every random choice repeatable." default:"1"`
}

// leastPasses is what a median over passes needs to mean something.
const leastPasses = 5

// Validate is called by kong.
func (b *benchCmd) Validate() error {
	if b.Passes < leastPasses || b.Passes > 1000 {
		return fmt.Errorf("--passes must be from %d to 1000, not %d", leastPasses, b.Passes)
	}
	return nil
}

// Run measures and prints medians.
func (b *benchCmd) Run(ctx context.Context, con console, log *slog.Logger) error {
	src, err := source.Open(b.File, source.Options{Logger: log})
	if err != nil {
		return err
	}
	pics, err := bench.Load(ctx, src)
	if err != nil {
		return about(b.File, err)
	}
	det, err := motion.New(motion.DefaultConfig(), b.Seed)
	if err != nil {
		return err
	}
	r, err := bench.Run(ctx, pics, det, b.Passes)
	if err != nil {
		return about(b.File, err)
	}
	if b.JSON {
		return json.NewEncoder(con.out).Encode(r)
	}
	fmt.Fprintf(con.out, "%d frames, %d bytes each, %d passes, one thread; medians in microseconds per frame\n",
		r.Frames, r.Bytes, r.Passes)
	for _, row := range []struct {
		name string
		us   float64
	}{{"thumbnail", r.Thumbnail}, {"detect", r.Detect}, {"patch", r.Patch}, {"total", r.Total}} {
		fmt.Fprintf(con.out, "%-10s %9.1f\n", row.name, row.us)
	}
	return nil
}
