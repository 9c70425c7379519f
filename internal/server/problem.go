package server

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"rtm2"
)

// problem is the body of every refusal (RFC 9457), with the program's error code beside the status.
type problem struct {
	Title  string    `json:"title" doc:"What the status means"`
	Status int       `json:"status" doc:"HTTP status"`
	Code   rtm2.Code `json:"code" doc:"What can be done about it: invalid, not_found, limit, unavailable ..."`
	Detail string    `json:"detail" doc:"One sentence for people"`
	Errors []fault   `json:"errors,omitempty" nullable:"false" doc:"The fields that were wrong"`
}

// fault is one wrong field of a request.
type fault struct {
	Location string `json:"location" doc:"Where: query.bins, path.id"`
	Message  string `json:"message" doc:"What is wrong with it"`
}

// Error, GetStatus and ContentType make a problem what the API answers a failed operation with.
func (p *problem) Error() string             { return p.Detail }
func (p *problem) GetStatus() int            { return p.Status }
func (p *problem) ContentType(string) string { return problemType }

const problemType = "application/problem+json"

// statusOf maps the program's codes to HTTP.
func statusOf(code rtm2.Code) int {
	switch code {
	case rtm2.CodeInvalid:
		return http.StatusUnprocessableEntity
	case rtm2.CodeNotFound:
		return http.StatusNotFound
	case rtm2.CodeUnauthorized:
		return http.StatusUnauthorized
	case rtm2.CodeForbidden:
		return http.StatusForbidden
	case rtm2.CodeConflict:
		return http.StatusConflict
	case rtm2.CodeLimit:
		return http.StatusTooManyRequests
	case rtm2.CodeUnavailable:
		return http.StatusServiceUnavailable
	case rtm2.CodeUnsupported:
		return http.StatusNotImplemented
	}
	return http.StatusInternalServerError
}

// codeOf maps the statuses that the API's own validation uses back to codes.
func codeOf(status int) rtm2.Code {
	switch status {
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		return rtm2.CodeInvalid
	case http.StatusNotFound:
		return rtm2.CodeNotFound
	case http.StatusNotAcceptable, http.StatusUnsupportedMediaType, http.StatusMethodNotAllowed:
		return rtm2.CodeUnsupported
	case http.StatusRequestEntityTooLarge:
		return rtm2.CodeLimit
	case http.StatusServiceUnavailable, http.StatusRequestTimeout:
		return rtm2.CodeUnavailable
	}
	return rtm2.CodeInternal
}

// problemOf makes the answer for an error. Faults of the program say nothing of their inside; the log does.
func problemOf(err error) *problem {
	var e *rtm2.Error
	if errors.As(err, &e) {
		status := statusOf(e.Code)
		return &problem{Title: http.StatusText(status), Status: status, Code: e.Code, Detail: e.Message}
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return problemOf(rtm2.Errorf(rtm2.CodeUnavailable, "the request took too long; try again"))
	}
	return problemOf(rtm2.Errorf(rtm2.CodeInternal, "something went wrong inside the server; its log says what"))
}

// fieldProblem refuses one field of a request.
func fieldProblem(location, message string) *problem {
	p := problemOf(rtm2.Errorf(rtm2.CodeInvalid, "%s: %s", location, message))
	p.Errors = []fault{{location, message}}
	return p
}

// fromValidation turns what the API's validation says into a problem whose sentence names the field.
func fromValidation(_ huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	p := &problem{Title: m.Title, Status: m.Status, Code: codeOf(m.Status), Detail: m.Detail}
	for i, d := range m.Errors {
		if d == nil {
			continue
		}
		p.Errors = append(p.Errors, fault{d.Location, d.Message})
		if i == 0 && d.Location != "" {
			p.Detail = d.Location + ": " + d.Message
		}
	}
	return p, nil
}

// refuse answers with a status of its own and err's code and message.
func refuse(w http.ResponseWriter, r *http.Request, status int, err error) {
	p := problemOf(err)
	if p.Code == rtm2.CodeInternal && rtm2.CodeOf(err) == rtm2.CodeInternal && status < http.StatusInternalServerError {
		p.Code, p.Detail = codeOf(status), err.Error() // not ours: it says what is wrong with the request
	}
	p.Status, p.Title = status, http.StatusText(status)
	p.write(w, r)
}

func (p *problem) write(w http.ResponseWriter, r *http.Request) {
	body, err := json.Marshal(p)
	if err != nil { // cannot be: a problem holds only strings and numbers
		http.Error(w, p.Detail, p.Status)
		return
	}
	h := w.Header()
	h.Set("Content-Type", problemType)
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(append(body, '\n'))
	}
}
