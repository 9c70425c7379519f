// One camera in Live: its picture with what moves in it, its state in words, and its switch.
//
// For tests and style sheets the element carries what it knows as attributes: data-camera (id), data-link and
// data-health (as the server says), data-condition and data-tone (what the words say), data-mode (detect, live,
// close), data-moving (true, false), data-beats and data-frames (beats heard and pictures drawn, they only grow),
// data-picture-us (capture time of the picture that is shown). The switch's three inputs have data-set-mode.

import { LitElement, html, nothing, svg } from "../vendor/lit.js";
import { ApiError, snapshot } from "../api.js";
import { Localized, t, words } from "../i18n.js";
import { formatRoute } from "../route.js";
import { stretches } from "../strip.js";
import { WHOLE, zoomAt, bound } from "../zoom.js";
import { float } from "./floating.js";
import { listen } from "./gestures.js";
import { icon } from "./icons.js";
import { conditionText } from "./sentences.js";
import { shared } from "./shared.js";
import { drawStrip } from "./strip-canvas.js";
import { tileStyles } from "./tile-styles.js";
import { say } from "./toasts.js";

/** @import { Live } from "../live.js" */
/** @import { CameraView, Condition } from "../camera.js" */
/** @import { BoxTuple, Mode } from "../types.d.ts" */

/** @type {readonly Mode[]} */
const MODES = ["detect", "live", "close"];
const BOXES_GO_MS = 1300;
const STRIP_US = 500_000; // between two drawings of the strip
const UPRIGHT = "(max-width: 640px) and (orientation: portrait)";

export class Tile extends LitElement {
  static styles = [shared, tileStyles];

  static properties = {
    live: { attribute: false }, view: { attribute: false }, scrolls: { attribute: false },
    alone: { attribute: false }, back: { attribute: false },
  };

  /** @type {(() => void)[]} */
  #off = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #boxesTimer;
  #zoom = WHOLE;
  /** What is on screen: whether a picture's age, and the size of which picture. */
  #aged = false;
  #size = "";
  /** @type {BoxTuple[] | null} */
  #marked = null;
  #stripAt = -Infinity;
  #full = () => this.requestUpdate();

