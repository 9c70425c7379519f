// The arithmetic of the history's bar chart: which span is shown, in which bins, with which marks, and what is
// under a finger. Times are microseconds since 1970.

/** @import { HistoryBins, View } from "./types.d.ts" */

const SECOND = 1e6;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const FIVE_MINUTES = 5 * MINUTE;
const SHORTEST = 10 * SECOND;

const STEPS = [
  0.1 * SECOND, 0.2 * SECOND, 0.5 * SECOND, SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND,
  MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 91 * DAY, 364 * DAY,
];

/** The smallest round step that is at least so long. @param {number} us */
function roundStep(us) {
  return STEPS.find((s) => s >= us) ?? Math.ceil(us / (364 * DAY)) * 364 * DAY;
}

/** @param {View} view */
export const span = (view) => view.to_us - view.from_us;

/**
 * The request that fills a chart: bins of a round length that begin at round times, so that bars keep their
 * place and height while the view moves.
 *
 * @param {View} view
 * @param {number} width in CSS pixels
 * @param {number} bar the least width of a bar in CSS pixels
 * @returns {{ from_us: number, to_us: number, bins: number }}
 */
export function binning(view, width, bar) {
  const bin = roundStep((span(view) / Math.max(width, bar)) * bar);
  const first = Math.floor(view.from_us / bin);
  const end = Math.ceil(view.to_us / bin);
  return { from_us: first * bin, to_us: end * bin, bins: end - first };
}

/**
 * Keeps a view inside of what there is, with its length where that is possible.
 *
 * @param {View} view
 * @param {View} extent
 * @returns {View}
 */
export function clamp(view, extent) {
  const length = Math.min(Math.max(span(view), SHORTEST), Math.max(span(extent), SHORTEST));
  const middle = (view.from_us + view.to_us) / 2;
  const latest = Math.max(extent.to_us - length, extent.from_us);
  const from = Math.min(Math.max(middle - length / 2, extent.from_us), latest);
  return { from_us: from, to_us: from + length };
}

/**
 * Zooms so that the time at_us stays where it is.
 *
 * @param {View} view
 * @param {number} factor below 1 zooms in
 * @param {number} at_us
 * @param {View} extent
 * @returns {View}
 */
export function zoom(view, factor, at_us, extent) {
  const length = Math.min(Math.max(span(view) * factor, SHORTEST), Math.max(span(extent), SHORTEST));
  const share = (at_us - view.from_us) / span(view);
  const from = at_us - share * length;
  return clamp({ from_us: from, to_us: from + length }, extent);
}

/** @param {View} view @param {number} by_us @param {View} extent @returns {View} */
export function pan(view, by_us, extent) {
  return clamp({ from_us: view.from_us + by_us, to_us: view.to_us + by_us }, extent);
}

/** A view of a length around a moment. @param {number} at_us @param {number} length @param {View} extent */
export function around(at_us, length, extent) {
  return clamp({ from_us: at_us - length / 2, to_us: at_us + length / 2 }, extent);
}

/** Brings a moment into view, as long as it is. @param {View} view @param {number} at_us @param {View} extent */
export function reveal(view, at_us, extent) {
  if (at_us >= view.from_us && at_us <= view.to_us) return view;
  return around(at_us, span(view), extent);
}

/** @param {View} view @param {number} width @param {number} at_us */
export const toX = (view, width, at_us) => ((at_us - view.from_us) / span(view)) * width;

/** @param {View} view @param {number} width @param {number} x */
export const toTime = (view, width, x) => view.from_us + (x / width) * span(view);

/**
 * The marks of the time axis: round local times, at least gap pixels apart.
 *
 * @param {View} view
 * @param {number} width
 * @param {number} gap
 * @param {(us: number) => number} offset of the local zone from UTC at a time, in microseconds
 * @returns {{ at_us: number, format: Intl.DateTimeFormatOptions }[]}
 */
