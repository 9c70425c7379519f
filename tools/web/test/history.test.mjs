import assert from "node:assert/strict";
import test from "node:test";
import { MotionStrip, stretches } from "../../../web/strip.js";
import { arrange } from "../../../web/grid.js";
import { bound, zoomAt, WHOLE } from "../../../web/zoom.js";
import * as line from "../../../web/timeline.js";
import { Past, neighbour } from "../../../web/past.js";

const T = 1_700_000_000_000_000;
const minute = 60e6;

test("the strip keeps ten minutes and forgets what is older", () => {
  const strip = new MotionStrip(600_000, 120);
  strip.add(T, T, 0.5);
  strip.add(T + 2 * minute, T + 3 * minute, 0.9);
  let values = strip.read(T + 5 * minute);
  assert.equal(values.length, 120);
  assert.equal(stretches(values), 2);
  assert.equal(values.filter((v) => v > 0).length, 1 + 13);
  values = strip.read(T + 11 * minute);
  assert.equal(stretches(values), 1);
  assert.equal(stretches(strip.read(T + 600 * minute)), 0);
  strip.add(T, T, 1);
  assert.equal(stretches(strip.read(T + 600 * minute)), 0, "what is too old does not come back");
});

test("the strip keeps the strongest of a bin, and spans longer than itself", () => {
  const strip = new MotionStrip(600_000, 120);
  strip.add(T, T, 0.9);
  strip.add(T, T, 0.2);
  assert.ok(Math.abs(strip.read(T).at(-1) - 0.9) < 1e-6);
  strip.add(T - 60 * minute, T, 0.3);
  assert.ok(strip.read(T).every((v) => v > 0));
});

test("bins begin at round times and cover the view", () => {
  for (const width of [288, 358, 1300]) {
    for (const length of [10e6, 5 * minute, 61 * minute, 31 * 24 * 60 * minute]) {
      const view = { from_us: T + 123_457, to_us: T + 123_457 + length };
      const q = line.binning(view, width, 6);
      const bin = (q.to_us - q.from_us) / q.bins;
      assert.ok(q.from_us <= view.from_us && q.to_us >= view.to_us);
      assert.equal(q.from_us % bin, 0);
      assert.ok(Number.isInteger(q.bins) && q.bins >= 1 && q.bins <= width / 6 + 2, `${q.bins} bins for ${width} px`);
    }
  }
});

test("zooming keeps the time under the finger and stays inside", () => {
  const extent = { from_us: T, to_us: T + 60 * minute };
  const at = T + 20 * minute;
  const closer = line.zoom(extent, 0.25, at, extent);
  assert.equal(line.span(closer), 15 * minute);
  assert.ok(Math.abs(line.toX(closer, 100, at) - line.toX(extent, 100, at)) < 1e-6);
  assert.deepEqual(line.zoom(closer, 100, at, extent), extent);
  assert.equal(line.span(line.zoom(extent, 1e-9, at, extent)), 10e6, "not closer than ten seconds");
  assert.deepEqual(line.pan(closer, 1e15, extent).to_us, extent.to_us);
  assert.deepEqual(line.pan(closer, -1e15, extent).from_us, extent.from_us);
  const five = line.around(extent.to_us, line.FIVE_MINUTES, extent);
  assert.equal(five.to_us, extent.to_us);
  assert.equal(line.span(five), line.FIVE_MINUTES);
});

test("the overview's edges can be taken hold of and moved", () => {
  const extent = { from_us: T, to_us: T + 60 * minute };
  const view = { from_us: T + 20 * minute, to_us: T + 30 * minute };
  const at = (x) => line.grip(view, extent, 600, x);
  assert.deepEqual([at(100), at(198), at(203), at(250), at(299), at(320), at(400)],
    ["none", "from", "from", "both", "to", "none", "none"]);
  const thin = { from_us: T + 20 * minute, to_us: T + 20 * minute + 10e6 };
  assert.notEqual(line.grip(thin, extent, 600, 201), "none", "a thin view can still be held");
  assert.equal(line.moveEdge(view, "from", T - minute, extent).from_us, T);
  assert.equal(line.moveEdge(view, "to", T + 99 * minute, extent).to_us, extent.to_us);
  assert.equal(line.span(line.moveEdge(view, "from", view.to_us + minute, extent)), 10e6, "edges do not pass each other");
});

