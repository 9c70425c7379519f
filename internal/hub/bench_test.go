package hub

import (
	"fmt"
	"sync"
	"testing"
)

func BenchmarkPublish(b *testing.B) {
	for _, n := range []int{0, 100, 5000} {
		for _, readers := range []string{"asleep", "awake"} {
			b.Run(fmt.Sprintf("%d-%s", n, readers), func(b *testing.B) { benchmarkPublish(b, n, readers == "awake") })
		}
	}
}

// benchmarkPublish measures what one moving frame costs the pipeline: with readers that do not read, and with
// readers that are each woken and pull.
func benchmarkPublish(b *testing.B, n int, reading bool) {
	bn := newBench()
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range n {
		s := bn.Subscribe()
		s.Want(0, Active)
		wg.Go(func() {
			defer s.Close()
			for reading {
				select {
				case <-s.Wake():
					s.Next(0)
				case <-stop:
					return
				}
			}
			<-stop
		})
	}
	b.ReportAllocs()
	for b.Loop() {
		bn.frame(true, "")
	}
	b.StopTimer()
	close(stop)
	wg.Wait()
}
