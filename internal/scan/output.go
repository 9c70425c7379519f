package scan

import (
	"bufio"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rtm2"
)

// Output writes a scan's frames.csv and mask/%06d.png below a folder.
//
// frames.csv has the columns frame,motion,score,ms,reason: the picture's number, 0 or 1, 0 to 1, milliseconds
// for thumbnail and verdict, and the verdict's reason or "refused". A mask has one pixel per cell of 8x8
// pixels, 0 or 255; every frame has one, but for unreadable pictures before the first readable one, whose size is
// not known.
type Output struct {
	dir  string
	file *os.File
	csv  *bufio.Writer
	png  png.Encoder
}

// NewOutput makes the folder and opens the table. What an earlier scan wrote there is replaced.
func NewOutput(dir string) (*Output, error) {
	if err := os.MkdirAll(filepath.Join(dir, "mask"), 0o755); err != nil {
		return nil, unwritable(dir, err)
	}
	if err := removeMasks(filepath.Join(dir, "mask")); err != nil {
		return nil, unwritable(dir, err)
	}
	f, err := os.Create(filepath.Join(dir, "frames.csv"))
	if err != nil {
		return nil, unwritable(dir, err)
	}
	o := &Output{dir: dir, file: f, csv: bufio.NewWriter(f), png: png.Encoder{CompressionLevel: png.BestSpeed}}
	if _, err := io.WriteString(o.csv, "frame,motion,score,ms,reason\n"); err != nil {
		f.Close()
		return nil, unwritable(dir, err)
	}
	return o, nil
}

// removeMasks removes the masks of an earlier scan, and nothing else that may be there.
func removeMasks(dir string) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		number, ok := strings.CutSuffix(f.Name(), ".png")
		if !ok || len(number) < 6 || strings.Trim(number, "0123456789") != "" {
			continue
		}
		if err := os.Remove(filepath.Join(dir, f.Name())); err != nil {
			return err
		}
	}
	return nil
}

// Frame writes one frame's row and mask. A refused picture has an empty mask of the size of the last readable
// one.
func (o *Output) Frame(r Result) error {
	motion, reason := 0, r.Verdict.Reason
	if r.Verdict.Moving {
		motion = 1
	}
	if r.Refused != nil {
		reason = "refused"
	}
	ms := float64(r.Took) / float64(time.Millisecond)
	if _, err := fmt.Fprintf(o.csv, "%d,%d,%.4f,%.4f,%s\n", r.Number, motion, r.Verdict.Score, ms, reason); err != nil {
		return unwritable(o.dir, err)
	}
	if r.Width == 0 {
		return nil
	}
	return o.mask(r)
}

func (o *Output) mask(r Result) error {
	m := image.NewGray(image.Rect(0, 0, (r.Width+7)/8, (r.Height+7)/8))
	copy(m.Pix, r.Verdict.Mask.Cells)
	f, err := os.Create(filepath.Join(o.dir, "mask", fmt.Sprintf("%06d.png", r.Number)))
	if err != nil {
		return unwritable(o.dir, err)
	}
	if err := o.png.Encode(f, m); err != nil {
		f.Close()
		return unwritable(o.dir, err)
	}
	if err := f.Close(); err != nil {
		return unwritable(o.dir, err)
	}
	return nil
}

// Close writes what is still buffered.
func (o *Output) Close() error {
	err := o.csv.Flush()
	if cerr := o.file.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return unwritable(o.dir, err)
	}
	return nil
}

func unwritable(dir string, err error) error {
	return rtm2.Errorf(rtm2.CodeUnavailable, "cannot write to %s; choose another folder with --out: %w", dir, err)
}
