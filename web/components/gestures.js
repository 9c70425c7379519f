// Fingers, mouse and wheel on a surface that can be dragged and zoomed. The picture and the chart share it.

/**
 * @typedef {object} Gestures
 * @property {(factor: number, x: number, y: number) => void} zoom by a factor above 1 to enlarge, around a point
 * @property {(dx: number, dy: number) => void} drag
 * @property {(x: number, y: number) => void} [tap]
 * @property {(x: number, y: number) => void} [doubleTap]
 * @property {() => boolean} [takesDrag] whether a single finger or the mouse drags now
 * @property {() => boolean} [takesWheel] whether the wheel zooms now; otherwise the page scrolls
 */

const SLOP = 6; // CSS pixels that a finger may move in a tap
const DOUBLE_MS = 320;

/**
 * Listens on an element; points are relative to its upper left corner.
 *
 * @param {HTMLElement} element
 * @param {Gestures} gestures
 */
export function listen(element, gestures) {
  const pointers = new Pointers(element, gestures);
  element.addEventListener("pointerdown", (e) => pointers.down(e));
  element.addEventListener("pointermove", (e) => pointers.move(e));
  element.addEventListener("pointerup", (e) => pointers.up(e));
  element.addEventListener("pointercancel", (e) => pointers.cancel(e));
  element.addEventListener("wheel", (e) => {
    if (gestures.takesWheel && !gestures.takesWheel()) return;
    e.preventDefault();
    const [x, y] = place(element, e);
    const unit = e.deltaMode === 1 ? 16 : 1;
    if (e.shiftKey || Math.abs(e.deltaX) > Math.abs(e.deltaY)) gestures.drag(-(e.deltaX || e.deltaY) * unit, 0);
    else gestures.zoom(Math.exp((-e.deltaY * unit) / 400), x, y);
  }, { passive: false });
}

/** @param {HTMLElement} element @param {MouseEvent} e @returns {[number, number]} */
function place(element, e) {
  const box = element.getBoundingClientRect();
  return [e.clientX - box.left, e.clientY - box.top];
}

class Pointers {
  #element;
  #gestures;
  /** @type {Map<number, [number, number]>} */
  #points = new Map();
  /** Whether this is a tap so far, and not a drag or a pinch. */
  #tap = false;
  /** @type {[number, number]} */
  #start = [0, 0];
  #lastTap = -Infinity;

  /** @param {HTMLElement} element @param {Gestures} gestures */
  constructor(element, gestures) {
    this.#element = element;
    this.#gestures = gestures;
  }

  /** @param {PointerEvent} e */
  down(e) {
    if (e.button !== 0) return;
    const at = place(this.#element, e);
    this.#points.set(e.pointerId, at);
    this.#tap = this.#points.size === 1;
    if (this.#tap) this.#start = at;
  }

  /** @param {PointerEvent} e */
  move(e) {
    const before = this.#points.get(e.pointerId);
    if (!before) return;
    const at = place(this.#element, e);
    if (this.#tap && Math.hypot(at[0] - this.#start[0], at[1] - this.#start[1]) < SLOP) return;
    if (this.#tap) this.#element.setPointerCapture(e.pointerId);
    this.#tap = false;
    const other = [...this.#points].find(([id]) => id !== e.pointerId)?.[1];
    this.#points.set(e.pointerId, at);
    if (other) this.#pinch(before, at, other);
    else if (this.#gestures.takesDrag?.() ?? true) this.#gestures.drag(at[0] - before[0], at[1] - before[1]);
  }

  /** @param {PointerEvent} e */
  up(e) {
    if (!this.#points.delete(e.pointerId) || !this.#tap) return;
    const [x, y] = place(this.#element, e);
    const double = e.timeStamp - this.#lastTap < DOUBLE_MS;
    this.#lastTap = double ? -Infinity : e.timeStamp;
    if (double && this.#gestures.doubleTap) this.#gestures.doubleTap(x, y);
    else this.#gestures.tap?.(x, y);
  }

  /** @param {PointerEvent} e */
  cancel(e) {
    this.#points.delete(e.pointerId);
    this.#tap = false;
  }

  /** @param {[number, number]} before @param {[number, number]} at @param {[number, number]} other */
  #pinch(before, at, other) {
    const was = Math.max(Math.hypot(before[0] - other[0], before[1] - other[1]), 1);
    const is = Math.max(Math.hypot(at[0] - other[0], at[1] - other[1]), 1);
    this.#gestures.drag((at[0] - before[0]) / 2, (at[1] - before[1]) / 2);
    this.#gestures.zoom(is / was, (at[0] + other[0]) / 2, (at[1] + other[1]) / 2);
  }
}
