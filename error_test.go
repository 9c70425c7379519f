package rtm2_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"rtm2"
)

func TestCodeOf(t *testing.T) {
	cause := rtm2.Errorf(rtm2.CodeNotFound, "no camera: %w", fs.ErrNotExist)
	for name, tc := range map[string]struct {
		err  error
		want rtm2.Code
	}{
		"nothing wrong":  {nil, ""},
		"its own":        {cause, rtm2.CodeNotFound},
		"wrapped":        {fmt.Errorf("while starting: %w", cause), rtm2.CodeNotFound},
		"somebody elses": {fs.ErrExist, rtm2.CodeInternal},
	} {
		t.Run(name, func(t *testing.T) {
			if got := rtm2.CodeOf(tc.err); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
	if !errors.Is(cause, fs.ErrNotExist) {
		t.Error("the cause is lost")
	}
	if want := "no camera: file does not exist"; cause.Error() != want {
		t.Errorf("message %q, want %q", cause.Error(), want)
	}
}

func TestBoxJSON(t *testing.T) {
	for in, want := range map[string]rtm2.Box{
		"[8,16,24,32]": {X: 8, Y: 16, W: 24, H: 32},
		"[0,-1,0,0]":   {Y: -1},
	} {
		var got rtm2.Box
		if err := json.Unmarshal([]byte(in), &got); err != nil || got != want {
			t.Errorf("%s decodes to %+v, %v", in, got, err)
		}
		if out, err := json.Marshal(want); err != nil || string(out) != in {
			t.Errorf("%+v encodes to %s, %v", want, out, err)
		}
	}
	for _, bad := range []string{"[1,2,3]", "[1,2,3,4,5]", `{"x":1}`, "[1.5,2,3,4]"} {
		var b rtm2.Box
		if err := json.Unmarshal([]byte(bad), &b); err == nil {
			t.Errorf("%s was taken as %+v", bad, b)
		}
	}
}

func TestBoxUnion(t *testing.T) {
	a, b := rtm2.Box{X: 10, Y: 10, W: 10, H: 10}, rtm2.Box{X: 15, Y: 0, W: 20, H: 12}
	for name, tc := range map[string]struct{ a, b, want rtm2.Box }{
		"overlapping":  {a, b, rtm2.Box{X: 10, Y: 0, W: 25, H: 20}},
		"with nothing": {a, rtm2.Box{}, a},
		"from nothing": {rtm2.Box{X: 3}, b, b},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tc.a.Union(tc.b); got != tc.want {
				t.Errorf("got %+v, want %+v", got, tc.want)
			}
		})
	}
}
