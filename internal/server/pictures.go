package server

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"rtm2"
)

// snapshot answers with the newest picture of a camera.
func (s *Server) snapshot(w http.ResponseWriter, r *http.Request) error {
	id := rtm2.CameraID(r.PathValue("id"))
	if _, ok := s.o.Hub.Index(id); !ok {
		return unknownCamera(string(id))
	}
	f := s.o.Hub.Newest(id)
	if f == nil {
		return rtm2.Errorf(rtm2.CodeNotFound, "camera %s has no picture yet", id)
	}
	w.Header().Set("Content-Type", "image/jpeg")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.JPEG))
	return nil
}

// framePicture answers with the picture of a kept frame, which never changes.
func (s *Server) framePicture(w http.ResponseWriter, r *http.Request) error {
	id := rtm2.CameraID(r.PathValue("camera"))
	if _, ok := s.o.Hub.Index(id); !ok {
		return unknownCamera(string(id))
	}
	digits, ok := strings.CutSuffix(r.PathValue("file"), ".jpg")
	at, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || at < 0 || at > maxTime || strconv.FormatInt(at, 10) != digits {
		return rtm2.Errorf(rtm2.CodeNotFound,
			"path.at_us: an address of a picture ends in its time, as 1700000000000000.jpg")
	}
	f, err := s.o.History.Find(r.Context(), rtm2.FrameQuery{
		Camera: id, At: time.UnixMicro(at), Find: rtm2.FindNearest,
	})
	if err != nil {
		return err
	}
	if f.Frame.Captured.UnixMicro() != at {
		return rtm2.Errorf(rtm2.CodeNotFound, "no frame of that time is kept, or no longer")
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	w.Header().Set("ETag", fmt.Sprintf(`"%d-%d-%d"`, f.Frame.Epoch, f.Frame.Seq, at))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.Frame.JPEG))
	return nil
}
