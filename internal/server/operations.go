package server

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"rtm2"
)

// optional is a query parameter that may be absent.
type optional[T any] struct {
	Value T
	set   bool
}

// Schema, Receiver and OnParamSet are what the API asks of such a type.
func (o optional[T]) Schema(r huma.Registry) *huma.Schema {
	return huma.SchemaFromType(r, reflect.TypeFor[T]())
}
func (o *optional[T]) Receiver() reflect.Value      { return reflect.ValueOf(o).Elem().Field(0) }
func (o *optional[T]) OnParamSet(isSet bool, _ any) { o.set = isSet }

// box is [x, y, width, height] in pixels of the picture.
type box [4]int

// Schema says what reflection cannot: four numbers, never null.
func (box) Schema(huma.Registry) *huma.Schema {
	four := 4
	return &huma.Schema{
		Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeInteger}, MinItems: &four, MaxItems: &four,
	}
}

func boxes(in []rtm2.Box) []box {
	out := make([]box, len(in))
	for i, b := range in {
		out[i] = box{b.X, b.Y, b.W, b.H}
	}
	return out
}

type cameraList struct {
	Body struct {
		Cameras []cameraInfo `json:"cameras" nullable:"false"`
	}
}

type cameraInfo struct {
	ID     string    `json:"id"`
	Name   string    `json:"name" doc:"For people"`
	Number int64     `json:"number" doc:"Stands for the id in binary messages of the live wire"`
	Source string    `json:"source" doc:"Where the pictures come from, without credentials"`
	Width  int       `json:"width" doc:"Of the newest picture, in pixels; 0 before the first"`
	Height int       `json:"height"`
	State  stateInfo `json:"state"`
}

type stateInfo struct {
	Link   string `json:"link" enum:"connecting,warming,online,lost"`
	Health string `json:"health" enum:"ok,frozen,black,covered,defocused,moved"`
	Night  bool   `json:"night"`
	Detail string `json:"detail" doc:"A sentence for people: why the link was lost; empty while all is well"`
}

func (s *Server) listCameras(context.Context, *struct{}) (*cameraList, error) {
	out := &cameraList{}
	out.Body.Cameras = make([]cameraInfo, 0, len(s.o.Cameras))
	for _, c := range s.o.Cameras {
		info := cameraInfo{ID: string(c.ID), Name: c.Name, Number: int64(c.Number), Source: c.Source}
		if i, ok := s.o.Hub.Index(c.ID); ok {
			st := s.o.Hub.Status(i)
			info.State = stateInfo{string(st.State.Link), string(st.State.Health), st.State.Night, st.State.Detail}
			if st.Newest != nil {
				info.Width, info.Height = st.Newest.Width, st.Newest.Height
			}
		}
		out.Body.Cameras = append(out.Body.Cameras, info)
	}
	return out, nil
}

// maxTime is the latest time that is accepted: the year 2100, in microseconds.
const maxTime = 4_102_444_800_000_000

type historyQuery struct {
	Camera []string        `query:"camera,explode" maxItems:"256" doc:"Ids; all cameras if there are none"`
	From   optional[int64] `query:"from_us" minimum:"0" maximum:"4102444800000000" doc:"An hour before to_us if absent"`
	To     optional[int64] `query:"to_us" minimum:"0" maximum:"4102444800000000" doc:"Now if absent"`
	Bins   int             `query:"bins" default:"600" minimum:"1" maximum:"2000" doc:"How many at most"`
}

type historyBins struct {
	Body struct {
		From    int64        `json:"from_us" doc:"Of the first bin; not later than was asked for"`
		To      int64        `json:"to_us" doc:"The end of the last bin"`
		Bin     int64        `json:"bin_ms" doc:"The width of a bin"`
		Cameras []cameraBins `json:"cameras" nullable:"false"`
	}
}

type cameraBins struct {
	ID     string    `json:"id"`
	Frames []int     `json:"frames" nullable:"false" doc:"Motion frames, one number per bin"`
	Score  []float64 `json:"score" nullable:"false" doc:"The highest score, 0 to 1, one number per bin"`
	First  *int64    `json:"first_us" doc:"The oldest frame that can be shown, whatever the span; null for none"`
	Last   *int64    `json:"last_us" doc:"The newest frame that can be shown; null for none"`
}

// micros is a time as the API tells it, null for none.
func micros(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	us := t.UnixMicro()
	return &us
}

func (s *Server) history(ctx context.Context, in *historyQuery) (*historyBins, error) {
	ids, err := s.cameras(in.Camera)
	if err != nil {
		return nil, err
	}
	to := time.Now()
	if in.To.set {
		to = time.UnixMicro(in.To.Value)
	}
	from := to.Add(-time.Hour)
	if in.From.set {
		from = time.UnixMicro(in.From.Value)
	}
	if !from.Before(to) {
		return nil, fieldProblem("query.from_us", "must be before to_us")
	}
	bins, err := s.o.History.Bins(ctx, rtm2.BinQuery{Cameras: ids, From: from, To: to, Bins: in.Bins})
	if err != nil {
		return nil, err
	}
	out := &historyBins{}
	out.Body.From, out.Body.To = bins.From.UnixMicro(), bins.To.UnixMicro()
	out.Body.Bin = bins.Width.Milliseconds()
	out.Body.Cameras = make([]cameraBins, 0, len(bins.Cameras))
	for _, c := range bins.Cameras {
		out.Body.Cameras = append(out.Body.Cameras, cameraBins{
			ID: string(c.Camera), Frames: append([]int{}, c.Frames...), Score: finite(c.Score),
			First: micros(c.First), Last: micros(c.Last),
		})
	}
	return out, nil
}

