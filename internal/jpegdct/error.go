package jpegdct

import (
	"fmt"

	"rtm2"
)

// Kind sorts the reasons for which a JPEG is refused.
type Kind uint8

// The kinds of refusal.
const (
	Malformed   Kind = iota + 1 // it breaks the standard
	Truncated                   // it ends before the picture does
	Unsupported                 // well-formed, but a kind of JPEG that is not read here
	TooLarge                    // more than MaxPixels
	Implausible                 // it can be read, but shows the marks of an undetected bit error
	Misuse                      // the call is wrong, not the JPEG
)

// String names the kind in one or two words.
func (k Kind) String() string {
	switch k {
	case Malformed:
		return "malformed"
	case Truncated:
		return "truncated"
	case Unsupported:
		return "unsupported"
	case TooLarge:
		return "too large"
	case Implausible:
		return "implausible"
	case Misuse:
		return "misuse"
	}
	return "unknown"
}

// Error says why a JPEG was refused. Every error of this package is one; errors.As also finds an *rtm2.Error
// in it.
type Error struct {
	Offset int // in bytes from the start of the JPEG; where the fault shows, not always where it is
	Kind   Kind
	Reason string
}

// Error returns one sentence with the reason and the offset.
func (e *Error) Error() string {
	switch e.Kind {
	case Misuse:
		return e.Reason
	case Truncated:
		return fmt.Sprintf("the JPEG is cut off at byte %d: %s", e.Offset, e.Reason)
	case TooLarge:
		return fmt.Sprintf("the JPEG is too large (byte %d): %s", e.Offset, e.Reason)
	case Unsupported:
		return fmt.Sprintf("this kind of JPEG is not supported (byte %d): %s", e.Offset, e.Reason)
	case Malformed, Implausible:
	}
	return fmt.Sprintf("the JPEG is damaged at byte %d: %s", e.Offset, e.Reason)
}

// Unwrap returns the same error with its rtm2.Code.
func (e *Error) Unwrap() error {
	code := rtm2.CodeCorrupt
	switch e.Kind {
	case Unsupported:
		code = rtm2.CodeUnsupported
	case TooLarge:
		code = rtm2.CodeLimit
	case Misuse:
		code = rtm2.CodeInvalid
	case Malformed, Truncated, Implausible:
	}
	return &rtm2.Error{Code: code, Message: e.Error()}
}

func malformed(offset int, format string, args ...any) *Error {
	return &Error{Offset: offset, Kind: Malformed, Reason: fmt.Sprintf(format, args...)}
}

func truncated(offset int, format string, args ...any) *Error {
	return &Error{Offset: offset, Kind: Truncated, Reason: fmt.Sprintf(format, args...)}
}

func unsupported(offset int, format string, args ...any) *Error {
	return &Error{Offset: offset, Kind: Unsupported, Reason: fmt.Sprintf(format, args...)}
}
