// Package images reads folders of numbered images, and single ones.
package images

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"rtm2"
	"rtm2/internal/source/disk"
	"rtm2/internal/source/pace"
)

const (
	maxFile   = 64 << 20 // bytes in one image file
	maxPixels = 1 << 26  // in one PNG, so that a small file cannot ask for all memory
	quality   = 92       // of JPEGs made from PNGs
)

// Folder is a folder of images, or one image. JPEGs (.jpg, .jpeg) are delivered as they are, PNGs (.png) are made
// into JPEGs; other files, hidden ones and subfolders are not looked at.
type Folder struct {
	path string
	pace pace.Options
	log  *slog.Logger
}

// New makes the source of the folder or image at path, which is read by Run.
func New(path string, p pace.Options, log *slog.Logger) *Folder {
	return &Folder{path: path, pace: p, log: log}
}

// Is reports whether a file of this name is taken for an image.
func Is(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".jpg", ".jpeg", ".png":
		return true
	}
	return false
}

// entry is one image of a folder.
type entry struct {
	name   string
	number int
}

// Run delivers the images in the order of their numbers, images of the same number in the order of their names. A
// file that is no image despite its name is skipped with a line in the log; its time passes all the same.
func (f *Folder) Run(ctx context.Context, deliver func(rtm2.Picture) error) error {
	entries, folder, err := f.list()
	if err != nil {
		return err
	}
	timeline := pace.New(f.pace)
	delivered := 0
	for i, e := range entries {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		data, err := load(filepath.Join(folder, e.name))
		if err != nil {
			f.log.LogAttrs(ctx, slog.LevelWarn, "file is not a usable image and is skipped",
				slog.String("file", filepath.Join(folder, e.name)), slog.Any("error", err))
			timeline.Skip()
			continue
		}
		at, err := timeline.Next(ctx)
		if err != nil {
			return err
		}
		done := float64(i+1) / float64(len(entries))
		picture := rtm2.Picture{JPEG: data, Captured: at, Number: e.number, Name: e.name, Done: done}
		if err := deliver(picture); err != nil {
			return err
		}
		delivered++
	}
	if delivered == 0 {
		return rtm2.Errorf(rtm2.CodeCorrupt, "none of the %d files in %s is a usable image: the log says what is "+
			"wrong with each", len(entries), f.path)
	}
	return ctx.Err()
}

// list returns the images in order, and the folder that they are in.
func (f *Folder) list() ([]entry, string, error) {
	info, err := os.Stat(f.path)
	if err == nil && !info.IsDir() {
		name := filepath.Base(f.path)
		number, _ := numberIn(name)
		return []entry{{name, number}}, filepath.Dir(f.path), nil
	}
	var files []os.DirEntry
	if err == nil {
		files, err = os.ReadDir(f.path)
	}
	if err != nil {
		return nil, "", disk.Explain("folder", f.path, err)
	}
	var names []string
	folders := 0
	for _, file := range files {
		switch name := file.Name(); {
		case strings.HasPrefix(name, "."):
		case file.IsDir():
			folders++
		case Is(name):
			names = append(names, name)
		}
	}
	switch input := filepath.Join(f.path, "input"); {
	case len(names) > 0:
		return f.inOrder(names), f.path, nil
	case isFolder(input): // labelled sequences keep their images there, as those of changedetection.net do
		return (&Folder{path: input, log: f.log}).list()
	}
	hint := "it needs .jpg or .png files"
	if folders > 0 {
		hint += ", in itself or in a folder named input"
	}
	return nil, "", rtm2.Errorf(rtm2.CodeNotFound, "folder %s holds no images: %s", f.path, hint)
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// inOrder sorts names by their numbers. Names without a number come last and are numbered on. Where two have the
// same number, as those of two cameras in one folder do, all are numbered anew from 0.
func (f *Folder) inOrder(names []string) []entry {
	entries := make([]entry, 0, len(names))
	var bare []string
	for _, name := range names {
		if n, ok := numberIn(name); ok {
			entries = append(entries, entry{name, n})
		} else {
			bare = append(bare, name)
		}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.name, b.name))
	})
	slices.Sort(bare)
	next := 0
	if n := len(entries); n > 0 {
		next = entries[n-1].number + 1
	}
	for i, name := range bare {
		entries = append(entries, entry{name, next + i})
	}
	twice := false
	for i := 1; i < len(entries); i++ {
		twice = twice || entries[i].number == entries[i-1].number
	}
	if twice {
		f.log.Warn("two images have the same number in their names; all are numbered in order instead, from 0",
			slog.String("folder", f.path))
		for i := range entries {
			entries[i].number = i
		}
	}
	return entries
}

// numberIn returns the last number in a file's name: 31 for in000031.jpg and for cam2-000031.png. Digits beyond
// what counts pictures, as in times of day to the nanosecond, are left out from the front.
func numberIn(name string) (int, bool) {
	const digits = "0123456789"
	name = strings.TrimSuffix(name, filepath.Ext(name))
	end := strings.LastIndexAny(name, digits) + 1
	if end == 0 {
		return 0, false
	}
	begin := len(strings.TrimRight(name[:end], digits))
	n, err := strconv.Atoi(name[max(begin, end-18):end])
	return n, err == nil
}

// load reads one image as a JPEG. What it is, its first bytes say, not its name.
func load(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("it is not a regular file")
	case info.Size() > maxFile:
		return nil, fmt.Errorf("it is larger than %d MiB", maxFile>>20)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxFile))
	switch {
	case err != nil:
		return nil, err
	case bytes.HasPrefix(data, []byte{0xFF, 0xD8, 0xFF}):
		return data, nil
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return fromPNG(data)
	case len(data) == 0:
		return nil, errors.New("it is empty")
	}
	return nil, errors.New("it is neither JPEG nor PNG inside")
}

// fromPNG encodes a PNG as a JPEG. Transparent parts become black.
func fromPNG(data []byte) ([]byte, error) {
	c, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if c.Width > maxPixels/c.Height {
		return nil, fmt.Errorf("it has %d x %d pixels, which is too large", c.Width, c.Height)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, opaque(img), &jpeg.Options{Quality: quality}); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// opaque returns the picture in a form that the encoder takes fast; gray stays gray.
func opaque(img image.Image) image.Image {
	b := img.Bounds()
	var to draw.Image = image.NewRGBA(b)
	switch img.(type) {
	case *image.Gray:
		return img
	case *image.Gray16:
		to = image.NewGray(b)
	}
	draw.Draw(to, b, img, b.Min, draw.Src)
	return to
}
