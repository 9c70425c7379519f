import assert from "node:assert/strict";
import test from "node:test";
import { CameraView } from "../../../web/camera.js";

const T = 1_700_000_000_000_000;
const beat = (over = {}) => ({
  id: "door", link: "online", health: "ok", night: false, detail: "", seq: 1, age_ms: 40, fps: 15, quiet_ms: null,
  skipped: 0, viewers: 1, ...over,
});
const event = (over = {}) => ({
  type: "event", phase: "update", id: "e1", camera: "door", begin_us: T, last_us: T, end_us: null, frames: 3, score: 0.8,
  peak_us: T, seq: 3, reason: "motion", zones: [], boxes: [[1, 2, 3, 4]], ...over,
});

/** @param {object} [over] */
function view(over) {
  const v = new CameraView("door", "Door", 1);
  v.heardBeat(beat(over), T);
  return v;
}

test("one thing is said: trouble before motion before quiet", () => {
  const cases = [
    [{ link: "lost", quiet_ms: 100 }, "trouble", "lost"],
    [{ link: "connecting" }, "plain", "connecting"],
    [{ link: "warming" }, "plain", "warming"],
    [{ health: "frozen", quiet_ms: 100 }, "trouble", "frozen"],
    [{ health: "covered", link: "warming" }, "trouble", "covered"],
    [{ quiet_ms: 100 }, "motion", "motion"],
    [{ quiet_ms: 720_000 }, "quiet", "quiet"],
    [{}, "quiet", "never"],
  ];
  for (const [over, tone, name] of cases) {
    const c = view(over).condition(T);
    assert.deepEqual([c.tone, c.name], [tone, name], JSON.stringify(over));
  }
  assert.equal(view({ quiet_ms: 720_000 }).condition(T + 60e6).ms, 780_000);
  assert.equal(new CameraView("x", "X", 2).condition(T).name, "waiting");
});

test("motion is said at once and is over after two seconds", () => {
  const v = view({ quiet_ms: 60_000 });
  assert.equal(v.moving(T), false);
  v.heardEvent(event({ phase: "begin" }), T);
  assert.equal(v.moving(T + 100_000), true);
  assert.deepEqual(v.boxes(T + 100_000), [[1, 2, 3, 4]]);
  assert.equal(v.moving(T + 2_100_000), false);
  assert.deepEqual(v.boxes(T + 2_100_000), []);
});

test("the end of an event takes its boxes away", () => {
  const v = view();
  v.heardEvent(event({ phase: "begin" }), T);
  v.heardEvent(event({ phase: "end", end_us: T }), T + 1000);
  assert.deepEqual(v.boxes(T + 2000), []);
});

test("the age of a picture is said when it is not fresh, and warns where it should not be old", () => {
  const picture = { captured_us: T, width: 4, height: 3, motion: false };
  const quiet = view({ quiet_ms: 60_000 });
  assert.equal(quiet.age(T), null, "there is no picture");
  quiet.drew(picture);
  assert.equal(quiet.age(T + 1e6), null);
  assert.deepEqual(quiet.age(T + 60e6), { ms: 60_000, stale: false });
  quiet.mode = "live";
  assert.equal(quiet.age(T + 60e6)?.stale, true);
  const lost = view({ link: "lost" });
  lost.drew(picture);
  assert.equal(lost.age(T + 60e6)?.stale, true);
  const slow = view({ age_ms: 9000 });
  slow.drew(picture);
  assert.equal(slow.age(T + 9e6)?.stale, true);
});

test("counters only grow", () => {
  const v = view();
  v.heardBeat(beat(), T + 1e6);
  v.drew({ captured_us: T, width: 4, height: 3, motion: true });
  assert.deepEqual([v.beats, v.frames], [2, 1]);
});
