// Command bench compares internal/jpegdct with other JPEG decoders on one thread. It is a module of its own, so that
// cgo never enters the product. It needs libjpeg-turbo's headers (libjpeg62-turbo-dev).
//
// All take turns on every frame, so that whatever else the machine does hits all alike. The first table shows medians
// and tenth percentiles over all frames and rounds; its last column is the median of the ratios to libjpeg-turbo's
// gray decode at 1/8 of the same frame in the same round, which cancels most of the machine's noise. The second
// table holds those medians against what the package must reach, and the exit status is 1 where one falls short.
package main

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/gen2brain/jpegn"

	"rtm2/internal/jpegdct"
)

// rotation is how many different frames take turns: branch predictors learn a repeated one by heart.
const rotation = 24

type contender struct {
	name   string
	before func(data []byte) error // what run needs, not timed
	run    func(i int, data []byte) error
	took   []time.Duration
}

func main() {
	rounds := flag.Int("rounds", 20, "how often every frame is decoded")
	flag.Parse()
	files := flag.Args()
	if len(files) == 0 {
		files = []string{"../../shared/data/speed/vga420.mjpeg", "../../shared/data/speed/hd420.mjpeg"}
	}
	runtime.LockOSThread()
	met := true
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			fail(err)
		}
		for _, again := range []bool{false, true} {
			frames, title := split(data), name
			if again {
				title += ", coded again at 4:2:2"
				for i := range frames {
					if frames[i], err = as422(frames[i]); err != nil {
						fail(err)
					}
				}
			}
			all, err := compare(frames, *rounds)
			if err != nil {
				fail(fmt.Errorf("%s, %w", title, err))
			}
			fmt.Printf("%s, %d frames, %d rounds\n", title, len(frames), *rounds)
			table(all)
			met = judge(all, frames[0]) && met
		}
	}
	if !met {
		os.Exit(1)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "bench:", err)
	os.Exit(1)
}

// split returns the first JPEGs of a file of concatenated ones.
func split(data []byte) (frames [][]byte) {
	for len(frames) < rotation {
		end := bytes.Index(data, []byte{0xFF, 0xD9})
		if end < 0 {
			break
		}
		frames = append(frames, data[:end+2])
		data = data[end+2:]
	}
	return frames
}

func contenders() []*contender {
	var d, v jpegdct.Decoder
	var t jpegdct.Thumbnail
	ds := make([]jpegdct.Decoder, rotation)
	dst := make([]byte, 0, 1<<21)
	crop := func(r image.Rectangle) func(int, []byte) error {
		return func(i int, data []byte) error {
			if _, ok := ds[i].Last(); !ok {
				if err := ds[i].Thumbnail(data, &t); err != nil {
					return err
				}
			}
			_, _, err := ds[i].Crop(dst, r)
			return err
		}
	}
	return []*contender{
		{name: "libjpeg-turbo 1/8 gray", run: func(_ int, data []byte) error { return libjpeg(data, 8, true) }},
		{name: "jpegdct thumbnail", run: func(_ int, data []byte) error { return d.Thumbnail(data, &t) }},
		{name: "jpegdct validate", run: func(_ int, data []byte) error { return v.Validate(data) }},
		{name: "libjpeg-turbo full RGB", run: func(_ int, data []byte) error { return libjpeg(data, 1, false) }},
		{name: "image/jpeg full", run: func(_ int, data []byte) error {
			_, err := jpeg.Decode(bytes.NewReader(data))
			return err
		}},
		{name: "jpegn full", run: func(_ int, data []byte) error {
			_, err := jpegn.Decode(bytes.NewReader(data))
			return err
		}},
		{name: "jpegn 1/8", run: func(_ int, data []byte) error {
			_, err := jpegn.Decode(bytes.NewReader(data), &jpegn.Options{ScaleDenom: 8})
			return err
		}},
		{
			name:   "jpegdct plausible",
			before: func(data []byte) error { return v.Thumbnail(data, &t) },
			run:    func(int, []byte) error { return v.Plausible() },
		},
		{name: "jpegdct crop one MCU", run: crop(image.Rect(208, 208, 224, 224))},
		{name: "jpegdct crop 160x160", run: crop(image.Rect(160, 160, 320, 320))},
		{name: "jpegdct crop whole", run: crop(image.Rect(0, 0, 1<<16, 1<<16))},
		{name: "jpegdct normalize", run: func(_ int, data []byte) error {
			_, err := jpegdct.Normalize(dst, data)
			return err
		}},
	}
}

func compare(frames [][]byte, rounds int) ([]*contender, error) {
	all := contenders()
	for round := range rounds + 1 {
		for _, c := range all { // each runs over all frames before the next begins, with its caches warm
			for i, data := range frames {
				var err error
				if c.before != nil {
					err = c.before(data)
				}
				start := time.Now()
				if err == nil {
					err = c.run(i, data)
				}
				if err != nil {
					return nil, fmt.Errorf("frame %d, %s: %w", i, c.name, err)
				}
				if round > 0 {
					c.took = append(c.took, time.Since(start))
				}
			}
		}
	}
	return all, nil
}

// quantile returns the value below which a share of all lies.
func quantile[T cmp.Ordered](values []T, share float64) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[int(share*float64(len(sorted)-1))]
}

// times returns how many times as fast as a reference a contender is: the median over frames and rounds.
func (c *contender) times(reference *contender) float64 {
	ratios := make([]float64, len(c.took))
	for i := range ratios {
		ratios[i] = float64(reference.took[i]) / float64(max(c.took[i], 1))
	}
	return quantile(ratios, 0.5)
}

func table(all []*contender) {
	us := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }
	fmt.Printf("%-26s %10s %10s %14s\n", "", "median us", "p10 us", "libjpeg 1/8 =")
	for _, c := range all {
		fmt.Printf("%-26s %10.1f %10.1f %12.2f x\n", c.name, us(quantile(c.took, 0.5)), us(quantile(c.took, 0.1)),
			c.times(all[0]))
	}
}

// judge prints what must be reached and whether it is. The bounds for crops are for VGA frames at 4:2:0.
func judge(all []*contender, frame []byte) bool {
	by := map[string]*contender{}
	for _, c := range all {
		by[c.name] = c
	}
	lib, thumbnail := all[0], by["jpegdct thumbnail"]
	type bound struct {
		what  string
		least float64
		is    float64
	}
	bounds := []bound{
		{"thumbnail, times libjpeg-turbo's gray 1/8", 2.8, thumbnail.times(lib)},
		{"thumbnail, times image/jpeg", 17, thumbnail.times(by["image/jpeg full"])},
		{"what validate adds, the thumbnail takes times", 10, by["jpegdct plausible"].times(thumbnail)},
	}
	var d jpegdct.Decoder
	if info, err := d.Info(frame); err == nil && info.Width == 640 && info.Sampling == "4:2:0" {
		bounds = append(bounds,
			bound{"crop 160x160, times libjpeg-turbo's gray 1/8", 64, by["jpegdct crop 160x160"].times(lib)},
			bound{"crop whole, times libjpeg-turbo's gray 1/8", 8.5, by["jpegdct crop whole"].times(lib)})
	}
	met := true
	fmt.Printf("%-46s %8s %8s\n", "must reach", "least", "median")
	for _, b := range bounds {
		verdict := "met"
		if b.is < b.least {
			verdict, met = "MISSED", false
		}
		fmt.Printf("%-46s %8.2f %8.2f  %s\n", b.what, b.least, b.is, verdict)
	}
	fmt.Println()
	return met
}
