// The bar chart of the history: moving frames in equal parts of the span that is shown, one colour per camera on
// top of each other, and the moment that is selected.

import { LitElement, css, html } from "../vendor/lit.js";
import { Localized, t, words } from "../i18n.js";
import { barAt, localOffset, pan, ticks, toTime, toX, totals, zoom } from "../timeline.js";
import { listen } from "./gestures.js";
import { shared } from "./shared.js";

/** @import { HistoryBins, View } from "../types.d.ts" */

/** @typedef {(property: string) => string} Colors what a custom property stands for in the theme */

const AXIS = 20; // height of the time axis in CSS pixels
const TICK_GAP = 92; // between marks
const REACH = 14; // how far from a bar a finger may be
const LEAST = 3; // height of the lowest bar

export class Chart extends LitElement {
  static styles = [shared, css`
    :host { position: relative; display: block; min-height: 0; }
    canvas {
      display: block; width: 100%; height: 100%; touch-action: pan-y; cursor: crosshair; border-radius: var(--radius);
    }
    output {
      position: absolute; top: 4px; left: 12px; padding: 0 4px; border-radius: 4px; background: var(--surface);
      color: var(--muted); font: var(--text-s) / 1.4 var(--font); font-variant-numeric: tabular-nums;
      pointer-events: none;
    }
  `];

  static properties = {
    view: { attribute: false }, extent: { attribute: false }, bins: { attribute: false },
    colors: { attribute: false }, names: { attribute: false }, selected: { attribute: false },
    theme: { attribute: false },
  };

  #observer = new ResizeObserver(() => this.requestUpdate());
  /** Under the mouse, in CSS pixels. @type {number | null} */
  #hover = null;