export function ticks(view, width, gap, offset) {
  const step = Math.max(SECOND, roundStep((span(view) / Math.max(width, 1)) * gap));
  const marks = [];
  const shift = offset(view.from_us);
  for (let local = Math.ceil((view.from_us + shift) / step) * step; ; local += step) {
    const at_us = local - offset(local - shift);
    if (at_us > view.to_us) break;
    if (at_us >= view.from_us) marks.push({ at_us, format: tickFormat(local, step) });
  }
  return marks;
}

/** @param {number} local @param {number} step @returns {Intl.DateTimeFormatOptions} */
function tickFormat(local, step) {
  if (step >= DAY || local % DAY === 0) return { month: "short", day: "numeric" };
  if (step >= MINUTE) return { hour: "2-digit", minute: "2-digit" };
  return { hour: "2-digit", minute: "2-digit", second: "2-digit" };
}

/** Offset of this computer's zone, for ticks. @param {number} us */
export const localOffset = (us) => -new Date(us / 1000).getTimezoneOffset() * MINUTE;

/**
 * The bar under a point, or the nearest one within reach.
 *
 * @param {HistoryBins} bins
 * @param {number} at_us
 * @param {number} reach_us
 * @returns {{ index: number, at_us: number, camera: string, frames: number } | null} at_us is the bar's middle; the
 * camera is the one with the most motion in it
 */
export function barAt(bins, at_us, reach_us) {
  const width = bins.bin_ms * 1000;
  const here = Math.floor((at_us - bins.from_us) / width);
  const reach = Math.ceil(reach_us / width);
  for (let d = 0; d <= reach; d++) {
    for (const index of d === 0 ? [here] : [here - d, here + d]) {
      const best = busiest(bins, index);
      if (best) return { index, at_us: bins.from_us + (index + 0.5) * width, ...best };
    }
  }
  return null;
}

/** @param {HistoryBins} bins @param {number} index */
function busiest(bins, index) {
  let best = null;
  for (const { id, frames } of bins.cameras) {
    const n = frames[index] ?? 0;
    if (n > 0 && (!best || n > best.frames)) best = { camera: id, frames: n };
  }
  return best;
}

/** The highest bar, all cameras together, and how many frames there are in all. @param {HistoryBins} bins */
export function totals(bins) {
  const count = bins.cameras[0]?.frames.length ?? 0;
  let highest = 0;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const n = bins.cameras.reduce((total, c) => total + (c.frames[i] ?? 0), 0);
    highest = Math.max(highest, n);
    sum += n;
  }
  return { highest, sum };
}

/**
 * Which part of the view a finger on the overview takes hold of.
 *
 * @param {View} view
 * @param {View} extent that the overview shows
 * @param {number} width of the overview
 * @param {number} x
 * @returns {"from" | "to" | "both" | "none"} an edge, the whole view, or nothing of it
 */
export function grip(view, extent, width, x) {
  const left = toX(extent, width, view.from_us);
  const right = toX(extent, width, view.to_us);
  const reach = Math.min(GRIP, Math.max((right - left) / 3, GRIP / 3));
  if (Math.abs(x - left) <= reach) return "from";
  if (Math.abs(x - right) <= reach) return "to";
  return x > left && x < right ? "both" : "none";
}

const GRIP = 16; // CSS pixels around an edge

/**
 * Moves one edge of the view; it does not pass the other one.
 *
 * @param {View} view
 * @param {"from" | "to"} edge
 * @param {number} at_us
 * @param {View} extent
 * @returns {View}
 */
export function moveEdge(view, edge, at_us, extent) {
  const least = Math.min(SHORTEST, span(extent));
  if (edge === "from") {
    return { from_us: Math.max(Math.min(at_us, view.to_us - least), extent.from_us), to_us: view.to_us };
  }
  return { from_us: view.from_us, to_us: Math.min(Math.max(at_us, view.from_us + least), extent.to_us) };
}
