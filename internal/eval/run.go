package eval

import (
	"context"
	"path"
	"runtime"
	"sync"

	"rtm2"
	"rtm2/internal/scene"
)

// Result is what several seeds made of one film.
type Result struct {
	Name    string      `json:"name"`
	About   string      `json:"about"`
	Footage bool        `json:"footage"`
	Variant string      `json:"variant"` // of a scene
	Reason  rtm2.Reason `json:"reason"`  // that should be given during the nuisance; empty for any
	Health  rtm2.Health `json:"health"`  // that should be told; empty for ok
	Scores  []Score     `json:"scores"`  // by seed
}

// job is a film that is still to be opened.
type job struct {
	result Result
	open   func() (Film, error)
}

// Suite is what there is to judge.
type Suite struct{ jobs []job }

// Len returns how many films there are.
func (s *Suite) Len() int { return len(s.jobs) }

// AddScenes adds every case of the corpus whose name matches the pattern (path.Match; empty for all), in every
// variant.
func (s *Suite) AddScenes(pattern string, variants []Variant, seed uint64) error {
	for _, v := range variants {
		for _, c := range scene.Corpus() {
			ok, err := matches(pattern, c.Name)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			s.jobs = append(s.jobs, job{
				result: Result{
					Name: c.Name, About: c.About, Variant: v.String(), Reason: c.Expect.Reason, Health: c.Expect.Health,
				},
				open: func() (Film, error) { return Stage(c, v, seed) },
			})
		}
	}
	return nil
}

// AddFootage adds a recording if its name matches the pattern.
func (s *Suite) AddFootage(pattern string, f *Footage) error {
	ok, err := matches(pattern, f.Name())
	if ok {
		s.jobs = append(s.jobs, job{
			result: Result{Name: f.Name(), About: f.About(), Footage: true},
			open:   func() (Film, error) { return f, nil },
		})
	}
	return err
}

func matches(pattern, name string) (bool, error) {
	if pattern == "" {
		return true, nil
	}
	ok, err := path.Match(pattern, name)
	if err != nil {
		return false, rtm2.Errorf(rtm2.CodeInvalid, "the pattern %q is not understood; use names with * and ?", pattern)
	}
	return ok, nil
}

// Run judges every film with every setup, on all cores, and returns the results in the order of adding. done, where
// set, is called after each film, one call at a time.
func (s *Suite) Run(ctx context.Context, setups []Setup, done func(Result)) ([]Result, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	results := make([]Result, len(s.jobs))
	next := make(chan int)
	var (
		workers sync.WaitGroup
		told    sync.Mutex
	)
	for range min(runtime.GOMAXPROCS(0), len(s.jobs)) {
		workers.Go(func() {
			for i := range next {
				r, err := s.jobs[i].run(ctx, setups)
				if err != nil {
					cancel(err)
					continue
				}
				results[i] = r
				if done != nil {
					told.Lock()
					done(r)
					told.Unlock()
				}
			}
		})
	}
	for i := range s.jobs {
		next <- i
	}
	close(next)
	workers.Wait()
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	return results, nil
}

func (j job) run(ctx context.Context, setups []Setup) (Result, error) {
	r := j.result
	if ctx.Err() != nil {
		return r, ctx.Err()
	}
	f, err := j.open()
	if err != nil {
		return r, rtm2.Errorf(rtm2.CodeOf(err), "%s: %w", r.Name, err)
	}
	if r.Scores, err = Judge(ctx, f, setups); err != nil {
		return r, rtm2.Errorf(rtm2.CodeOf(err), "%s: %w", r.Name, err)
	}
	return r, nil
}
