// A camera's picture in a window that floats above others. The window shows nothing but the canvas, so what is
// wrong is written on the canvas itself: an old picture must never pass for a live one.

import { t } from "../i18n.js";

/** @import { Live } from "../live.js" */

/**
 * Opens the window, or closes the one that there is.
 *
 * @param {Live} live
 * @param {string} camera
 */
export async function float(live, camera) {
  const canvas = live.canvas(camera);
  if (document.pictureInPictureElement) {
    await document.exitPictureInPicture();
    return;
  }
  if (!canvas) return;
  const video = document.createElement("video");
  video.muted = true;
  const stream = canvas.captureStream();
  video.srcObject = stream;
  canvas.getContext("2d")?.drawImage(canvas, 0, 0); // a still canvas gives the stream nothing to begin with
  await video.play();
  await video.requestPictureInPicture();
  live.float(camera, true);
  const stop = warn(live, camera, canvas);
  video.addEventListener("leavepictureinpicture", () => {
    stop();
    live.float(camera, false);
    for (const track of stream.getTracks()) track.stop();
  });
}

/**
 * Writes on the canvas that the link or the camera is lost, and asks for a picture when it is back.
 *
 * @param {Live} live
 * @param {string} camera
 * @param {HTMLCanvasElement} canvas
 * @returns {() => void} ends it
 */
function warn(live, camera, canvas) {
  let said = "";
  const look = () => {
    const lost = live.link.phase !== "up" ? t("link.lost")
      : live.camera(camera)?.beat?.link === "lost" ? t("condition.lost") : "";
    if (lost === said) return;
    said = lost;
    if (lost) write(canvas, lost);
    else live.refresh(camera);
  };
  const off = [live.on("link", look), live.on("beat", look)];
  return () => off.forEach((f) => f());
}

/** @param {HTMLCanvasElement} canvas @param {string} text */
function write(canvas, text) {
  const g = canvas.getContext("2d");
  if (!g) return;
  const style = getComputedStyle(document.documentElement);
  g.save();
  g.globalAlpha = 0.8;
  g.fillStyle = style.getPropertyValue("--picture");
  g.fillRect(0, 0, canvas.width, canvas.height);
  g.globalAlpha = 1;
  g.fillStyle = style.getPropertyValue("--mark-amber");
  g.font = `600 ${Math.round(canvas.width / 20)}px ${style.getPropertyValue("--font")}`;
  g.textAlign = "center";
  g.fillText(text, canvas.width / 2, canvas.height / 2, canvas.width * 0.9);
  g.restore();
}
