import assert from "node:assert/strict";
import test from "node:test";
import { Kept, Thumbnails, isOf } from "../../../web/kept.js";
import { Pace } from "../../../web/pace.js";
import { Past } from "../../../web/past.js";

const T = 1_700_000_000_000_000;
const settle = () => new Promise((r) => setImmediate(r));

/** An event of ten seconds. @param {string} id @param {number} at seconds after T */
const event = (id, at, over = {}) => ({
  id, camera: "a", begin_us: T + at * 1e6, last_us: T + (at + 10) * 1e6, end_us: T + (at + 13) * 1e6, frames: 30,
  score: 0.5, peak_us: T + (at + 5) * 1e6, boxes: null, zones: null, ...over,
});
const bins = (first_us, last_us) => ({
  from_us: T, to_us: T + 60e6, bin_ms: 1000, cameras: [{ id: "a", frames: [], score: [], first_us, last_us }],
});

test("a picture that is not there is not asked for", () => {
  const kept = new Kept().learn(bins(T, T + 60e6));
  assert.equal(kept.oldest, T);
  const cases = [
    ["previous", T, "first"], ["previous", T + 1, ""], ["next", T + 60e6, "last"], ["next", T + 59e6, ""],
    ["nearest", T - 9e6, ""], ["first", 0, ""], ["last", 0, ""],
  ];
  for (const [find, at, want] of cases) assert.equal(kept.refusal("a", at, find), want, `${find} ${at - T}`);
  assert.equal(kept.moved("a").refusal("a", T + 60e6, "next"), "", "there may be newer ones now");
  assert.equal(kept.moved("a").refusal("a", T, "previous"), "first");
});

test("a camera without pictures is not asked, until something moves", () => {
  const kept = new Kept().learn(bins(null, null));
  assert.equal(kept.refusal("a", T, "first"), "none");
  assert.equal(kept.oldest, Infinity);
  assert.equal(kept.moved("a").refusal("a", T, "first"), "");
  assert.equal(new Kept().refusal("a", T, "first"), "", "nothing was said");
  assert.equal(new Kept().learn({ ...bins(), cameras: [{ id: "a", frames: [], score: [] }] }).refusal("a", T, "last"), "");
});

test("an event has no picture if the server says so, or has none that is so old", () => {
  const kept = new Kept().learn(bins(T + 20e6, T + 60e6));
  assert.equal(kept.has(event("e", 5)), false);
  assert.equal(kept.has(event("e", 15)), true);
  assert.equal(kept.has(event("e", 30, { kept: 0 })), false);
  assert.equal(kept.has(event("e", 30, { kept: 2 })), true);
  assert.equal(new Kept().has(event("e", 5)), true, "unknown is tried");
  assert.equal(new Kept().learn(bins(null, null)).has(event("e", 5, { kept: 2 })), false);
});

test("a frame is its event's by name or by time", () => {
  const frame = { camera: "a", at_us: T + 6e6, event: "" };
  assert.equal(isOf(frame, event("e", 0)), true);
  assert.equal(isOf(frame, event("e", 30)), false);
  assert.equal(isOf({ ...frame, event: "e" }, event("e", 30)), true);
  assert.equal(isOf({ ...frame, camera: "b" }, event("e", 0)), false);
});

test("the thumbnail of an open event changes seldom, and at its end is the strongest", () => {
  const thumbnails = new Thumbnails();
  const at = (peak, ms, over = {}) =>
    thumbnails.time(event("e", 0, { end_us: null, peak_us: T + peak, ...over }), new Kept(), ms);
  assert.equal(at(1, 0), T + 1);
  assert.equal(at(2, 100), T + 1);
  assert.equal(at(3, 2000), T + 3);
  assert.equal(at(4, 2100, { end_us: T }), T + 4);
});

test("a thumbnail that cannot be shown is not asked for again", () => {
  const thumbnails = new Thumbnails();
  const kept = new Kept();
  assert.equal(thumbnails.time(event("e", 0, { kept: 0 }), kept, 0), null);
  assert.equal(thumbnails.time(event("f", 0), kept, 0), T + 5e6);
  thumbnails.failed(event("f", 0));
  assert.equal(thumbnails.time(event("f", 0), kept, 9e9), null);
});

/** Something with a pace of a second, on a clock of its own. @param {import("node:test").TestContext} t */
function paced(t, job = async () => {}) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let now = 0;
  let done = 0;
  const pace = new Pace(async () => (done++, job()), 1000, () => now);
  const pass = async (ms) => {
    now += ms;
    t.mock.timers.tick(ms);
    await settle();
  };
  return { pace, pass, done: () => done };
}

test("what is asked for ten times a second is done at once, once a second, and once more at the end", async (t) => {
  const { pace, pass, done } = paced(t);
  pace.ask();
  assert.equal(done(), 1, "at once");
  for (let i = 0; i < 35; i++) {
    await pass(100);
    pace.ask();
  }
  assert.equal(done(), 4);
  await pass(1000);
  assert.equal(done(), 5, "the end is not missed");
  await pass(60_000);
  assert.equal(done(), 5);
  pace.ask();
  assert.equal(done(), 6, "at once again");
});

