// Digital zoom of a picture in its frame: how far it is enlarged and moved.

/** @typedef {{ scale: number, x: number, y: number }} Zoom x and y: where the picture's corner is, in CSS pixels */

export const MAX_SCALE = 8;

/** @type {Zoom} */
export const WHOLE = Object.freeze({ scale: 1, x: 0, y: 0 });

/**
 * Keeps the frame filled.
 *
 * @param {Zoom} zoom
 * @param {number} width of the frame
 * @param {number} height
 * @returns {Zoom}
 */
export function bound({ scale, x, y }, width, height) {
  const s = Math.min(Math.max(scale, 1), MAX_SCALE);
  return {
    scale: s,
    x: Math.min(0, Math.max(x, width * (1 - s))),
    y: Math.min(0, Math.max(y, height * (1 - s))),
  };
}

/**
 * Enlarges by a factor; the point (px, py) of the frame keeps what it shows.
 *
 * @param {Zoom} zoom
 * @param {number} factor
 * @param {number} px
 * @param {number} py
 * @param {number} width
 * @param {number} height
 */
export function zoomAt(zoom, factor, px, py, width, height) {
  const scale = Math.min(Math.max(zoom.scale * factor, 1), MAX_SCALE);
  const f = scale / zoom.scale;
  return bound({ scale, x: px - (px - zoom.x) * f, y: py - (py - zoom.y) * f }, width, height);
}