  constructor() {
    super();
    /** @type {Live} */
    this.live = /** @type {any} */ (undefined);
    /** @type {CameraView} */
    this.view = /** @type {any} */ (undefined);
    /** The tile is in a list that scrolls: the picture's height follows its width. */
    this.scrolls = false;
    /** The tile is the only one: it has the tools, and its picture can be zoomed. */
    this.alone = false;
    /** There are others to go back to. */
    this.back = false;
    new Localized(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#off = [
      this.live.on("beat", () => this.requestUpdate()),
      this.live.on("camera", (view) => view === this.view && this.requestUpdate()),
      this.live.on("drawn", (view) => view === this.view && this.#drawn()),
    ];
    document.addEventListener("fullscreenchange", this.#full);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const off of this.#off) off();
    clearTimeout(this.#boxesTimer);
    document.removeEventListener("fullscreenchange", this.#full);
  }

  /** Puts the keyboard's focus on the picture. */
  focusPicture() {
    const target = this.renderRoot.querySelector(".back, .open, .bar input:checked");
    if (target instanceof HTMLElement) target.focus({ preventScroll: false });
  }

  render() {
    const { view } = this;
    const condition = view.condition(this.live.nowUs());
    const says = conditionText(condition);
    return html`
      <div class="picture ${this.#upright() ? "upright" : ""}">
        <div class="stage">${this.live.canvas(view.id)}${this.#boxes()}</div>
        ${this.#onPicture(condition)}
        <div class="ring"></div>
        ${this.alone ? "" : html`<button class="open" @click=${this.#open}
          aria-label=${t("live.enlarge", { camera: view.name })}></button>`}
        ${this.back ? html`<button class="back" @click=${this.#back} aria-label=${t("live.back")}
          title=${t("live.back")}>${icon("back")}</button>` : ""}
        ${this.#zoom.scale > 1 ? html`<button class="whole" @click=${() => this.#setZoom(WHOLE)}
          aria-label=${t("live.whole")} title=${t("live.whole")}>${words.count(this.#zoom.scale)}×</button>` : ""}
      </div>
      <canvas class="strip" width="120" height="1" role="img"></canvas>
      <div class="bar">
        <div class="who">
          <div class="title">
            <h2 title=${view.name}>${view.name}${view.beat?.night ? this.#night() : ""}</h2>
            ${view.mode === "close" ? "" : this.#age()}
          </div>
          <p class="state" title=${says}><span class="dot"></span><span>${says}</span></p>
        </div>
        ${this.#switch()}
        ${this.alone ? this.#actions() : ""}
      </div>`;
  }

  firstUpdated() {
    const picture = /** @type {HTMLElement} */ (this.renderRoot.querySelector(".picture"));
    const size = () => /** @type {const} */ ([picture.clientWidth, picture.clientHeight]);
    listen(picture, {
      zoom: (factor, x, y) => this.alone && this.#setZoom(zoomAt(this.#zoom, factor, x, y, ...size())),
      drag: (dx, dy) => {
        const { scale, x, y } = this.#zoom;
        if (scale > 1) this.#setZoom(bound({ scale, x: x + dx, y: y + dy }, ...size()));
      },
      doubleTap: (x, y) => {
        if (!this.alone) return;
        this.#setZoom(this.#zoom.scale > 1 ? WHOLE : zoomAt(this.#zoom, 2.5, x, y, ...size()));
      },
      takesWheel: () => this.alone,
    });
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.has("alone") && !this.alone) this.#setZoom(WHOLE);
    const { view } = this;
    const now = this.live.nowUs();
    const condition = view.condition(now);
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", view.name);
    this.toggleAttribute("data-scrolls", this.scrolls);
    this.toggleAttribute("data-alone", this.alone);
    this.toggleAttribute("data-blank", view.picture === null);
    Object.assign(this.dataset, {
      camera: view.id, link: view.beat?.link ?? "", health: view.beat?.health ?? "", condition: condition.name,
      tone: condition.tone, mode: view.mode, moving: String(view.moving(now)), beats: String(view.beats),
      frames: String(view.frames), pictureUs: String(view.picture?.captured_us ?? ""),
    });
    this.#aged = view.age(now) !== null;
    clearTimeout(this.#boxesTimer);
    if (this.#marked?.length) this.#boxesTimer = setTimeout(() => this.requestUpdate(), BOXES_GO_MS);
    this.#size = `${view.picture?.width}x${view.picture?.height}`;
    const picture = /** @type {HTMLElement} */ (this.renderRoot.querySelector(".picture"));
    if (view.picture) picture.style.setProperty("--aspect", String(view.picture.width / view.picture.height));
    picture.style.touchAction = this.alone ? "none" : "";
    if (now - this.#stripAt < STRIP_US) return;
    this.#stripAt = now;
    const values = view.strip.read(now);
    const strip = /** @type {HTMLCanvasElement} */ (this.renderRoot.querySelector(".strip"));
    drawStrip(strip, values);
    strip.setAttribute("aria-label", t("live.strip", { times: words.count(stretches(values)) }));
  }

  /** Another picture is on the canvas: the words around it seldom change with it, so they are left alone. */
  #drawn() {
    const { view } = this;
    const now = this.live.nowUs();
    const said = this.#size === `${view.picture?.width}x${view.picture?.height}` && !this.#aged
      && this.#marked === view.boxes(now) && this.dataset.moving === String(view.moving(now));
    if (!said) {
      this.requestUpdate();
      return;
    }
    this.dataset.frames = String(view.frames);
    this.dataset.pictureUs = String(view.picture?.captured_us);
  }

  #night() {
    return html`<span role="img" aria-label=${t("live.night")} title=${t("live.night")}>${icon("night")}</span>`;
  }

  /** Alone on a phone held upright, the picture is as high as it is; otherwise it fills what there is. */
  #upright() {
    return this.alone && !document.fullscreenElement && matchMedia(UPRIGHT).matches;
  }

  #boxes() {
    const { picture, mode } = this.view;
    const boxes = this.view.boxes(this.live.nowUs());
    this.#marked = boxes;
    if (mode === "close" || !picture || boxes.length === 0) return nothing;
    /** @param {BoxTuple} box @param {string} kind */
    const rect = ([x, y, w, h], kind) => svg`<rect class=${kind} x=${x} y=${y} width=${w} height=${h} rx="3"></rect>`;
    return html`<svg viewBox="0 0 ${picture.width} ${picture.height}" aria-hidden="true">
      ${boxes.map((box) => svg`${rect(box, "under")}${rect(box, "box")}`)}</svg>`;
  }

  /** @param {Condition} condition */
  #onPicture(condition) {
    const { view } = this;
    // The server's own sentence, for who mends the camera: in English, and after the page's words.
    const detail = view.beat?.detail ? html`<small lang="en">${view.beat.detail}</small>` : "";
    if (view.mode === "close") {
      return html`<div class="words">${icon("closed")}<b>${t("live.closed")}</b>
        <span>${t("live.closed_hint")}</span></div>`;
    }
    if (condition.name === "lost") {
      return html`<div class="words trouble">${icon("warning")}<b>${conditionText(condition)}</b>
        <span>${t("live.lost_hint")}</span>${detail}</div>`;
    }
    if (!view.picture) return html`<div class="words"><span>${t("live.no_picture")}</span>${detail}</div>`;
    return detail ? html`<p class="note">${icon("warning")}<span>${conditionText(condition)}${detail}</span></p>` : "";
  }

  #age() {
    const age = this.view.age(this.live.nowUs());
    if (!age || !this.view.picture) return "";
    const taken = words.brief(this.view.picture.captured_us);
    return html`<span class="age ${age.stale ? "stale" : ""}"><span class="when">${taken} ·</span> ${
      t("live.ago", { duration: words.duration(age.ms) })}</span>`;
  }

  #switch() {
    const { view } = this;
    return html`<fieldset aria-label=${t("live.mode", { camera: view.name })}>
      ${MODES.map((mode) => html`<label title=${t(`mode.${mode}_hint`)}>
        <input type="radio" name="mode" value=${mode} data-set-mode=${mode} .checked=${view.mode === mode}
          @change=${() => this.live.setMode(view.id, mode)}><span>${t(`mode.${mode}`)}</span></label>`)}
    </fieldset>`;
  }

  #actions() {
    const full = document.fullscreenElement !== null;
    const history = formatRoute({ place: "history", camera: this.view.id, at: null });
    /** @param {import("./icons.js").IconName} name @param {string} label @param {() => void} act */
    const button = (name, label, act) =>
      html`<button @click=${act} aria-label=${label} title=${label}>${icon(name)}</button>`;
    return html`<div class="actions">
      <a class="button" href=${history} aria-label=${t("place.history")} title=${t("place.history")}>${
        icon("history")}</a>
      ${button("snapshot", t("live.snapshot"), () => void this.#snapshot())}
      ${document.pictureInPictureEnabled ? button("float", t("live.float"), () => void this.#float()) : ""}
      ${document.fullscreenEnabled
        ? button(full ? "unfull" : "full", full ? t("live.unfull") : t("live.full"), () => void this.#toggleFull())
        : ""}
    </div>`;
  }

  #open() {
    const detail = { camera: this.view.id };
    this.dispatchEvent(new CustomEvent("rtm-open", { bubbles: true, composed: true, detail }));
  }

  #back() {
    this.dispatchEvent(new CustomEvent("rtm-back", { bubbles: true, composed: true }));
  }

  /** @param {import("../zoom.js").Zoom} zoom */
  #setZoom(zoom) {
    this.#zoom = zoom;
    const stage = /** @type {HTMLElement | null} */ (this.renderRoot.querySelector(".stage"));
    if (stage) {
      stage.style.transform = zoom.scale > 1 ? `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})` : "";
      stage.style.setProperty("--scale", String(zoom.scale)); // boxes keep their line
    }
    this.requestUpdate();
  }

  /**
   * Zooms with + and -, shows the whole picture with 0.
   *
   * @param {string} key
   * @returns {boolean} whether it was one of them
   */
  zoomByKey(key) {
    const factor = { "+": 1.25, "=": 1.25, "-": 0.8, "0": 0 }[key];
    const picture = this.renderRoot.querySelector(".picture");
    if (!this.alone || factor === undefined || !picture) return false;
    const { clientWidth: width, clientHeight: height } = picture;
    this.#setZoom(factor === 0 ? WHOLE : zoomAt(this.#zoom, factor, width / 2, height / 2, width, height));
    return true;
  }

  async #snapshot() {
    try {
      const url = URL.createObjectURL(await snapshot(this.view.id));
      const link = document.createElement("a");
      link.href = url;
      link.download = `${this.view.id}-${new Date().toISOString().slice(0, 19).replace(/[-:]/g, "")}.jpg`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    } catch (error) {
      say(this, t("live.no_snapshot"), error instanceof ApiError ? error.message : "");
    }
  }

  async #toggleFull() {
    try {
      // The whole page, so that messages and the cover of a lost link are seen there too.
      await (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
    } catch {
      say(this, t("live.no_full"));
    }
  }

  async #float() {
    try {
      await float(this.live, this.view.id);
    } catch {
      say(this, t("live.no_float"));
    }
  }
}

customElements.define("rtm-tile", Tile);
