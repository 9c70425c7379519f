// The styles of a tile.

import { css } from "../vendor/lit.js";

export const tileStyles = css`
  :host {
    container-type: inline-size; display: flex; flex-direction: column; min-width: 0; min-height: 0; overflow: hidden;
    border-radius: var(--radius); background: var(--surface); box-shadow: inset 0 0 0 1px var(--line);
  }
  .picture {
    position: relative; flex: 1; min-height: 0; overflow: hidden; background: var(--picture);
    border-radius: var(--radius) var(--radius) 0 0;
  }
  :host([data-scrolls]) .picture, :host([data-alone]) .picture.upright {
    flex: none; aspect-ratio: var(--aspect, 1.7778);
  }
  .stage { position: absolute; inset: 0; transform-origin: 0 0; }
  .stage canvas, .stage svg { position: absolute; inset: 0; width: 100%; height: 100%; }
  .stage canvas { object-fit: contain; transition: filter var(--calm); }
  :host([data-condition="quiet"]) .stage canvas, :host([data-condition="never"]) .stage canvas {
    filter: brightness(0.78);
  }
  :host([data-link="lost"]) .stage canvas { filter: grayscale(1) brightness(0.4); }
  :host([data-link="connecting"]) .stage canvas { filter: grayscale(1) brightness(0.6); }
  :host([data-mode="close"]) .stage, :host([data-blank]) .stage { visibility: hidden; }
  .stage svg rect { fill: none; vector-effect: non-scaling-stroke; }
  .stage svg .under { stroke: rgb(0 0 0 / 60%); stroke-width: calc(4px / var(--scale, 1)); }
  .stage svg .box { stroke: var(--mark); stroke-width: calc(2px / var(--scale, 1)); }

  .ring { position: absolute; inset: 0; border-radius: inherit; pointer-events: none; }
  :host([data-tone="motion"]) .ring { box-shadow: inset 0 0 0 2px var(--mark); }
  :host([data-tone="trouble"]) .ring { box-shadow: inset 0 0 0 2px var(--mark-amber); }

  .picture > button {
    position: absolute; border-radius: var(--radius); color: #fff;
  }
  .open { inset: 0; cursor: zoom-in; }
  .open:hover { background: none; }
  .open:focus-visible { outline-offset: -4px; }
  .back, .whole { background: rgb(0 0 0 / 55%) !important; }
  .back { top: var(--space-2); left: var(--space-2); }
  .whole { right: var(--space-2); bottom: var(--space-2); padding: 0 var(--space-3); }

  .note {
    position: absolute; left: var(--space-2); bottom: var(--space-2); display: flex; gap: var(--space-1);
    max-width: calc(100% - 16px); margin: 0; padding: 2px var(--space-2); border-radius: var(--radius-s);
    background: rgb(0 0 0 / 62%); color: var(--mark-amber); font: var(--text-s) / 1.4 var(--font);
    pointer-events: none;
  }
  .note .icon { width: 18px; height: 18px; }
  small {
    display: -webkit-box; overflow: hidden; color: #c5ced6; font-size: 0.75rem; -webkit-box-orient: vertical;
    -webkit-line-clamp: 3; overflow-wrap: anywhere;
  }

  .words {
    position: absolute; inset: 0; display: grid; place-content: center; justify-items: center; gap: var(--space-1);
    padding: var(--space-3); color: #c5ced6; font-size: var(--text-s); text-align: center; pointer-events: none;
  }
  .words b { color: #fff; font-size: var(--text-m); font-weight: 600; }
  .words.trouble .icon, .words.trouble b { color: var(--mark-amber); }

  .strip {
    display: block; flex: none; width: 100%; height: 8px; background: var(--raised); image-rendering: pixelated;
  }

  .bar {
    display: flex; flex: none; flex-wrap: wrap; align-items: center; gap: 0 var(--space-2);
    padding: 4px 8px 4px 12px;
  }
  .who { flex: 1 1 96px; min-width: 0; }
  .title { display: flex; align-items: baseline; gap: var(--space-2); min-width: 0; }
  .age {
    flex: none; color: var(--muted); font: var(--text-s) / 1.4 var(--font); font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .age.stale {
    padding: 0 6px; border-radius: var(--radius-s); background: var(--amber-soft); color: var(--amber);
    font-weight: 600;
  }
  @container (max-width: 420px) { .age .when { display: none; } }
  h2, .state { overflow: hidden; margin: 0; white-space: nowrap; text-overflow: ellipsis; }
  h2 { font: 600 var(--text-m) / 1.3 var(--font); }
  h2 .icon { width: 14px; height: 14px; margin-left: 4px; vertical-align: -2px; color: var(--muted); }
  .state {
    display: flex; align-items: center; gap: 6px; color: var(--muted); font: var(--text-s) / 1.4 var(--font);
    font-variant-numeric: tabular-nums;
  }
  .state span:last-child { overflow: hidden; text-overflow: ellipsis; }
  :host([data-tone="motion"]) .state { color: var(--accent); font-weight: 600; }
  :host([data-tone="trouble"]) .state { color: var(--amber); font-weight: 600; }

  fieldset {
    display: flex; flex: none; margin: 0; padding: 0; border: 0;
  }
  label {
    position: relative; display: grid; place-items: center; min-width: var(--touch); min-height: var(--touch);
    cursor: pointer; -webkit-tap-highlight-color: transparent;
  }
  label span {
    padding: 5px 9px; background: var(--raised); color: var(--muted); font: 500 var(--text-s) / 1.4 var(--font);
    width: 100%; text-align: center; white-space: nowrap;
  }
  label:first-of-type span { border-radius: 16px 0 0 16px; }
  label:last-of-type span { border-radius: 0 16px 16px 0; }
  label:hover span { color: var(--text); }
  input { position: absolute; inset: 0; margin: 0; opacity: 0; cursor: pointer; }
  input:checked + span {
    border-radius: 16px !important; background: var(--accent-soft); color: var(--accent);
    box-shadow: inset 0 0 0 1px var(--accent);
  }
  input:checked[value="close"] + span {
    background: var(--hover); color: var(--text); box-shadow: inset 0 0 0 1px var(--muted);
  }
  input:focus-visible + span { outline: 2px solid var(--accent); outline-offset: 2px; }
  .actions { display: flex; flex: none; }
  .actions button, .actions a { color: var(--muted); }
  .actions button:hover, .actions a:hover { color: var(--text); }
  @container (max-width: 340px) {
    label span { padding: 5px 7px; }
    .who:has(.stale) { flex-basis: 180px; } /* the name stays readable; the switch goes to a row of its own */
  }
  @container (max-width: 520px) {
    .actions { flex: 1 1 100%; justify-content: space-around; border-top: 1px solid var(--line); margin-top: 4px; }
  }
  @media (prefers-reduced-motion: reduce) { * { transition-duration: 0s !important; } }
`;
