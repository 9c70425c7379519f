import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import { LANGUAGES, chooseLanguage, durationParts, fill } from "../../../web/i18n.js";
import { themeFor } from "../../../web/theme.js";
import { formatRoute, mendedRoute, parseRoute } from "../../../web/route.js";

const web = new URL("../../../web/", import.meta.url);
const load = (language) => JSON.parse(readFileSync(new URL(`locales/${language}.json`, web), "utf8"));
const en = load("en");

/** The page's own source, without what is vendored. */
const source = ["", "components/"].flatMap((dir) => readdirSync(new URL(dir, web))
  .filter((name) => name.endsWith(".js"))
  .map((name) => readFileSync(new URL(dir + name, web), "utf8"))).join("\n");

for (const language of Object.keys(LANGUAGES)) {
  test(`${language} has every text`, () => assert.deepEqual(Object.keys(load(language)), Object.keys(en)));
}

// Keys in the source: whole ones, and beginnings of those that end in a name from the server or a choice.
const literal = [...source.matchAll(/\bt\("([^"]+)"/g)].map((m) => m[1]);
const prefixes = [...source.matchAll(/`([a-z]+\.)\$\{[^}]+\}([a-z_]*)`/g)].map((m) => ({ start: m[1], end: m[2] }));

test("every text that the page asks for exists", () => {
  assert.ok(literal.length > 30 && prefixes.length > 5);
  assert.deepEqual(literal.filter((key) => !(key in en)), []);
  for (const { start, end } of prefixes) {
    assert.ok(Object.keys(en).some((k) => k.startsWith(start) && k.endsWith(end)), `${start}*${end}`);
  }
});

test("every text is used", () => {
  const used = (key) => literal.includes(key)
    || prefixes.some(({ start, end }) => key.startsWith(start) && key.endsWith(end));
  assert.deepEqual(Object.keys(en).filter((key) => !used(key)), []);
});

test("names of the server have words", () => {
  for (const name of ["connecting", "warming", "lost", "frozen", "black", "covered", "defocused", "moved"]) {
    assert.ok(en[`condition.${name}`], name);
  }
  const verdict = readFileSync(new URL("../../../verdict.go", import.meta.url), "utf8");
  const reasons = [...verdict.matchAll(/Reason = "(\w+)"/g)].map((m) => m[1]);
  assert.ok(reasons.length > 8);
  for (const reason of reasons) assert.ok(en[`reason.${reason}`], reason);
  const errors = readFileSync(new URL("../../../error.go", import.meta.url), "utf8");
  const codes = [...errors.matchAll(/Code = "(\w+)"/g)].map((m) => m[1]);
  assert.ok(codes.length > 8);
  for (const code of codes) assert.ok(en[`error.${code}`], code);
});

test("the language is the one chosen, else the browser's first that there is", () => {
  assert.equal(chooseLanguage(null, ["de-AT", "zh-Hant-TW", "en"]), "zh-CN");
  assert.equal(chooseLanguage(null, ["en-GB", "zh"]), "en");
  assert.equal(chooseLanguage("zh-CN", ["en"]), "zh-CN");
  assert.equal(chooseLanguage("tlh", ["fr"]), "en");
  assert.equal(chooseLanguage(null, []), "en");
});

test("values are put into sentences", () => {
  assert.equal(fill("{a} of {b}, {c}", { a: 1, b: "$&" }), "1 of $&, {c}");
});

test("durations are in their largest units", () => {
  const cases = [
    [-5, [[0, "second"]]], [999, [[0, "second"]]], [59_999, [[59, "second"]]], [60_000, [[1, "minute"]]],
    [3_599_000, [[59, "minute"]]], [3_600_000, [[1, "hour"]]], [7_500_000, [[2, "hour"], [5, "minute"]]],
    [86_400_000, [[1, "day"]]], [90_000_000, [[1, "day"], [1, "hour"]]],
  ];
  for (const [ms, want] of cases) assert.deepEqual(durationParts(ms), want, String(ms));
});

test("Live is dark unless somebody chose", () => {
  assert.equal(themeFor("auto", "live", false), "dark");
  assert.equal(themeFor("auto", "history", false), "light");
  assert.equal(themeFor("auto", "history", true), "dark");
  assert.equal(themeFor("light", "live", true), "light");
});

test("addresses go there and back", () => {
  for (const hash of ["#/live", "#/live/front-door", "#/history", "#/history?camera=door&at=1700000000123456"]) {
    assert.equal(formatRoute(parseRoute(hash)), hash);
  }
  for (const odd of ["", "#", "#/", "#/nowhere", "#/live/%", "#/settings"]) assert.equal(parseRoute(odd).place, "live");
  for (const odd of ["#/nonsense", "#/nonsense/door", "#/live/%", "#live"]) assert.equal(mendedRoute(odd), "#/live");
  assert.equal(mendedRoute("#/history?at=x"), "#/history");
  for (const fine of ["", "#/live/door", "#/history?camera=door&at=1700000000123456"]) {
    assert.equal(mendedRoute(fine), null);
  }
  assert.equal(parseRoute("#/history?at=x").at, null);
  assert.equal(parseRoute("#/history?at=-5").at, null);
});
