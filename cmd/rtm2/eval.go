package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"rtm2"
	"rtm2/internal/eval"
)

type evalCmd struct {
	Folders []string `arg:"" optional:"" name:"folder" help:"Labelled footage: input/ with numbered images or a video, and frames.csv or groundtruth/." type:"path"` //nolint:lll // a struct tag is one line
	Out     string   `help:"Write the report to this file instead of printing it." placeholder:"FILE.md" type:"path"`
	JSON    bool     `help:"Print the results as JSON, one film a line, instead of the report." name:"json"`
	Seeds   int      `help:"How many seeds each film is judged with; the report gives the worst." default:"5"`
	Only    string   `help:"Only scenes and recordings whose names match, as in person-*." placeholder:"PATTERN"`
	Full    bool     `help:"Every frame rate, noise and quality of the scenes, for about half an hour."`
	Beside  string   `help:"A JSON file with other programs' figures for the same recordings, to print beside." placeholder:"FILE.json" type:"path"` //nolint:lll

	Detection settings `embed:""`
}

// Validate is called by kong.
func (c *evalCmd) Validate() error {
	if c.Seeds < 1 || c.Seeds > 100 {
		return fmt.Errorf("--seeds must be from 1 to 100, not %d", c.Seeds)
	}
	if c.JSON && c.Out != "" {
		return errors.New("--json and --out do not go together: send the JSON to a file with >")
	}
	return c.Detection.check()
}

// Run judges the scenes and the folders and writes the report.
func (c *evalCmd) Run(ctx context.Context, con console, log *slog.Logger) error {
	suite, err := c.suite(log)
	if err != nil {
		return err
	}
	setups, err := c.setups()
	if err != nil {
		return err
	}
	var beside *eval.Beside
	if c.Beside != "" {
		if beside, err = eval.ReadBeside(c.Beside); err != nil {
			return err
		}
	}
	count := 0
	results, err := suite.Run(ctx, setups, func(r eval.Result) {
		count++
		if isTerminal(con.err) {
			fmt.Fprintf(con.err, "\r\x1b[K%d of %d: %s", count, suite.Len(), r.Name)
		}
	})
	if isTerminal(con.err) {
		fmt.Fprint(con.err, "\r\x1b[K")
	}
	if err != nil {
		return err
	}
	if c.JSON {
		enc := json.NewEncoder(con.out)
		for _, r := range results {
			if err := enc.Encode(r); err != nil {
				return rtm2.Errorf(rtm2.CodeUnavailable, "cannot write the results: %w", err)
			}
		}
		return nil
	}
	return c.report(con.out, results, beside)
}

func (c *evalCmd) suite(log *slog.Logger) (*eval.Suite, error) {
	variants := eval.Quick()
	if c.Full {
		variants = eval.Full()
	}
	suite := &eval.Suite{}
	if err := suite.AddScenes(c.Only, variants, 1); err != nil {
		return nil, rtm2.Errorf(rtm2.CodeOf(err), "--only: %w", err)
	}
	for _, dir := range c.Folders {
		f, err := eval.OpenFolder(dir, log)
		if err != nil {
			return nil, err
		}
		if err := suite.AddFootage(c.Only, f); err != nil {
			return nil, rtm2.Errorf(rtm2.CodeOf(err), "--only: %w", err)
		}
	}
	if suite.Len() == 0 {
		return nil, rtm2.Errorf(rtm2.CodeInvalid, "--only %s matches no scene and none of the folders", c.Only)
	}
	return suite, nil
}

// setups returns the settings with each of the seeds from 1 on.
func (c *evalCmd) setups() ([]eval.Setup, error) {
	m, err := c.Detection.motion()
	if err != nil {
		return nil, err
	}
	e, err := c.Detection.event()
	if err != nil {
		return nil, err
	}
	setups := make([]eval.Setup, c.Seeds)
	for i := range setups {
		setups[i] = eval.Setup{Motion: m, Event: e, Seed: uint64(i + 1)}
	}
	return setups, nil
}

func (c *evalCmd) report(out io.Writer, results []eval.Result, beside *eval.Beside) (err error) {
	if c.Out == "" {
		return eval.Report(out, results, beside)
	}
	f, err := os.Create(c.Out)
	if err != nil {
		return rtm2.Errorf(rtm2.CodeUnavailable, "cannot write the report; choose another file with --out: %w", err)
	}
	defer func() {
		if cerr := f.Close(); err == nil && cerr != nil {
			err = rtm2.Errorf(rtm2.CodeUnavailable, "cannot write the report: %w", cerr)
		}
	}()
	return eval.Report(f, results, beside)
}
