// The types of lit.js, which is these modules of Lit in one file.
export { LitElement, html, svg, css, nothing, render } from "lit";
export type { PropertyValues, TemplateResult, SVGTemplateResult, CSSResultGroup, ReactiveController, ReactiveControllerHost } from "lit";
export { repeat } from "lit/directives/repeat.js";
export { classMap } from "lit/directives/class-map.js";
export { keyed } from "lit/directives/keyed.js";
