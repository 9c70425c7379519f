// Words in the reader's language, and times, durations and numbers as that language writes them.

/** @import { ReactiveController, ReactiveControllerHost } from "./vendor/lit.js" */
/** @typedef {keyof typeof import("./locales/en.json")} Key */

/** The languages, each under its own name. */
export const LANGUAGES = Object.freeze({ en: "English", "zh-CN": "中文" });

/** @typedef {keyof typeof LANGUAGES} Language */

const STORED = "rtm2.language";

/**
 * The language to begin with: the one chosen before, else the first of the browser's that there is.
 *
 * @param {string | null} stored
 * @param {readonly string[]} preferred
 * @returns {Language}
 */
export function chooseLanguage(stored, preferred) {
  for (const tag of stored ? [stored, ...preferred] : preferred) {
    const primary = tag.toLowerCase().split("-")[0];
    if (primary === "zh") return "zh-CN";
    if (primary === "en") return "en";
  }
  return "en";
}

/**
 * Puts values into a sentence's {braces}.
 *
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

class Words {
  /** @type {Language} */
  language = "en";
  /** @type {Record<string, string>} */
  #texts = {};
  #locale = "en";
  /** @type {Map<string, any>} */
  #formats = new Map();
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** Loads the language to begin with. */
  async begin() {
    await this.#load(chooseLanguage(localStorage.getItem(STORED), navigator.languages));
  }

  /** Changes the language and remembers it. @param {Language} language */
  async change(language) {
    await this.#load(language);
    localStorage.setItem(STORED, language);
  }

  /** @param {() => void} listener @returns {() => void} takes it off */
  onChange(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param {Key} key @param {Record<string, string | number>} [values] @returns {string} */
  text(key, values = {}) {
    return fill(this.#texts[key] ?? key, values);
  }

  /** Whether there is a text: for names that come from the server. @param {string} key @returns {key is Key} */
  has(key) {
    return key in this.#texts;
  }

  /** A length of time in its one or two largest units: "12 min", "2 hr 5 min". @param {number} ms */
  duration(ms) {
    return durationParts(ms)
      .map(([value, unit]) => this.#number({ style: "unit", unit, unitDisplay: "short" }, this.language).format(value))
      .join(this.language === "zh-CN" ? "" : " ");
  }

  /** Hours, minutes and seconds. @param {number} us */
  clock(us) {
    return this.#time({ hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(us / 1000);
  }

  /** Date and time with zone. @param {number} us */
  moment(us) {
    return this.#time({
      year: "numeric", month: "short", day: "numeric",
      hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short",
    }).format(us / 1000);
  }

  /** Date, hour and minute where the day is not today's; hour, minute and second where it is. @param {number} us */
  brief(us) {
    const day = new Date(us / 1000);
    if (day.toDateString() === new Date().toDateString()) return this.clock(us);
    return this.#time({ month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }).format(day);
  }

  /** @param {number} us @param {Intl.DateTimeFormatOptions} options */
  tick(us, options) {
    return this.#time(options).format(us / 1000);
  }

  /** The local zone's short name. @param {number} us */
  zone(us) {
    const parts = this.#time({ timeZoneName: "short" }).formatToParts(us / 1000);
    return parts.find((p) => p.type === "timeZoneName")?.value ?? "";
  }

  /** @param {number} share 0 to 1 */
  percent(share) {
    return this.#number({ style: "percent", maximumFractionDigits: 0 }).format(share);
  }

  /** @param {number} n */
  count(n) {
    return this.#number({ maximumFractionDigits: 1 }).format(n);
  }

  /** @param {Language} language */
  async #load(language) {
    const response = await fetch(new URL(`./locales/${language}.json`, import.meta.url));
    if (!response.ok) throw new Error(`the texts in ${language} cannot be loaded: ${response.status}`);
    this.#texts = await response.json();
    this.language = language;
    // The reader's own region, where it goes with the language: it decides between 8:05 PM and 20:05.
    const [primary = language] = language.split("-");
    this.#locale = navigator.languages.find((l) => l.toLowerCase().split("-")[0] === primary) ?? language;
    this.#formats.clear();
    document.documentElement.lang = language;
    for (const listener of this.#listeners) listener();
  }

  /** @param {Intl.DateTimeFormatOptions} options @returns {Intl.DateTimeFormat} */
  #time(options) {
    return this.#format("t", options, () => new Intl.DateTimeFormat(this.#locale, options));
  }

  /** @param {Intl.NumberFormatOptions} options @param {string} locale @returns {Intl.NumberFormat} */
  #number(options, locale = this.#locale) {
    return this.#format("n", options, () => new Intl.NumberFormat(locale, options));
  }

  /** @param {string} kind @param {object} options @param {() => any} make */
  #format(kind, options, make) {
    const key = kind + JSON.stringify(options);
    const format = this.#formats.get(key) ?? make();
    this.#formats.set(key, format);
    return format;
  }
}

/**
 * @param {number} ms
 * @returns {[number, "day" | "hour" | "minute" | "second"][]}
 */
export function durationParts(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return [[seconds, "second"]];
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return [[minutes, "minute"]];
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? [[hours, "hour"], [minutes % 60, "minute"]] : [[hours, "hour"]];
  const days = Math.floor(hours / 24);
  return hours % 24 ? [[days, "day"], [hours % 24, "hour"]] : [[days, "day"]];
}

/** The page's words: one language at a time. */
export const words = new Words();

/** @param {Key} key @param {Record<string, string | number>} [values] */
export const t = (key, values) => words.text(key, values);

/**
 * Renders a component anew when the language changes.
 *
 * @implements {ReactiveController}
 */
export class Localized {
  #host;
  #off = () => {};

  /** @param {ReactiveControllerHost} host */
  constructor(host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected() {
    this.#off = words.onChange(() => this.#host.requestUpdate());
  }

  hostDisconnected() {
    this.#off();
  }
}
