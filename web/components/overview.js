// Under the chart: all that is kept, small, and the part of it that the chart shows, to drag and to resize.

import { LitElement, css, html } from "../vendor/lit.js";
import { around, grip, moveEdge, pan, span, toTime, toX, totals } from "../timeline.js";
import { shared } from "./shared.js";

/** @import { HistoryBins, View } from "../types.d.ts" */

/** @type {Record<ReturnType<typeof grip>, string>} */
const CURSORS = { from: "ew-resize", to: "ew-resize", both: "grab", none: "pointer" };

export class Overview extends LitElement {
  static styles = [shared, css`
    :host { display: block; }
    canvas {
      display: block; width: 100%; height: 100%; touch-action: pan-y; border-radius: var(--radius-s);
    }
  `];

  static properties = {
    view: { attribute: false }, extent: { attribute: false }, bins: { attribute: false }, theme: { attribute: false },
  };

  #observer = new ResizeObserver(() => this.requestUpdate());
  /** What is being dragged. @type {{ part: ReturnType<typeof grip>, x: number } | null} */
  #drag = null;

  constructor() {
    super();
    /** @type {View} */
    this.view = { from_us: 0, to_us: 1 };
    /** @type {View} */
    this.extent = this.view;
    /** @type {HistoryBins | null} */
    this.bins = null;
    /** Only to draw anew when it changes. */
    this.theme = "";
  }

  connectedCallback() {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  render() {
    // Everything that it does, the chart and the buttons do too, also without a pointer.
    return html`<canvas aria-hidden="true" @pointerdown=${this.#down} @pointermove=${this.#move}
      @pointerup=${this.#up} @pointercancel=${this.#up}></canvas>`;
  }

  updated() {
    const canvas = this.#canvas();
    const { clientWidth: width, clientHeight: height } = canvas;
    const ratio = devicePixelRatio || 1;
    const context = canvas.getContext("2d");
    if (width === 0 || !context) return;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const style = getComputedStyle(this);
    /** @param {string} name */
    const color = (name) => style.getPropertyValue(name).trim();
    context.fillStyle = color("--raised");
    context.fillRect(0, 0, width, height);
    context.globalAlpha = 0.6;
    this.#drawBars(context, width, height, color("--muted"));
    context.globalAlpha = 1;
    const left = toX(this.extent, width, this.view.from_us);
    const right = toX(this.extent, width, this.view.to_us);
    if (right - left < 0.98 * width) { // all of it needs no mark
      context.fillStyle = color("--accent-soft");
      context.fillRect(left, 0, right - left, height);
    }
    context.strokeStyle = context.fillStyle = color("--accent");
    context.strokeRect(left + 0.5, 0.5, Math.max(right - left - 1, 1), height - 1);
    for (const x of [left, right - 4]) context.fillRect(x, height / 4, 4, height / 2);
  }

  /** @param {CanvasRenderingContext2D} g @param {number} width @param {number} height @param {string} color */
  #drawBars(g, width, height, color) {
    const bins = this.bins;
    if (!bins) return;
    const { highest } = totals(bins);
    const count = bins.cameras[0]?.frames.length ?? 0;
    const step = bins.bin_ms * 1000;
    g.fillStyle = color;
    for (let i = 0; i < count; i++) {
      const n = bins.cameras.reduce((sum, camera) => sum + (camera.frames[i] ?? 0), 0);
      if (n === 0) continue;
      const left = toX(this.extent, width, bins.from_us + i * step);
      const right = toX(this.extent, width, bins.from_us + (i + 1) * step);
      const h = Math.max(2, Math.sqrt(n / highest) * (height - 4));
      g.fillRect(left, height - h, Math.max(right - left, 1.5), h);
    }
  }

  /** @param {PointerEvent} e */
  #down(e) {
    if (e.button !== 0) return;
    const canvas = this.#canvas();
    const part = grip(this.view, this.extent, canvas.clientWidth, e.offsetX);
    const at = toTime(this.extent, canvas.clientWidth, e.offsetX);
    if (part === "none") this.#show(around(at, span(this.view), this.extent));
    canvas.setPointerCapture(e.pointerId);
    this.#drag = { part: part === "none" ? "both" : part, x: e.offsetX };
  }

  /** @param {PointerEvent} e */
  #move(e) {
    const canvas = this.#canvas();
    const width = canvas.clientWidth;
    const drag = this.#drag;
    if (!drag) {
      canvas.style.cursor = CURSORS[grip(this.view, this.extent, width, e.offsetX)];
      return;
    }
    const at = toTime(this.extent, width, e.offsetX);
    if (drag.part === "from" || drag.part === "to") this.#show(moveEdge(this.view, drag.part, at, this.extent));
    else this.#show(pan(this.view, at - toTime(this.extent, width, drag.x), this.extent));
    drag.x = e.offsetX;
  }

  #up() {
    this.#drag = null;
  }

  /** @param {View} view */
  #show(view) {
    this.dispatchEvent(new CustomEvent("rtm-view", { detail: view }));
  }

  #canvas() {
    return /** @type {HTMLCanvasElement} */ (this.renderRoot.querySelector("canvas"));
  }
}

customElements.define("rtm-overview", Overview);
