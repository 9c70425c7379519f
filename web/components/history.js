// History: how much moved when, and the picture of any moment.

import { LitElement, html, svg } from "../vendor/lit.js";
import { Localized, t, words } from "../i18n.js";
import { Past } from "../past.js";
import { formatRoute } from "../route.js";
import { historyStyles } from "./history-styles.js";
import { icon } from "./icons.js";
import { reasonText, strengthText } from "./sentences.js";
import { shared } from "./shared.js";
import "./chart.js";
import "./events.js";
import "./overview.js";

/** @import { Live } from "../live.js" */
/** @import { Theme } from "../theme.js" */
/** @import { Route } from "../route.js" */
/** @import { BoxTuple, MotionEvent, StoredFrame, View } from "../types.d.ts" */
/** @import { IconName } from "./icons.js" */

/** @typedef {{ at_us: number, camera: string }} Moment camera is empty where no bar is */

const COLORS = 8; // that the tokens have

export class HistoryPlace extends LitElement {
  static styles = [shared, historyStyles];

  static properties = { live: { attribute: false }, theme: { attribute: false }, route: { attribute: false } };

  /** @type {(() => void)[]} */
  #off = [];
  /** @type {Past | null} */
  #past = null;
  /** Cameras that the reader has switched off. @type {Set<string>} */
  #without = new Set();
  /** The picture on screen: the last one that has been loaded. @type {StoredFrame | null} */
  #shown = null;
  /** What is being loaded. @type {StoredFrame | null} */
  #coming = null;
  /** The picture on screen that could not be loaded. @type {StoredFrame | null} */
  #broken = null;
  /** The event on screen that has no picture. @type {MotionEvent | null} */
  #missing = null;
  /** What nobody sees is not asked for, nor what nobody answers. */
  #rest = () => this.#past?.hide(document.hidden || this.live.link.phase !== "up");
  #observer = new ResizeObserver(() => this.#measure());
  /** @param {KeyboardEvent} e */
  #key = (e) => this.#press(e);

