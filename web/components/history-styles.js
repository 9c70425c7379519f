// The styles of the history.

import { css } from "../vendor/lit.js";

export const historyStyles = css`
  :host {
    position: absolute; inset: 0; display: flex; flex-direction: column; gap: var(--space-2); padding: var(--space-3);
  }
  .body {
    flex: 1; display: grid; gap: var(--space-2) var(--space-3); min-height: 0;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr) 340px; grid-template-areas: "tools list" "picture list";
  }
  .banner {
    flex: none; display: flex; align-items: center; gap: var(--space-2); margin: 0;
    padding: var(--space-2) var(--space-3);
    border-radius: var(--radius); background: var(--amber-soft); color: var(--amber); font-weight: 500;
  }
  .filter { flex: none; display: flex; gap: var(--space-1); overflow-x: auto; }
  .filter button { flex: none; padding: 0 var(--space-3); border-radius: 22px; }
  .filter button[aria-pressed="true"] { background: var(--raised); }
  .filter button[aria-pressed="false"] { color: var(--muted); text-decoration: line-through; }
  .filter button[aria-pressed="false"] .dot { opacity: 0.3; }
  rtm-chart {
    flex: none; height: clamp(120px, 20vh, 200px); border-radius: var(--radius); background: var(--surface);
    box-shadow: inset 0 0 0 1px var(--line);
  }
  rtm-overview { flex: none; height: 28px; }
  @media (pointer: coarse) { rtm-overview { height: 44px; } }
  .tools { grid-area: tools; display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-1); }
  .tools button { background: var(--raised); }
  .tools button:hover { background: var(--hover); }
  .tools .gap { flex: 1; }
  .tools span:not(.gap) { padding-right: var(--space-1); }

  .picture { grid-area: picture; min-height: 0; }
  .body.nothing { grid-template: auto minmax(0, 1fr) / minmax(0, 1fr); grid-template-areas: "tools" "picture"; }
  .empty {
    display: grid; height: 100%; place-content: center; justify-items: center; gap: var(--space-2);
    padding: var(--space-6);
    color: var(--muted); text-align: center;
  }
  .empty .icon { width: 40px; height: 40px; }
  .empty p { margin: 0; color: var(--text); font-size: var(--text-l); }
  .empty small { max-width: 52ch; font-size: var(--text-s); }
  figure {
    display: flex; flex-direction: column; height: 100%; margin: 0; border-radius: var(--radius); overflow: hidden;
    background: var(--surface);
  }
  .frame { position: relative; flex: 1; min-height: 0; background: var(--picture); }
  .frame img, .frame svg { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain; }
  rect { fill: none; vector-effect: non-scaling-stroke; }
  .under { stroke: rgb(0 0 0 / 60%); stroke-width: 4; }
  .box { stroke: var(--mark); stroke-width: 2; }
  .note {
    position: absolute; left: 50%; bottom: var(--space-3); margin: 0; padding: var(--space-1) var(--space-3);
    transform: translateX(-50%); border-radius: var(--radius-s); background: rgb(0 0 0 / 70%); color: #fff;
    text-align: center;
  }
  .frame.none { display: grid; place-content: center; padding: var(--space-6); background: var(--raised); }
  .frame.none p { display: grid; justify-items: center; gap: var(--space-2); margin: 0; color: var(--muted); }
  .frame.none .icon { position: static; width: 40px; height: 40px; }
  figcaption {
    display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: center; gap: 0 var(--space-2);
    min-height: calc(var(--touch) + var(--space-2));
    padding: var(--space-1) var(--space-1) var(--space-1) var(--space-3);
  }
  .text { display: flex; flex-wrap: wrap; gap: 0 var(--space-2); font-variant-numeric: tabular-nums; }
  .text b { overflow-wrap: anywhere; }
  .why { padding-left: var(--space-2); color: var(--muted); }
  @media (max-width: 860px) { .why { padding-left: 0; } }

  .list { grid-area: list; min-height: 0; padding-right: 2px; overflow-y: auto; overscroll-behavior: contain; }
  h2 { margin: var(--space-2) var(--space-1); font: 600 var(--text-m) / 1.3 var(--font); }
  .memory { margin: var(--space-3) var(--space-1); color: var(--muted); font-size: var(--text-s); }

  @media (max-width: 860px) {
    :host { padding: var(--space-2); overflow-y: auto; }
    .body {
      flex: none; grid-template: max-content max-content max-content / minmax(0, 1fr);
      grid-template-areas: "picture" "tools" "list";
    }
    figure { height: auto; }
    .frame { flex: none; }
    .frame.none { min-height: 220px; }
    .frame img { position: static; display: block; height: auto; max-height: 80dvh; }
    .body.nothing { grid-template: max-content max-content / minmax(0, 1fr); grid-template-areas: "picture" "tools"; }
    .empty { min-height: 220px; }
    .list { overflow: visible; }
    .tools { justify-content: center; }
    .tools .gap { display: none; }
  }
  @media (max-height: 480px) { rtm-chart { height: 88px; } }
  @media (max-width: 380px) {
    figcaption { font-size: var(--text-s); }
    .tools { justify-content: space-between; }
    .tools span:not(.gap) { display: none; }
  }
`;
