// Covers Live while there is no connection: what is under it is not live.

import { LitElement, css, html } from "../vendor/lit.js";
import { Localized, t, words } from "../i18n.js";
import { icon } from "./icons.js";
import { shared } from "./shared.js";

/** @import { Live } from "../live.js" */

const LOOK_MS = 250;

export class LinkCover extends LitElement {
  static styles = [shared, css`
    :host {
      position: absolute; inset: 0; z-index: 5; display: grid; place-content: center; padding: var(--space-6);
      background: var(--veil); text-align: center; animation: come var(--calm) 300ms backwards;
    }
    @keyframes come { from { opacity: 0; } }
    @media (prefers-reduced-motion: reduce) { :host { animation-duration: 1ms; } }
    .icon { width: 40px; height: 40px; color: var(--amber); }
    h1 { margin: var(--space-3) 0 var(--space-1); font-size: var(--text-xl); line-height: 1.25; }
    p { margin: 0 0 var(--space-6); min-height: 1.5em; color: var(--muted); font-variant-numeric: tabular-nums; }
    div { display: grid; justify-items: center; }
  `];

  static properties = { live: { attribute: false } };

  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  constructor() {
    super();
    /** @type {Live} */
    this.live = /** @type {any} */ (undefined);
    new Localized(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#timer = setInterval(() => this.hidden || this.requestUpdate(), LOOK_MS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  render() {
    const { phase, retryAt } = this.live.link;
    if (phase === "up") return "";
    if (phase === "connecting") return html`<p role="status">${t("link.connecting")}</p>`;
    const left = retryAt === null ? 0 : Math.ceil((retryAt - performance.now()) / 1000);
    return html`<div>
      ${icon("unlinked")}
      <h1 role="alert">${t("link.lost")}</h1>
      <p>${left > 0 ? t("link.retry", { duration: words.duration(left * 1000) }) : t("link.trying")}</p>
      <button class="primary" ?disabled=${left <= 0} @click=${() => this.live.connect()}>${t("link.now")}</button>
    </div>`;
  }
}

customElements.define("rtm-link-cover", LinkCover);