  constructor() {
    super();
    /** @type {Live} */
    this.live = /** @type {any} */ (undefined);
    /** @type {Theme} */
    this.theme = /** @type {any} */ (undefined);
    /** @type {Route} */
    this.route = { place: "history", camera: "", at: null };
    new Localized(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#off = [
      this.live.on("cameras", () => this.#begin()),
      this.live.on("beat", () => this.#past?.tick(this.live.nowUs())),
      this.live.on("event", (e) => this.#past?.heard(e)),
      this.live.on("link", () => (this.#rest(), this.requestUpdate())),
      this.theme.onChange(() => this.requestUpdate()),
    ];
    document.addEventListener("keydown", this.#key);
    document.addEventListener("visibilitychange", this.#rest);
    this.#begin();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const off of this.#off) off();
    this.#past?.close();
    this.#past = null;
    this.#observer.disconnect();
    document.removeEventListener("keydown", this.#key);
    document.removeEventListener("visibilitychange", this.#rest);
  }

  render() {
    const past = this.#past;
    if (!past) return html`<h1 class="unseen">${t("place.history")}</h1>`;
    const names = new Map(this.live.cameras.map((c) => [c.id, c.name]));
    const colors = this.#colors();
    const theme = document.documentElement.dataset.theme ?? "";
    const empty = past.loaded && past.events.length === 0 && !past.selected;
    return html`
      <h1 class="unseen">${t("place.history")}</h1>
      ${this.#banner(past)}
      ${names.size > 1 ? this.#filter() : ""}
      <rtm-chart .view=${past.view} .extent=${past.extent} .bins=${past.bins} .colors=${colors} .names=${names}
        .selected=${past.place?.at_us ?? null} .theme=${theme}
        @rtm-view=${(/** @type {CustomEvent<View>} */ e) => past.show(e.detail)}
        @rtm-unzoom=${() => past.unzoom()}
        @rtm-pick=${(/** @type {CustomEvent<Moment>} */ e) => this.#pick(e.detail)}></rtm-chart>
      <rtm-overview .view=${past.view} .extent=${past.extent} .bins=${past.overview} .theme=${theme}
        @rtm-view=${(/** @type {CustomEvent<View>} */ e) => past.show(e.detail)}></rtm-overview>
      <div class="body ${empty ? "nothing" : ""}">
      ${this.#tools(past)}
      <section class="picture" aria-label=${t("history.picture")}>${this.#picture(past)}</section>
      <section class="list" aria-label=${t("history.events")} ?hidden=${empty}>
        <h2>${t("history.events")}</h2>
        <rtm-events .events=${past.events} .names=${names} .colors=${colors} .more=${past.more}
          .current=${past.place?.event ?? ""} .kept=${past.kept} .linked=${this.live.link.phase === "up"}
          @rtm-older=${() => void past.older()}
          @rtm-event=${(/** @type {CustomEvent<MotionEvent>} */ e) => void past.choose(e.detail)}></rtm-events>
        <p class="memory">${t("history.memory")}</p>
      </section>
      </div>`;
  }

  willUpdate() {
    const missing = this.#past?.missing ?? null;
    if (!missing || missing === this.#missing) return;
    this.#missing = missing;
    this.#shown = this.#coming = null;
    this.#remember(missing.camera, missing.peak_us);
  }

  updated() {
    const chart = this.renderRoot.querySelector("rtm-chart");
    if (chart) this.#observer.observe(chart);
    for (const dot of this.renderRoot.querySelectorAll(".dot")) {
      if (dot instanceof HTMLElement) dot.style.background = `var(${dot.dataset.color})`;
    }
    const selected = this.#past?.selected ?? null;
    this.dataset.selectedUs = String(this.#shown?.at_us ?? "");
    this.dataset.missing = this.#missing?.id ?? "";
    this.dataset.events = String(this.#past?.events.length ?? 0);
    if (selected && selected !== this.#coming && selected !== this.#shown) void this.#loadPicture(selected);
  }

  #begin() {
    const place = this.#past?.place; // where the reader was before the link was lost
    this.#past?.close();
    this.#past = null;
    this.#shown = this.#coming = this.#missing = null;
    if (this.live.cameras.length === 0) return;
    this.#past = new Past(this.#cameras(), this.live.nowUs(), () => this.requestUpdate());
    void this.#past.load(place?.camera ?? this.route.camera, place?.at_us ?? this.route.at);
    this.#rest();
    this.#past.tick(this.live.nowUs());
  }

  /** The cameras that are looked at. */
  #cameras() {
    return this.live.cameras.map((c) => c.id).filter((id) => !this.#without.has(id));
  }

  #colors() {
    return new Map(this.live.cameras.map((c, i) => [c.id, `--camera-${(i % COLORS) + 1}`]));
  }

  /** @param {Past} past */
  #banner(past) {
    if (this.live.link.phase !== "up") {
      return html`<p class="banner" role="alert">${icon("unlinked")}${t("link.lost")}</p>`;
    }
    if (!past.error) return "";
    const key = `error.${past.error.code}`;
    return html`<p class="banner" role="alert">${icon("warning")}${words.has(key) ? t(key) : past.error.message}</p>`;
  }

  #filter() {
    const colors = this.#colors();
    return html`<div class="filter" role="group" aria-label=${t("history.cameras")}>${this.live.cameras.map((c) => html`
      <button aria-pressed=${String(!this.#without.has(c.id))} @click=${() => this.#toggle(c.id)}>
        <span class="dot" data-color=${colors.get(c.id) ?? ""}></span>${c.name}</button>`)}</div>`;
  }

  /** @param {string} camera */
  #toggle(camera) {
    if (!this.#without.delete(camera)) this.#without.add(camera);
    // None at all would say nothing: the last one switched off brings all of them back.
    if (this.#cameras().length === 0) this.#without.clear();
    void this.#past?.look(this.#cameras());
    this.requestUpdate();
  }

  /** @param {Past} past */
  #tools(past) {
    const none = !past.place && past.events.length === 0;
    /** @param {IconName} name @param {string} label @param {() => void} act @param {boolean} off */
    const button = (name, label, act, off = false) => html`<button ?disabled=${off} aria-label=${label} title=${label}
      @click=${act}>${icon(name)}</button>`;
    return html`<div class="tools" role="toolbar" aria-label=${t("history.tools")}>
      ${button("first", t("history.first"), () => void past.step("first"), none)}
      ${button("previous", t("history.previous"), () => void past.step("previous"), none)}
      ${button("next", t("history.next"), () => void past.step("next"), none)}
      ${button("last", t("history.last"), () => void past.step("last"), none)}
      <span class="gap"></span>
      <button @click=${() => past.zoomToFive()} title=${t("history.five_hint")}>${icon("zoomIn")}<span>${
        t("history.five")}</span></button>
      <button @click=${() => past.unzoom()} title=${t("history.unzoom_hint")}>${icon("zoomOut")}<span>${
        t("history.unzoom")}</span></button>
    </div>`;
  }

  /** @param {Past} past */
  #picture(past) {
    const shown = this.#shown;
    const note = past.note ? html`<p class="note" role="status">${t(`history.${past.note}_note`)}</p>` : "";
    if (this.#missing) return this.#missingPicture(this.#missing, note);
    if (!shown) return this.#noPicture(past);
    const name = this.live.camera(shown.camera)?.name ?? shown.camera;
    if (shown === this.#broken) {
      return html`<figure>${this.#placeholder(t("history.gone_note"), "")}
        <figcaption>${this.#caption(shown.camera, shown.at_us, strengthText(shown.score))}</figcaption></figure>`;
    }
    return html`
      <figure>
        <div class="frame">
          <img src=${shown.url} alt=${t("history.alt", { camera: name, time: words.moment(shown.at_us) })}>
          <svg viewBox="0 0 ${shown.width} ${shown.height}" aria-hidden="true">${(shown.boxes ?? []).map(marked)}</svg>
          ${note}
        </div>
        <figcaption>
          ${this.#caption(shown.camera, shown.at_us, `${reasonText(shown.reason)} · ${strengthText(shown.score)}`)}
          <a class="button" href=${shown.url} download="${shown.camera}-${shown.at_us}.jpg" title=${t("history.save")}
            aria-label=${t("history.save")}>${icon("save")}</a>
        </figcaption>
      </figure>`;
  }

  /** @param {string} camera @param {number} atUs @param {string} why */
  #caption(camera, atUs, why) {
    return html`<span class="text"><b>${this.live.camera(camera)?.name ?? camera}</b>
      <time datetime=${new Date(atUs / 1000).toISOString()}>${words.moment(atUs)}</time>
      <span class="why">${why}</span></span>`;
  }

  /** @param {MotionEvent} event @param {unknown} note */
  #missingPicture(event, note) {
    return html`<figure>${this.#placeholder(t("history.missing"), note)}
      <figcaption>${this.#caption(event.camera, event.peak_us, strengthText(event.score))}</figcaption></figure>`;
  }

  /** @param {string} text @param {unknown} note */
  #placeholder(text, note) {
    return html`<div class="frame none"><p role="status">${icon("noPicture")}${text}</p>${note}</div>`;
  }

  /** @param {Past} past */
  #noPicture(past) {
    if (!past.loaded || past.selected) return "";
    if (past.events.length === 0) {
      return html`<div class="empty">${icon("live")}
        <p>${t("history.empty")}</p><small>${t("history.memory")}</small></div>`;
    }
    return html`<div class="empty"><p>${past.note ? t(`history.${past.note}_note`) : t("history.choose")}</p></div>`;
  }

  /** @param {Moment} where */
  #pick({ at_us, camera }) {
    const past = this.#past;
    const chosen = camera || past?.selected?.camera || past?.cameras[0];
    if (past && chosen) void past.pick(chosen, at_us, "nearest");
  }

  /** Shows a picture only once it is there, so that nothing flashes. @param {StoredFrame} frame */
  async #loadPicture(frame) {
    this.#coming = frame;
    const image = new Image();
    image.src = frame.url;
    const loaded = await image.decode().then(() => true, () => false);
    if (this.#coming !== frame) return; // another one was asked for meanwhile
    this.#coming = null;
    this.#shown = frame;
    this.#missing = null;
    this.#broken = loaded ? null : frame;
    this.#remember(frame.camera, frame.at_us);
    this.requestUpdate();
  }

  /** Puts what is shown into the address. @param {string} camera @param {number} at */
  #remember(camera, at) {
    history.replaceState(history.state, "", formatRoute({ place: "history", camera, at }));
  }

  #measure() {
    const chart = this.renderRoot.querySelector("rtm-chart");
    if (chart) this.#past?.resize(chart.clientWidth);
  }

  /** @param {KeyboardEvent} e */
  #press(e) {
    const past = this.#past;
    if (!past || e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey) return;
    switch (e.key) {
      case "ArrowLeft":
        if (e.shiftKey) past.stepEvent(-1);
        else void past.step("previous");
        break;
      case "ArrowRight":
        if (e.shiftKey) past.stepEvent(1);
        else void past.step("next");
        break;
      case "Home":
        void past.step("first");
        break;
      case "End":
        void past.step("last");
        break;
      default:
        return;
    }
    e.preventDefault();
  }
}

/** @param {BoxTuple} box */
function marked([x, y, w, h]) {
  return svg`<rect class="under" x=${x} y=${y} width=${w} height=${h} rx="3"></rect>
    <rect class="box" x=${x} y=${y} width=${w} height=${h} rx="3"></rect>`;
}

customElements.define("rtm-history", HistoryPlace);
