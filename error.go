package rtm2

import (
	"errors"
	"fmt"
)

// Code sorts errors by what the one who gets them can do about them.
type Code string

// The error codes. Servers map them to status codes, the command line to exit codes.
const (
	CodeInvalid      Code = "invalid"      // the request or setting is wrong: correct it
	CodeNotFound     Code = "not_found"    // no such thing
	CodeUnauthorized Code = "unauthorized" // credentials are missing or wrong
	CodeForbidden    Code = "forbidden"    // the credentials do not suffice
	CodeConflict     Code = "conflict"     // it clashes with what is there: another program on the port
	CodeLimit        Code = "limit"        // too much or too many
	CodeUnavailable  Code = "unavailable"  // it does not answer now: try again
	CodeUnsupported  Code = "unsupported"  // well-formed, but not for this program
	CodeCorrupt      Code = "corrupt"      // damaged data
	CodeInternal     Code = "internal"     // a fault of this program
)

// Error is an error for people: one sentence that says what is wrong and, where it can, what to do. The
// cause, if any, is for the log and for errors.Is.
type Error struct {
	Code    Code
	Message string
	Cause   error
}

// Errorf makes an *Error. A trailing %w in format sets the cause as with fmt.Errorf.
func Errorf(code Code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Message: err.Error(), Cause: errors.Unwrap(err)}
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// CodeOf returns the code of the first *Error in err's chain, CodeInternal for any other error and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}