test("nothing is done while held, and once afterwards if it was asked for", async (t) => {
  const { pace, pass, done } = paced(t);
  pace.hold(true);
  pace.hold(false);
  assert.equal(done(), 0);
  pace.hold(true);
  for (let i = 0; i < 50; i++) {
    pace.ask();
    await pass(100);
  }
  assert.equal(done(), 0);
  pace.hold(false);
  assert.equal(done(), 1);
});

test("a slow job is not begun again before it has ended", async (t) => {
  let end = () => {};
  const { pace, pass, done } = paced(t, () => new Promise((r) => (end = () => r(undefined))));
  pace.ask();
  await pass(5000);
  pace.ask();
  await pass(5000);
  assert.equal(done(), 1);
  end();
  await settle();
  assert.equal(done(), 2);
  pace.ask();
  pace.stop();
  end();
  await pass(5000);
  assert.equal(done(), 2, "nothing after the stop");
});

class ApiError extends Error {}

/** A server that keeps the pictures of one event of two, the newer one. */
function server(over = {}) {
  const asked = { history: 0, frames: [] };
  return {
    asked, ApiError,
    history: async () => (asked.history++, bins(T + 105e6, T + 110e6)),
    events: async () => [event("new", 100, { kept: 2 }), event("old", 0, { kept: 0 })],
    frame: async (q) => (asked.frames.push(`${q.camera} ${q.find}`), { camera: "a", at_us: T + 105e6, event: "new", url: "" }),
    ...over,
  };
}

test("an event without pictures is selected and said to have none, and nothing is asked for", async () => {
  const api = server();
  const past = new Past(["a"], T + 120e6, () => {}, api);
  await past.load("", null);
  assert.equal(past.selected?.event, "new");
  api.asked.frames.length = 0;
  await past.choose(event("old", 0, { kept: 0 }));
  assert.deepEqual([past.missing?.id, past.selected, past.place?.event], ["old", null, "old"]);
  assert.deepEqual(api.asked.frames, []);
  past.stepEvent(1);
  await settle();
  assert.deepEqual([past.missing, past.selected?.event], [null, "new"]);
  past.stepEvent(-1);
  await settle();
  assert.equal(past.missing?.id, "old", "keys get there too");
  past.close();
});

test("an event whose pictures turn out to be gone is not shown with another one's", async () => {
  const past = new Past(["a"], T + 120e6, () => {}, server({ history: async () => ({ ...bins(), cameras: [] }) }));
  await past.load("", null);
  await past.choose(event("old", 0));
  assert.deepEqual([past.missing?.id, past.selected], ["old", null]);
  past.close();
});

test("the address of an event without pictures leads to it again", async () => {
  const past = new Past(["a"], T + 120e6, () => {}, server());
  await past.load("a", T + 5e6);
  assert.equal(past.missing?.id, "old");
  past.close();
});

test("a camera without pictures costs no request, and another one is stepped through", async () => {
  const api = server({
    events: async () => [],
    history: async () => ({ ...bins(null, null), cameras: [
      { id: "empty", frames: [], score: [], first_us: null, last_us: null }, ...bins(T + 105e6, T + 110e6).cameras,
    ] }),
  });
  const past = new Past(["empty", "a"], T + 120e6, () => {}, api);
  await past.load("empty", T);
  assert.deepEqual([past.note, api.asked.frames], ["none", []]);
  await past.step("last");
  assert.deepEqual(api.asked.frames, ["a last"]);
  assert.equal(past.selected?.camera, "a");
  past.close();
});

test("History asks once a second while something moves, and not at all for what is not shown", async (t) => {
  let now = 0;
  t.mock.method(performance, "now", () => now);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const api = server();
  const past = new Past(["a"], T + 120e6, () => {}, api);
  await past.load("", null);
  let clock = T + 120e6;
  /** Ten messages and a beat in each second. @param {number} seconds @param {boolean} moves */
  const pass = async (seconds, moves) => {
    const before = api.asked.history;
    for (let i = 0; i < seconds * 10; i++) {
      now += 100;
      clock += 100_000;
      t.mock.timers.tick(100);
      if (moves) past.heard(event("live", 120, { last_us: clock, end_us: null }));
      if (i % 10 === 9) past.tick(clock);
      await settle();
    }
    return api.asked.history - before;
  };
  await pass(2, true);
  const busy = await pass(10, true);
  assert.ok(busy >= 9 && busy <= 11, `${busy} requests in ten seconds`);
  await pass(2, false);
  assert.equal(await pass(10, false), 0, "quiet");
  past.hide(true);
  assert.equal(await pass(10, true), 0, "hidden");
  const before = api.asked.history;
  past.hide(false);
  await settle();
  assert.equal(api.asked.history - before, 1, "what was missed comes at once");
  past.show({ from_us: T, to_us: T + 60e6 });
  await pass(2, false);
  const away = await pass(20, true);
  assert.ok(away <= 2, `${away} requests for a past that does not change`);
  past.close();
});