// finite copies scores; JSON has no way to say that a number is none.
func finite(in []float64) []float64 {
	out := make([]float64, len(in))
	for i, v := range in {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			out[i] = v
		}
	}
	return out
}

type eventsQuery struct {
	Camera []string        `query:"camera,explode" maxItems:"256" doc:"Ids; all cameras if there are none"`
	Before optional[int64] `query:"before_us" minimum:"0" maximum:"4102444800000000" doc:"Events that began before"`
	Limit  int             `query:"limit" default:"100" minimum:"1" maximum:"1000" doc:"How many at most"`
}

type eventList struct {
	Body struct {
		Events []eventInfo `json:"events" nullable:"false"`
	}
}

type eventInfo struct {
	ID     string   `json:"id"`
	Camera string   `json:"camera"`
	Begin  int64    `json:"begin_us" doc:"The first moving frame"`
	Last   int64    `json:"last_us" doc:"The last moving frame so far"`
	End    *int64   `json:"end_us" doc:"When the post-roll was over; null while the event is open"`
	Frames int      `json:"frames" doc:"Moving frames so far"`
	Score  float64  `json:"score" doc:"The highest so far, 0 to 1"`
	Peak   int64    `json:"peak_us" doc:"When that was"`
	Boxes  []box    `json:"boxes" nullable:"false" doc:"What moved, [x, y, width, height] in pixels"`
	Zones  []string `json:"zones" nullable:"false" doc:"Where it moved"`
	Kept   int      `json:"kept" doc:"How many of its frames can still be shown"`
}

func (s *Server) listEvents(ctx context.Context, in *eventsQuery) (*eventList, error) {
	ids, err := s.cameras(in.Camera)
	if err != nil {
		return nil, err
	}
	q := rtm2.EventQuery{Cameras: ids, Limit: in.Limit}
	if in.Before.set {
		q.Before = time.UnixMicro(in.Before.Value)
	}
	events, err := s.o.History.Events(ctx, q)
	if err != nil {
		return nil, err
	}
	out := &eventList{}
	out.Body.Events = make([]eventInfo, 0, len(events))
	for _, e := range events {
		info := eventInfo{
			ID: e.ID, Camera: string(e.Camera), Begin: e.Begin.UnixMicro(), Last: e.Last.UnixMicro(),
			Frames: e.Frames, Score: e.Score, Peak: e.Begin.UnixMicro(),
			End: micros(e.End), Boxes: boxes(e.Boxes), Zones: append([]string{}, e.Zones...), Kept: e.Kept,
		}
		if !e.PeakTime.IsZero() {
			info.Peak = e.PeakTime.UnixMicro()
		}
		out.Body.Events = append(out.Body.Events, info)
	}
	return out, nil
}

type frameQuery struct {
	Camera string          `query:"camera" required:"true" minLength:"1" maxLength:"64" doc:"An id"`
	At     optional[int64] `query:"at_us" minimum:"0" maximum:"4102444800000000" doc:"Not needed for first and last"`
	Find   string          `query:"find" default:"nearest" enum:"nearest,previous,next,first,last"`
}

type frameAnswer struct {
	Body frameInfo
}

type frameInfo struct {
	Camera string  `json:"camera"`
	At     int64   `json:"at_us" doc:"When it was taken"`
	Seq    int64   `json:"seq"`
	Epoch  int64   `json:"epoch" doc:"Grows with every new connection to the camera"`
	Score  float64 `json:"score" doc:"0 to 1"`
	Reason string  `json:"reason" doc:"Why the verdict is what it is"`
	Boxes  []box   `json:"boxes" nullable:"false" doc:"What moved, [x, y, width, height] in pixels"`
	Width  int     `json:"width"`
	Height int     `json:"height"`
	Event  string  `json:"event" doc:"The id of the event that it is part of; empty for none"`
	URL    string  `json:"url" doc:"Where the picture is"`
}

func (s *Server) findFrame(ctx context.Context, in *frameQuery) (*frameAnswer, error) {
	ids, err := s.cameras([]string{in.Camera})
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, fieldProblem("query.camera", "is missing")
	}
	q := rtm2.FrameQuery{Camera: ids[0], Find: rtm2.Find(in.Find)}
	switch {
	case in.At.set:
		q.At = time.UnixMicro(in.At.Value)
	case q.Find != rtm2.FindFirst && q.Find != rtm2.FindLast:
		return nil, fieldProblem("query.at_us", "is needed to find the "+in.Find+" frame")
	}
	f, err := s.o.History.Find(ctx, q)
	if err != nil {
		return nil, err
	}
	at := f.Frame.Captured.UnixMicro()
	return &frameAnswer{frameInfo{
		Camera: string(q.Camera), At: at, Seq: int64(f.Frame.Seq), Epoch: int64(f.Frame.Epoch), Score: f.Score,
		Reason: string(f.Reason), Boxes: boxes(f.Boxes), Width: f.Frame.Width, Height: f.Frame.Height,
		Event: f.Event, URL: fmt.Sprintf("/api/v1/frames/%s/%d.jpg", q.Camera, at),
	}}, nil
}

// cameras checks the ids of a query. Empty ones are left out, so that "camera=" means none.
func (s *Server) cameras(in []string) ([]rtm2.CameraID, error) {
	out := make([]rtm2.CameraID, 0, len(in))
	for _, id := range in {
		if id = strings.TrimSpace(id); id == "" {
			continue
		}
		if _, ok := s.o.Hub.Index(rtm2.CameraID(id)); !ok {
			return nil, unknownCamera(id)
		}
		out = append(out, rtm2.CameraID(id))
	}
	return out, nil
}

func unknownCamera(id string) *rtm2.Error {
	return rtm2.Errorf(rtm2.CodeNotFound, "camera: there is no camera %.64q", id)
}
