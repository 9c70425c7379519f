package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rtm2"
)

func TestCameras(t *testing.T) {
	r := newRig(t, nil)
	for _, accept := range []string{"*/*", "text/html", "application/cbor"} {
		r.sameJSON(r.ask("/api/v1/cameras", "Accept", accept), `{"cameras":[
		{"id":"door","name":"Door","number":1,"source":"demo:","width":640,"height":480,
		 "state":{"link":"online","health":"ok","night":true,"detail":""}},
		{"id":"yard","name":"Yard","number":2,"source":"","width":0,"height":0,
		 "state":{"link":"connecting","health":"ok","night":false,"detail":""}}]}`)
	}
}

func TestSnapshot(t *testing.T) {
	r := newRig(t, nil)
	a := r.ask("/api/v1/cameras/door/snapshot.jpg", "Accept-Encoding", "gzip")
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "image/jpeg" ||
		a.header.Get("Cache-Control") != "no-store" || a.body != string(pictureAt(0).JPEG) {
		t.Errorf("got %+v", a)
	}
	r.problem(r.ask("/api/v1/cameras/yard/snapshot.jpg"), http.StatusNotFound, rtm2.CodeNotFound)
	r.problem(r.ask("/api/v1/cameras/attic/snapshot.jpg"), http.StatusNotFound, rtm2.CodeNotFound)
}

func TestHistory(t *testing.T) {
	r := newRig(t, nil)
	a := r.ask("/api/v1/history?camera=door&camera=yard&from_us=1700000000000000&to_us=1700000010000000&bins=2")
	r.sameJSON(a, `{"from_us":1700000000000000,"to_us":1700000010000000,"bin_ms":5000,
		"cameras":[{"id":"door","frames":[0,3],"score":[0,0.5],
		"first_us":1600000000000000,"last_us":null}]}`)
	want := rtm2.BinQuery{
		Cameras: []rtm2.CameraID{"door", "yard"}, Bins: 2,
		From: time.UnixMicro(1_700_000_000_000_000), To: time.UnixMicro(1_700_000_010_000_000),
	}
	if d := cmp.Diff(want, r.history.bins); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if a := r.ask("/api/v1/history?from_us=0&camera="); a.status != http.StatusOK || len(r.history.bins.Cameras) != 0 ||
		r.history.bins.Bins != 600 || !r.history.bins.From.Equal(time.UnixMicro(0)) {
		t.Errorf("from the beginning: %d %+v", a.status, r.history.bins)
	}
	if a := r.ask("/api/v1/history"); a.status != http.StatusOK ||
		r.history.bins.To.Sub(r.history.bins.From) != time.Hour || time.Since(r.history.bins.To) > time.Minute {
		t.Errorf("without a query: %d %+v", a.status, r.history.bins)
	}
}

func TestEvents(t *testing.T) {
	r := newRig(t, nil)
	r.sameJSON(r.ask("/api/v1/events?camera=yard&before_us=1700000000000001&limit=7"), `{"events":[
		{"id":"e2","camera":"door","begin_us":1700000000000000,"last_us":1700000000000000,"end_us":null,"frames":1,
		 "score":0.25,"peak_us":1700000000000000,"boxes":[],"zones":[],"kept":0},
		{"id":"e1","camera":"yard","begin_us":1700000000000000,"last_us":1700000001000000,"end_us":1700000002000000,
		 "frames":9,"score":0.5,"peak_us":1700000000001000,"boxes":[[1,2,3,4]],"zones":["path"],"kept":4}]}`)
	want := rtm2.EventQuery{
		Cameras: []rtm2.CameraID{"yard"}, Before: time.UnixMicro(1_700_000_000_000_001), Limit: 7,
	}
	if d := cmp.Diff(want, r.history.events); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if a := r.ask("/api/v1/events?before_us="); a.status != http.StatusOK || !r.history.events.Before.IsZero() ||
		r.history.events.Limit != 100 {
		t.Errorf("without a query: %d %+v", a.status, r.history.events)
	}
}

