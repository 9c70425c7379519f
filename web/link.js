// The connection to the server: opens the WebSocket, judges for itself whether the server is still there, and
// tries again for ever. See docs/adr/0061.

import { PROTOCOL, decodePicture, WireError } from "./wire.js";

/** @import { ClientMessage, Picture, ServerMessage } from "./types.d.ts" */

// Beats come every second. Without any message for this long the link counts as lost.
export const SILENCE_MS = 2500;

// How long an attempt may take until the first message.
const CONNECT_MS = 5000;

const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 10_000;

/**
 * `connecting` until the first message ever, `up` while messages come, `lost` otherwise.
 *
 * @typedef {object} LinkState
 * @property {"connecting" | "up" | "lost"} phase
 * @property {number | null} retryAt when the next attempt starts, on the link's clock; null: it is under way
 */

/**
 * @typedef {object} LinkListener
 * @property {(state: LinkState) => void} state
 * @property {(message: ServerMessage) => void} message
 * @property {(picture: Picture) => void} picture
 * @property {(error: WireError) => void} refused a message that is not what the protocol says
 */

/**
 * What the link uses of a WebSocket.
 *
 * @typedef {Pick<WebSocket, "send" | "close" | "readyState" | "binaryType" | "onmessage" | "onclose">} Socket
 */

/**
 * @typedef {object} Clock
 * @property {() => number} now milliseconds that only grow
 * @property {(f: () => void, ms: number) => any} setTimeout
 * @property {(id: any) => void} clearTimeout
 */

/** @type {Clock} */
const realClock = {
  now: () => performance.now(),
  setTimeout: (f, ms) => globalThis.setTimeout(f, ms),
  clearTimeout: (id) => globalThis.clearTimeout(id),
};

/**
 * The pause before an attempt: doubles from half a second to ten, less a random part of up to a third, so that
 * many pages don't return in the same moment.
 *
 * @param {number} failures attempts that have failed in a row, from 1
 * @param {number} random 0 to 1
 */
export function pauseBefore(failures, random) {
  const full = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));
  return full * (1 - random / 3);
}

export class Link {
  #open;
  #listener;
  #clock;
  #random;
  /** @type {Socket | null} */
  #socket = null;
  /** @type {any} */
  #timer = null;
  #heardAt = 0;
  #failures = 0;
  /** @type {LinkState} */
  state = { phase: "connecting", retryAt: null };

  /**
   * @param {() => Socket} open
   * @param {LinkListener} listener
   * @param {Clock} clock
   * @param {() => number} random
   */
  constructor(open, listener, clock = realClock, random = Math.random) {
    this.#open = open;
    this.#listener = listener;
    this.#clock = clock;
    this.#random = random;
  }

  /** Tries now instead of after the pause; also how it all starts. Does nothing while there is a connection. */
  connect() {
    if (this.#socket) return;
    this.#clock.clearTimeout(this.#timer);
    this.#heardAt = this.#clock.now();
    this.#set(this.state.phase, null);
    let socket;
    try {
      socket = this.#open();
    } catch {
      this.#fail(null);
      return;
    }
    socket.binaryType = "arraybuffer";
    socket.onmessage = (e) => this.#receive(socket, e.data);
    socket.onclose = () => this.#fail(socket);
    this.#socket = socket;
    this.#timer = this.#clock.setTimeout(() => this.#watch(), CONNECT_MS);
  }

  /** Looks at once whether the silence has been too long: a page that was frozen asks when it wakes. */
  check() {
    if (this.state.phase === "up") this.#watch();
    else if (!this.#socket) this.connect();
  }

  /** @param {ClientMessage} message @returns {boolean} whether it went out */
  send(message) {
    if (this.state.phase !== "up" || !this.#socket || this.#socket.readyState !== 1) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Ends it for good. */
  close() {
    this.#clock.clearTimeout(this.#timer);
    this.#drop();
  }

  #watch() {
    this.#clock.clearTimeout(this.#timer);
    const limit = this.state.phase === "up" ? SILENCE_MS : CONNECT_MS;
    const left = this.#heardAt + limit - this.#clock.now();
    if (left <= 0) this.#fail(this.#socket);
    else this.#timer = this.#clock.setTimeout(() => this.#watch(), left);
  }

  /** @param {Socket} socket @param {unknown} data */
  #receive(socket, data) {
    if (socket !== this.#socket) return;
    this.#heardAt = this.#clock.now();
    try {
      if (data instanceof ArrayBuffer) {
        if (this.state.phase === "up") this.#listener.picture(decodePicture(data));
        return;
      }
      const message = readText(data);
      if (message.type === "hello") {
        if (message.protocol !== PROTOCOL) throw new WireError(`the server speaks ${message.protocol}`);
        this.#failures = 0;
        this.#set("up", null);
        this.#watch();
      }
      if (this.state.phase === "up") this.#listener.message(message);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#listener.refused(error);
    }
  }

  /** @param {Socket | null} socket */
  #fail(socket) {
    if (socket !== this.#socket) return; // an older socket's late word
    this.#clock.clearTimeout(this.#timer);
    this.#drop();
    this.#failures++;
    const pause = pauseBefore(this.#failures, this.#random());
    this.#set("lost", this.#clock.now() + pause);
    this.#timer = this.#clock.setTimeout(() => this.connect(), pause);
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  /** @param {LinkState["phase"]} phase @param {number | null} retryAt */
  #set(phase, retryAt) {
    this.state = { phase, retryAt };
    this.#listener.state(this.state);
  }
}

/** @param {unknown} data @returns {ServerMessage} */
function readText(data) {
  let message;
  try {
    message = JSON.parse(String(data));
  } catch {
    throw new WireError("a text message is not JSON");
  }
  if (typeof message !== "object" || message === null || typeof message.type !== "string") {
    throw new WireError("a text message has no type");
  }
  return message;
}

/** The real socket. @returns {Socket} */
export function openSocket() {
  const url = new URL("/api/v1/live", globalThis.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(url, PROTOCOL);
}
