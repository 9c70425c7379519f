package eval

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rtm2"
	"rtm2/internal/source"
)

// Footage is a labelled recording as a Film.
type Footage struct {
	name, about string
	input       string // what is played
	masks       string // folder of gt%06d.png; empty for none
	labels      map[int]Label
	first       int // number of a video's first frame
	fps         float64
	log         *slog.Logger
}

// meta is what meta.json says of a recording.
type meta struct {
	Name  string   `json:"name"`
	Note  string   `json:"note"`
	Video string   `json:"video"`
	FPS   *float64 `json:"fps"`
	First int      `json:"first_frame"`
}

// usualFPS is taken for footage that does not say its frame rate.
const usualFPS = 25

// OpenFolder opens a folder as CDnet has them: input/ with numbered images, or a video; groundtruth/ with masks, or
// frames.csv with labels, or both; and meta.json, which need not be there.
func OpenFolder(dir string, log *slog.Logger) (*Footage, error) {
	m, err := readMeta(dir)
	if err != nil {
		return nil, err
	}
	input := filepath.Join(dir, "input")
	if m.Video != "" {
		input = filepath.Join(dir, m.Video)
	} else if !isFolder(input) {
		if input, err = findVideo(dir); err != nil {
			return nil, err
		}
	}
	f, err := openFootage(input, dir, "", m, log)
	if err != nil {
		return nil, err
	}
	if f.labels == nil && f.masks == "" {
		return nil, rtm2.Errorf(rtm2.CodeInvalid, "%s has no labels: it needs frames.csv or groundtruth/", dir)
	}
	return f, nil
}

// OpenBeside opens a recording with the labels beside it, if there are any: frames.csv and groundtruth/ in the
// folder that it lies in. labels, unless empty, names another table. fps is the time base of a folder of images that
// does not tell its own.
func OpenBeside(input, labels string, fps float64, log *slog.Logger) (*Footage, error) {
	dir := filepath.Dir(filepath.Clean(input))
	if strings.Contains(input, ":") && !filepath.IsAbs(input) { // an address
		dir = ""
	}
	m, err := readMeta(dir)
	if err != nil || m.Video != "" && filepath.Base(input) != m.Video {
		m = meta{} // it is about something else
	}
	if m.FPS == nil {
		m.FPS = &fps
	}
	return openFootage(input, dir, labels, m, log)
}

func openFootage(input, dir, labels string, m meta, log *slog.Logger) (*Footage, error) {
	f := &Footage{name: m.Name, about: m.Note, input: input, first: m.First, fps: usualFPS, log: log}
	if f.name == "" {
		f.name = filepath.Base(filepath.Clean(dir))
	}
	if m.FPS != nil {
		f.fps = *m.FPS
	}
	if isFolder(input) {
		f.first = 0 // images have numbers of their own
	}
	if dir != "" && isFolder(filepath.Join(dir, "groundtruth")) {
		f.masks = filepath.Join(dir, "groundtruth")
	}
	var err error
	switch beside := filepath.Join(dir, "frames.csv"); {
	case labels != "":
		f.labels, err = ReadLabels(labels)
	case dir != "" && isLabels(beside):
		f.labels, err = ReadLabels(beside)
	}
	return f, err
}

func readMeta(dir string) (meta, error) {
	var m meta
	data, err := os.ReadFile(filepath.Join(dir, "meta.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return m, rtm2.Errorf(rtm2.CodeUnavailable, "cannot read what is said of the recording: %w", err)
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, rtm2.Errorf(rtm2.CodeInvalid, "%s is not JSON as it should be: %w",
			filepath.Join(dir, "meta.json"), err)
	}
	if m.FPS != nil && !(*m.FPS > 0 && *m.FPS <= 1000) {
		return m, rtm2.Errorf(rtm2.CodeInvalid, "%s: fps is %g; use a number above 0 and up to 1000",
			filepath.Join(dir, "meta.json"), *m.FPS)
	}
	return m, nil
}

// isLabels tells a table of labels from the frames.csv that a scan writes, which has more columns.
func isLabels(name string) bool {
	data, err := os.ReadFile(name)
	head, _, _ := strings.Cut(string(data), "\n")
	return err == nil && strings.TrimSpace(head) == "frame,motion"
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

func findVideo(dir string) (string, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return "", rtm2.Errorf(rtm2.CodeNotFound, "cannot open the folder: %w", err)
	}
	for _, f := range files {
		kinds := []string{".mp4", ".avi", ".mkv", ".mov", ".webm", ".mpg", ".mjpeg", ".mjpg", ".ts", ".m4v"}
		if slices.Contains(kinds, strings.ToLower(filepath.Ext(f.Name()))) {
			return filepath.Join(dir, f.Name()), nil
		}
	}
	return "", rtm2.Errorf(rtm2.CodeInvalid, "%s has no recording: it needs input/ with numbered images, or a video",
		dir)
}

// Name is what meta.json says, or the folder's.
func (f *Footage) Name() string { return f.name }

// About is a note for people; it may be empty.
func (f *Footage) About() string { return f.about }

// Labelled says whether there is any truth about it.
func (f *Footage) Labelled() bool { return f.labels != nil || f.masks != "" }

// Health implements Film.
func (f *Footage) Health() rtm2.Health { return rtm2.HealthOK }

// Strict implements Film.
func (f *Footage) Strict() bool { return true }

// Play implements Film.
func (f *Footage) Play(ctx context.Context, show func(Shot) error) error {
	src, err := source.Open(f.input, source.Options{FPS: f.fps, Start: start(), Logger: f.log})
	if err != nil {
		return err
	}
	return src.Run(ctx, func(p rtm2.Picture) error {
		truth, err := f.truth(p.Number + f.first)
		if err != nil {
			return err
		}
		return show(Shot{JPEG: p.JPEG, At: p.Captured.Sub(start()), Truth: truth})
	})
}

// truth returns what is known of a frame: the mask where there is one, else the label.
func (f *Footage) truth(number int) (Truth, error) {
	t := Truth{Label: f.labels[number]}
	if f.masks == "" {
		return t, nil
	}
	name := filepath.Join(f.masks, fmt.Sprintf("gt%06d.png", number))
	cells, label, found, err := readMask(name)
	if err != nil {
		return t, err
	}
	if found {
		t.Cells, t.Label = cells, label
	}
	return t, nil
}
