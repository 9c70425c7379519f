// What the history shows: the span, its bins, the events and the picture that is selected. It asks the server for
// what is shown and for nothing else.

import * as server from "./api.js";
import { Kept, isOf } from "./kept.js";
import { Pace } from "./pace.js";
import { around, binning, clamp, FIVE_MINUTES, reveal, span } from "./timeline.js";

/** @import { Find, HistoryBins, MotionEvent, StoredFrame, View } from "./types.d.ts" */

const PAGE = 60; // events in one request
const MOST_EVENTS = 600;
const SETTLE_MS = 90; // after the last move before the bins are fetched
const EVERY_MS = 1000; // between two requests while something moves

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
  /** The event that is selected though no picture of it is kept. @type {MotionEvent | null} */
  missing = null;
  kept = new Kept();
  /**
   * What is to be said about the last wish: there is no picture, none of this camera, only one of another moment,
   * nothing before, nothing after.
   *
   * @type {"" | "gone" | "none" | "near" | "first" | "last"}
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
  #hidden = false;
  #pace = new Pace(() => this.#fetchBins(), EVERY_MS);
  /** The length of a bin that was asked for last. */
  #binUs = 0;
  /** Something has moved that the overview does not have. */
  #behind = false;

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
    const known = this.cameras.includes(camera);
    const event = this.events.find((e) => this.kept.has(e) && (!known || e.camera === camera));
    const gone = this.events.find((e) => e.camera === camera && e.peak_us === atUs && !this.kept.has(e));
    if (gone) await this.choose(gone);
    else if (atUs !== null && known) await this.pick(camera, atUs, "nearest");
    else if (event) await this.choose(event);
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
    // Where nothing moves there is nothing to ask for: the bars only go to the left, until they are to be wider.
    if (this.follows) {
      this.view = this.whole ? this.extent : { from_us: nowUs - span(this.view), to_us: nowUs };
      if (!this.bins || this.#binUs !== this.#bin().us) this.#pace.ask();
    } else if (this.#behind && this.#overviewDue()) this.#pace.ask();
    if (!this.#hidden) this.#changed();
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
    this.show(around(this.place?.at_us ?? this.extent.to_us, FIVE_MINUTES, this.extent));
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
    this.#timer = setTimeout(() => void this.#pace.rush(), SETTLE_MS);
  }

  /**
   * A hidden page asks for nothing by itself; what it missed it fetches when it is seen again.
   *
   * @param {boolean} hidden
   */
  hide(hidden) {
    this.#hidden = hidden;
    this.#pace.hold(hidden);
    if (!hidden) this.#changed();
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
    this.kept = this.kept.moved(event.camera);
    this.#behind = true;
    if (this.follows || event.last_us <= this.view.to_us || this.#overviewDue()) this.#pace.ask();
    if (!this.#hidden) this.#changed();
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

  /** Shows the strongest picture of an event, or says that there is none of it. @param {MotionEvent} event */
  choose(event) {
    return this.#queue(async () => {
      const { camera, peak_us: at_us } = event;
      const found = this.kept.has(event) ? await this.#api.frame({ camera, at_us, find: "nearest" }) : null;
      if (found && isOf(found, event)) this.#select(found, "");
      else this.#miss(event);
    });
  }

  /** What is selected, with a picture or without. */
  get place() {
    if (!this.missing) return this.selected;
    const { id, camera, peak_us } = this.missing;
    return { event: id, camera, at_us: peak_us };
  }

  /** Goes on from what is selected. @param {Exclude<Find, "nearest">} find */
  step(find) {
    return this.#queue(async () => {
      const { place } = this;
      const at = place?.at_us ?? this.extent.to_us;
      const camera = place?.camera ?? this.cameras.find((c) => !this.kept.refusal(c, at, "nearest")) ?? this.cameras[0];
      if (camera) await this.#pick(camera, at, find);
    });
  }

  /** Goes to the event before or after. @param {-1 | 1} direction 1 is later */
  stepEvent(direction) {
    const event = neighbour(this.events, this.place, direction);
    if (event) void this.choose(event);
    else this.#say(direction > 0 ? "last" : "first");
  }

  close() {
    clearTimeout(this.#timer);
    this.#pace.stop();
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
    const refusal = this.kept.refusal(camera, atUs, find);
    if (refusal) {
      this.#say(refusal);
      return;
    }
    const found = await this.#api.frame({ camera, at_us: atUs, find });
    if (!found) {
      this.#say(find === "next" ? "last" : find === "previous" ? "first" : "gone");
      return;
    }
    const slack = Math.max(NEAR_US, 2000 * (this.bins?.bin_ms ?? 0));
    this.#select(found, find === "nearest" && Math.abs(found.at_us - atUs) > slack ? "near" : "");
  }

  /** @param {StoredFrame} frame @param {"" | "near"} note */
  #select(frame, note) {
    this.selected = frame;
    this.missing = null;
    this.note = note;
    this.#reveal(frame.at_us);
  }

  /** @param {MotionEvent} event */
  #miss(event) {
    this.selected = null;
    this.missing = event;
    this.note = "";
    this.#reveal(event.peak_us);
  }

  /** @param {number} atUs */
  #reveal(atUs) {
    const view = reveal(this.view, atUs, this.extent);
    if (view !== this.view) this.show(view);
  }

  /** @param {"gone" | "none" | "first" | "last"} note */
  #say(note) {
    this.note = note;
    this.#changed();
  }

  /** Finds out how far back there is anything. */
  async #measure() {
    const to = this.extent.to_us;
    const recent = { cameras: this.cameras, from_us: to - FIVE_MINUTES, to_us: to, bins: 1 };
    this.kept = this.kept.learn(await this.#api.history(recent));
    const { oldest } = this.kept;
    const from = Math.min(to - FIVE_MINUTES, oldest);
    const margin = (to - from) / 50;
    this.extent = { from_us: oldest < Infinity ? from - margin : from, to_us: to };
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

  /** The bins that fill the chart, and how long each is. */
  #bin() {
    const query = binning(this.view, this.#width, BAR);
    return { query, us: (query.to_us - query.from_us) / query.bins };
  }

  #overviewDue() {
    return this.extent.to_us - this.#overviewAt > OVERVIEW_US;
  }

  async #fetchBins() {
    this.#fetching?.abort();
    const { signal } = (this.#fetching = new AbortController());
    const { cameras } = this;
    const { query, us } = this.#bin();
    this.#binUs = us;
    await this.#guard(async () => {
      const bins = await this.#api.history({ cameras, ...query }, signal);
      if (signal.aborted) return;
      this.bins = bins;
      this.kept = this.kept.learn(bins);
      if (this.whole) this.overview = bins;
      else if (this.#overviewDue()) {
        this.#behind = false;
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
 * @param {Pick<StoredFrame, "event" | "at_us"> | null} selected
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
