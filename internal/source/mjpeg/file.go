package mjpeg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"rtm2"
	"rtm2/internal/source/disk"
	"rtm2/internal/source/jpegstream"
	"rtm2/internal/source/pace"
)

// File is a file of concatenated JPEGs, which are delivered as they are. Such files have no standard; what ffmpeg
// writes with "-f mjpeg" is one.
type File struct {
	path string
	pace pace.Options
	log  *slog.Logger
}

// NewFile makes the source of the file at path. The file is opened by Run.
func NewFile(path string, p pace.Options, log *slog.Logger) *File {
	return &File{path: path, pace: p, log: log}
}

// Run delivers every picture of the file in order and returns nil at its end. What lies between the pictures is
// skipped, with a line in the log.
func (f *File) Run(ctx context.Context, deliver func(rtm2.Picture) error) error {
	file, err := open(f.path)
	if err != nil {
		return err
	}
	defer file.Close()
	size := 0.0 // not known
	if info, err := file.Stat(); err == nil {
		size = float64(info.Size())
	}
	reader := jpegstream.NewReader(file, jpegstream.Options{MaxHeader: jpegstream.DefaultMaxJunk})
	timeline := pace.New(f.pace)
	name := filepath.Base(f.path)
	for n := 0; ; n++ {
		p, err := reader.Next()
		if err != nil {
			return f.end(ctx, reader.Junk(), n, err)
		}
		at, err := timeline.Next(ctx)
		if err != nil {
			return err
		}
		picture := rtm2.Picture{JPEG: p.JPEG, Captured: at, Number: n, Name: fmt.Sprintf("%s, byte %d", name, p.Offset)}
		if size > 0 {
			picture.Done = min(1, float64(p.Offset+int64(len(p.JPEG)))/size)
		}
		if err := deliver(picture); err != nil {
			return err
		}
	}
}

// end judges how a file of n pictures ended.
func (f *File) end(ctx context.Context, junk int64, n int, err error) error {
	switch {
	case n == 0 && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, jpegstream.ErrNoPicture) || errors.Is(err, jpegstream.ErrHeaderTooLarge)):
		return rtm2.Errorf(rtm2.CodeCorrupt, "%s holds no whole JPEG picture: is it an MJPEG file?", f.path)
	case errors.Is(err, io.ErrUnexpectedEOF):
		f.log.LogAttrs(ctx, slog.LevelWarn, "file ends in the middle of a picture, which is left out",
			slog.String("file", f.path), slog.Int("pictures", n))
	case errors.Is(err, jpegstream.ErrPictureTooLarge):
		return rtm2.Errorf(rtm2.CodeLimit, "%s holds a picture larger than 32 MiB after %d others", f.path, n)
	case errors.Is(err, jpegstream.ErrNoPicture), errors.Is(err, jpegstream.ErrHeaderTooLarge):
		return rtm2.Errorf(rtm2.CodeCorrupt, "%s holds no JPEG picture after the first %d: is it damaged?", f.path, n)
	case !errors.Is(err, io.EOF):
		return &rtm2.Error{Code: rtm2.CodeUnavailable, Message: f.path + " cannot be read any further", Cause: err}
	case junk > 0:
		f.log.LogAttrs(ctx, slog.LevelWarn, "file holds bytes that belong to no picture, which are skipped",
			slog.String("file", f.path), slog.Int64("bytes", junk))
	}
	return ctx.Err()
}

// open opens a regular file. Opening a named pipe would wait for its writer, and for ever.
func open(path string) (*os.File, error) {
	if err := disk.Regular(path); err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, disk.Explain("file", path, err)
	}
	return file, nil
}
