package server

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"rtm2"
)

// policy says who may use a route. Until there are accounts, the guard before all routes is the rule for each
// of them; the policies say what the rule will be.
type policy string

const (
	public policy = "public" // whoever reaches the server
	viewer policy = "viewer" // who may see the cameras
)

// route is one line of the table that the mux, the boundary test and the OpenAPI document are made from.
type route struct {
	method  string
	pattern string // of http.ServeMux, without the method
	policy  policy
	handler http.Handler // nil for an operation: build makes it
	raw     bool         // writes the connection itself: neither compressed nor measured

	// Of API routes:
	id, summary string
	path        string                         // in the OpenAPI document, where it is not the pattern
	operation   func(huma.API, huma.Operation) // registers a JSON operation

	// Of routes that are no operation:
	answer     func(w http.ResponseWriter, r *http.Request) error // an error is answered as a problem
	answers    map[string]string                                  // content types by status, for the document
	parameters []*huma.Param                                      // for the document
}

// table lists all routes.
func (s *Server) table() []route {
	get := http.MethodGet
	return []route{
		{method: get, pattern: "/{$}", policy: public, answer: s.page.index},
		{method: get, pattern: "/assets/{tree}/{file...}", policy: public, answer: s.page.asset},
		{method: get, pattern: "/healthz", policy: public, answer: s.healthz},
		{method: get, pattern: "/readyz", policy: public, answer: s.readyz},
		{method: get, pattern: "/metrics", policy: viewer, handler: s.scrape()},
		{
			method: get, pattern: "/api/v1/cameras", policy: viewer, id: "list-cameras",
			summary: "The cameras and how they are", operation: operation(s, s.listCameras),
		},
		{
			method: get, pattern: "/api/v1/cameras/{id}/snapshot.jpg", policy: viewer, id: "get-snapshot",
			summary: "The newest picture, as the camera made it", answer: s.snapshot,
			answers: map[string]string{"200": "image/jpeg"}, parameters: []*huma.Param{cameraParam("id")},
		},
		{
			method: get, pattern: "/api/v1/history", policy: viewer, id: "get-history",
			summary: "How much moved in equal parts of a span of time", operation: operation(s, s.history),
		},
		{
			method: get, pattern: "/api/v1/events", policy: viewer, id: "list-events",
			summary: "Events, newest first", operation: operation(s, s.listEvents),
		},
		{
			method: get, pattern: "/api/v1/frames", policy: viewer, id: "find-frame",
			summary: "One kept frame, found by time", operation: operation(s, s.findFrame),
		},
		{
			method: get, pattern: "/api/v1/frames/{camera}/{file}", path: "/api/v1/frames/{camera}/{at_us}.jpg",
			policy: viewer, id: "get-frame", summary: "The picture of a kept frame", answer: s.framePicture,
			answers:    map[string]string{"200": "image/jpeg"},
			parameters: []*huma.Param{cameraParam("camera"), timeParam("at_us")},
		},
		{
			method: get, pattern: "/api/v1/live", policy: viewer, id: "live", handler: s.live, raw: true,
			summary: "Pictures, beats and events over a WebSocket, subprotocol rtm2.live.v1",
			answers: map[string]string{"101": ""},
		},
		{
			method: get, pattern: "/api/v1/openapi.json", policy: viewer, id: "get-openapi",
			summary: "This document", answer: s.document,
			answers: map[string]string{"200": "application/json"},
		},
	}
}

// operation makes a JSON operation of a function: its types are the document, its error the answer.
func operation[I, O any](s *Server, f func(context.Context, *I) (*O, error)) func(huma.API, huma.Operation) {
	return func(api huma.API, op huma.Operation) {
		huma.Register(api, op, func(ctx context.Context, in *I) (*O, error) {
			out, err := f(ctx, in)
			if err != nil {
				return nil, s.problem(ctx, err)
			}
			return out, nil
		})
	}
}

// problem makes the answer for an error and logs it if it is the program's fault.
func (s *Server) problem(ctx context.Context, err error) *problem {
	var p *problem
	if errors.As(err, &p) {
		return p
	}
	p = problemOf(err)
	if p.Status == http.StatusInternalServerError {
		s.log.ErrorContext(ctx, "a request failed", slog.Any("error", err))
	}
	return p
}

// collector takes from the API the handlers that it would register, so that they pass through the same table as
// all others.
type collector struct{ handlers map[string]http.Handler }

