// The page's live session: one connection, all cameras, and which pictures are worth having right now.

import { CameraView } from "./camera.js";
import { Link, openSocket } from "./link.js";
import { Painter, canvasSurface } from "./painter.js";

/** @import { Mode, MotionMessage, Picture, ServerMessage, ErrorMessage, HistoryBins } from "./types.d.ts" */
/** @import { LinkState } from "./link.js" */

/**
 * What the session tells: `link` the connection's state has changed, `cameras` there are others, `beat` a beat came,
 * `camera` one camera has news, `drawn` another picture is on its canvas, `event` an event message came, `trouble`
 * the server or the wire complains, `updated` the server is another version than it was when the page was loaded.
 *
 * @typedef {object} Topics
 * @property {LinkState} link
 * @property {null} cameras
 * @property {null} beat
 * @property {CameraView} camera
 * @property {CameraView} drawn
 * @property {MotionMessage} event
 * @property {Pick<ErrorMessage, "code" | "message" | "camera">} trouble
 * @property {null} updated
 */

/** One camera with what draws it. */
class Screen {
  /** The mode that the server was told. @type {Mode | null} */
  told = null;

  /** @param {CameraView} view @param {HTMLCanvasElement} canvas @param {Painter} painter */
  constructor(view, canvas, painter) {
    this.view = view;
    this.canvas = canvas;
    this.painter = painter;
  }
}

export class Live {
  /** @type {Map<string, Screen>} */
  #screens = new Map();
  /** @type {Map<keyof Topics, Set<(detail: any) => void>>} */
  #listeners = new Map();
  /** Which cameras are on screen; null: all. @type {Set<string> | null} */
  #shown = new Set();
  /** Cameras in a floating window: shown even while the page is hidden. @type {Set<string>} */
  #floating = new Set();
  #hidden = false;
  #offsetUs = 0;
  #version = "";
  #link;

