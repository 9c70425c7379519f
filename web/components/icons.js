// The page's icons, drawn on a grid of 24 units with a line of 2. They take the colour of the text around them.

import { html, svg } from "../vendor/lit.js";

/** @typedef {import("../vendor/lit.js").SVGTemplateResult} Shape */

const shapes = {
  live: svg`<path d="M3 12c2.2-3.7 5.2-5.6 9-5.600s6.8 1.9 9 5.600c-2.2 3.7-5.2 5.6-9 5.600S5.2 15.7 3 12z"/>
    <circle cx="12" cy="12" r="2.5"/>`,
  history: svg`<path d="M4 20h16M6 16v-4M10 16V7M14 16v-6M18 16V4"/>`,
  dark: svg`<path d="M20 14.500A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.500z"/>`,
  light: svg`<circle cx="12" cy="12" r="4"/>
    <path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.400M5.6 18.4 7 17M17 7l1.4-1.4"/>`,
  auto: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 3.500a8.5 8.5 0 0 1 0 17z" fill="currentColor"/>`,
  language: svg`<circle cx="12" cy="12" r="8.5"/>
    <path d="M3.5 12h17M12 3.500c5 5 5 12 0 17M12 3.500c-5 5-5 12 0 17"/>`,
  back: svg`<path d="M15 5l-7 7 7 7"/>`,
  snapshot: svg`<path d="M4 8h3.500L9 5.500h6L16.5 8H20v11H4z"/><circle cx="12" cy="13" r="3.5"/>`,
  full: svg`<path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5"/>`,
  unfull: svg`<path d="M9 4v5H4M15 4v5h5M9 20v-5H4M15 20v-5h5"/>`,
  float: svg`<path d="M20 11V5H4v14h6"/><path d="M13 14h8v6h-8z" fill="currentColor"/>`,
  closed: svg`<path d="M4 4l16 16M9.5 6.8A9 9 0 0 1 12 6.4c3.8 0 6.8 1.9 9 5.6a12 12 0 0 1-2.5 3"/>
    <path d="M14.5 17.2a9 9 0 0 1-2.5.4c-3.8 0-6.8-1.9-9-5.6a12 12 0 0 1 2.5-3"/>`,
  night: svg`<path d="M19 14.300A7.5 7.5 0 0 1 9.7 5 7.5 7.5 0 1 0 19 14.300z"/>`,
  warning: svg`<path d="M12 4 2.8 19.500h18.400zM12 10v4.500M12 17v.1"/>`,
  unlinked: svg`<path d="M9 7H7a5 5 0 0 0-1.5 9.800M15 7h2a5 5 0 0 1 1.5 9.800M4 4l16 16M9 12h2"/>`,
  first: svg`<path d="M6 5v14M18 5l-8 7 8 7z"/>`,
  previous: svg`<path d="M15 5l-8 7 8 7z"/>`,
  next: svg`<path d="M9 5l8 7-8 7z"/>`,
  last: svg`<path d="M18 5v14M6 5l8 7-8 7z"/>`,
  zoomIn: svg`<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.500M8 11h6M11 8v6"/>`,
  zoomOut: svg`<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.500M8 11h6"/>`,
  save: svg`<path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.500M5 20h14"/>`,
  noPicture: svg`<path d="M4 4l16 16M10 5h10v10M17 19H4V6"/>`,
  close: svg`<path d="M6 6l12 12M18 6 6 18"/>`,
};

/** @typedef {keyof typeof shapes} IconName */

/** @param {IconName} name */
export const icon = (name) => html`<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor"
  stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${shapes[name]}</svg>`;
