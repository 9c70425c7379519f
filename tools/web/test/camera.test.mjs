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
  assert.equal(v.moving(T + 2_100_000), false);
});

/** The picture with this number; there are ten a second. @param {number} seq */
const shot = (seq, over = {}) => ({ seq, captured_us: T + seq * 100_000, width: 4, height: 3, motion: true, ...over });
/** What is told of that frame. @param {number} seq */
const told = (seq, over = {}) => event({ seq, last_us: T + seq * 100_000, boxes: [[seq, 0, 1, 1]], ...over });

test("boxes wait for the picture that they are of", () => {
  const v = view();
  v.heardEvent(told(3), T + 300_000);
  assert.deepEqual(v.boxes(T + 300_000), [], "there is no picture");
  v.drew(shot(2), T + 310_000);
  assert.deepEqual(v.boxes(T + 310_000), [], "the picture is older");
  v.heardEvent(told(4), T + 400_000);
  v.drew(shot(3), T + 410_000);
  assert.deepEqual(v.boxes(T + 410_000), [[3, 0, 1, 1]], "and not those of a newer picture");
  v.drew(shot(4), T + 420_000);
  assert.deepEqual(v.boxes(T + 420_000), [[4, 0, 1, 1]]);
});

test("boxes that come after their picture stay on newer ones for a quarter of a second", () => {
  const v = view();
  v.drew(shot(4), T + 420_000);
  v.heardEvent(told(3), T + 430_000);
  const boxes = v.boxes(T + 430_000);
  assert.deepEqual(boxes, [[3, 0, 1, 1]]);
  v.drew(shot(5), T + 510_000);
  assert.equal(v.boxes(T + 510_000), boxes, "the very same, so that nothing is drawn anew");
  v.drew(shot(6), T + 610_000);
  assert.deepEqual(v.boxes(T + 610_000), [], "what moves is elsewhere by now");
});

test("boxes go at the end of their event, and with a picture that stays", () => {
  const v = view();
  v.heardEvent(told(3), T);
  v.drew(shot(3), T + 2e6);
  assert.equal(v.boxes(T + 3e6).length, 1, "a slow link is no reason to leave them out");
  assert.deepEqual(v.boxes(T + 3.3e6), []);
  v.drew(shot(3), T + 4e6);
  v.heardEvent(told(3, { phase: "end", boxes: [] }), T + 4e6);
  assert.deepEqual(v.boxes(T + 4e6), []);
});

test("boxes of one connection to the camera are not drawn on pictures of another", () => {
  const v = view();
  v.drew(shot(900, { captured_us: T }), T);
  v.heardEvent(told(2, { last_us: T + 200_000 }), T + 200_000);
  assert.deepEqual(v.boxes(T + 200_000), [], "the picture is older, though its number is higher");
  v.drew(shot(2, { captured_us: T + 200_000 }), T + 210_000);
  assert.equal(v.boxes(T + 210_000).length, 1);
});

test("the age of a picture is said when it is not fresh, and warns where it should not be old", () => {
  const picture = { seq: 1, captured_us: T, width: 4, height: 3, motion: false };
  const quiet = view({ quiet_ms: 60_000 });
  assert.equal(quiet.age(T), null, "there is no picture");
  quiet.drew(picture, T);
  assert.equal(quiet.age(T + 1e6), null);
  assert.deepEqual(quiet.age(T + 60e6), { ms: 60_000, stale: false });
  quiet.mode = "live";
  assert.equal(quiet.age(T + 60e6)?.stale, true);
  const lost = view({ link: "lost" });
  lost.drew(picture, T);
  assert.equal(lost.age(T + 60e6)?.stale, true);
  const slow = view({ age_ms: 9000 });
  slow.drew(picture, T);
  assert.equal(slow.age(T + 9e6)?.stale, true);
});

test("counters only grow", () => {
  const v = view();
  v.heardBeat(beat(), T + 1e6);
  v.drew(shot(1), T);
  assert.deepEqual([v.beats, v.frames], [2, 1]);
});