func TestFindFrame(t *testing.T) {
	r := newRig(t, nil)
	want := `{"camera":"door","at_us":1700000000000000,"seq":7,"epoch":2,"score":0.5,"reason":"motion",
		"boxes":[[1,2,3,4]],"width":640,"height":480,"event":"e1","url":"/api/v1/frames/door/1700000000000000.jpg"}`
	for _, find := range []rtm2.Find{
		rtm2.FindNearest, rtm2.FindPrevious, rtm2.FindNext, rtm2.FindFirst, rtm2.FindLast,
	} {
		r.sameJSON(r.ask("/api/v1/frames?camera=door&at_us=42&find="+string(find)), want)
		q := rtm2.FrameQuery{Camera: "door", At: time.UnixMicro(42), Find: find}
		if d := cmp.Diff(q, r.history.frame); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	}
	r.sameJSON(r.ask("/api/v1/frames?camera=door&find=last"), want)
	r.history.err = rtm2.Errorf(rtm2.CodeNotFound, "nothing is kept yet")
	r.problem(r.ask("/api/v1/frames?camera=door&at_us=42"), http.StatusNotFound, rtm2.CodeNotFound)
}

func TestFramePicture(t *testing.T) {
	r := newRig(t, nil)
	const path = "/api/v1/frames/door/1700000000000000.jpg"
	a := r.ask(path)
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "image/jpeg" ||
		!strings.Contains(a.header.Get("Cache-Control"), "immutable") || a.body != string(pictureAt(0).JPEG) {
		t.Errorf("got %+v", a)
	}
	if b := r.ask(path, "If-None-Match", a.header.Get("ETag")); b.status != http.StatusNotModified || b.body != "" {
		t.Errorf("again: %+v", b)
	}
	if b := r.send(http.MethodHead, path); b.status != http.StatusOK || b.body != "" {
		t.Errorf("head: %+v", b)
	}
	for _, bad := range []string{
		"door/1700000000000001.jpg", "attic/1700000000000000.jpg", "door/1700000000000000.png", "door/+5.jpg",
		"door/05.jpg", "door/-1.jpg", "door/99999999999999999999.jpg", "door/.jpg",
	} {
		a := r.ask("/api/v1/frames/" + bad)
		r.problem(a, http.StatusNotFound, rtm2.CodeNotFound)
		if strings.Contains(a.header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: a refusal may be cached for ever", bad)
		}
	}
}

func TestBadInputsNameTheField(t *testing.T) {
	r := newRig(t, nil)
	cases := []struct {
		path, field string
		status      int
		code        rtm2.Code
	}{
		{"/api/v1/history?bins=0", "query.bins", 422, rtm2.CodeInvalid},
		{"/api/v1/history?bins=2001", "query.bins", 422, rtm2.CodeInvalid},
		{"/api/v1/history?bins=many", "query.bins", 422, rtm2.CodeInvalid},
		{"/api/v1/history?from_us=-1", "query.from_us", 422, rtm2.CodeInvalid},
		{"/api/v1/history?to_us=99999999999999999999", "query.to_us", 422, rtm2.CodeInvalid},
		{"/api/v1/history?to_us=4102444800000001", "query.to_us", 422, rtm2.CodeInvalid},
		{"/api/v1/history?from_us=5&to_us=5", "query.from_us", 422, rtm2.CodeInvalid},
		{"/api/v1/history?camera=attic", "camera", 404, rtm2.CodeNotFound},
		{"/api/v1/history?" + strings.Repeat("camera=door&", 257), "query.camera", 422, rtm2.CodeInvalid},
		{"/api/v1/events?limit=1001", "query.limit", 422, rtm2.CodeInvalid},
		{"/api/v1/events?before_us=x", "query.before_us", 422, rtm2.CodeInvalid},
		{"/api/v1/frames?at_us=5", "query.camera", 422, rtm2.CodeInvalid},
		{"/api/v1/frames?camera=+&at_us=5", "query.camera", 422, rtm2.CodeInvalid},
		{"/api/v1/frames?camera=door", "query.at_us", 422, rtm2.CodeInvalid},
		{"/api/v1/frames?camera=door&at_us=5&find=best", "query.find", 422, rtm2.CodeInvalid},
		{"/api/v1/frames?camera=" + strings.Repeat("x", 65) + "&at_us=5", "query.camera", 422, rtm2.CodeInvalid},
	}
	for _, c := range cases {
		if detail := r.problem(r.ask(c.path), c.status, c.code); !strings.HasPrefix(detail, c.field+": ") {
			t.Errorf("%.60s: %q does not begin with %s", c.path, detail, c.field)
		}
	}
	if a := r.ask("/api/v1/cameras?x=" + strings.Repeat("x", 2*maxHeaderBytes)); a.status != http.StatusOK {
		// httptest sets no bound; Run does, see TestRunBoundsHeaders.
		t.Errorf("status %d", a.status)
	}
}

