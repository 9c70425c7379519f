package ffmpeg

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"rtm2/internal/source/watch"
)

// child is a running ffmpeg.
type child struct {
	ctx    context.Context // the child's life, from start to wait
	kill   context.CancelCauseFunc
	cmd    *exec.Cmd
	stdout io.ReadCloser
	stderr *tail
}

// start starts a program in a process group of its own. The group is killed when ctx ends or kill is called; wait
// has to be called in any case. There is no shell: args arrive as they are.
func start(ctx context.Context, path string, args []string) (*child, error) {
	c := &child{stderr: &tail{}}
	c.ctx, c.kill = context.WithCancelCause(ctx)
	c.cmd = exec.CommandContext(c.ctx, path, args...)
	c.cmd.Stderr = c.stderr
	c.cmd.Env = environment(os.Environ())
	c.cmd.WaitDelay = 5 * time.Second
	ownGroup(c.cmd)
	var err error
	if c.stdout, err = c.cmd.StdoutPipe(); err == nil {
		c.cmd.Cancel = func() error {
			err := killGroup(c.cmd.Process)
			c.stdout.Close() // a read ends now, whoever else may hold the pipe's other end
			return err
		}
		err = c.cmd.Start()
	}
	if err != nil {
		c.kill(nil)
		return nil, err
	}
	return c, nil
}

// wait waits until the child has ended and is reaped.
func (c *child) wait() error {
	err := c.cmd.Wait()
	c.kill(nil)
	return err
}

// output returns the child's output, and a function to call for every picture that was taken from it. The patience
// with live inputs is bounded: by the time to connect at first, by the time of silence then.
func (c *child) output(o Options, live bool) (io.Reader, func()) {
	if !live {
		return c.stdout, func() {}
	}
	first := watch.New(c.stdout, o.Connect, o.Connect+stall, c.kill)
	later := watch.New(c.stdout, o.Silence, stall, c.kill)
	s := &switched{Reader: first}
	return s, func() {
		s.Reader = later
		later.Progress()
	}
}

// switched is a reader that can be replaced.
type switched struct{ io.Reader }

// environment is what the child gets to know of ours: all but the settings that would make ffmpeg write reports,
// with addresses and passwords in them, into files.
func environment(ours []string) []string {
	var env []string
	for _, v := range ours {
		if !strings.HasPrefix(v, "FFREPORT=") && !strings.HasPrefix(v, "AV_LOG_FORCE") {
			env = append(env, v)
		}
	}
	return env
}

const (
	maxTail = 8 << 10 // bytes of stderr kept
	maxLast = 12      // lines of it shown
)

// tail keeps the end of what a program writes to stderr.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, p...)
	if n := len(t.kept) - maxTail; n > 0 {
		t.kept = append(t.kept[:0], t.kept[n:]...)
	}
	return len(p), nil
}

// lines returns the last lines, the newest first.
func (t *tail) lines() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var last []string
	for line := range bytes.Lines(t.kept) {
		if text := strings.TrimSpace(strings.ToValidUTF8(string(line), "?")); text != "" {
			last = append([]string{text}, last...)
		}
	}
	return last[:min(len(last), maxLast)]
}
