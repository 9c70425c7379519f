import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { PROTOCOL, WireError, decodePicture } from "../../../web/wire.js";

const golden = JSON.parse(readFileSync(new URL("../../../internal/wire/testdata/golden.json", import.meta.url), "utf8"));

/** @param {string} hex */
const bytes = (hex) => Uint8Array.from(Buffer.from(hex, "hex")).buffer;

test("the protocol is the server's", () => assert.equal(PROTOCOL, golden.protocol));

test("golden messages are there", () => {
  assert.ok(golden.binary.length >= 5);
  assert.ok(golden.refused.length >= 10);
});

for (const vector of golden.binary) {
  test(`decodes: ${vector.name}`, () => {
    const p = decodePicture(bytes(vector.hex));
    assert.equal(p.key, vector.kind === 1);
    for (const field of ["camera", "epoch", "seq", "base", "captured_us", "width", "height", "motion", "event"]) {
      assert.equal(p[field], vector[field], field);
    }
    assert.deepEqual(
      p.pieces.map(({ x, y, w, h, sx, sy, jpeg }) => ({ x, y, w, h, sx, sy, jpeg_hex: Buffer.from(jpeg).toString("hex") })),
      vector.images.map(({ x, y, w, h, sx, sy, jpeg_hex }) => ({ x, y, w, h, sx, sy, jpeg_hex })),
    );
  });
}

for (const vector of golden.refused) {
  test(`refuses: ${vector.name}`, () => assert.throws(() => decodePicture(bytes(vector.hex)), WireError));
}

test("a message cut anywhere is refused, and never read beyond its end", () => {
  const whole = bytes(golden.binary.at(-1).hex);
  for (let n = 0; n < whole.byteLength; n++) {
    assert.throws(() => decodePicture(whole.slice(0, n)), WireError, `${n} bytes`);
  }
});

test("no single changed byte makes anything but a picture or a refusal", () => {
  const whole = new Uint8Array(bytes(golden.binary.at(-1).hex));
  for (let i = 0; i < whole.length; i++) {
    for (const value of [0, 1, 0x7f, 0x80, 0xff]) {
      const changed = whole.slice();
      changed[i] = value;
      try {
        const p = decodePicture(changed.buffer);
        assert.ok(p.pieces.every((q) => q.x + q.w <= p.width && q.y + q.h <= p.height));
      } catch (error) {
        assert.ok(error instanceof WireError, `byte ${i}: ${error}`);
      }
    }
  }
});