  constructor() {
    super();
    /** @type {View} */
    this.view = { from_us: 0, to_us: 1 };
    /** @type {View} */
    this.extent = this.view;
    /** @type {HistoryBins | null} */
    this.bins = null;
    /** Names of colour properties by camera. @type {Map<string, string>} */
    this.colors = new Map();
    /** @type {Map<string, string>} */
    this.names = new Map();
    /** @type {number | null} */
    this.selected = null;
    /** Only to draw anew when it changes. */
    this.theme = "";
    new Localized(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  connectedCallback() {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  render() {
    return html`<canvas tabindex="0" role="img" aria-label=${this.#summary()}></canvas>
      <output aria-hidden="true">${this.#hoverText()}</output>`;
  }

  firstUpdated() {
    const canvas = this.#canvas();
    listen(canvas, {
      zoom: (factor, x) => this.#show(zoom(this.view, 1 / factor, this.#time(x), this.extent)),
      drag: (dx) => this.#show(pan(this.view, this.#time(0) - this.#time(dx), this.extent)),
      tap: (x) => this.#pick(x),
      doubleTap: () => this.dispatchEvent(new CustomEvent("rtm-unzoom")),
    });
    canvas.addEventListener("pointermove", (e) => e.pointerType === "mouse" && this.#hoverAt(e.offsetX));
    canvas.addEventListener("pointerleave", () => this.#hoverAt(null));
  }

  updated() {
    const canvas = this.#canvas();
    const { clientWidth: width, clientHeight: height } = canvas;
    const ratio = devicePixelRatio || 1;
    if (width === 0) return;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const context = canvas.getContext("2d");
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const style = getComputedStyle(this);
    /** @type {Colors} */
    const color = (name) => style.getPropertyValue(name).trim();
    context.clearRect(0, 0, width, height);
    this.#drawAxis(context, width, height, color);
    this.#drawBars(context, width, height - AXIS, color);
    this.#drawMarks(context, width, height - AXIS, color);
  }

  /** @param {CanvasRenderingContext2D} g @param {number} width @param {number} height @param {Colors} color */
  #drawAxis(g, width, height, color) {
    g.font = `12px ${color("--font")}`;
    g.textAlign = "center";
    g.textBaseline = "alphabetic";
    for (const { at_us, format } of ticks(this.view, width, TICK_GAP, localOffset)) {
      const x = toX(this.view, width, at_us);
      g.fillStyle = color("--line");
      g.fillRect(Math.round(x), 0, 1, height - AXIS + 4);
      const text = words.tick(at_us, format);
      const half = g.measureText(text).width / 2;
      if (x - half < 0 || x + half > width) continue;
      g.fillStyle = color("--muted");
      g.fillText(text, x, height - 5);
    }
    g.fillStyle = color("--line");
    g.fillRect(0, height - AXIS, width, 1);
  }

  /** @param {CanvasRenderingContext2D} g @param {number} width @param {number} floor @param {Colors} color */
  #drawBars(g, width, floor, color) {
    const bins = this.bins;
    if (!bins) return;
    const { highest } = totals(bins);
    if (highest === 0) return;
    const count = bins.cameras[0]?.frames.length ?? 0;
    const step = bins.bin_ms * 1000;
    const room = floor - 24;
    const colors = bins.cameras.map((c) => color(this.colors.get(c.id) ?? "--camera-1"));
    for (let i = 0; i < count; i++) {
      const left = toX(this.view, width, bins.from_us + i * step);
      const right = toX(this.view, width, bins.from_us + (i + 1) * step);
      if (right < 0 || left > width) continue;
      const total = bins.cameras.reduce((sum, camera) => sum + (camera.frames[i] ?? 0), 0);
      if (total === 0) continue;
      // The root lets a single passer-by be seen beside a busy hour.
      const all = Math.max(LEAST, Math.sqrt(total / highest) * room);
      let y = floor;
      bins.cameras.forEach((camera, c) => {
        const h = (all * (camera.frames[i] ?? 0)) / total;
        g.fillStyle = colors[c] ?? "";
        g.fillRect(left, y - h, Math.max(right - left - 1, 2), h);
        y -= h;
      });
    }
  }

  /** @param {CanvasRenderingContext2D} g @param {number} width @param {number} floor @param {Colors} color */
  #drawMarks(g, width, floor, color) {
    if (this.#hover !== null) {
      g.fillStyle = color("--muted");
      g.fillRect(Math.round(this.#hover), 0, 1, floor);
    }
    if (this.selected === null) return;
    const x = toX(this.view, width, this.selected);
    if (x < -8 || x > width + 8) return;
    g.fillStyle = color("--text");
    g.fillRect(Math.round(x) - 1, 0, 2, floor);
    g.beginPath();
    g.moveTo(x - 6, floor + 8);
    g.lineTo(x + 6, floor + 8);
    g.lineTo(x, floor);
    g.fill();
    const text = words.clock(this.selected);
    const half = g.measureText(text).width / 2 + 6;
    const center = Math.min(Math.max(x, half), width - half);
    g.fillStyle = color("--text");
    g.beginPath();
    g.roundRect(center - half, 2, 2 * half, 20, 5);
    g.fill();
    g.fillStyle = color("--bg");
    g.fillText(text, center, 16);
  }

  #summary() {
    const { sum } = this.bins ? totals(this.bins) : { sum: 0 };
    const { from_us, to_us } = this.view;
    return t("history.chart", { from: words.moment(from_us), to: words.moment(to_us), frames: words.count(sum) });
  }

  #hoverText() {
    if (this.#hover === null || !this.bins) return "";
    const bar = barAt(this.bins, this.#time(this.#hover), 0);
    if (!bar) return words.brief(this.#time(this.#hover));
    const name = this.names.get(bar.camera) ?? bar.camera;
    return `${words.brief(bar.at_us)} · ${name} · ${t("history.frames", { frames: words.count(bar.frames) })}`;
  }

  /** @param {number} x */
  #pick(x) {
    const at_us = this.#time(x);
    const bar = this.bins && barAt(this.bins, at_us, this.#time(REACH) - this.#time(0));
    const detail = { at_us: bar?.at_us ?? at_us, camera: bar?.camera ?? "" };
    this.dispatchEvent(new CustomEvent("rtm-pick", { detail }));
  }

  /** @param {View} view */
  #show(view) {
    this.dispatchEvent(new CustomEvent("rtm-view", { detail: view }));
  }

  /** @param {number | null} x */
  #hoverAt(x) {
    this.#hover = x;
    this.requestUpdate();
  }

  /** @param {number} x */
  #time(x) {
    return toTime(this.view, this.#canvas().clientWidth || 1, x);
  }

  #canvas() {
    return /** @type {HTMLCanvasElement} */ (this.renderRoot.querySelector("canvas"));
  }
}

customElements.define("rtm-chart", Chart);
