package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"rtm2"
	"rtm2/internal/event"
	"rtm2/internal/motion"
)

// settings are the flags that say what counts as motion and as an event.
type settings struct {
	Sensitivity int           `help:"1 to 100; higher sees more." default:"50" group:"Detection"`
	Contrast    float64       `help:"Expert: times what a spot has to differ by from its background, 0.25 to 4." default:"1" group:"Detection"`                                                                                                                                                         //nolint:lll // a struct tag is one line
	MinArea     float64       `help:"Expert: the smallest object, as a share of the picture, above 0 to 0.5." default:"0.0002" group:"Detection"`                                                                                                                                                       //nolint:lll
	MaxArea     float64       `help:"Expert: the largest object, as a share of the picture, up to 1." default:"1" group:"Detection"`                                                                                                                                                                    //nolint:lll
	AbsorbAfter time.Duration `help:"Expert: how long something that stopped is kept apart from the background, 1s to 1h." default:"2m" group:"Detection"`                                                                                                                                              //nolint:lll
	Zone        []string      `help:"A part of the picture where motion counts, or with exclude does not: at least three corners from 0,0 (top left) to 1,1. Repeatable." placeholder:"NAME:include|exclude:X,Y X,Y X,Y[:sensitivity=N,min-area=S,max-area=S,dwell=TIME]" sep:"none" group:"Detection"` //nolint:lll
	Zones       string        `help:"A JSON file with a list of zones: name, kind (include, exclude), points ([[x, y], ...]), sensitivity, min_area, max_area, dwell." placeholder:"FILE.json" type:"path" group:"Detection"`                                                                           //nolint:lll
	PreRoll     time.Duration `help:"What is kept before an event, 0s to 1m." default:"2s" group:"Events"`
	PostRoll    time.Duration `help:"What is kept after an event, 0s to 1m." default:"3s" group:"Events"`
	JoinGap     time.Duration `help:"The longest quiet within one event, 0s to 10m." default:"5s" group:"Events"`
	MinDuration time.Duration `help:"The shortest event worth keeping, 0s to 1m." default:"0s" group:"Events"`
}

// motion returns the detector's settings. Errors name the flag.
func (s *settings) motion() (motion.Config, error) {
	c := motion.Config{
		Sensitivity: s.Sensitivity, Contrast: s.Contrast, MinArea: s.MinArea, MaxArea: s.MaxArea,
		AbsorbAfter: s.AbsorbAfter,
	}
	// The detector takes zero for its default; on the command line it is a mistake.
	for _, f := range []struct {
		flag string
		zero bool
		want string
	}{
		{"contrast", s.Contrast == 0, "0.25 to 4"},
		{"min-area", s.MinArea == 0, "a share of the picture above 0 and up to 0.5"},
		{"max-area", s.MaxArea == 0, "a share above min area and up to 1"},
		{"absorb-after", s.AbsorbAfter == 0, "1s to 1h"},
	} {
		if f.zero {
			return c, rtm2.Errorf(rtm2.CodeInvalid, "--%s is 0: choose %s", f.flag, f.want)
		}
	}
	if err := c.Validate(); err != nil {
		return c, named(err)
	}
	for _, text := range s.Zone {
		z, err := parseZone(text)
		if err != nil {
			return c, rtm2.Errorf(rtm2.CodeOf(err), "--zone %q: %w", text, err)
		}
		c.Zones = append(c.Zones, z)
		if err := zonesAlone(z); err != nil {
			return c, rtm2.Errorf(rtm2.CodeOf(err), "--zone %q: %w", text, err)
		}
	}
	if s.Zones != "" {
		zones, err := readZones(s.Zones)
		if err != nil {
			return c, rtm2.Errorf(rtm2.CodeOf(err), "--zones %s: %w", s.Zones, err)
		}
		c.Zones = append(c.Zones, zones...)
	}
	if err := c.Validate(); err != nil { // how many there are is known only now
		return c, rtm2.Errorf(rtm2.CodeOf(err), "--zone and --zones: %w", err)
	}
	return c, nil
}

// event returns the settings of events. Errors name the flag.
func (s *settings) event() (event.Config, error) {
	c := event.DefaultConfig()
	c.PreRoll, c.PostRoll, c.JoinGap, c.MinDuration = s.PreRoll, s.PostRoll, s.JoinGap, s.MinDuration
	if err := c.Validate(); err != nil {
		return c, named(err)
	}
	return c, nil
}

// check returns the first mistake in the settings.
func (s *settings) check() error {
	if _, err := s.motion(); err != nil {
		return err
	}
	_, err := s.event()
	return err
}

// named turns the field that an error begins with into its flag: "min area is 2: ..." into "--min-area is 2: ...".
func named(err error) error {
	field, rest, ok := strings.Cut(err.Error(), " is ")
	if !ok || strings.Count(field, " ") > 1 {
		return err
	}
	return rtm2.Errorf(rtm2.CodeOf(err), "--%s is %s", strings.ReplaceAll(field, " ", "-"), rest)
}

