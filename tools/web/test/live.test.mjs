import assert from "node:assert/strict";
import test, { afterEach } from "node:test";
import { Live } from "../../../web/live.js";

// What the session needs of a browser: canvases that can be drawn on, and a decoder that can be held back.
let decoded = Promise.resolve();
globalThis.document = /** @type {any} */ ({
  createElement: () => ({ getContext: () => ({ drawImage() {} }) }),
});
globalThis.createImageBitmap = /** @type {any} */ (async () => {
  await decoded;
  return { width: 8, height: 8, close() {} };
});

const cameras = [{ id: "door", name: "Door", number: 1 }, { id: "yard", name: "Yard", number: 2 }];
const settle = () => new Promise((r) => setTimeout(r, 5));

/** A key frame of camera 1. @param {number} seq */
function keyFrame(seq) {
  const b = Buffer.alloc(36 + 16 + 1, 1);
  b.fill(0, 4, 52);
  b.writeUInt8(1, 0);
  b.writeUInt8(1, 1);
  b.writeUInt16LE(52, 2);
  b.writeUInt32LE(1, 4);
  b.writeUInt32LE(seq, 12);
  b.writeUInt16LE(8, 28);
  b.writeUInt16LE(8, 30);
  b.writeUInt16LE(1, 34);
  b.writeUInt16LE(8, 40);
  b.writeUInt16LE(8, 42);
  b.writeUInt32LE(1, 48);
  return Uint8Array.from(b).buffer;
}

/** What the test has opened. @type {Live[]} */
const open = [];
afterEach(() => open.splice(0).forEach((live) => live.close()));

/** A session and the server's side of its sockets. */
function rig() {
  const sockets = [];
  const live = new Live(() => {
    const socket = { readyState: 1, sent: [], send: (s) => socket.sent.push(JSON.parse(s)), close() {} };
    sockets.push(socket);
    return socket;
  });
  open.push(live);
  const say = (message) => sockets.at(-1).onmessage({ data: JSON.stringify(message) });
  const hello = (over = {}) => say({
    type: "hello", protocol: "rtm2.live.v1", version: "1", time_us: Date.now() * 1000, cameras, ...over,
  });
  /** What was sent since the last time, short. */
  const sent = () => sockets.at(-1).sent.splice(0).map((m) => `${m.type} ${m.camera} ${m.mode ?? m.seq ?? ""}`.trim());
  live.connect();
  return { live, hello, say, sent, sockets, picture: (seq) => sockets.at(-1).onmessage({ data: keyFrame(seq) }) };
}

test("only what is on screen is watched, in the mode that was chosen", () => {
  const { live, hello, sent } = rig();
  hello();
  assert.deepEqual(sent(), ["watch door close", "watch yard close"]);
  live.show(null);
  assert.deepEqual(sent(), ["watch door detect", "watch yard detect"]);
  live.setMode("door", "live");
  live.setMode("door", "live");
  assert.deepEqual(sent(), ["watch door live"]);
  live.show(new Set(["door"]));
  assert.deepEqual(sent(), ["watch yard close"]);
  live.show(null);
  assert.deepEqual(sent(), ["watch yard detect"]);
});

test("a hidden page gets no pictures, but for a floating one, and all come back as they were", () => {
  const { live, hello, sent } = rig();
  live.show(null);
  hello();
  live.setMode("door", "live");
  live.setMode("yard", "close");
  sent();
  live.hide(true);
  assert.deepEqual(sent(), ["watch door close"]);
  live.float("door", true);
  assert.deepEqual(sent(), ["watch door live"]);
  live.float("door", false);
  live.hide(false);
  assert.deepEqual(sent(), ["watch door close", "watch door live"]);
  assert.equal(live.camera("yard")?.mode, "close");
});

test("a new connection watches again what was watched", () => {
  const { live, hello, sent, sockets } = rig();
  live.show(null);
  hello();
  live.setMode("yard", "live");
  sockets[0].onclose();
  assert.equal(live.link.phase, "lost");
  live.setMode("door", "close");
  live.connect();
  hello();
  assert.deepEqual(sent(), ["watch door close", "watch yard live"]);
});

test("pictures are acknowledged once they are drawn, and never on another connection", async () => {
  const { live, hello, sent, sockets, picture } = rig();
  live.show(null);
  hello();
  sent();
  picture(7);
  assert.deepEqual(sent(), []);
  await settle();
  assert.deepEqual(sent(), ["ack door 7"]);
  assert.equal(live.camera("door")?.frames, 1);
  let decode = () => {};
  decoded = new Promise((r) => (decode = () => r(undefined)));
  picture(8);
  sockets[0].onclose();
  live.connect();
  hello();
  decode();
  decoded = Promise.resolve();
  await settle();
  assert.deepEqual(sent(), ["watch door detect", "watch yard detect"]);
});

test("a picture that comes after its camera was closed is not drawn", async () => {
  const { live, hello, sent, picture } = rig();
  live.show(null);
  hello();
  live.setMode("door", "close");
  sent();
  picture(7);
  await settle();
  assert.deepEqual(sent(), []);
  assert.equal(live.camera("door")?.frames, 0);
});

test("cameras come and go with hello, and those that stay keep what they have", () => {
  const { live, hello } = rig();
  hello();
  const door = live.camera("door");
  let updated = 0;
  live.on("updated", () => updated++);
  hello({ cameras: [{ id: "door", name: "Front door", number: 5 }], version: "2" });
  assert.deepEqual(live.cameras.map((c) => c.id), ["door"]);
  assert.equal(live.camera("door"), door);
  assert.equal(door?.name, "Front door");
  assert.equal(updated, 1);
});

test("beats, events and complaints reach those who listen", () => {
  const { live, hello, say } = rig();
  const heard = [];
  const off = live.on("beat", () => heard.push("beat"));
  live.on("event", (e) => heard.push(e.phase));
  live.on("trouble", (e) => heard.push(e.code));
  hello();
  say({ type: "beat", time_us: Date.now() * 1000, cameras: [{ id: "door", link: "online", health: "ok", quiet_ms: null }] });
  say({ type: "event", phase: "begin", id: "e", camera: "door", begin_us: 1, last_us: 1, score: 1, boxes: [] });
  say({ type: "error", code: "limit", message: "too many" });
  say({ type: "something-new" });
  off();
  say({ type: "beat", time_us: Date.now() * 1000, cameras: [] });
  assert.deepEqual(heard, ["beat", "begin", "limit"]);
  assert.equal(live.camera("door")?.beats, 1);
});
