// The frame: the rail with the places, the switches for theme and language, and the place that is open.

import { LitElement, html } from "../vendor/lit.js";
import { LANGUAGES, Localized, t, words } from "../i18n.js";
import { mendedRoute, parseRoute } from "../route.js";
import { icon } from "./icons.js";
import "./live.js";
import "./history.js";
import "./toasts.js";

/** @import { Live } from "../live.js" */
/** @import { Theme } from "../theme.js" */
/** @import { Route } from "../route.js" */
/** @import { Toasts } from "./toasts.js" */
/** @import { Language } from "../i18n.js" */

/** @type {readonly Route["place"][]} */
const PLACES = ["live", "history"];

export class App extends LitElement {
  static properties = { live: { attribute: false }, theme: { attribute: false } };

  /** @type {Route} */
  #route = parseRoute(location.hash);

  constructor() {
    super();
    /** @type {Live} */
    this.live = /** @type {any} */ (undefined);
    /** @type {Theme} */
    this.theme = /** @type {any} */ (undefined);
    new Localized(this);
  }

  // The frame is in the page itself, so that its parts can be found by anyone and the grid has plain styles.
  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener("hashchange", () => this.#enter());
    this.live.on("link", ({ phase }) => {
      this.dataset.serverLink = phase === "up" ? "up" : "lost";
      this.requestUpdate();
    });
    this.live.on("beat", () => this.requestUpdate());
    this.live.on("trouble", ({ code, message }) => this.#complain(code, message));
    this.live.on("updated", () => this.#say(t("frame.updated"), ""));
    this.addEventListener("rtm-say", (e) => this.#say(e.detail.text, e.detail.more ?? ""));
    this.dataset.serverLink = "lost";
    this.#enter();
  }

  render() {
    const place = this.#route.place;
    return html`
      <button class="skip" @click=${() => this.querySelector("main")?.focus()}>${t("frame.skip")}</button>
      <nav class="rail" aria-label=${t("frame.places")}>
        ${PLACES.map((p) => html`<a href="#/${p}" class=${this.#news(p) ? "news" : ""}
          aria-current=${p === place ? "page" : "false"}>${icon(p)}<span>${t(`place.${p}`)}</span></a>`)}
        <span class="rest"></span>
        <button @click=${this.#nextTheme} title=${t("theme.switch")}>
          ${icon(this.theme.choice)}<span><span class="unseen">${t("theme.switch")}: </span>${
            t(`theme.${this.theme.choice}`)}</span>
        </button>
        <button @click=${this.#nextLanguage} title=${t("frame.language")} lang=${this.#otherLanguage()}>
          ${icon("language")}<span>${LANGUAGES[this.#otherLanguage()]}</span>
        </button>
      </nav>
      <main tabindex="-1" aria-label=${t(`place.${place}`)}>${place === "live"
        ? html`<rtm-live .live=${this.live} .large=${this.#route.camera}></rtm-live>`
        : html`<rtm-history .live=${this.live} .theme=${this.theme} .route=${this.#route}></rtm-history>`}</main>
      <rtm-toasts></rtm-toasts>`;
  }

  updated() {
    document.title = `${t(`place.${this.#route.place}`)} · rtm2`;
  }

  #enter() {
    this.#route = parseRoute(location.hash);
    const right = mendedRoute(location.hash);
    if (right) history.replaceState(history.state, "", right);
    this.theme.enter(this.#route.place);
    if (this.#route.place !== "live") this.live.show(new Set());
    this.requestUpdate();
  }

  /** Something moves while another place is open. @param {Route["place"]} place */
  #news(place) {
    if (place !== "live" || this.#route.place === "live" || this.live.link.phase !== "up") return false;
    const now = this.live.nowUs();
    return this.live.cameras.some((c) => c.moving(now));
  }

  #nextTheme() {
    this.theme.next();
    this.requestUpdate();
  }

  /** @returns {Language} */
  #otherLanguage() {
    return words.language === "en" ? "zh-CN" : "en";
  }

  async #nextLanguage() {
    try {
      await words.change(this.#otherLanguage());
    } catch {
      this.#complain("offline", "");
    }
  }

  /** @param {string} code @param {string} message the server's sentence, in English */
  #complain(code, message) {
    const key = `error.${code}`;
    this.#say(words.has(key) ? t(key) : t("error.internal"), message);
  }

  /** @param {string} text @param {string} more */
  #say(text, more) {
    /** @type {Toasts | null} */ (this.querySelector("rtm-toasts"))?.say(text, more);
  }
}

customElements.define("rtm-app", App);
