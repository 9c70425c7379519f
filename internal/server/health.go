package server

import (
	"net/http"

	"rtm2"
)

// healthz says that the program answers.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
	return nil
}

// readyz says that every camera's pipeline runs: it has told of a state, which may well be a lost link.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) error {
	for _, c := range s.o.Cameras {
		i, ok := s.o.Hub.Index(c.ID)
		if !ok {
			return rtm2.Errorf(rtm2.CodeUnavailable, "camera %s is not connected to the hub", c.ID)
		}
		if st := s.o.Hub.Status(i); !st.Reported && st.Newest == nil {
			return rtm2.Errorf(rtm2.CodeUnavailable, "the pipeline of camera %s is not running yet", c.ID)
		}
	}
	return s.healthz(w, r)
}
