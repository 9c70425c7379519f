import assert from "node:assert/strict";
import test from "node:test";
import { Painter } from "../../../web/painter.js";

/** A canvas that writes down what is done to it. JPEGs whose first byte is 0 cannot be decoded. */
function rig() {
  const log = [];
  const open = new Set();
  let now = 0;
  const surface = {
    decode: async (jpeg) => {
      await null;
      if (jpeg[0] === 0) throw new Error("not a JPEG");
      const bitmap = { width: jpeg[0], height: jpeg[0], close: () => open.delete(bitmap) };
      open.add(bitmap);
      return bitmap;
    },
    resize: (w, h) => log.push(`resize ${w}x${h}`),
    draw: (_, sx, sy, w, h, x, y) => log.push(`draw ${sx},${sy} ${w}x${h} at ${x},${y}`),
  };
  const painter = new Painter(surface, {
    drawn: (p) => log.push(`drawn ${p.seq}`),
    resync: () => log.push("resync"),
  }, () => now);
  return { painter, log, open, pass: (ms) => (now += ms), take: () => log.splice(0) };
}

const settle = () => new Promise((r) => setTimeout(r, 5));
const piece = (over = {}) => ({ x: 0, y: 0, w: 64, h: 64, sx: 0, sy: 0, jpeg: new Uint8Array([64]), ...over });
const key = (seq, over = {}) => ({
  key: true, camera: 1, epoch: 1, seq, base: 0, captured_us: seq, width: 64, height: 64, motion: true, event: true,
  pieces: [piece()], ...over,
});
const patch = (seq, base, over = {}) => ({
  ...key(seq), key: false, base, pieces: [piece({ x: 16, y: 8, w: 32, h: 16, sx: 8, sy: 4 })], ...over,
});

test("a key frame sizes the canvas and patches go to their places", async () => {
  const { painter, take, open } = rig();
  painter.push(key(1));
  painter.push(patch(2, 1));
  painter.push(patch(3, 2));
  await settle();
  assert.deepEqual(take(), [
    "resize 64x64", "draw 0,0 64x64 at 0,0", "drawn 1",
    "draw 8,4 32x16 at 16,8", "drawn 2",
    "draw 8,4 32x16 at 16,8", "drawn 3",
  ]);
  assert.equal(open.size, 0, "every bitmap is closed");
});

const broken = {
  "nothing is held": [patch(2, 1)],
  "the base is not what is held": [key(1), patch(5, 4)],
  "it is of another connection": [key(1), patch(2, 1, { epoch: 2 })],
  "the picture has another size": [key(1), patch(2, 1, { width: 32, height: 64 })],
  "a piece cannot be decoded": [key(1), patch(2, 1, { pieces: [piece(), piece({ jpeg: new Uint8Array([0]) })] })],
  "a piece is smaller than its place": [key(1), patch(2, 1, { pieces: [piece({ jpeg: new Uint8Array([32]) })] })],
};
for (const [why, pictures] of Object.entries(broken)) {
  test(`a patch is not drawn and a key frame is asked for when ${why}`, async () => {
    const { painter, take, open } = rig();
    for (const p of pictures) painter.push(p);
    await settle();
    const log = take();
    assert.equal(log.at(-1), "resync");
    assert.ok(!log.includes("drawn 2") && !log.includes("drawn 5"));
    assert.equal(open.size, 0, "every bitmap is closed");
    painter.push(key(9));
    painter.push(patch(10, 9));
    await settle();
    assert.deepEqual(take().filter((l) => l.startsWith("drawn")), ["drawn 9", "drawn 10"]);
  });
}

test("one broken chain asks once, and a camera that cannot be drawn at all is asked less and less", async () => {
  const { painter, take, pass } = rig();
  for (let seq = 2; seq < 40; seq++) {
    painter.push(patch(seq, seq - 1));
    await settle();
  }
  assert.deepEqual(take(), ["resync"]);
  let asked = 0;
  for (let second = 0; second < 300; second++) {
    pass(1000);
    painter.push(key(100 + second, { pieces: [piece({ jpeg: new Uint8Array([0]) })] }));
    await null;
    await settle();
    asked += take().length;
  }
  assert.ok(asked >= 5 && asked <= 20, `${asked} times in five minutes`);
});

test("what waits is bounded, and a key frame replaces it", async () => {
  const { painter, take } = rig();
  painter.push(key(1));
  for (let seq = 2; seq < 200; seq++) painter.push(patch(seq, seq - 1));
  painter.push(key(200));
  await settle();
  const drawn = take().filter((l) => l.startsWith("drawn"));
  assert.ok(drawn.length <= 6, drawn.join());
  assert.equal(drawn.at(-1), "drawn 200");
});

test("what is under way when the picture is forgotten is not drawn", async () => {
  const { painter, take, open } = rig();
  painter.push(key(1));
  painter.forget();
  await settle();
  assert.deepEqual(take(), []);
  assert.equal(open.size, 0);
});
