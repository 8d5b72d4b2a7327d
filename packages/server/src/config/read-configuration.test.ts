import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readConfiguration } from "./read-configuration.ts";

test('readConfiguration("") is all defaults: UTC, revenue with tax and shipping, five percent held out', () => {
  expect(readConfiguration("")).toEqual({
    business: {
      name: "",
      timeZone: "UTC",
      currency: null,
      ratesMicros: {},
      revenue: { includeTax: true, includeShipping: true },
      internalTraffic: [],
    },
    playbook: { holdout: 0.05, placements: {}, tactics: [] },
  });
});

const shop = `
business:
  name: Tea & Co
  timeZone: Europe/London
  currency: GBP
  rates: { USD: 0.79, EUR: 0.8512345 }
  revenue: { includeShipping: false }
  internalTraffic: [{ emailDomain: tea.example }]
holdout: 0.1
placements:
  home-hero:
    title: Top of the home page
    default: { content: { headline: Welcome }, items: { from: popular } }
tactics:
  welcome-back:
    placement: home-hero
    hypothesis: Who comes back wants to go on where they left.
    when: { visitor: returning }
    content: { headline: Welcome back }
    items: { from: recently-viewed, limit: 4 }
    schedule: { from: 2026-11-01, until: "2026-12-01 18:00" }
    priority: 10
    holdout: 0.2
    windowDays: 14
`;

test("readConfiguration(text) reads every field, rates as exact micros and days as UTC", () => {
  expect(readConfiguration(shop)).toEqual({
    business: {
      name: "Tea & Co",
      timeZone: "Europe/London",
      currency: "GBP",
      ratesMicros: { USD: 790_000, EUR: 851_235 },
      revenue: { includeTax: true, includeShipping: false },
      internalTraffic: [{ emailDomain: "tea.example" }],
    },
    playbook: {
      holdout: 0.1,
      placements: {
        "home-hero": {
          placementId: "home-hero",
          title: "Top of the home page",
          default: { content: { headline: "Welcome" }, items: { from: "popular", limit: 8 } },
        },
      },
      tactics: [
        {
          tacticId: "welcome-back",
          name: "welcome-back",
          placementId: "home-hero",
          hypothesis: "Who comes back wants to go on where they left.",
          when: { visitor: "returning" },
          content: { headline: "Welcome back" },
          items: { from: "recently-viewed", limit: 4 },
          schedule: { startsAt: Date.UTC(2026, 10, 1), endsAt: Date.UTC(2026, 11, 1, 18) },
          priority: 10,
          holdout: 0.2,
          windowDays: 14,
        },
      ],
    },
  });
});

test.each([
  ["tactic:\n  x: {}", "tactic", "did you mean `tactics`?"],
  ["business: { currencey: GBP }", "business.currencey", "did you mean `currency`?"],
  ["business: { timeZone: Europe/Lodnon }", "business.timeZone", "did you mean Europe/London?"],
  ["business: { currency: pounds }", "business.currency", "must look like EUR"],
  ["business: { rates: { usd: 1 } }", "business.rates.usd", "currency code"],
  ["business: { rates: { USD: -1 } }", "business.rates.USD", "more than 0"],
  ["holdout: 5", "holdout", "at most 1"],
  ["tactics: { a: { placement: home } }", "tactics.a.placement", "declared are: none"],
  ["placements: { home: {} }\ntactics: { a: { placement: hoem } }", "tactics.a.placement", "did you mean home?"],
  [
    "placements: { home: {} }\ntactics: { a: { placement: home, items: { from: popullar } } }",
    "tactics.a.items.from",
    "did you mean `popular`?",
  ],
  ["placements: { home: {} }\ntactics: { a: {} }", "tactics.a.placement", "missing"],
  ["placements: { home: {} }\ntactics: { __proto__: { placement: home } }", "tactics.__proto__", "another name"],
  ["placements: { home: { default: { content: &c { x: *c } } } }", "placements.home.default.content.x", "alias"],
  ["placements: { home: {} }\ntactics: { '': { placement: home } }", "tactics", "without a name"],
  [`segments: { ${"a".repeat(101)}: { when: { visitor: new } } }`, `segments.${"a".repeat(20)}…`, "at most 100"],
  ['placements: { "ho\\0me": {} }', "placements.ho?me", "control characters"],
  ["metrics: { a: { event: Signed Up, type: prodcut } }", "metrics.a.type", "did you mean `product`?"],
  [
    "placements: { home: {} }\ntactics: { a: { placement: home, items: { from: random } } }",
    "tactics.a.items.from",
    '"popular"',
  ],
  [
    "placements: { home: {} }\ntactics: { a: { placement: home, when: { visitor: new, trait: x } } }",
    "tactics.a.when",
    "exactly one",
  ],
  [
    "placements: { home: {} }\ntactics: { a: { placement: home, windowDays: 0 } }",
    "tactics.a.windowDays",
    "at least 1",
  ],
  [
    "placements: { home: {} }\ntactics: { a: { placement: home, schedule: { from: 2026-02-01, until: 2026-01-01 } } }",
    "tactics.a.schedule.until",
    "not after",
  ],
  [
    "placements: { home: {} }\ntactics: { a: { placement: home, schedule: { from: soon } } }",
    "tactics.a.schedule.from",
    "not a time",
  ],
])("readConfiguration(%j) names %s and says what to do", (text, path, hint) => {
  expect(() => readConfiguration(text)).toThrow(expect.objectContaining({ code: "bad-request", path }));
  expect(() => readConfiguration(text)).toThrow(hint);
});

