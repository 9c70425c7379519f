package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"rtm2"
	"rtm2/internal/source"
)

// The exit codes.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

// console is where a command writes: results to out, everything else to err.
type console struct {
	out, err io.Writer
}

// cli is the command line.
type cli struct {
	LogLevel  slog.Level `help:"Least level to log: debug, info, warn, error." default:"info" env:"RTM2_LOG_LEVEL"`
	LogFormat string     `help:"Format of the log: ${enum}." enum:"text,json" default:"text" env:"RTM2_LOG_FORMAT"`

	Serve   serveCmd   `cmd:"" default:"withargs" help:"Watch cameras and serve the page (the default)."`
	Scan    scanCmd    `cmd:"" help:"Run the detector over a recording and print the events found."`
	Eval    evalCmd    `cmd:"" help:"Score the detector on synthetic scenes and labelled footage."`
	Bench   benchCmd   `cmd:"" help:"Measure what one frame costs on this machine."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

// run parses the arguments, runs the command and returns the exit code.
func run(ctx context.Context, args []string, con console) int {
	var c cli
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("rtm2"),
		kong.Description("A real-time motion monitor: watches cameras and moves pictures only when something moves."),
		kong.Writers(con.out, con.err),
		kong.Exit(func(code int) { exited = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		return fail(con, err)
	}
	k, err := parser.Parse(args)
	if exited >= 0 { // --help has been answered
		return exited
	}
	if err != nil {
		fmt.Fprintf(con.err, "rtm2: %v; see rtm2 --help\n", err)
		return exitUsage
	}
	k.BindTo(ctx, (*context.Context)(nil))
	k.Bind(con, c.logger(con.err))
	return fail(con, k.Run())
}

func (c *cli) logger(w io.Writer) *slog.Logger {
	o := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

// fail prints an error as one sentence and returns its exit code.
func fail(con console, err error) int {
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(con.err, "rtm2: interrupted")
	default:
		fmt.Fprintf(con.err, "rtm2: %v\n", err)
	}
	if rtm2.CodeOf(err) == rtm2.CodeInvalid {
		return exitUsage
	}
	return exitFailure
}

// about names the input in an error that does not name it itself.
func about(input string, err error) error {
	name := source.Redact(input)
	if errors.Is(err, context.Canceled) || strings.Contains(err.Error(), name) {
		return err
	}
	return fmt.Errorf("%s: %w", name, err)
}

// count writes a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// isTerminal reports whether w is a terminal, where a progress line can be drawn.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	st, err := f.Stat()
	return err == nil && st.Mode()&os.ModeCharDevice != 0
}