test("ticks are round local times, apart from each other", () => {
  const zone = () => 5.5 * 60 * minute; // India
  for (const length of [10e6, 3 * minute, 2 * 60 * minute, 40 * 24 * 60 * minute]) {
    const view = { from_us: T, to_us: T + length };
    const marks = line.ticks(view, 900, 90, zone);
    assert.ok(marks.length >= 2 && marks.length <= 11, `${marks.length} marks`);
    const step = marks[1].at_us - marks[0].at_us;
    for (const { at_us } of marks) {
      assert.equal((at_us + zone()) % step, 0);
      assert.ok(at_us >= view.from_us && at_us <= view.to_us);
    }
  }
});

test("a finger finds the bar next to it, of the camera that moved most", () => {
  const bins = {
    from_us: T, to_us: T + 10e6, bin_ms: 1000,
    cameras: [
      { id: "a", frames: [0, 0, 0, 4, 0, 0, 0, 0, 0, 1], score: [] },
      { id: "b", frames: [0, 0, 0, 9, 0, 0, 0, 0, 0, 0], score: [] },
    ],
  };
  assert.deepEqual(line.barAt(bins, T + 3.2e6, 0), { index: 3, at_us: T + 3.5e6, camera: "b", frames: 9 });
  assert.equal(line.barAt(bins, T + 5.2e6, 1e6), null);
  assert.equal(line.barAt(bins, T + 5.2e6, 2e6)?.index, 3);
  assert.equal(line.barAt(bins, T + 9.9e6, 0)?.camera, "a");
  assert.deepEqual(line.totals(bins), { highest: 13, sum: 14 });
});

test("tiles fill a desk and scroll on a phone", () => {
  const desk = { width: 1360, height: 890, aspect: 16 / 9, chrome: 64, gap: 8 };
  const columns = [1, 2, 3, 4, 6, 9, 12, 16].map((count) => arrange({ count, ...desk }));
  assert.ok(columns.every((c) => !c.scrolls));
  assert.deepEqual(columns.map((c) => c.columns), [1, 2, 2, 2, 3, 3, 4, 4]);
  const phone = { width: 382, height: 780, aspect: 4 / 3, chrome: 64, gap: 8 };
  assert.deepEqual(arrange({ count: 2, ...phone }), { columns: 1, scrolls: false });
  assert.deepEqual(arrange({ count: 4, ...phone }), { columns: 1, scrolls: true });
  assert.deepEqual(arrange({ count: 16, ...phone, width: 312 }), { columns: 1, scrolls: true });
});

test("a zoomed picture fills its frame", () => {
  const z = zoomAt(WHOLE, 4, 100, 50, 400, 300);
  assert.equal(z.scale, 4);
  assert.equal((100 - z.x) / z.scale, 100);
  assert.deepEqual(bound({ scale: 4, x: 500, y: -9999 }, 400, 300), { scale: 4, x: 0, y: -900 });
  assert.deepEqual({ ...zoomAt(z, 0.01, 10, 10, 400, 300) }, { ...WHOLE });
  assert.equal(zoomAt(WHOLE, 1000, 0, 0, 400, 300).scale, 8);
});

test("the events before and after a picture", () => {
  const events = [30, 20, 10].map((at) => ({ id: `e${at}`, camera: "a", begin_us: at, peak_us: at + 1 }));
  const id = (event, at_us, direction) => neighbour(events, { event, at_us }, direction)?.id;
  assert.equal(id("e20", 21, 1), "e30");
  assert.equal(id("e20", 21, -1), "e10");
  assert.equal(id("e30", 31, 1), undefined);
  assert.equal(id("e10", 11, -1), undefined);
  assert.equal(id("", 25, 1), "e30");
  assert.equal(id("", 25, -1), "e20");
  assert.equal(id("", 5, -1), undefined);
  assert.equal(neighbour(events, null, 1)?.id, "e30");
});

