// Where the page begins.

import { history } from "./api.js";
import { App } from "./components/app.js";
import { words } from "./i18n.js";
import { Live } from "./live.js";
import { Theme } from "./theme.js";

const STRIP_BINS = 120;
const STRIP_US = 600e6;

/** @param {Live} live */
async function fillStrips(live) {
  const now = live.nowUs();
  try {
    live.fillStrips(await history({ cameras: [], from_us: now - STRIP_US, to_us: now, bins: STRIP_BINS }));
  } catch {
    // The strips then begin empty and fill by themselves; a server that is gone is said by the link.
  }
}

async function begin() {
  const theme = new Theme();
  const live = new Live();
  await words.begin();
  const app = new App();
  app.live = live;
  app.theme = theme;
  document.body.prepend(app);
  live.on("cameras", () => void fillStrips(live));
  document.addEventListener("visibilitychange", () => live.hide(document.hidden));
  addEventListener("pageshow", () => live.check());
  addEventListener("online", () => live.check());
  live.hide(document.hidden);
  live.connect();
}

begin().catch((/** @type {unknown} */ error) => {
  // Without its texts the page has only these words.
  document.body.textContent = "The page cannot be shown. Please load it again. 页面无法显示，请重新加载。";
  throw error;
});
