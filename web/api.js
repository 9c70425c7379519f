// The REST routes of the server, as far as the page needs them.

/** @import { Find, HistoryBins, MotionEvent, StoredFrame } from "./types.d.ts" */

const BASE = "/api/v1";

/** An answer that is not what was asked for. The code is one of the server's, or "offline". */
export class ApiError extends Error {
  /** @param {string} code @param {string} message */
  constructor(code, message) {
    super(message);
    this.name = "ApiError";
    this.code = code;
  }
}

/**
 * @param {string} path
 * @param {Record<string, string | number | string[] | undefined>} query
 * @param {AbortSignal} [signal]
 * @returns {Promise<Response>}
 * @throws {ApiError} also when the server cannot be reached; an abort is thrown as it is
 */
async function get(path, query = {}, signal) {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const v of Array.isArray(value) ? value : value === undefined ? [] : [value]) params.append(name, String(v));
  }
  const text = params.toString();
  let response;
  try {
    response = await fetch(BASE + path + (text ? `?${text}` : ""), signal ? { signal } : {});
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError("offline", "the server does not answer");
  }
  if (response.ok) return response;
  /** @type {{ code?: string, detail?: string, title?: string }} */
  const problem = await response.json().catch(() => ({}));
  const code = problem.code ?? (response.status === 404 ? "not_found" : "internal");
  throw new ApiError(code, problem.detail ?? problem.title ?? response.statusText);
}

/**
 * How much moved in a span of time.
 *
 * @param {{ cameras: string[], from_us: number, to_us: number, bins: number }} query
 * @param {AbortSignal} [signal]
 * @returns {Promise<HistoryBins>}
 */
export async function history({ cameras, from_us, to_us, bins }, signal) {
  const query = { camera: cameras, from_us: Math.round(from_us), to_us: Math.round(to_us), bins };
  return (await get("/history", query, signal)).json();
}

/**
 * Events, newest first.
 *
 * @param {{ cameras: string[], before_us?: number, limit: number }} query
 * @param {AbortSignal} [signal]
 * @returns {Promise<MotionEvent[]>}
 */
export async function events({ cameras, before_us, limit }, signal) {
  const body = await (await get("/events", { camera: cameras, before_us, limit }, signal)).json();
  return body.events ?? [];
}

/**
 * One kept frame, or null when there is none.
 *
 * @param {{ camera: string, at_us: number, find: Find }} query
 * @param {AbortSignal} [signal]
 * @returns {Promise<StoredFrame | null>}
 */
export async function frame({ camera, at_us, find }, signal) {
  try {
    return await (await get("/frames", { camera, at_us: Math.round(at_us), find }, signal)).json();
  } catch (error) {
    if (error instanceof ApiError && error.code === "not_found") return null;
    throw error;
  }
}

/** Address of a kept frame's picture. @param {string} camera @param {number} atUs */
export function frameURL(camera, atUs) {
  return `${BASE}/frames/${encodeURIComponent(camera)}/${Math.round(atUs)}.jpg`;
}

/** The newest picture of a camera, as the camera made it. @param {string} camera @returns {Promise<Blob>} */
export async function snapshot(camera) {
  return (await get(`/cameras/${encodeURIComponent(camera)}/snapshot.jpg`)).blob();
}
