// Sentences that more than one component says.

import { t, words } from "../i18n.js";

/** @import { Condition } from "../camera.js" */

/** What to say about a camera. @param {Condition} condition */
export function conditionText({ name, ms }) {
  return t(`condition.${name}`, { duration: words.duration(ms ?? 0) });
}

/** How strong a motion is, from its score of 0 to 1. @param {number} score */
export function strengthText(score) {
  return t("history.strength", { percent: words.percent(score) });
}

/** Why a frame was judged as it was. @param {string} reason */
export function reasonText(reason) {
  const key = `reason.${reason}`;
  return words.has(key) ? t(key) : reason;
}
