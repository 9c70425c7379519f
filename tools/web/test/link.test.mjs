import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Link, SILENCE_MS, pauseBefore } from "../../../web/link.js";

const golden = JSON.parse(readFileSync(new URL("../../../internal/wire/testdata/golden.json", import.meta.url), "utf8"));
const hello = JSON.stringify({ type: "hello", protocol: "rtm2.live.v1", version: "1", time_us: 1, cameras: [] });
const beat = JSON.stringify({ type: "beat", time_us: 1, cameras: [] });

/** A clock that is moved by hand, and sockets that are spoken for by the test. */
function rig() {
  let now = 0;
  let jobs = [];
  const clock = {
    now: () => now,
    setTimeout: (f, ms) => {
      const job = { f, at: now + ms };
      jobs.push(job);
      return job;
    },
    clearTimeout: (job) => (jobs = jobs.filter((j) => j !== job)),
  };
  const pass = (ms) => {
    const end = now + ms;
    for (;;) {
      const next = jobs.filter((j) => j.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      jobs = jobs.filter((j) => j !== next);
      now = next.at;
      next.f();
    }
    now = end;
  };
  const sockets = [];
  const heard = { states: [], messages: [], pictures: [], refused: [] };
  const open = () => {
    const socket = { readyState: 1, sent: [], closed: false, send: (s) => socket.sent.push(s), close: () => (socket.closed = true) };
    sockets.push(socket);
    return socket;
  };
  const link = new Link(open, {
    state: (s) => heard.states.push(s.phase),
    message: (m) => heard.messages.push(m.type),
    picture: (p) => heard.pictures.push(p.seq),
    refused: (e) => heard.refused.push(e.message),
  }, clock, () => 0.5);
  return { link, sockets, heard, pass, jobs: () => jobs.length, last: () => sockets.at(-1) };
}

test("it is up with hello and lost within three seconds of silence", () => {
  const { link, pass, last } = rig();
  link.connect();
  assert.equal(link.state.phase, "connecting");
  last().onmessage({ data: hello });
  for (let i = 0; i < 5; i++) {
    pass(1000);
    last().onmessage({ data: beat });
    assert.equal(link.state.phase, "up");
  }
  assert.ok(SILENCE_MS < 3000);
  pass(SILENCE_MS - 1);
  assert.equal(link.state.phase, "up");
  pass(1);
  assert.equal(link.state.phase, "lost");
  assert.ok(last().closed);
});

test("it tries again for ever, with growing pauses of at most ten seconds", () => {
  const { link, sockets, pass } = rig();
  link.connect();
  const pauses = [];
  for (let i = 0; i < 12; i++) {
    sockets.at(-1).onclose();
    assert.equal(link.state.phase, "lost");
    const before = sockets.length;
    let waited = 0;
    while (sockets.length === before) {
      pass(50);
      waited += 50;
    }
    pauses.push(waited);
  }
  assert.ok(pauses.every((p, i) => i === 0 || p >= pauses[i - 1]), pauses.join());
  assert.ok(pauses[0] <= 1000 && pauses.at(-1) <= 10_000);
  sockets.at(-1).onmessage({ data: hello });
  assert.equal(link.state.phase, "up");
  sockets.at(-1).onclose();
  pass(1000);
  assert.equal(link.state.retryAt, null, "after a good connection the first pause is short again");
});

test("pauses are spread", () => {
  for (const failures of [1, 3, 5, 50]) {
    assert.ok(pauseBefore(failures, 0) <= 10_000);
    assert.ok(pauseBefore(failures, 1) >= pauseBefore(failures, 0) * 0.6);
    assert.ok(pauseBefore(failures, 1) < pauseBefore(failures, 0));
  }
});

test("a server that accepts and says nothing is not up", () => {
  const { link, pass, sockets } = rig();
  link.connect();
  pass(6000);
  assert.equal(link.state.phase, "lost");
  assert.ok(sockets[0].closed);
});

test("what an old socket says late is not heard", () => {
  const { link, sockets, pass, heard } = rig();
  link.connect();
  const old = sockets[0];
  const speak = old.onmessage;
  const end = old.onclose;
  old.onclose();
  pass(2000);
  sockets[1].onmessage({ data: hello });
  speak({ data: beat });
  end();
  assert.equal(link.state.phase, "up");
  assert.deepEqual(heard.messages, ["hello"]);
});

test("nonsense is said, and the connection goes on", () => {
  const { link, last, heard } = rig();
  link.connect();
  last().onmessage({ data: hello });
  for (const data of ["{", "[]", "null", "{}", new ArrayBuffer(3)]) last().onmessage({ data });
  assert.equal(heard.refused.length, 5);
  assert.equal(link.state.phase, "up");
  last().onmessage({ data: Uint8Array.from(Buffer.from(golden.binary[0].hex, "hex")).buffer });
  assert.equal(heard.pictures.length, 1);
});

test("another protocol is not spoken", () => {
  const { link, last, heard } = rig();
  link.connect();
  last().onmessage({ data: hello.replace("v1", "v9") });
  assert.notEqual(link.state.phase, "up");
  assert.match(heard.refused[0], /v9/);
});

test("nothing is sent while it is lost, and trying by hand does not wait", () => {
  const { link, last, sockets, jobs } = rig();
  link.connect();
  assert.equal(link.send({ type: "resync", camera: "door" }), false);
  last().onmessage({ data: hello });
  assert.equal(link.send({ type: "resync", camera: "door" }), true);
  assert.deepEqual(JSON.parse(last().sent[0]), { type: "resync", camera: "door" });
  last().onclose();
  link.connect();
  assert.equal(sockets.length, 2);
  link.connect();
  assert.equal(sockets.length, 2, "an attempt that is under way is left alone");
  assert.equal(jobs(), 1);
});

test("a day of watching leaves one timer", () => {
  const { link, last, pass, jobs } = rig();
  link.connect();
  last().onmessage({ data: hello });
  for (let i = 0; i < 86_400; i++) {
    pass(1000);
    last().onmessage({ data: beat });
  }
  assert.equal(link.state.phase, "up");
  assert.equal(jobs(), 1);
});
