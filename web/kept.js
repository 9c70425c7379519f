// Which pictures the server still has, as far as it has said so: what is not there is never asked for.

/** @import { Find, HistoryBins, MotionEvent, StoredFrame } from "./types.d.ts" */

/** The oldest and the newest picture of a camera; null: it has none. @typedef {{ first: number, last: number }} Span */

export class Kept {
  /** Cameras that nothing was said about are not in it. @type {ReadonlyMap<string, Span | null>} */
  #spans;

  /** @param {ReadonlyMap<string, Span | null>} spans */
  constructor(spans = new Map()) {
    this.#spans = spans;
  }

  /** With what an answer of the server says. @param {HistoryBins} bins */
  learn(bins) {
    const spans = new Map(this.#spans);
    for (const { id, first_us, last_us } of bins.cameras) {
      if (first_us === undefined || last_us === undefined) continue;
      spans.set(id, first_us === null || last_us === null ? null : { first: first_us, last: last_us });
    }
    return new Kept(spans);
  }

  /** Something moves: there may be newer pictures than the server has said. @param {string} camera */
  moved(camera) {
    const span = this.#spans.get(camera);
    if (span === undefined || span?.last === Infinity) return this;
    const spans = new Map(this.#spans);
    if (span) spans.set(camera, { first: span.first, last: Infinity });
    else spans.delete(camera);
    return new Kept(spans);
  }

  /** When the oldest picture of all was taken; Infinity where there is none. */
  get oldest() {
    return Math.min(Infinity, ...[...this.#spans.values()].flatMap((s) => (s ? [s.first] : [])));
  }

  /**
   * Why a picture need not be asked for.
   *
   * @param {string} camera
   * @param {number} atUs
   * @param {Find} find
   * @returns {"" | "none" | "first" | "last"} empty: it may be there; none: the camera has no picture at all
   */
  refusal(camera, atUs, find) {
    const span = this.#spans.get(camera);
    if (span === undefined) return "";
    if (span === null) return "none";
    if (find === "previous" && atUs <= span.first) return "first";
    return find === "next" && atUs >= span.last ? "last" : "";
  }

  /** Whether there may be a picture of an event. @param {MotionEvent} event */
  has(event) {
    const span = this.#spans.get(event.camera);
    return event.kept !== 0 && span !== null && (span === undefined || event.last_us >= span.first);
  }
}

/** Whether a frame is one of an event's. @param {StoredFrame} frame @param {MotionEvent} event */
export function isOf(frame, event) {
  return frame.camera === event.camera
    && (frame.event === event.id || (frame.at_us >= event.begin_us && frame.at_us <= event.last_us));
}

const THUMBNAIL_MS = 2000; // for so long an open event keeps the picture that it is shown with

/** Which picture stands for which event: its strongest, but not another one ten times a second while it goes on. */
export class Thumbnails {
  /** @type {Map<string, { us: number, sinceMs: number, failed: boolean }>} */
  #chosen = new Map();

  /**
   * The capture time of the picture, or null where there is none.
   *
   * @param {MotionEvent} event
   * @param {Kept} kept
   * @param {number} nowMs
   */
  time(event, kept, nowMs) {
    if (!kept.has(event)) return null;
    let chosen = this.#chosen.get(event.id);
    const due = !chosen || event.end_us !== null || nowMs - chosen.sinceMs >= THUMBNAIL_MS;
    if (!chosen || (due && chosen.us !== event.peak_us)) {
      chosen = { us: event.peak_us, sinceMs: nowMs, failed: false };
      this.#chosen.set(event.id, chosen);
    }
    return chosen.failed ? null : chosen.us;
  }

  /** The picture could not be shown. @param {MotionEvent} event */
  failed(event) {
    const chosen = this.#chosen.get(event.id);
    if (chosen) chosen.failed = true;
  }
}
