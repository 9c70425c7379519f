// Live: all cameras as tiles that fill the window, or one of them large.

import { LitElement, html, repeat } from "../vendor/lit.js";
import { arrange } from "../grid.js";
import { Localized, t } from "../i18n.js";
import { formatRoute } from "../route.js";
import { conditionText } from "./sentences.js";
import "./link-cover.js";
import "./tile.js";

/** @import { Live } from "../live.js" */
/** @import { CameraView } from "../camera.js" */
/** @import { MotionMessage } from "../types.d.ts" */
/** @import { Tile } from "./tile.js" */

const GAP = 8;
const CHROME = 64; // the strip and the bar of a tile
const ASPECT = 16 / 9; // until a picture says otherwise
const SAY_EVERY_MS = 5000;

export class LivePlace extends LitElement {
  static properties = { live: { attribute: false }, large: { attribute: false } };

  /** @type {(() => void)[]} */
  #off = [];
  #room = { width: 0, height: 0 };
  #observer = new ResizeObserver(([entry]) => {
    if (!entry) return;
    this.#room = { width: entry.contentRect.width, height: entry.contentRect.height };
    this.requestUpdate();
  });
  /** @type {Element | null} */
  #observed = null;
  /** Which tiles of a list that scrolls are on screen, or nearly. @type {Set<string>} */
  #inSight = new Set();
  #sight = new IntersectionObserver((entries) => this.#see(entries), { rootMargin: "50%" });
  #spoken = "";
  #spokenAt = -Infinity;
  /** The camera that was large last. */
  #from = "";
  /** The camera whose tile gets the focus next; empty: none. */
  #focus = "";
  /** @param {KeyboardEvent} e */
  #key = (e) => this.#press(e);

  constructor() {
    super();
    /** @type {Live} */
    this.live = /** @type {any} */ (undefined);
    /** Id of the camera that is large; empty: none. */
    this.large = "";
    new Localized(this);
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    const render = () => this.requestUpdate();
    this.#off = [
      this.live.on("cameras", render),
      this.live.on("beat", render),
      this.live.on("link", render),
      this.live.on("event", (e) => this.#announce(e)),
    ];
    document.addEventListener("keydown", this.#key);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const off of this.#off) off();
    this.#observer.disconnect();
    this.#sight.disconnect();
    this.#observed = null;
    document.removeEventListener("keydown", this.#key);
  }

  render() {
    const cameras = this.live.cameras;
    const large = this.#largeCamera();
    const shown = large ? [large] : cameras;
    const link = this.live.link;
    const { scrolls } = this.#arrangement(shown);
    return html`
      <h1 class="unseen">${t("place.live")}</h1>
      <p class="unseen" role="status">${this.#spoken}</p>
      ${cameras.length > 0 || link.phase !== "up" ? "" : html`<div class="nothing">
        <h1>${t("live.no_camera")}</h1><p>${t("live.no_camera_hint")}</p></div>`}
      <div class="grid ${scrolls ? "scrolls" : ""} ${shown.length === 1 ? "one" : ""}"
          ?hidden=${cameras.length === 0} ?inert=${link.phase !== "up"}
          @rtm-open=${(/** @type {CustomEvent<{ camera: string }>} */ e) => this.#open(e.detail.camera)}
          @rtm-back=${() => this.#open("")}>
        ${repeat(shown, (c) => c.id, (c) => html`<rtm-tile .live=${this.live} .view=${c} .scrolls=${scrolls}
          .alone=${shown.length === 1} .back=${large !== null && cameras.length > 1}></rtm-tile>`)}
      </div>
      ${large && cameras.length > 1 ? this.#others(cameras.filter((c) => c !== large)) : ""}
      <rtm-link-cover .live=${this.live} ?hidden=${link.phase === "up"}></rtm-link-cover>`;
  }

  updated() {
    const large = this.#largeCamera();
    const grid = /** @type {HTMLElement | null} */ (this.querySelector(".grid"));
    if (!grid) return;
    const { columns, scrolls } = this.#arrangement(large ? [large] : this.live.cameras);
    grid.style.setProperty("--columns", String(columns));
    for (const tile of this.#tiles()) this.#sight.observe(tile);
    if (this.#focus) this.#giveFocus();
    if (large) this.live.show(new Set([large.id]));
    else this.live.show(scrolls ? this.#inSight : null);
    if (this.#observed !== grid) {
      this.#observer.disconnect();
      this.#observer.observe(grid);
      this.#observed = grid;
    }
  }

  /** @param {CameraView[]} cameras */
  #others(cameras) {
    const now = this.live.nowUs();
    return html`<ul class="others" aria-label=${t("live.others")}>${repeat(cameras, (c) => c.id, (c) => {
      const condition = c.condition(now);
      return html`<li><button @click=${() => this.#open(c.id)}>
        <span class="dot" data-tone=${condition.tone}></span><b>${c.name}</b>
        <span>${conditionText(condition)}</span></button></li>`;
    })}</ul>`;
  }

  #largeCamera() {
    return this.large ? this.live.camera(this.large) : null;
  }

  /** @param {CameraView[]} shown */
  #arrangement(shown) {
    const known = shown.find((c) => c.picture)?.picture;
    const aspect = known ? known.width / known.height : ASPECT;
    if (shown.length <= 1 || this.#room.width === 0) return { columns: 1, scrolls: false };
    return arrange({ count: shown.length, ...this.#room, aspect, chrome: CHROME, gap: GAP });
  }

  /** Tiles that are scrolled away get no pictures. @param {IntersectionObserverEntry[]} entries */
  #see(entries) {
    const seen = new Set(this.#inSight);
    for (const { target, isIntersecting } of entries) {
      const id = /** @type {Tile} */ (target).view.id;
      if (isIntersecting && target.isConnected) seen.add(id);
      else seen.delete(id);
      if (!target.isConnected) this.#sight.unobserve(target);
    }
    this.#inSight = seen;
    this.requestUpdate();
  }

  /** @param {string} camera */
  #open(camera) {
    if (this.large && !camera) this.#from = this.large;
    this.#focus = camera || this.#from;
    location.hash = formatRoute({ place: "live", camera, at: null });
  }

  /** Gives the focus to the tile that was opened, or that was left, once it is there as it will be. */
  #giveFocus() {
    const tile = this.#tiles().find((tile) => tile.view.id === this.#focus);
    if (!tile || tile.back !== (this.large === this.#focus)) return;
    this.#focus = "";
    void tile.updateComplete.then(() => tile.focusPicture());
  }

  #tiles() {
    return /** @type {Tile[]} */ ([...this.querySelectorAll("rtm-tile")]);
  }

  /** @param {KeyboardEvent} e */
  #press(e) {
    if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey) return;
    const origin = e.composedPath()[0];
    if (origin instanceof HTMLInputElement) return;
    const cameras = this.live.cameras;
    const large = this.#largeCamera();
    if (e.key === "Escape" && large && !document.fullscreenElement) this.#open("");
    else if ((e.key === "ArrowLeft" || e.key === "ArrowRight") && large && cameras.length > 1) {
      const step = e.key === "ArrowLeft" ? -1 : 1;
      const next = cameras[(cameras.indexOf(large) + step + cameras.length) % cameras.length];
      if (next) this.#open(next.id);
    } else if (!this.#tiles().some((tile) => tile.zoomByKey(e.key))) return;
    e.preventDefault();
  }

  /** Says to a screen reader that something has begun to move, but not every second. @param {MotionMessage} e */
  #announce(e) {
    const now = performance.now();
    if (e.phase !== "begin" || now - this.#spokenAt < SAY_EVERY_MS) return;
    this.#spokenAt = now;
    this.#spoken = t("live.announce", { camera: this.live.camera(e.camera)?.name ?? e.camera });
    this.requestUpdate();
  }
}

customElements.define("rtm-live", LivePlace);
