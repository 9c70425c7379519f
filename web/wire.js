// The binary messages of the live wire, protocol rtm2.live.v1. Little endian; the layout is in the project's
// design document of the wire, and golden vectors hold this file and the Go side to the same bytes.

/** @import { Picture, Piece } from "./types.d.ts" */

/** The WebSocket subprotocol. */
export const PROTOCOL = "rtm2.live.v1";

const VERSION = 1;
const KIND_KEY = 1;
const KIND_PATCH = 2;
const FIXED = 36; // bytes of the header before the table of images
const ENTRY = 16; // bytes of one image in the table
const MAX_IMAGES = 1024;
const MAX_MESSAGE = 64 * 1024 * 1024;
const MAX_CAPTURED = 2n ** 63n - 1n;
const FLAG_MOTION = 1;
const FLAG_EVENT = 2;

/** A binary message that is not what the protocol says. */
export class WireError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = "WireError";
  }
}

/**
 * Decodes a binary message. The images' bytes are views of the buffer, not copies.
 *
 * @param {ArrayBuffer} buffer
 * @returns {Picture}
 * @throws {WireError} when a length, a rectangle or a number is not possible
 */
export function decodePicture(buffer) {
  const view = new DataView(buffer);
  const { headerLength, count } = readLengths(view);
  const captured = view.getBigUint64(20, true);
  if (captured > MAX_CAPTURED) throw new WireError("the capture time is out of range");
  const flags = view.getUint16(32, true);
  /** @type {Picture} */
  const picture = {
    key: view.getUint8(1) === KIND_KEY,
    camera: view.getUint32(4, true),
    epoch: view.getUint32(8, true),
    seq: view.getUint32(12, true),
    base: view.getUint32(16, true),
    // Exact: microseconds since 1970 stay below 2^53 until the year 2255.
    captured_us: Number(captured),
    width: view.getUint16(28, true),
    height: view.getUint16(30, true),
    motion: (flags & FLAG_MOTION) !== 0,
    event: (flags & FLAG_EVENT) !== 0,
    pieces: readPieces(view, headerLength, count),
  };
  const fault = faultOf(picture);
  if (fault) throw new WireError(fault);
  return picture;
}

/** @param {DataView<ArrayBuffer>} view */
function readLengths(view) {
  const size = view.byteLength;
  if (size < FIXED) throw new WireError(`${size} bytes are shorter than a header`);
  if (size > MAX_MESSAGE) throw new WireError("the message is larger than 64 MiB");
  const version = view.getUint8(0);
  if (version !== VERSION) throw new WireError(`unknown version ${version}`);
  const kind = view.getUint8(1);
  if (kind !== KIND_KEY && kind !== KIND_PATCH) throw new WireError(`unknown kind ${kind}`);
  const headerLength = view.getUint16(2, true);
  const count = view.getUint16(34, true);
  if (count > MAX_IMAGES) throw new WireError(`${count} images are too many`);
  // A longer header than we know belongs to a later server: what we know is where it was.
  if (headerLength < FIXED + count * ENTRY || headerLength > size) {
    throw new WireError(`header length ${headerLength} does not fit ${count} images in ${size} bytes`);
  }
  return { headerLength, count };
}

/**
 * @param {DataView<ArrayBuffer>} view
 * @param {number} headerLength
 * @param {number} count
 */
function readPieces(view, headerLength, count) {
  /** @type {Piece[]} */
  const pieces = [];
  let start = headerLength;
  for (let i = 0; i < count; i++) {
    const at = FIXED + i * ENTRY;
    const length = view.getUint32(at + 12, true);
    if (length === 0) throw new WireError(`image ${i} has no bytes`);
    if (start + length > view.byteLength) throw new WireError(`image ${i} goes beyond the message`);
    pieces.push({
      x: view.getUint16(at, true),
      y: view.getUint16(at + 2, true),
      w: view.getUint16(at + 4, true),
      h: view.getUint16(at + 6, true),
      sx: view.getUint16(at + 8, true),
      sy: view.getUint16(at + 10, true),
      jpeg: new Uint8Array(view.buffer, view.byteOffset + start, length),
    });
    start += length;
  }
  if (start !== view.byteLength) throw new WireError(`${view.byteLength - start} bytes too many`);
  return pieces;
}

/**
 * Says what is wrong with a picture, or nothing.
 *
 * @param {Picture} p
 * @returns {string}
 */
function faultOf(p) {
  if (p.width === 0 || p.height === 0) return "the picture has no size";
  if (p.pieces.length === 0) return "the message has no images";
  for (const q of p.pieces) {
    if (q.w === 0 || q.h === 0) return "an image has no size";
    if (q.x + q.w > p.width || q.y + q.h > p.height) return "an image lies outside the picture";
    if (q.sx + q.w > 0xffff || q.sy + q.h > 0xffff) return "an image starts outside its JPEG";
  }
  if (!p.key) return p.base >= p.seq ? "a patch's base is not older than the patch" : "";
  if (p.pieces.length !== 1) return "a key frame has one image";
  if (p.base !== 0) return "a key frame has no base";
  const [q] = p.pieces;
  const whole = q && q.w === p.width && q.h === p.height && q.sx === 0 && q.sy === 0;
  return whole ? "" : "a key frame's image is the whole picture";
}
