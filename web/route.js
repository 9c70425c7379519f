// The address: "#/live", "#/live/door", "#/history?camera=door&at=1700000000000000".

/**
 * @typedef {object} Route
 * @property {"live" | "history"} place
 * @property {string} camera the camera that is large, or whose picture is shown; empty for none
 * @property {number | null} at the moment that is shown, microseconds since 1970
 */

/** @param {string} hash @returns {Route} */
export function parseRoute(hash) {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [place, camera = ""] = path.split("/");
  if (place !== "history") return { place: "live", camera: place === "live" ? decode(camera) : "", at: null };
  const params = new URLSearchParams(query);
  const at = Number(params.get("at"));
  const known = Number.isSafeInteger(at) && at > 0;
  return { place: "history", camera: params.get("camera") ?? "", at: known ? at : null };
}

/** @param {Route} route @returns {string} */
export function formatRoute({ place, camera, at }) {
  if (place === "live") return camera ? `#/live/${encodeURIComponent(camera)}` : "#/live";
  const params = new URLSearchParams();
  if (camera) params.set("camera", camera);
  if (at !== null) params.set("at", String(at));
  const query = params.toString();
  return query ? `#/history?${query}` : "#/history";
}

/**
 * The address of what is shown, where the browser has another one.
 *
 * @param {string} hash
 * @returns {string | null} null where there is nothing to put right
 */
export function mendedRoute(hash) {
  const right = formatRoute(parseRoute(hash));
  return hash === "" || hash === right ? null : right;
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
