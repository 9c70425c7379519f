// The list of events, newest first.

import { LitElement, css, html, repeat } from "../vendor/lit.js";
import { frameURL } from "../api.js";
import { Localized, t, words } from "../i18n.js";
import { Kept, Thumbnails } from "../kept.js";
import { strengthText } from "./sentences.js";
import { shared } from "./shared.js";

/** @import { MotionEvent } from "../types.d.ts" */

export class EventList extends LitElement {
  static styles = [shared, css`
    :host { display: block; }
    ul { margin: 0; padding: 0; list-style: none; }
    li button {
      display: grid; grid-template-columns: 88px minmax(0, 1fr); gap: 0 var(--space-3); width: 100%;
      padding: var(--space-1); justify-items: start; text-align: left;
    }
    li button[aria-current="true"] { background: var(--accent-soft); box-shadow: inset 0 0 0 1px var(--accent); }
    img, .none { width: 88px; height: 56px; border-radius: var(--radius-s); }
    img { background: var(--picture); object-fit: cover; }
    .none {
      display: grid; place-content: center; padding: 0 var(--space-1); background: var(--raised); color: var(--muted);
      font: 0.75rem / 1.3 var(--font); text-align: center; text-wrap: balance;
    }
    .text { display: grid; gap: 1px; align-content: center; width: 100%; min-height: 56px; }
    .when { font: 600 var(--text-m) / 1.3 var(--font); font-variant-numeric: tabular-nums; }
    .what {
      display: flex; align-items: center; gap: 6px; overflow: hidden; color: var(--muted); white-space: nowrap;
      text-overflow: ellipsis;
    }
    .what b { overflow: hidden; color: var(--text); font-weight: 500; text-overflow: ellipsis; }
    .now { color: var(--accent); font-weight: 600; }
    .more { width: 100%; margin-top: var(--space-2); background: var(--raised); }
  `];

  static properties = {
    events: { attribute: false }, names: { attribute: false }, colors: { attribute: false },
    current: { attribute: false }, more: { attribute: false }, kept: { attribute: false }, linked: { attribute: false },
  };

  #thumbnails = new Thumbnails();

  constructor() {
    super();
    /** @type {MotionEvent[]} */
    this.events = [];
    /** @type {Map<string, string>} */
    this.names = new Map();
    /** @type {Map<string, string>} */
    this.colors = new Map();
    /** Id of the event whose picture is shown. */
    this.current = "";
    /** There may be older ones. */
    this.more = false;
    this.kept = new Kept();
    /** The server answers, so that an event that has not ended goes on. */
    this.linked = true;
    new Localized(this);
  }

  render() {
    return html`<ul>${repeat(this.events, (e) => e.id, (e) => this.#row(e))}</ul>
      ${this.more ? html`<button class="more"
        @click=${() => this.dispatchEvent(new CustomEvent("rtm-older"))}>${t("history.older")}</button>` : ""}`;
  }

  updated() {
    for (const dot of this.renderRoot.querySelectorAll(".dot")) {
      if (dot instanceof HTMLElement) dot.style.background = `var(${dot.dataset.color})`;
    }
  }

  /** @param {MotionEvent} e */
  #row(e) {
    const open = e.end_us === null && this.linked;
    const length = open ? t("history.now") : words.duration(Math.max((e.last_us - e.begin_us) / 1000, 1000));
    const at = this.#thumbnails.time(e, this.kept, performance.now());
    return html`<li><button aria-current=${String(e.id === this.current)} data-event=${e.id}
      @click=${() => this.dispatchEvent(new CustomEvent("rtm-event", { detail: e }))}>
      ${at === null ? html`<span class="none">${t("history.no_picture")}</span>`
        : html`<img src=${frameURL(e.camera, at)} alt="" loading="lazy" decoding="async" width="88" height="56"
          @error=${() => this.#noPicture(e)}>`}
      <span class="text">
        <span class="when">${words.brief(e.begin_us)}</span>
        <span class="what">${this.names.size > 1 ? this.#camera(e.camera) : ""}
          <span class=${open ? "now" : ""}>${length}</span><span>${strengthText(e.score)}</span></span>
      </span></button></li>`;
  }

  /** @param {string} id */
  #camera(id) {
    return html`<span class="dot" data-color=${this.colors.get(id) ?? "--camera-1"}></span>
      <b>${this.names.get(id) ?? id}</b>`;
  }

  /** The picture has been given up for newer ones. @param {MotionEvent} e */
  #noPicture(e) {
    this.#thumbnails.failed(e);
    this.requestUpdate();
  }
}

customElements.define("rtm-events", EventList);
