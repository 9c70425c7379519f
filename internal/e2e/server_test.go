package e2e_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long a test waits for something that must come. It is no measure of speed: the machine may be
// busy with the other tests.
const patience = 60 * time.Second

var (
	buildOnce sync.Once
	binary    string
	errBuild  error
)

// TestMain removes the binary that the tests have built.
func TestMain(m *testing.M) {
	code := m.Run()
	if binary != "" {
		os.RemoveAll(filepath.Dir(binary))
	}
	os.Exit(code)
}

// program returns the path of rtm2, built once with the race detector.
func program(t *testing.T) string {
	t.Helper()
	buildOnce.Do(func() {
		dir, err := os.MkdirTemp("", "rtm2-e2e-")
		if err != nil {
			errBuild = err
			return
		}
		binary = filepath.Join(dir, "rtm2")
		out, err := exec.Command("go", "build", "-race", "-o", binary, "rtm2/cmd/rtm2").CombinedOutput()
		if err != nil {
			errBuild = errors.New(string(out))
		}
	})
	if errBuild != nil {
		t.Fatal(errBuild)
	}
	return binary
}

// server is a running rtm2 serve.
type server struct {
	cmd  *exec.Cmd
	addr string
	log  *safeBuffer
	done chan error
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// freeAddr returns an address that nobody listens on.
func freeAddr(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

// serve starts rtm2 on addr and waits until it is ready.
func serve(t *testing.T, addr string, args ...string) *server {
	t.Helper()
	s := &server{addr: addr, log: &safeBuffer{}, done: make(chan error, 1)}
	all := append([]string{"serve", "--listen", addr, "--data", t.TempDir()}, args...)
	s.cmd = exec.Command(program(t), all...)
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { s.done <- s.cmd.Wait() }()
	t.Cleanup(func() {
		s.cmd.Process.Kill()
		<-s.done
		if t.Failed() {
			t.Logf("the server's log:\n%s", s.log)
		}
	})
	eventually(t, "the server is ready", func() bool {
		resp, err := http.Get(s.url("/readyz"))
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
	return s
}

func (s *server) url(path string) string { return "http://" + s.addr + path }

// get returns the body of a page that must be there.
func (s *server) get(t *testing.T, path string) string {
	t.Helper()
	resp, err := http.Get(s.url(path))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s, %v\n%s", path, resp.Status, err, body)
	}
	return string(body)
}

// stop sends a signal and returns the exit code.
func (s *server) stop(t *testing.T, sig syscall.Signal) int {
	t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-s.done:
		s.done <- err
	case <-time.After(patience):
		t.Fatalf("still there after %v", patience)
	}
	return s.cmd.ProcessState.ExitCode()
}

// rtm2 runs a command to its end.
func rtm2(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	return rtm2Env(t, nil, args...)
}

// rtm2Env is rtm2 with additions to the environment.
func rtm2Env(t *testing.T, env []string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, program(t), args...)
	cmd.Env = append(os.Environ(), env...)
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if ctx.Err() != nil {
		t.Fatalf("rtm2 %v did not end; it said:\n%s%s", args, &out, &errs)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// eventually polls until ok.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("not within %v: %s", patience, what)
}
