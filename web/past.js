// What the history shows: the span, its bins, the events and the picture that is selected. It asks the server for
// what is shown and for nothing else.

import * as server from "./api.js";
import { around, binning, clamp, FIVE_MINUTES, reveal, span } from "./timeline.js";

/** @import { Find, HistoryBins, MotionEvent, StoredFrame, View } from "./types.d.ts" */

const PAGE = 60; // events in one request
const MOST_EVENTS = 600;
const SETTLE_MS = 90; // after the last move before the bins are fetched

export class Past {
  /** All that is kept. @type {View} */
  extent;
  /** @type {View} */
  view;
  /** The view ends at now and moves with it. */
  follows = true;
  /** The view is all there is, and grows with it. */
  whole = true;
  /** @type {HistoryBins | null} */
  bins = null;
  /** All that is kept, coarsely. @type {HistoryBins | null} */
  overview = null;
  /** Newest first. @type {MotionEvent[]} */
  events = [];
  more = false;
  /** @type {StoredFrame | null} */
  selected = null;
  /**
   * What is to be said about the last wish: there is no picture, only one of another moment, nothing before, nothing
   * after.
   *
   * @type {"" | "gone" | "near" | "first" | "last"}
   */
  note = "";
  loaded = false;
  /** The server could not be asked. @type {server.ApiError | null} */
  error = null;
  /** The cameras that are looked at. @type {string[]} */
  cameras;
  #api;
  #changed;
  #width = 600;
  #overviewAt = -Infinity;
  /** @type {AbortController | null} */
  #fetching = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {(() => Promise<void>) | null} */
  #next = null;
  #picking = false;

  /**
   * @param {string[]} cameras
   * @param {number} nowUs
   * @param {() => void} changed is called when there is something else to show
   * @param {typeof server} api
   */
  constructor(cameras, nowUs, changed, api = server) {
    this.cameras = cameras;
    this.extent = this.view = { from_us: nowUs - FIVE_MINUTES, to_us: nowUs };
    this.#changed = changed;
    this.#api = api;
  }

