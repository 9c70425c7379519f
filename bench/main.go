// Command bench compares internal/jpegdct with other JPEG decoders on one thread. It is a module of its own, so that
// cgo never enters the product. It needs libjpeg-turbo's headers (libjpeg62-turbo-dev).
//
// All take turns on every frame, so that whatever else the machine does hits all alike; the table shows medians
// over all frames and rounds, and how they relate to libjpeg-turbo's gray decode at 1/8.
package main

import (
	"bytes"
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
	name string
	run  func(i int, data []byte) error
	took []time.Duration
}

func main() {
	rounds := flag.Int("rounds", 20, "how often every frame is decoded")
	flag.Parse()
	files := flag.Args()
	if len(files) == 0 {
		files = []string{"../../shared/data/speed/vga420.mjpeg", "../../shared/data/speed/hd420.mjpeg"}
	}
	runtime.LockOSThread()
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err == nil {
			err = compare(name, split(data), *rounds)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
	}
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
		{name: "jpegdct thumbnail", run: func(_ int, data []byte) error { return d.Thumbnail(data, &t) }},
		{name: "jpegdct validate", run: func(_ int, data []byte) error { return v.Validate(data) }},
		{name: "jpegdct plausible", run: func(int, []byte) error { return v.Plausible() }},
		{name: "jpegdct crop one MCU", run: crop(image.Rect(208, 208, 224, 224))},
		{name: "jpegdct crop 160x160", run: crop(image.Rect(160, 160, 320, 320))},
		{name: "jpegdct crop whole", run: crop(image.Rect(0, 0, 1<<16, 1<<16))},
		{name: "jpegdct normalize", run: func(_ int, data []byte) error {
			_, err := jpegdct.Normalize(dst, data)
			return err
		}},
	}
}

func compare(name string, frames [][]byte, rounds int) error {
	all := contenders()
	for round := range rounds + 1 {
		for _, c := range all { // each runs over all frames before the next begins, with its caches warm
			for i, data := range frames {
				start := time.Now()
				if err := c.run(i, data); err != nil {
					return fmt.Errorf("%s, frame %d, %s: %w", name, i, c.name, err)
				}
				if round > 0 {
					c.took = append(c.took, time.Since(start))
				}
			}
		}
	}
	fmt.Printf("%s\n%-26s %10s %10s %12s\n", name, "", "median us", "p10 us", "as libjpeg/")
	reference := 0.0
	for _, c := range all {
		slices.Sort(c.took)
		median := float64(c.took[len(c.took)/2].Nanoseconds()) / 1000
		low := float64(c.took[len(c.took)/10].Nanoseconds()) / 1000
		if reference == 0 {
			reference = median
		}
		fmt.Printf("%-26s %10.1f %10.1f %12.2f\n", c.name, median, low, reference/median)
	}
	return nil
}
