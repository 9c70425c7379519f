// Puts the pictures of one camera on its canvas: one after another, each on the one that it is relative to.

/** @import { Picture } from "./types.d.ts" */

// The server has at most two pictures under way; more than this waiting means that drawing has stalled.
const MAX_WAITING = 4;

// Between two requests for a key frame, growing while no picture can be drawn at all.
const RESYNC_PAUSE_MS = 1000;
const RESYNC_PAUSE_MAX_MS = 30_000;

/**
 * What the painter needs of a browser's canvas and decoder; tests give their own.
 *
 * @typedef {object} Surface
 * @property {(jpeg: Uint8Array<ArrayBuffer>) => Promise<Bitmap>} decode
 * @property {(width: number, height: number) => void} resize is called before a picture of another size is drawn
 * @property {(bitmap: Bitmap, sx: number, sy: number, w: number, h: number, x: number, y: number) => void} draw
 */

/** @typedef {{ width: number, height: number, close(): void }} Bitmap */

/**
 * @typedef {object} Listener
 * @property {(picture: Picture) => void} drawn a picture is on the canvas and may be acknowledged
 * @property {() => void} resync a key frame is needed
 */

export class Painter {
  #surface;
  #listener;
  #now;
  /** @type {Picture[]} */
  #waiting = [];
  #running = false;
  /** What is on the canvas, or null. @type {{ epoch: number, seq: number, width: number, height: number } | null} */
  #held = null;
  #generation = 0;
  #pause = RESYNC_PAUSE_MS;
  #askedAt = -Infinity;

  /**
   * @param {Surface} surface
   * @param {Listener} listener
   * @param {() => number} now milliseconds that only grow
   */
  constructor(surface, listener, now = () => performance.now()) {
    this.#surface = surface;
    this.#listener = listener;
    this.#now = now;
  }

  /** Takes a picture to draw. @param {Picture} picture */
  push(picture) {
    // A key frame makes everything before it pointless.
    if (picture.key) this.#waiting.length = 0;
    if (this.#waiting.length >= MAX_WAITING) {
      this.#lose();
      return;
    }
    this.#waiting.push(picture);
    if (!this.#running) void this.#run();
  }

  /** Forgets what is on the canvas: the next picture has to be a key frame, which the caller has asked for. */
  forget() {
    this.#generation++;
    this.#waiting.length = 0;
    this.#held = null;
    this.#pause = RESYNC_PAUSE_MS;
    this.#askedAt = this.#now();
  }

  async #run() {
    this.#running = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      const generation = this.#generation;
      if (!this.#fits(next)) {
        this.#lose();
        continue;
      }
      const drawn = await this.#draw(next, generation);
      if (generation !== this.#generation) continue; // forgotten meanwhile
      if (!drawn) {
        this.#lose();
        continue;
      }
      this.#held = { epoch: next.epoch, seq: next.seq, width: next.width, height: next.height };
      this.#pause = RESYNC_PAUSE_MS;
      this.#askedAt = -Infinity;
      this.#listener.drawn(next);
    }
    this.#running = false;
  }

  /** @param {Picture} p */
  #fits(p) {
    const held = this.#held;
    if (p.key) return true;
    return held !== null && held.epoch === p.epoch && held.seq === p.base
      && held.width === p.width && held.height === p.height;
  }

  /**
   * Decodes every piece before the first is drawn, so that the canvas never shows half a picture.
   *
   * @param {Picture} picture
   * @param {number} generation
   */
  async #draw(picture, generation) {
    const results = await Promise.allSettled(picture.pieces.map((p) => this.#surface.decode(p.jpeg)));
    /** @type {(Bitmap | null)[]} */
    const bitmaps = results.map((r) => (r.status === "fulfilled" ? r.value : null));
    try {
      if (generation !== this.#generation) return false;
      const whole = picture.pieces.every((p, i) => {
        const b = bitmaps[i];
        return b && p.sx + p.w <= b.width && p.sy + p.h <= b.height;
      });
      if (!whole) return false;
      const held = this.#held;
      if (!held || held.width !== picture.width || held.height !== picture.height) {
        this.#surface.resize(picture.width, picture.height);
      }
      picture.pieces.forEach((p, i) => {
        const b = bitmaps[i];
        if (b) this.#surface.draw(b, p.sx, p.sy, p.w, p.h, p.x, p.y);
      });
      return true;
    } finally {
      for (const b of bitmaps) b?.close();
    }
  }

  /** The chain is broken: patches are of no use until a key frame comes. */
  #lose() {
    this.#held = null;
    this.#waiting = this.#waiting.filter((p) => p.key);
    const now = this.#now();
    if (now - this.#askedAt < this.#pause) return;
    if (this.#askedAt !== -Infinity) this.#pause = Math.min(this.#pause * 2, RESYNC_PAUSE_MAX_MS);
    this.#askedAt = now;
    this.#listener.resync();
  }
}

/**
 * The surface of a real canvas.
 *
 * @param {HTMLCanvasElement} canvas
 * @returns {Surface}
 */
export function canvasSurface(canvas) {
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) throw new Error("this browser has no 2d canvas");
  return {
    // Key frames and patches must come out the same, also where only one of them carries a colour profile.
    decode: (jpeg) => createImageBitmap(new Blob([jpeg], { type: "image/jpeg" }), { colorSpaceConversion: "none" }),
    resize: (width, height) => {
      canvas.width = width;
      canvas.height = height;
    },
    draw: (bitmap, sx, sy, w, h, x, y) => {
      context.drawImage(/** @type {ImageBitmap} */ (bitmap), sx, sy, w, h, x, y, w, h);
    },
  };
}