func TestFaultsOfTheProgramDoNotShowTheirInside(t *testing.T) {
	r := newRig(t, nil)
	r.history.err = errors.New("secret path /var/lib/x")
	for _, path := range []string{
		"/api/v1/history", "/api/v1/events", "/api/v1/frames?camera=door&at_us=1", "/api/v1/frames/door/1.jpg",
	} {
		detail := r.problem(r.ask(path), http.StatusInternalServerError, rtm2.CodeInternal)
		if strings.Contains(detail, "secret") {
			t.Errorf("%s tells %q", path, detail)
		}
	}
}

func TestCodesHaveTheirStatus(t *testing.T) {
	r := newRig(t, nil)
	for code, status := range map[rtm2.Code]int{
		rtm2.CodeInvalid: 422, rtm2.CodeNotFound: 404, rtm2.CodeUnauthorized: 401, rtm2.CodeForbidden: 403,
		rtm2.CodeConflict: 409, rtm2.CodeLimit: 429, rtm2.CodeUnavailable: 503, rtm2.CodeUnsupported: 501,
		rtm2.CodeCorrupt: 500, rtm2.CodeInternal: 500,
	} {
		r.history.err = rtm2.Errorf(code, "so it is")
		if detail := r.problem(r.ask("/api/v1/events"), status, code); detail != "so it is" {
			t.Errorf("%s: %q", code, detail)
		}
	}
}

var update = flag.Bool("update", false, "write testdata/openapi.json anew")

func TestOpenAPIIsAsAgreed(t *testing.T) {
	r := newRig(t, nil)
	var doc bytes.Buffer
	if err := json.Indent(&doc, []byte(r.ask("/api/v1/openapi.json").body), "", "  "); err != nil {
		t.Fatal(err)
	}
	doc.WriteByte('\n')
	const file = "testdata/openapi.json"
	if *update {
		if err := os.WriteFile(file, doc.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), doc.String()); d != "" {
		t.Errorf("the API has changed (-file +code); if that is meant, run with -update:\n%s", d)
	}
}

func TestOpenAPIMatchesTheRoutes(t *testing.T) {
	r := newRig(t, nil)
	a := r.ask("/api/v1/openapi.json")
	var doc struct {
		OpenAPI string
		Info    struct{ Title, Version string }
		Paths   map[string]map[string]struct {
			OperationID string `json:"operationId"`
			Policy      string `json:"x-policy"`
			Responses   map[string]any
			Parameters  []struct{ Name, In string }
		}
		Components struct{ Schemas map[string]any }
	}
	if err := json.Unmarshal([]byte(a.body), &doc); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") || doc.Info.Version != "1.2.3" {
		t.Errorf("document %s of version %s", doc.OpenAPI, doc.Info.Version)
	}
	var want, got []string
	for _, route := range r.routes {
		if !strings.HasPrefix(route.pattern, "/api/") {
			continue
		}
		path := route.pattern
		if route.path != "" {
			path = route.path
		}
		want = append(want, route.method+" "+path+" "+route.id+" "+string(route.policy))
	}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			got = append(got, strings.ToUpper(method)+" "+path+" "+op.OperationID+" "+op.Policy)
			if op.Responses["default"] == nil || len(op.Responses) < 2 {
				t.Errorf("%s %s documents the answers %v", method, path, op.Responses)
			}
			for _, p := range op.Parameters {
				if (p.In == "path") != strings.Contains(path, "{"+p.Name+"}") {
					t.Errorf("%s %s: parameter %s is in the %s", method, path, p.Name, p.In)
				}
			}
			if n := strings.Count(path, "{"); n > len(op.Parameters) {
				t.Errorf("%s %s: %d parameters", method, path, len(op.Parameters))
			}
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-routes +document):\n%s", d)
	}
	for _, ref := range strings.Split(a.body, `"$ref":"#/components/schemas/`)[1:] {
		name, _, _ := strings.Cut(ref, `"`)
		if doc.Components.Schemas[name] == nil {
			t.Errorf("the schema %s is not there", name)
		}
	}
	if doc.Components.Schemas["Problem"] == nil {
		t.Error("the problem has no schema")
	}
}
