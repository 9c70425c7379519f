// Short messages at the edge of the window that go by themselves.

import { LitElement, css, html, repeat } from "../vendor/lit.js";
import { Localized, t } from "../i18n.js";
import { icon } from "./icons.js";
import { shared } from "./shared.js";

const MOST = 3;
const STAY_MS = 9000;

export class Toasts extends LitElement {
  static styles = [shared, css`
    :host {
      position: fixed; z-index: 20; right: var(--space-3); bottom: calc(var(--space-3) + env(safe-area-inset-bottom));
      display: grid; gap: var(--space-2); width: min(380px, calc(100vw - 24px)); pointer-events: none;
    }
    div {
      display: flex; align-items: center; gap: var(--space-2); padding: var(--space-1) var(--space-1) var(--space-1)
      var(--space-4); border: 1px solid var(--line); border-radius: var(--radius); background: var(--raised);
      color: var(--text); box-shadow: var(--shadow); pointer-events: auto;
    }
    p { flex: 1; margin: var(--space-2) 0; overflow-wrap: anywhere; }
    small { display: block; color: var(--muted); font-size: var(--text-s); }
    @media (max-width: 640px) and (orientation: portrait) {
      :host { bottom: calc(var(--bottom-bar) + var(--space-4) + env(safe-area-inset-bottom)); }
    }
  `];

  /** @type {{ id: number, text: string, more: string }[]} */
  #messages = [];
  #count = 0;

  constructor() {
    super();
    new Localized(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.setAttribute("role", "status");
    this.setAttribute("aria-live", "polite");
  }

  /** @param {string} text @param {string} more what is said below in small letters */
  say(text, more) {
    if (this.#messages.some((m) => m.text === text && m.more === more)) return;
    const id = ++this.#count;
    this.#messages = [...this.#messages, { id, text, more }].slice(-MOST);
    this.requestUpdate();
    setTimeout(() => this.#drop(id), STAY_MS);
  }

  render() {
    return repeat(this.#messages, (m) => m.id, (m) => html`<div>
      <p>${m.text}${m.more ? html`<small>${m.more}</small>` : ""}</p>
      <button @click=${() => this.#drop(m.id)} aria-label=${t("frame.dismiss")}>${icon("close")}</button>
    </div>`);
  }

  /** @param {number} id */
  #drop(id) {
    this.#messages = this.#messages.filter((m) => m.id !== id);
    this.requestUpdate();
  }
}

customElements.define("rtm-toasts", Toasts);

/**
 * Says something to the reader from inside any component.
 *
 * @param {HTMLElement} from
 * @param {string} text
 * @param {string} [more]
 */
export function say(from, text, more) {
  from.dispatchEvent(new CustomEvent("rtm-say", { bubbles: true, composed: true, detail: { text, more } }));
}