class ApiError extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** A server with one kept frame a second from T to T + 60 s, and one event. */
function server(over = {}) {
  const asked = [];
  const at = (us) => ({ camera: "a", at_us: us, event: "e1", url: "" });
  return {
    asked,
    ApiError,
    history: async (q) => (asked.push("history"), { from_us: q.from_us, to_us: q.to_us, bin_ms: 1000, cameras: [] }),
    events: async () => [{ id: "e1", camera: "a", begin_us: T, last_us: T + 60e6, peak_us: T + 30e6, end_us: null }],
    frame: async ({ at_us, find }) => {
      asked.push(find);
      const s = Math.round((at_us - T) / 1e6);
      const i = { first: 0, last: 60, next: s + 1, previous: s - 1, nearest: Math.min(Math.max(s, 0), 60) }[find];
      return i < 0 || i > 60 ? null : at(T + i * 1e6);
    },
    ...over,
  };
}

test("history opens at the newest event and steps to both ends", async () => {
  const past = new Past(["a"], T + 90e6, () => {}, server());
  await past.load("", null);
  assert.equal(past.selected?.at_us, T + 30e6);
  await past.step("next");
  assert.equal(past.selected?.at_us, T + 31e6);
  await past.step("last");
  await past.step("next");
  assert.equal(past.selected?.at_us, T + 60e6);
  assert.equal(past.note, "last");
  await past.step("first");
  assert.equal(past.note, "");
  await past.step("previous");
  assert.equal(past.note, "first");
  past.close();
});

test("a picture of another moment than the one asked for is said to be one", async () => {
  const past = new Past(["a"], T + 900e6, () => {}, server());
  await past.load("", null);
  assert.equal(past.note, "");
  await past.pick("a", T + 500e6, "nearest");
  assert.equal(past.selected?.at_us, T + 60e6);
  assert.equal(past.note, "near");
  await past.step("previous");
  assert.equal(past.note, "");
  past.close();
});

test("what there is reaches back to the oldest event, also where its pictures are gone", async () => {
  const old = T - 3600e6;
  const api = server();
  const past = new Past(["a"], T + 90e6, () => {}, {
    ...api,
    events: async () => [...(await api.events()), { id: "e0", camera: "a", begin_us: old, last_us: old, peak_us: old }],
  });
  await past.load("", null);
  assert.ok(past.extent.from_us <= old);
  assert.deepEqual(past.view, past.extent);
  past.close();
});

test("a key held down asks for one picture at a time and forgets what it cannot keep up with", async () => {
  const api = server();
  const past = new Past(["a"], T + 90e6, () => {}, api);
  await past.load("a", T + 10e6);
  api.asked.length = 0;
  await Promise.all(Array.from({ length: 50 }, () => past.step("next")));
  assert.ok(api.asked.filter((f) => f === "next").length <= 2, api.asked.join());
  past.close();
});

test("a server that does not answer is said, and forgotten when it answers again", async () => {
  let fails = true;
  const fine = server();
  const past = new Past(["a"], T + 90e6, () => {}, server({
    frame: (q) => (fails ? Promise.reject(new ApiError("offline")) : fine.frame(q)),
  }));
  await past.load("a", T);
  assert.equal(past.error?.code, "offline");
  fails = false;
  await past.pick("a", T, "nearest");
  assert.equal(past.error, null);
  past.close();
});

test("events that are told live come into the list at their place", async () => {
  const past = new Past(["a"], T + 90e6, () => {}, server());
  await past.load("", null);
  past.heard({ id: "e2", camera: "a", begin_us: T + 80e6, last_us: T + 81e6, peak_us: T + 80e6, end_us: null });
  past.heard({ id: "e2", camera: "a", begin_us: T + 80e6, last_us: T + 85e6, peak_us: T + 80e6, end_us: T + 88e6 });
  past.heard({ id: "e3", camera: "other", begin_us: T + 82e6, last_us: T + 82e6, peak_us: T + 82e6, end_us: null });
  assert.deepEqual(past.events.map((e) => e.id), ["e2", "e1"]);
  assert.equal(past.events[0]?.end_us, T + 88e6);
  past.close();
});