test.each([
  ["hello world", "line 1", "is text or a number and no playbook; begin with a section such as `placements:`"],
  ["\u0000\u0001PK", "line 1", "no playbook"],
  ["# ours\n\n- a\n- b", "line 3", "is a list"],
  ["a: [", "line 1", "cannot be read as YAML"],
  ["placements:\n  hero: {}\nplacements: {}", "line 3", "(at `placements: {}`): Map keys must be unique"],
  ["placements:\n  hero: {}\n\ttitle: x", "line 3", "cannot be read as YAML"],
  ["holdout: 0\ntactics: *mine", "line 2", "no &mine stands before it"],
  ["holdout: 0\n---\nholdout: 1", "line 2", "second document"],
  ["placements:\n  ? { a: 1 }\n  : {}", "line 2", "where a name stands"],
  ['placements: { "ho\\uD800me": {} }', "placements.ho?me", "half a character"],
  ['placements: { "": {} }', "placements", "has an entry without a name"],
  ['"": {}', "", "has an entry without a name"],
  ["tactics: !!omap [a: 1]", "tactics", "YAML tag"],
  ["placements: { a: { default: { content: { n: .nan } } } }", "placements.a.default.content.n", "no number"],
  ["placements: { a: { default: { content: { n: [1, &l [*l]] } } } }", "placements.a.default.content.n[1][0]", "alias"],
  ["tactics: { 0: {} }", "tactics.0.placement", "missing"],
])("readConfiguration(%j) points at %s", (text, path, hint) => {
  expect(() => readConfiguration(text)).toThrow(expect.objectContaining({ code: "bad-request", path }));
  expect(() => readConfiguration(text)).toThrow(hint);
});

test.each([
  ["lists", `placements:\n  a: ${"[".repeat(255)}${"]".repeat(255)}`],
  ["objects", `placements:\n  a: ${"{b: ".repeat(5_000)}1${"}".repeat(5_000)}`],
])("%s that nest too deep to walk through are refused with their line", (_what, text) => {
  expect(() => readConfiguration(text)).toThrow("line 2 nests deeper than 256 levels");
});

test("readConfiguration(text) refuses YAML that is huge or explodes by aliases", () => {
  expect(() => readConfiguration(`# ${"x".repeat(2 * 1024 * 1024)}`)).toThrow("larger than");
  const lines = ["a0: &a0 [x, x]"];
  for (let i = 1; i < 30; i++) lines.push(`a${i}: &a${i} [*a${i - 1}, *a${i - 1}]`);
  expect(() => readConfiguration(lines.join("\n"))).toThrow(expect.objectContaining({ code: "bad-request" }));
});

test("examples/attune.yaml is valid", () => {
  const path = fileURLToPath(new URL("../../../../examples/attune.yaml", import.meta.url));
  expect(readConfiguration(readFileSync(path, "utf8")).playbook.tactics.length).toBeGreaterThan(1);
});