  /**
   * Loads everything; with a moment, its picture too, otherwise the newest event's.
   *
   * @param {string} camera
   * @param {number | null} atUs
   */
  async load(camera, atUs) {
    await this.#guard(async () => {
      await this.#measure();
      const events = await this.#api.events({ cameras: this.cameras, limit: PAGE });
      this.events = events;
      this.more = events.length === PAGE;
      this.#reach(events);
      this.loaded = true;
    });
    const event = this.events.find((e) => !camera || e.camera === camera);
    if (atUs !== null && camera) await this.pick(camera, atUs, "nearest");
    else if (event) await this.pick(event.camera, event.peak_us, "nearest");
    this.refresh();
  }

  /** Tells how wide the chart is. @param {number} width CSS pixels */
  resize(width) {
    if (width === this.#width || width === 0) return;
    this.#width = width;
    this.refresh();
  }

  /** Moves the end of all time. @param {number} nowUs */
  tick(nowUs) {
    this.extent = { from_us: Math.min(this.extent.from_us, nowUs - FIVE_MINUTES), to_us: nowUs };
    if (!this.follows) return;
    this.view = this.whole ? this.extent : { from_us: nowUs - span(this.view), to_us: nowUs };
    if (!this.bins || nowUs > this.bins.to_us) this.refresh();
    this.#changed();
  }

  /** @param {View} view */
  show(view) {
    this.view = clamp(view, this.extent);
    this.whole = span(this.view) > 0.999 * span(this.extent);
    this.follows = this.extent.to_us - this.view.to_us < span(this.view) / 200;
    this.refresh();
    this.#changed();
  }

  unzoom() {
    this.show(this.extent);
  }

  /** Five minutes around what is selected, or the last five. */
  zoomToFive() {
    this.show(around(this.selected?.at_us ?? this.extent.to_us, FIVE_MINUTES, this.extent));
  }

  /** Looks at other cameras. @param {string[]} cameras */
  async look(cameras) {
    this.cameras = cameras;
    this.#overviewAt = -Infinity;
    this.refresh();
    await this.#guard(async () => {
      this.events = await this.#api.events({ cameras, limit: PAGE });
      this.more = this.events.length === PAGE;
    });
  }

  /** Fetches the bins of what is shown, soon. */
  refresh() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#fetchBins(), SETTLE_MS);
  }

  async older() {
    const last = this.events.at(-1);
    if (!last) return;
    await this.#guard(async () => {
      const more = await this.#api.events({ cameras: this.cameras, before_us: last.begin_us, limit: PAGE });
      this.events = [...this.events, ...more];
      this.#reach(more);
      this.more = more.length === PAGE && this.events.length < MOST_EVENTS;
    });
  }

  /** Takes in what the live wire says about an event. @param {MotionEvent} event */
  heard(event) {
    if (!this.cameras.includes(event.camera)) return;
    const rest = this.events.filter((e) => e.id !== event.id);
    const at = rest.findIndex((e) => e.begin_us <= event.begin_us);
    rest.splice(at < 0 ? rest.length : at, 0, event);
    this.events = rest.slice(0, MOST_EVENTS);
    if (this.follows) this.refresh();
    this.#changed();
  }

  /**
   * Shows a kept frame. While one request is under way only the newest wish is remembered, so that a key held down
   * never builds up a queue.
   *
   * @param {string} camera
   * @param {number} atUs
   * @param {Find} find
   */
  pick(camera, atUs, find) {
    return this.#queue(() => this.#pick(camera, atUs, find));
  }

  /** Goes on from what is selected. @param {Exclude<Find, "nearest">} find */
  step(find) {
    return this.#queue(async () => {
      const camera = this.selected?.camera ?? this.cameras[0];
      if (camera) await this.#pick(camera, this.selected?.at_us ?? this.extent.to_us, find);
    });
  }

  /** Goes to the event before or after. @param {-1 | 1} direction 1 is later */
  stepEvent(direction) {
    const event = neighbour(this.events, this.selected, direction);
    if (event) void this.pick(event.camera, event.peak_us, "nearest");
    else this.#say(direction > 0 ? "last" : "first");
  }

  close() {
    clearTimeout(this.#timer);
    this.#fetching?.abort();
    this.#changed = () => {};
  }

  /** @param {() => Promise<void>} job */
  async #queue(job) {
    this.#next = job;
    if (this.#picking) return;
    this.#picking = true;
    for (let next = this.#take(); next; next = this.#take()) await this.#guard(next);
    this.#picking = false;
  }

  #take() {
    const next = this.#next;
    this.#next = null;
    return next;
  }

  /** @param {string} camera @param {number} atUs @param {Find} find */
  async #pick(camera, atUs, find) {
    const found = await this.#api.frame({ camera, at_us: atUs, find });
    if (!found) {
      this.#say(find === "next" ? "last" : find === "previous" ? "first" : "gone");
      return;
    }
    const slack = Math.max(NEAR_US, 2000 * (this.bins?.bin_ms ?? 0));
    this.selected = found;
    this.note = find === "nearest" && Math.abs(found.at_us - atUs) > slack ? "near" : "";
    const view = reveal(this.view, found.at_us, this.extent);
    if (view !== this.view) this.show(view);
  }

  /** @param {"gone" | "first" | "last"} note */
  #say(note) {
    this.note = note;
    this.#changed();
  }

  /** Finds out how far back there is anything. */
  async #measure() {
    const firsts = await Promise.all(this.cameras.map((c) => this.#api.frame({ camera: c, at_us: 0, find: "first" })));
    const kept = firsts.flatMap((f) => (f ? [f.at_us] : []));
    const to = this.extent.to_us;
    const from = Math.min(to - FIVE_MINUTES, ...kept);
    const margin = (to - from) / 50;
    this.extent = { from_us: kept.length > 0 ? from - margin : from, to_us: to };
    this.view = this.whole ? this.extent : clamp(this.view, this.extent);
  }

  /** Events are remembered longer than pictures: what there is reaches back to them. @param {MotionEvent[]} events */
  #reach(events) {
    const oldest = events.at(-1)?.begin_us ?? Infinity;
    if (oldest >= this.extent.from_us) return;
    const { to_us } = this.extent;
    this.extent = { from_us: oldest - (to_us - oldest) / 50, to_us };
    if (this.whole) this.view = this.extent;
  }

  async #fetchBins() {
    this.#fetching?.abort();
    const { signal } = (this.#fetching = new AbortController());
    const { cameras } = this;
    await this.#guard(async () => {
      const bins = await this.#api.history({ cameras, ...binning(this.view, this.#width, BAR) }, signal);
      if (signal.aborted) return;
      this.bins = bins;
      if (this.whole) this.overview = bins;
      else if (this.extent.to_us - this.#overviewAt > OVERVIEW_US) {
        this.#overviewAt = this.extent.to_us;
        this.overview = await this.#api.history({ cameras, ...binning(this.extent, this.#width, BAR) }, signal);
      }
    });
  }

  /** Keeps what went wrong for the reader. @param {() => Promise<void>} job */
  async #guard(job) {
    try {
      await job();
      this.error = null;
    } catch (error) {
      if (error instanceof this.#api.ApiError) this.error = error;
      else if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
    }
    this.#changed();
  }
}

const BAR = 6; // least width of a bar in CSS pixels
const OVERVIEW_US = 30e6; // how old the overview may be
const NEAR_US = 2e6; // how far a picture may be from the moment that it stands for

/**
 * The event before or after the frame that is selected.
 *
 * @param {MotionEvent[]} events newest first
 * @param {StoredFrame | null} selected
 * @param {-1 | 1} direction
 * @returns {MotionEvent | undefined}
 */
export function neighbour(events, selected, direction) {
  if (!selected) return events[0];
  const here = events.findIndex((e) => e.id === selected.event);
  if (here >= 0) return events[here - direction];
  const later = events.filter((e) => e.begin_us > selected.at_us);
  return direction > 0 ? later.at(-1) : events[later.length];
}