func (c *collector) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	c.handlers[pattern] = http.HandlerFunc(h)
}

// ServeHTTP is there for the interface: the API serves nothing by itself.
func (c *collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	refuse(w, r, http.StatusNotFound, rtm2.Errorf(rtm2.CodeNotFound, "there is nothing at this address"))
}

// build makes the mux and the OpenAPI document from the table.
func (s *Server) build() error {
	collected := &collector{handlers: map[string]http.Handler{}}
	api := humago.New(collected, apiConfig(s.o.Version))
	s.routes = s.table()
	mux := http.NewServeMux()
	allowed := map[string][]string{}
	squeeze, err := squeezer()
	if err != nil {
		return rtm2.Errorf(rtm2.CodeInternal, "server: compression cannot be set up: %w", err)
	}
	for i := range s.routes {
		r := &s.routes[i]
		if r.policy != public && r.policy != viewer {
			return rtm2.Errorf(rtm2.CodeInternal, "server: route %s %s has the unknown policy %q",
				r.method, r.pattern, r.policy)
		}
		s.describe(api, collected, r)
		if r.answer != nil {
			r.handler = s.answering(r.answer)
		}
		h := r.handler
		if !r.raw {
			h = s.metrics.measure(r.pattern, s.recovering(squeeze(h)))
		}
		mux.Handle(r.method+" "+r.pattern, h)
		allowed[r.pattern] = append(allowed[r.pattern], r.method)
	}
	for pattern, methods := range allowed {
		mux.Handle(pattern, notAllowed(methods))
	}
	mux.Handle("/", http.HandlerFunc(collected.ServeHTTP))
	for _, unused := range []string{"ErrorModel", "ErrorDetail"} { // what is sent is the Problem
		delete(api.OpenAPI().Components.Schemas.Map(), unused)
	}
	if s.openAPI, err = json.Marshal(api.OpenAPI()); err != nil {
		return rtm2.Errorf(rtm2.CodeInternal, "server: the OpenAPI document cannot be made: %w", err)
	}
	s.handler = s.guard.wrap(mux)
	return nil
}

// describe puts an API route into the document, and takes its handler if it is an operation.
func (s *Server) describe(api huma.API, collected *collector, r *route) {
	if r.id == "" {
		return
	}
	op := huma.Operation{
		OperationID: r.id, Method: r.method, Path: r.pattern, Summary: r.summary,
		Extensions: map[string]any{"x-policy": string(r.policy)},
		Responses:  map[string]*huma.Response{"default": problemResponse(api)},
	}
	if r.operation != nil {
		r.operation(api, op)
		r.handler = collected.handlers[r.method+" "+r.pattern]
		return
	}
	if r.path != "" {
		op.Path = r.path
	}
	op.Parameters = r.parameters
	for status, contentType := range r.answers {
		resp := &huma.Response{Description: r.summary}
		if contentType != "" {
			resp.Content = map[string]*huma.MediaType{contentType: {Schema: &huma.Schema{}}}
		}
		op.Responses[status] = resp
	}
	api.OpenAPI().AddOperation(&op)
}

func (s *Server) answering(f func(w http.ResponseWriter, r *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := f(w, r); err != nil {
			s.problem(r.Context(), err).write(w, r)
		}
	})
}

// notAllowed answers methods that a pattern does not have.
func notAllowed(methods []string) http.Handler {
	if slices.Contains(methods, http.MethodGet) {
		methods = append(slices.Clone(methods), http.MethodHead)
	}
	allow := strings.Join(methods, ", ")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", allow)
		refuse(w, r, http.StatusMethodNotAllowed, rtm2.Errorf(rtm2.CodeUnsupported,
			"%s is not possible here; this address takes %s", r.Method, allow))
	})
}

// recovering turns a panic into an answer and a line in the log.
func (s *Server) recovering(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if err, ok := v.(error); r.Context().Err() != nil || ok && errors.Is(err, http.ErrAbortHandler) {
				// the client has gone: nobody is there to answer
				panic(http.ErrAbortHandler)
			}
			s.log.ErrorContext(r.Context(), "a request panicked", slog.String("path", r.URL.Path), slog.Any("panic", v))
			refuse(w, r, http.StatusInternalServerError, rtm2.Errorf(rtm2.CodeInternal,
				"something went wrong inside the server; its log says what"))
		}()
		next.ServeHTTP(w, r)
	})
}
