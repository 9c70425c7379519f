// The styles of the history.

import { css } from "../vendor/lit.js";

export const historyStyles = css`
  :host {
    position: absolute; inset: 0; display: grid; gap: var(--space-2); padding: var(--space-3);
    grid-template: auto auto minmax(96px, 20vh) auto minmax(0, 1fr) / minmax(0, 1fr) 340px;
    grid-template-areas: "banner banner" "filter filter" "chart chart" "tools list" "picture list";
  }
  .banner {
    grid-area: banner; display: flex; align-items: center; gap: var(--space-2); margin: 0; padding: var(--space-2) var(--space-3);
    border-radius: var(--radius); background: var(--amber-soft); color: var(--amber); font-weight: 500;
  }
  .filter { grid-area: filter; display: flex; gap: var(--space-1); overflow-x: auto; }
  .filter button { flex: none; padding: 0 var(--space-3); border-radius: 22px; }
  .filter button[aria-pressed="false"] { color: var(--muted); text-decoration: line-through; }
  .filter button[aria-pressed="false"] .dot { opacity: 0.3; }
  rtm-chart { grid-area: chart; border-radius: var(--radius); background: var(--surface); box-shadow: inset 0 0 0 1px var(--line); }
  .tools { grid-area: tools; display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-1); }
  .tools button { background: var(--raised); }
  .tools button:hover { background: var(--hover); }
  .tools .gap { flex: 1; }
  .tools span:not(.gap) { padding-right: var(--space-1); }

  .picture { grid-area: picture; min-height: 0; }
  .picture .empty { display: grid; height: 100%; place-content: center; margin: 0; padding: var(--space-6); }
  .empty { color: var(--muted); text-align: center; }
  figure { display: flex; flex-direction: column; height: 100%; margin: 0; border-radius: var(--radius); overflow: hidden; background: var(--surface); }
  .frame { position: relative; flex: 1; min-height: 0; background: var(--picture); }
  .frame img, .frame svg { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain; }
  rect { fill: none; vector-effect: non-scaling-stroke; }
  .under { stroke: rgb(0 0 0 / 60%); stroke-width: 4; }
  .box { stroke: var(--mark); stroke-width: 2; }
  .note {
    position: absolute; left: 50%; bottom: var(--space-3); margin: 0; padding: var(--space-1) var(--space-3);
    transform: translateX(-50%); border-radius: var(--radius-s); background: rgb(0 0 0 / 70%); color: #fff; text-align: center;
  }
  figcaption { display: flex; flex-wrap: wrap; align-items: center; gap: 0 var(--space-4); padding: var(--space-1) var(--space-1) var(--space-1) var(--space-3); }
  .where { display: flex; flex-wrap: wrap; gap: 0 var(--space-2); font-variant-numeric: tabular-nums; }
  .why { flex: 1; color: var(--muted); }

  .list { grid-area: list; min-height: 0; padding-right: 2px; overflow-y: auto; overscroll-behavior: contain; }
  h2 { margin: var(--space-2) var(--space-1); font: 600 var(--text-m) / 1.3 var(--font); }
  .memory { margin: var(--space-3) var(--space-1); color: var(--muted); font-size: var(--text-s); }

  @media (max-width: 860px) {
    :host {
      overflow-y: auto; align-content: start; padding: var(--space-2);
      grid-template: auto auto 120px auto auto auto / minmax(0, 1fr);
      grid-template-areas: "banner" "filter" "chart" "picture" "tools" "list";
    }
    figure { height: auto; }
    .frame { flex: none; }
    .frame img { position: static; display: block; height: auto; }
    .picture .empty { min-height: 160px; }
    .list { overflow: visible; }
    .tools { justify-content: center; }
    .tools .gap { display: none; }
  }
  @media (max-width: 380px) {
    .tools { justify-content: space-between; }
    .tools span:not(.gap) { display: none; }
  }
`;
