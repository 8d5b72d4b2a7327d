import { expect, it } from "vitest";
import { readConfiguration } from "../config/read-configuration.ts";
import { checkLimits } from "./check-limits.ts";

function findings(file: object) {
  const { playbook } = readConfiguration(JSON.stringify({ placements: { hero: {} }, ...file }));
  return checkLimits(playbook).map(({ severity, code, path }) => `${severity} ${code} ${path}`);
}

const many = (count: number, entry: object) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`n${i}`, entry]));

it.each([
  [{ tactics: { "sale/spring": { placement: "hero" } } }, ["error name-in-address tactics.sale/spring"]],
  [{ segments: { "a\\b": { when: { visitor: "new" } } } }, ["error name-in-address segments.a\\b"]],
  [{ placements: { "..": {} } }, ["error name-in-address placements..."]],
  [
    { tactics: { t: { placement: "hero", variants: { "1/2": {}, "2.5": {} } } } },
    ["error name-in-address tactics.t.variants.1/2"],
  ],
])("names in which addresses would see a path are refused: %j", (file, expected) => {
  expect(findings(file)).toEqual(expected);
});

it("a name is proposed in place of one that is refused", () => {
  const text = "placements: { hero: {} }\ntactics: { /sale//spring/: { placement: hero } }";
  const [finding] = checkLimits(readConfiguration(text).playbook);
  expect(finding?.message).toContain("write sale-spring.");
});

it("1,000 tactics and 100 offers are allowed, one more of each is not", () => {
  const file = (more: number) => ({
    tactics: many(1_000 + more, { placement: "hero" }),
    offers: many(100 + more, { discount: { percent: 5 } }),
  });
  expect(findings(file(0))).toEqual([]);
  expect(findings(file(1))).toEqual(["error too-many tactics", "error too-many offers"]);
});

it("content of more than 64 KiB and entries of more than 256 KiB are refused where they stand", () => {
  // {"text":"…"} is eleven bytes around the text; an é is two.
  const fits = { text: "é".repeat((64 * 1024 - 11) >> 1) };
  const large = { text: "x".repeat(64 * 1024 - 10) };
  expect(findings({ placements: { hero: { default: { content: fits } } } })).toEqual([]);
  expect(
    findings({
      placements: { hero: { default: { content: large } } },
      tactics: { t: { placement: "hero", content: fits, variants: { plain: {}, bold: { content: large } } } },
    }),
  ).toEqual([
    "error content-too-large placements.hero.default.content",
    "error content-too-large tactics.t.variants.bold.content",
  ]);
  const webhook = { channel: "webhook", payload: { text: "x".repeat(256 * 1024) } };
  expect(findings({ messages: { told: webhook } })).toEqual(["error too-large messages.told"]);
});
