// Draws the strip of the last ten minutes: one column for a bin, stronger motion is more opaque.

const FAINTEST = 0.35;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} values 0 to 1, oldest first
 */
export function drawStrip(canvas, values) {
  const context = canvas.getContext("2d");
  if (!context) return;
  if (canvas.width !== values.length) canvas.width = values.length;
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = getComputedStyle(canvas).getPropertyValue("--accent");
  values.forEach((value, i) => {
    if (value <= 0) return;
    context.globalAlpha = FAINTEST + (1 - FAINTEST) * Math.min(value, 1);
    context.fillRect(i, 0, 1, canvas.height);
  });
  context.globalAlpha = 1;
}
