// What the page knows about one camera, and what is to be said about it.

import { MotionStrip } from "./strip.js";

/** @import { BoxTuple, CameraBeat, Health, Mode, MotionEvent, MotionMessage, Picture } from "./types.d.ts" */

// Motion is over when there was none for this long: longer than the pause between two moving frames of a slow
// camera, short enough that "Motion" on a tile is the truth.
const MOVING_US = 2_000_000;

// Boxes belong to one frame. They may stay on pictures that are newer by this much, so that they do not flicker when
// fewer boxes than pictures are told; what moves is elsewhere after that.
const BOXES_LAG_US = 250_000;

// Boxes go when neither they nor the picture has changed for this long.
const BOXES_US = 1_200_000;

// Boxes that wait for their pictures: three seconds of them.
const MOST_MARKS = 32;

/** No boxes: always the same, so that a change can be seen by comparing. @type {BoxTuple[]} */
const NONE = [];

// A picture older than this is not fresh any more.
const FRESH_US = 3_000_000;

/**
 * @typedef {object} Condition
 * @property {"motion" | "quiet" | "trouble" | "plain"} tone
 * @property {"connecting" | "warming" | "lost" | "motion" | "quiet" | "never" | "waiting" | Exclude<Health, "ok">} name
 * @property {number} [ms] how long it has been so, where that is said
 */

/**
 * What moves in one frame.
 *
 * @typedef {object} Mark
 * @property {number} seq of the frame
 * @property {number} at_us when the frame was captured
 * @property {number} heardUs
 * @property {BoxTuple[]} boxes
 */

export class CameraView {
  /** @type {Mode} */
  mode = "detect";
  /** @type {CameraBeat | null} */
  beat = null;
  /** Beats so far. */
  beats = 0;
  /** Pictures drawn so far. */
  frames = 0;
  /** The picture on the canvas. @type {Pick<Picture, "seq" | "captured_us" | "width" | "height"> | null} */
  picture = null;
  /** Capture time of the newest moving frame that the page has heard of. @type {number | null} */
  lastMotionUs = null;
  /** The newest event, open or over. @type {MotionEvent | null} */
  event = null;
  strip = new MotionStrip();
  /** What was told to move, oldest first. @type {Mark[]} */
  #marks = [];
  #drawnUs = -Infinity;

  /** @param {string} id @param {string} name @param {number} number */
  constructor(id, name, number) {
    this.id = id;
    this.name = name;
    this.number = number;
  }

  /** @param {CameraBeat} beat @param {number} timeUs the server's clock */
  heardBeat(beat, timeUs) {
    this.beat = beat;
    this.beats++;
    if (beat.quiet_ms !== null) this.#moved(timeUs - beat.quiet_ms * 1000);
  }

  /** @param {MotionMessage} message @param {number} nowUs the server's clock */
  heardEvent(message, nowUs) {
    this.event = message;
    if (message.phase === "end") this.#marks = [];
    else {
      const { seq, last_us: at_us, boxes } = message;
      this.#marks = [...this.#marks.slice(1 - MOST_MARKS), { seq, at_us, heardUs: nowUs, boxes }];
    }
    this.#moved(message.last_us);
    // The score is the event's highest, so only what is new since the last message is marked with it.
    const fromUs = message.phase === "begin" ? message.begin_us : Math.max(message.begin_us, message.last_us - 1e6);
    this.strip.add(fromUs, message.last_us, Math.max(message.score, 0.05));
  }

  /** @param {Picture} picture @param {number} nowUs the server's clock */
  drew(picture, nowUs) {
    const { seq, captured_us, width, height } = picture;
    this.frames++;
    this.picture = { seq, captured_us, width, height };
    this.#drawnUs = nowUs;
    if (picture.motion) {
      this.#moved(picture.captured_us);
      this.strip.add(picture.captured_us, picture.captured_us, 0.05);
    }
  }

  /**
   * What moves in the picture on the canvas. Boxes come apart from the pictures, and sooner or later than they: only
   * those of this picture are shown, or of one just before it.
   *
   * @param {number} nowUs the server's clock
   * @returns {BoxTuple[]} the same array until there are others
   */
  boxes(nowUs) {
    const { picture } = this;
    if (!picture) return NONE;
    // The time too, because a new connection to the camera counts its frames anew.
    const mark = this.#marks.findLast((m) => m.seq <= picture.seq && m.at_us <= picture.captured_us);
    if (!mark || picture.captured_us - mark.at_us > BOXES_LAG_US) return NONE;
    return nowUs - Math.max(mark.heardUs, this.#drawnUs) < BOXES_US ? mark.boxes : NONE;
  }

  /** @param {number} nowUs */
  moving(nowUs) {
    return this.lastMotionUs !== null && nowUs - this.lastMotionUs < MOVING_US;
  }

  /**
   * The one thing to say about the camera: trouble first, then motion, then quiet.
   *
   * @param {number} nowUs the server's clock
   * @returns {Condition}
   */
  condition(nowUs) {
    const beat = this.beat;
    if (!beat) return { tone: "plain", name: "waiting" };
    if (beat.link === "lost") return { tone: "trouble", name: "lost" };
    if (beat.link === "connecting") return { tone: "plain", name: "connecting" };
    if (beat.health !== "ok") return { tone: "trouble", name: beat.health };
    if (beat.link === "warming") return { tone: "plain", name: "warming" };
    if (this.moving(nowUs)) return { tone: "motion", name: "motion" };
    if (this.lastMotionUs === null) return { tone: "quiet", name: "never" };
    return { tone: "quiet", name: "quiet", ms: Math.max(0, (nowUs - this.lastMotionUs) / 1000) };
  }

  /**
   * How old the picture on the canvas is, in milliseconds; null while it is fresh or there is none. A picture of
   * a quiet scene may be old and right: stale says whether the age is a warning.
   *
   * @param {number} nowUs the server's clock
   * @returns {{ ms: number, stale: boolean } | null}
   */
  age(nowUs) {
    if (!this.picture) return null;
    const us = nowUs - this.picture.captured_us;
    if (us < FRESH_US) return null;
    const silent = this.beat?.link === "lost" || (this.beat?.age_ms ?? 0) * 1000 > FRESH_US;
    return { ms: us / 1000, stale: silent || this.mode === "live" };
  }

  /** @param {number} us */
  #moved(us) {
    this.lastMotionUs = Math.max(this.lastMotionUs ?? 0, us);
  }
}
