package live

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rtm2"
	"rtm2/internal/wire"
)

// converse runs a conversation in a bubble of its own.
func converse(t *testing.T, change func(*Options), talk func(r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { talk(newRig(t, change)) })
}

const hello = "hello rtm2.live.v1 1.2.3"

func TestHelloComesAtOnceAndBeatsEverySecond(t *testing.T) {
	converse(t, nil, func(r *rig) {
		p := r.dial()
		if d := cmp.Diff([]string{hello, "beat"}, p.take()); d != "" {
			t.Errorf("at once (-want +got):\n%s", d)
		}
		time.Sleep(3500 * time.Millisecond)
		if d := cmp.Diff([]string{"beat", "beat", "beat"}, p.take()); d != "" {
			t.Errorf("in 3.5 s (-want +got):\n%s", d)
		}
	})
}

func TestBeatTellsHowCamerasAre(t *testing.T) {
	converse(t, nil, func(r *rig) {
		p := r.dial()
		r.hub.State("yard", rtm2.CameraState{Link: rtm2.LinkLost, Health: rtm2.HealthOK, Detail: "no answer"})
		r.hub.State("door", rtm2.CameraState{Link: rtm2.LinkOnline, Health: rtm2.HealthOK, Night: true})
		p.watch("door", wire.ModeLive)
		synctest.Wait()
		for i := range 10 {
			r.frame("door", map[int]string{4: "motion"}[i])
			time.Sleep(90 * time.Millisecond)
		}
		time.Sleep(120 * time.Millisecond)
		age, quiet := int64(190), int64(640)
		want := []wire.BeatCamera{
			{
				ID: "door", Link: rtm2.LinkOnline, Health: rtm2.HealthOK, Night: true, Seq: 10, Age: &age,
				FPS: 10.5, Quiet: &quiet, Skipped: 7, Viewers: 1,
			},
			{ID: "yard", Link: rtm2.LinkLost, Health: rtm2.HealthOK, Detail: "no answer"},
		}
		if d := cmp.Diff(want, p.lastBeat().Cameras); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
}

func TestDetectSendsMotionAndTheSettledScene(t *testing.T) {
	converse(t, nil, func(r *rig) {
		r.frame("door", "")
		p := r.dial()
		p.acknowledgeAll()
		p.expect(hello)
		p.watch("door", wire.ModeDetect)
		p.expect("door 1")
		for _, mark := range []string{"", "", "motion", "motion event", "event", "", ""} {
			r.frame("door", mark)
			r.frame("yard", "motion")
			synctest.Wait()
		}
		p.expect("door 4 motion", "door 5 motion event", "door 6 event")
	})
}

func TestLiveSendsEveryFrameAndCloseNone(t *testing.T) {
	converse(t, nil, func(r *rig) {
		p := r.dial()
		p.acknowledgeAll()
		p.watch("door", wire.ModeLive)
		p.expect(hello)
		for range 3 {
			r.frame("door", "")
			synctest.Wait()
		}
		p.expect("door 1", "door 2", "door 3")
		p.watch("door", wire.ModeClose)
		p.expect()
		r.frame("door", "motion")
		r.event("door", "e1", rtm2.PhaseBegin)
		p.expect("event e1 begin")
		if n := r.hub.Viewers("door"); n != 0 {
			t.Errorf("%d viewers after close", n)
		}
		p.watch("door", wire.ModeDetect)
		p.expect("door 4 motion")
	})
}

func TestWatchBeforeTheFirstFrameIsAnsweredByIt(t *testing.T) {
	converse(t, nil, func(r *rig) {
		p := r.dial()
		p.acknowledgeAll()
		p.watch("yard", wire.ModeDetect)
		p.expect(hello)
		r.frame("yard", "")
		p.expect("yard 1")
		r.frame("yard", "")
		p.expect()
	})
}

func TestWindowOfTwoFrames(t *testing.T) {
	converse(t, nil, func(r *rig) {
		p := r.dial()
		r.frame("door", "")
		p.watch("door", wire.ModeLive)
		synctest.Wait()
		for range 5 {
			r.frame("door", "")
			synctest.Wait()
		}
		p.expect(hello, "door 1", "door 2")
		p.ack("door", 1)
		p.expect("door 6")
		r.frame("door", "")
		p.expect()
		p.ack("door", 6) // settles 2 and 6
		p.expect("door 7")
		r.frame("door", "")
		p.expect("door 8")
		time.Sleep(time.Second)
		if got := p.lastBeat().Cameras[0].Skipped; got != 3 {
			t.Errorf("skipped is %d, want 3, 4 and 5", got)
		}
		p.ack("door", 2) // late, harmless
		p.expect()
	})
}

func TestWindowIsPerCamera(t *testing.T) {
	converse(t, nil, func(r *rig) {
		p := r.dial()
		p.watch("door", wire.ModeLive)
		p.watch("yard", wire.ModeLive)
		for range 3 {
			synctest.Wait()
			r.frame("door", "")
		}
		r.frame("yard", "")
		p.expect(hello, "door 1", "door 2", "yard 1")
	})
}

func TestClientThatNeverAcknowledgesGetsBeatsOnly(t *testing.T) {
	for _, recover := range []string{"ack", "watch"} {
		converse(t, nil, func(r *rig) {
			p := r.dial()
			r.frame("door", "motion")
			p.watch("door", wire.ModeDetect)
			synctest.Wait()
			r.event("door", "e1", rtm2.PhaseBegin)
			r.frame("door", "motion")
			p.expect(hello, "door 1 motion", "event e1 begin", "door 2 motion")
			time.Sleep(11 * time.Second)
			p.take()
			r.event("door", "e1", rtm2.PhaseEnd)
			r.event("yard", "e2", rtm2.PhaseBegin)
			r.frame("door", "motion")
			time.Sleep(3 * time.Second)
			if d := cmp.Diff([]string{"beat", "beat", "beat"}, p.take()); d != "" {
				t.Errorf("after the grace period (-want +got):\n%s", d)
			}
			if recover == "ack" {
				p.ack("door", 2)
			} else {
				p.watch("door", wire.ModeDetect)
			}
			p.expect("event e1 end", "event e2 begin", "door 3 motion")
		})
	}
}

func TestClientThatStopsAcknowledgingStillHearsOfEvents(t *testing.T) {
	converse(t, nil, func(r *rig) {
		p := r.dial()
		r.frame("door", "")
		p.watch("door", wire.ModeLive)
		p.expect(hello, "door 1")
		p.ack("door", 1)
		for range 3 {
			r.frame("door", "")
			synctest.Wait()
		}
		p.expect("door 2", "door 3")
		time.Sleep(time.Minute)
		r.event("door", "e1", rtm2.PhaseBegin)
		p.expect("event e1 begin")
	})
}

func TestResyncIsAnsweredByAKeyFrame(t *testing.T) {
	converse(t, nil, func(r *rig) {
		p := r.dial()
		r.frame("door", "")
		p.watch("door", wire.ModeDetect)
		p.expect(hello, "door 1")
		p.send(`{"type":"resync","camera":"door"}`)
		p.expect("door 1")
		p.send(`{"type":"resync","camera":"door"}`)
		p.expect("door 1")
		r.frame("door", "")
		p.send(`{"type":"resync","camera":"door"}`)
		p.expect("door 2")
		p.send(`{"type":"resync","camera":"yard"}`)
		p.expect(`error invalid: camera "yard" is not watched`)
	})
}

func TestQuietSceneIsRefreshedEveryFiveMinutes(t *testing.T) {
	converse(t, nil, func(r *rig) {
		p := r.dial()
		p.acknowledgeAll()
		p.watch("door", wire.ModeDetect)
		r.frame("door", "")
		p.expect(hello, "door 1")
		for range 4*60 + 50 { // all that time the camera goes on
			time.Sleep(time.Second)
			r.frame("door", "")
		}
		p.expect()
		time.Sleep(12 * time.Second)
		p.expect("door 291")
		time.Sleep(time.Hour) // no new frame, nothing to refresh with
		p.expect()
		r.frame("door", "")
		time.Sleep(2 * time.Second)
		p.expect("door 292")
	})
}

func TestEventsBeginAndEndForEveryClient(t *testing.T) {
	converse(t, nil, func(r *rig) {
		r.event("yard", "old", rtm2.PhaseBegin)
		r.event("yard", "old", rtm2.PhaseEnd)
		r.event("door", "e1", rtm2.PhaseBegin)
		r.event("door", "e1", rtm2.PhaseUpdate)
		p := r.dial() // in the middle of e1
		p.expect(hello, "event e1 begin")
		r.event("door", "e1", rtm2.PhaseUpdate)
		p.expect("event e1 update")
		r.event("door", "e1", rtm2.PhaseEnd)
		r.event("door", "e2", rtm2.PhaseBegin)
		p.expect("event e1 end", "event e2 begin")
		r.event("yard", "e3", rtm2.PhaseEnd) // its begin was never told
		p.expect("event e3 begin", "event e3 end")
	})
}
