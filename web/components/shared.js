// Styles that several components need inside their shadow roots.

import { css } from "../vendor/lit.js";

export const shared = css`
  *, *::before, *::after { box-sizing: border-box; }
  :host([hidden]), [hidden] { display: none !important; }
  .icon { width: 24px; height: 24px; flex: none; }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
  .unseen {
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
  }
  button, a.button {
    display: inline-flex; align-items: center; justify-content: center; gap: var(--space-2);
    min-width: var(--touch); min-height: var(--touch); padding: 0 var(--space-2);
    border: 0; border-radius: var(--radius); background: none; color: inherit;
    font: 500 var(--text-s) / 1.2 var(--font); text-decoration: none; cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }
  button:hover, a.button:hover { background: var(--hover); }
  button:disabled { opacity: 0.4; cursor: default; }
  button.primary { padding: 0 var(--space-4); background: var(--accent); color: var(--on-accent); }
  button.primary:hover { filter: brightness(1.08); }
  .dot { width: 8px; height: 8px; flex: none; border-radius: 50%; background: var(--muted); }
  :host([data-tone="motion"]) .dot { background: var(--accent); }
  :host([data-tone="trouble"]) .dot { background: var(--amber); }
`;