// zonesAlone checks one zone. The error is about the zone alone, so that it needs no number.
func zonesAlone(z motion.Zone) error {
	c := motion.DefaultConfig()
	c.Zones = []motion.Zone{z}
	err := c.Validate()
	if err == nil {
		return nil
	}
	prefix := fmt.Sprintf("zone 1 (%q): ", z.Name)
	return rtm2.Errorf(rtm2.CodeOf(err), "%s", strings.TrimPrefix(err.Error(), prefix))
}

// parseZone reads NAME:include|exclude:X,Y X,Y X,Y[:sensitivity=N,min-area=S,max-area=S,dwell=TIME].
func parseZone(text string) (motion.Zone, error) {
	parts := strings.Split(text, ":")
	if len(parts) < 3 || len(parts) > 4 {
		return motion.Zone{}, rtm2.Errorf(rtm2.CodeInvalid, "write it as NAME:include:0.1,0.2 0.9,0.2 0.9,0.8")
	}
	z := motion.Zone{Name: strings.TrimSpace(parts[0])}
	if err := zoneKind(&z, strings.TrimSpace(parts[1])); err != nil {
		return z, err
	}
	for _, corner := range strings.Fields(parts[2]) {
		x, y, ok := strings.Cut(corner, ",")
		px, errX := strconv.ParseFloat(x, 64)
		py, errY := strconv.ParseFloat(y, 64)
		if !ok || errX != nil || errY != nil {
			return z, rtm2.Errorf(rtm2.CodeInvalid,
				"the corner %q is not X,Y; use two numbers from 0 to 1, as in 0.25,0.8", corner)
		}
		z.Points = append(z.Points, motion.Point{X: px, Y: py})
	}
	if len(parts) < 4 {
		return z, nil
	}
	for _, option := range strings.Split(parts[3], ",") {
		if err := zoneOption(&z, strings.TrimSpace(option)); err != nil {
			return z, err
		}
	}
	return z, nil
}

func zoneKind(z *motion.Zone, kind string) error {
	switch kind {
	case "include":
	case "exclude":
		z.Exclude = true
	default:
		return rtm2.Errorf(rtm2.CodeInvalid, "its kind is %q; use include or exclude", kind)
	}
	return nil
}

func zoneOption(z *motion.Zone, option string) error {
	name, value, _ := strings.Cut(option, "=")
	var err error
	switch name {
	case "sensitivity":
		z.Sensitivity, err = strconv.Atoi(value)
	case "min-area":
		z.MinArea, err = strconv.ParseFloat(value, 64)
	case "max-area":
		z.MaxArea, err = strconv.ParseFloat(value, 64)
	case "dwell":
		z.Dwell, err = time.ParseDuration(value)
	default:
		return rtm2.Errorf(rtm2.CodeInvalid, "there is no option %q; use sensitivity=, min-area=, max-area= or dwell=",
			option)
	}
	if err != nil {
		return rtm2.Errorf(rtm2.CodeInvalid,
			"%s cannot be %q; write it as in sensitivity=70,min-area=0.001,max-area=0.5,dwell=3s", name, value)
	}
	return nil
}

// zoneFile is a zone as --zones reads it.
type zoneFile struct {
	Name        string       `json:"name"`
	Kind        string       `json:"kind"`
	Points      [][2]float64 `json:"points"`
	Sensitivity int          `json:"sensitivity"`
	MinArea     float64      `json:"min_area"`
	MaxArea     float64      `json:"max_area"`
	Dwell       string       `json:"dwell"`
}

func readZones(name string) ([]motion.Zone, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, rtm2.Errorf(rtm2.CodeInvalid, "cannot read it: %w", errors.Unwrap(err))
	}
	var list []zoneFile
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&list); err != nil {
		return nil, rtm2.Errorf(rtm2.CodeInvalid, "it is not a JSON list of zones: %w", err)
	}
	if dec.More() {
		return nil, rtm2.Errorf(rtm2.CodeInvalid, "there is something after the list of zones; write one list")
	}
	zones := make([]motion.Zone, 0, len(list))
	for i, f := range list {
		z, err := f.zone()
		if err == nil {
			err = zonesAlone(z)
		}
		if err != nil {
			return nil, rtm2.Errorf(rtm2.CodeOf(err), "zone %d (%q): %w", i+1, f.Name, err)
		}
		zones = append(zones, z)
	}
	return zones, nil
}

func (f *zoneFile) zone() (motion.Zone, error) {
	z := motion.Zone{Name: f.Name, Sensitivity: f.Sensitivity, MinArea: f.MinArea, MaxArea: f.MaxArea}
	for _, p := range f.Points {
		z.Points = append(z.Points, motion.Point{X: p[0], Y: p[1]})
	}
	if f.Kind == "" {
		f.Kind = "include"
	}
	if err := zoneKind(&z, f.Kind); err != nil {
		return z, err
	}
	if f.Dwell == "" {
		return z, nil
	}
	return z, zoneOption(&z, "dwell="+f.Dwell)
}
