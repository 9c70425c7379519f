// Dark or light. Unless somebody has chosen, Live is dark and the rest follows the system.

/** @typedef {"auto" | "dark" | "light"} ThemeChoice */

const STORED = "rtm2.theme";

/** @type {readonly ThemeChoice[]} */
export const CHOICES = Object.freeze(["auto", "dark", "light"]);

/**
 * @param {ThemeChoice} choice
 * @param {string} place
 * @param {boolean} systemDark
 * @returns {"dark" | "light"}
 */
export function themeFor(choice, place, systemDark) {
  if (choice !== "auto") return choice;
  return place === "live" || systemDark ? "dark" : "light";
}

export class Theme {
  /** @type {ThemeChoice} */
  choice;
  #place = "live";
  #system = matchMedia("(prefers-color-scheme: dark)");
  /** @type {Set<() => void>} */
  #listeners = new Set();

  constructor() {
    const stored = localStorage.getItem(STORED);
    this.choice = CHOICES.find((c) => c === stored) ?? "auto";
    this.#system.addEventListener("change", () => this.#apply());
  }

  /** @param {() => void} listener is called after the colours have changed */
  onChange(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param {string} place */
  enter(place) {
    this.#place = place;
    this.#apply();
  }

  /** Goes on to the next choice and remembers it. */
  next() {
    this.choice = CHOICES[(CHOICES.indexOf(this.choice) + 1) % CHOICES.length] ?? "auto";
    localStorage.setItem(STORED, this.choice);
    this.#apply();
  }

  #apply() {
    const root = document.documentElement;
    const theme = themeFor(this.choice, this.#place, this.#system.matches);
    if (root.dataset.theme === theme) return;
    root.dataset.theme = theme;
    const background = getComputedStyle(root).getPropertyValue("--bg").trim();
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", background);
    for (const listener of this.#listeners) listener();
  }
}
