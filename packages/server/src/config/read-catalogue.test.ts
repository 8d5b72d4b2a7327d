import { describe, expect, it } from "vitest";
import { readConfiguration } from "./read-configuration.ts";
import { writeConfiguration } from "./write-configuration.ts";

const rules = (text: string) =>
  `placements: { row: { default: { items: { from: popular, where: { brand: Acme }, withoutBoughtDays: 0, seen: keep, explore: 0.1 } } } }\ncatalogue:\n  rules:\n    week: ${text}\n`;

describe("the catalogue section of a playbook", () => {
  it("reads pins, boosts and hides with where and when they hold", () => {
    const text = rules(
      '{ on: { placement: row, category: [garden, terrace], search: "garden chair" }, pin: [a, { item: b, position: 5 }], boost: [{ brand: Acme, by: 2 }], hide: [{ item: [c, d] }], schedule: { from: 2026-11-27, until: 2026-12-01 } }',
    );
    const { playbook } = readConfiguration(text);
    expect(playbook.catalogue).toEqual({
      staleAfterHours: 48,
      rules: [
        {
          ruleId: "week",
          name: "week",
          on: { placements: ["row"], categories: ["garden", "terrace"], searches: ["garden chair"] },
          pins: [
            { itemId: "a", position: 1 },
            { itemId: "b", position: 5 },
          ],
          boosts: [{ where: { brand: "Acme" }, factor: 2 }],
          hides: [{ item: ["c", "d"] }],
          schedule: { startsAt: Date.UTC(2026, 10, 27), endsAt: Date.UTC(2026, 11, 1) },
        },
      ],
    });
    expect(playbook.placements.row?.default.items).toEqual({
      from: "popular",
      limit: 8,
      where: { brand: "Acme" },
      withoutBoughtDays: 0,
      seen: "keep",
      explore: 0.1,
    });
    expect(readConfiguration(writeConfiguration(readConfiguration(text))).playbook).toEqual(playbook);
  });

  it.each([
    ["{ pin: [a, { item: b, position: 1 }] }", "pins two items to place 1"],
    ["{ on: { placement: rwo }, pin: [a] }", "did you mean row"],
    ["{ name: nothing }", "needs `pin`, `boost` or `hide`"],
    ["{ boost: [{ by: 2 }] }", "needs a filter"],
    ["{ pin: [a], schedule: { from: 2026-12-01, until: 2026-11-01 } }", "not after"],
    ["{ pin: [a], schedule: { from: soon } }", "is not a time"],
    ["{ hide: [{ colour: red }] }", "colour"],
    ["{ boost: [{ brand: Acme, by: 0 }] }", "by"],
  ])("refuses %s, with the path", (text, told) => {
    expect(() => readConfiguration(rules(text))).toThrow(told);
    expect(() => readConfiguration(rules(text))).toThrow("catalogue.rules.week");
  });
});