  constructor(open = openSocket) {
    this.#link = new Link(open, {
      state: (state) => this.#stateChanged(state),
      message: (message) => this.#heard(message),
      picture: (picture) => this.#got(picture),
      refused: (error) => this.#tell("trouble", { code: "wire", message: error.message }),
    });
  }

  get link() {
    return this.#link.state;
  }

  /** All cameras, in the server's order. */
  get cameras() {
    return [...this.#screens.values()].map((s) => s.view);
  }

  /** @param {string} id */
  camera(id) {
    return this.#screens.get(id)?.view ?? null;
  }

  /** The canvas that the camera is drawn on; it moves from tile to tile. @param {string} id */
  canvas(id) {
    return this.#screens.get(id)?.canvas ?? null;
  }

  /** The server's clock, microseconds since 1970. */
  nowUs() {
    return Date.now() * 1000 + this.#offsetUs;
  }

  connect() {
    this.#link.connect();
  }

  /** Ends the connection for good. */
  close() {
    this.#link.close();
  }

  /** Asks the link to look at itself: the page woke up or the network came back. */
  check() {
    this.#link.check();
  }

  /**
   * @template {keyof Topics} T
   * @param {T} topic
   * @param {(detail: Topics[T]) => void} listener
   * @returns {() => void} takes the listener off
   */
  on(topic, listener) {
    const set = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, set);
    set.add(listener);
    return () => set.delete(listener);
  }

  /** @param {string} id @param {Mode} mode */
  setMode(id, mode) {
    const screen = this.#screens.get(id);
    if (!screen || screen.view.mode === mode) return;
    screen.view.mode = mode;
    this.#watch(screen);
    this.#tell("camera", screen.view);
  }

  /** Says which cameras are on screen: the others get no pictures. @param {Set<string> | null} ids null: all */
  show(ids) {
    this.#shown = ids;
    this.#watchAll();
  }

  /** @param {string} id @param {boolean} floating */
  float(id, floating) {
    if (floating) this.#floating.add(id);
    else this.#floating.delete(id);
    this.#watchAll();
  }

  /** Asks for the newest picture, whatever is in it. @param {string} id */
  refresh(id) {
    const screen = this.#screens.get(id);
    if (screen?.told && screen.told !== "close") this.#link.send({ type: "resync", camera: id });
  }

  /** A hidden page gets no pictures. @param {boolean} hidden */
  hide(hidden) {
    this.#hidden = hidden;
    this.#watchAll();
    if (!hidden) this.check();
  }

  /** Fills the strips with what happened before the page was opened. @param {HistoryBins} bins */
  fillStrips(bins) {
    const width = bins.bin_ms * 1000;
    for (const { id, score, frames } of bins.cameras) {
      const view = this.camera(id);
      frames.forEach((n, i) => {
        const from = bins.from_us + i * width;
        if (n > 0) view?.strip.add(from, from + width - 1, Math.max(score[i] ?? 0, 0.05));
      });
    }
    for (const view of this.cameras) this.#tell("camera", view);
  }

  /** @param {LinkState} state */
  #stateChanged(state) {
    if (state.phase !== "up") {
      for (const screen of this.#screens.values()) {
        screen.told = null;
        screen.painter.forget(); // what is under way belongs to the old connection
      }
    }
    this.#tell("link", state);
  }

  /** @param {ServerMessage} message */
  #heard(message) {
    switch (message.type) {
      case "hello":
        this.#offsetUs = message.time_us - Date.now() * 1000;
        this.#reconcile(message.cameras);
        if (this.#version && this.#version !== message.version) this.#tell("updated", null);
        this.#version = message.version;
        break;
      case "beat":
        this.#offsetUs = message.time_us - Date.now() * 1000;
        for (const beat of message.cameras) this.camera(beat.id)?.heardBeat(beat, message.time_us);
        this.#tell("beat", null);
        break;
      case "event": {
        const view = this.camera(message.camera);
        view?.heardEvent(message, this.nowUs());
        this.#tell("event", message);
        if (view) this.#tell("camera", view);
        break;
      }
      case "error":
        this.#tell("trouble", message);
        break;
    }
  }

  /** @param {{ id: string, name: string, number: number }[]} cameras */
  #reconcile(cameras) {
    const before = this.#screens;
    this.#screens = new Map();
    for (const { id, name, number } of cameras) {
      const screen = before.get(id) ?? this.#newScreen(id, name, number);
      screen.view.name = name;
      screen.view.number = number;
      this.#screens.set(id, screen);
    }
    this.#tell("cameras", null);
    this.#watchAll();
  }

  /** @param {string} id @param {string} name @param {number} number */
  #newScreen(id, name, number) {
    const view = new CameraView(id, name, number);
    const canvas = document.createElement("canvas");
    const painter = new Painter(canvasSurface(canvas), {
      drawn: (picture) => {
        this.#link.send({ type: "ack", camera: id, seq: picture.seq });
        view.drew(picture, this.nowUs());
        this.#tell("drawn", view);
      },
      resync: () => this.#link.send({ type: "resync", camera: id }),
    });
    return new Screen(view, canvas, painter);
  }

  /** @param {Picture} picture */
  #got(picture) {
    for (const screen of this.#screens.values()) {
      if (screen.view.number !== picture.camera) continue;
      if (screen.told !== "close") screen.painter.push(picture);
      return;
    }
  }

  #watchAll() {
    for (const screen of this.#screens.values()) this.#watch(screen);
  }

  /** Tells the server which pictures are wanted, if that has changed. @param {Screen} screen */
  #watch(screen) {
    const { view, painter } = screen;
    const floating = this.#floating.has(view.id);
    const seen = floating || (!this.#hidden && (!this.#shown || this.#shown.has(view.id)));
    const mode = seen ? view.mode : "close";
    if (screen.told === mode) return;
    if (!this.#link.send({ type: "watch", camera: view.id, mode })) return;
    screen.told = mode;
    painter.forget();
    if (view.mode === "close") view.picture = null;
  }

  /**
   * @template {keyof Topics} T
   * @param {T} topic
   * @param {Topics[T]} detail
   */
  #tell(topic, detail) {
    for (const listener of this.#listeners.get(topic) ?? []) listener(detail);
  }
}
