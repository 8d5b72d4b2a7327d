import type { JsonObject } from "@attune/model/json";
import { describe, expect, it } from "vitest";
import type { ListAsk } from "./list-ask.ts";
import { askOf, fill, idsOf, now, touch } from "./small-shop.suite.ts";

describe("the shop's own wishes", () => {
  const rule = (changes: Partial<ListAsk["rules"][number]>) => ({
    ruleId: "r",
    name: "r",
    on: {},
    pins: [],
    boosts: [],
    hides: [],
    ...changes,
  });

  it("pins stand in their places, unless they cannot be shown", () => {
    const pins = [
      { itemId: "lamp", position: 1 },
      { itemId: "nowhere", position: 2 },
    ];
    const ask = askOf([touch("sofa")], { rules: [rule({ pins })] });
    expect(fill({ limit: 3 }, ask).items).toMatchObject([
      { itemId: "lamp", reason: "picked by the shop" },
      { itemId: "chair" },
      { itemId: "stool" },
    ]);
  });

  it("boosts lift, hides leave out, in all kinds of lists", () => {
    const boosts = [{ where: { brand: "Hard" }, factor: 2 }];
    expect(idsOf(fill({ limit: 2 }, askOf([touch("sofa")], { rules: [rule({ boosts })] })))).toEqual([
      "stool",
      "chair",
    ]);
    const hides = [{ category: "seats" }];
    for (const from of ["for-you", "popular", "similar-items"] as const) {
      const ask = askOf([touch("sofa")], { rules: [rule({ hides })] });
      expect(idsOf(fill({ from }, ask)).filter((itemId) => ["sofa", "chair", "stool"].includes(itemId))).toEqual([]);
    }
  });

  it("hold in their placements, categories, searches and days only", () => {
    const pins = [{ itemId: "lamp", position: 1 }];
    const first = (on: ListAsk["rules"][number]["on"], context: JsonObject, schedule = {}) =>
      idsOf(fill({ limit: 2 }, askOf([touch("sofa")], { context, rules: [rule({ pins, on, schedule })] })))[0];
    expect(first({ placements: ["row"] }, {})).toBe("lamp");
    expect(first({ placements: ["other"] }, {})).toBe("chair");
    expect(first({ categories: ["seats"] }, { category: "seats" })).toBe("lamp");
    expect(first({ categories: ["seats"] }, {})).toBe("chair");
    expect(first({ searches: ["garden chair"] }, { search: "Chair for the GARDEN" })).toBe("lamp");
    expect(first({ searches: ["garden chair"] }, { search: "chair" })).toBe("chair");
    expect(first({}, {}, { startsAt: now, endsAt: now + 1 })).toBe("lamp");
    expect(first({}, {}, { endsAt: now })).toBe("chair");
  });
});
