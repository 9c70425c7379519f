// How many columns the tiles of Live get.

/**
 * The number of columns that makes the pictures largest while everything fits; on a narrow window, where fitting
 * would make them tiny, as many as are readable, and the page scrolls.
 *
 * @param {object} room
 * @param {number} room.count of tiles
 * @param {number} room.width of the grid in CSS pixels
 * @param {number} room.height
 * @param {number} room.aspect width by height of the pictures
 * @param {number} room.chrome height of what a tile has besides its picture
 * @param {number} room.gap
 * @returns {{ columns: number, scrolls: boolean }}
 */
export function arrange({ count, width, height, aspect, chrome, gap }) {
  let best = { columns: 1, picture: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const w = (width - gap * (columns - 1)) / columns;
    const h = (height - gap * (rows - 1)) / rows - chrome;
    const picture = w < LEAST_TILE && columns > 1 ? 0 : Math.min(w, h * aspect);
    if (picture > best.picture) best = { columns, picture };
  }
  const readable = Math.min(width, width < NARROW ? 0.75 * width : LEAST_PICTURE);
  if (best.picture >= readable) return { columns: best.columns, scrolls: false };
  return { columns: Math.min(count, Math.max(1, Math.floor(width / COMFORTABLE_TILE))), scrolls: true };
}

const LEAST_TILE = 240; // narrower than this, name and switch don't fit
const COMFORTABLE_TILE = 300;
const LEAST_PICTURE = 120;
const NARROW = 700;
