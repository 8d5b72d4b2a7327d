import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { splitLeaveLast } from "../evaluate/split.ts";
import { createInteractionsBuilder } from "../recommend/interactions.ts";
import { trainPopularity } from "../recommend/popularity.ts";
import { auditFairness } from "./audit-fairness.ts";

/** 300 people of a large group like items of the big provider, 60 of a small one those of the small provider; popularity knows the big ones only. */
function shop() {
  const rng = createRng(3);
  const builder = createInteractionsBuilder();
  for (let person = 0; person < 360; person++) {
    const isLarge = person < 300;
    const items = new Set<number>();
    while (items.size < 6) items.add(Math.floor(20 * rng.uniform() ** 1.5));
    let at = 0;
    for (const item of items)
      builder.add(`${isLarge ? "L" : "S"}${person}`, `${isLarge ? "big" : "small"}${item}`, at++, 1);
  }
  return builder.finish().interactions;
}

describe("auditFairness", () => {
  const all = shop();
  const split = splitLeaveLast(all, false);
  const report = auditFairness({
    split,
    train: (data) => trainPopularity(data, { halfLifeMs: null }),
    itemGroupOf: (item) => (all.itemIds[item]!.startsWith("big") ? "big" : "small"),
    personGroupOf: (profile) => (all.profileIds[profile]!.startsWith("L") ? "large" : "minor"),
    population: new Map([
      ["large", 0.5],
      ["minor", 0.5],
    ]),
    cutOff: 5,
    excludeSeen: true,
    strength: 1,
    rng: createRng(1),
  });

  it("a provider whose items a sixth of the people want gets less than that, and boosts and floors give it more", () => {
    const share = (rows: { group: string; exposureShare: number }[]) =>
      rows.find(({ group }) => group === "small")?.exposureShare ?? 0;
    const { exposure, boosted, floored } = report.items!;
    expect(exposure.find(({ group }) => group === "small")?.interestShare).toBeCloseTo(60 / 360, 2);
    expect(share(exposure)).toBeLessThan(0.01);
    expect(boosted.boosts.small).toBeGreaterThan(1);
    expect(share(boosted.after)).toBeGreaterThan(share(exposure));
    expect(share(floored.after)).toBeGreaterThan(0.1);
    expect(floored.floors).toEqual([{ group: "small", leastShare: expect.closeTo(60 / 360, 2) }]);
  });

  it("half of the way asks boosts for half of the way, as near as the scores allow; no way leaves them alone", () => {
    const withStrength = (strength: number) =>
      auditFairness({
        split,
        train: (data) => trainPopularity(data, { halfLifeMs: null }),
        itemGroupOf: (item) => (Number(all.itemIds[item]!.replace(/\D/g, "")) % 2 === 0 ? "even" : "odd"),
        personGroupOf: null,
        population: null,
        cutOff: 5,
        excludeSeen: true,
        strength,
        rng: createRng(1),
      }).items!;
    expect(Object.values(withStrength(0).boosted.boosts)).toEqual([1, 1]);
    const { exposure, boosted } = withStrength(0.5);
    const even = exposure.find(({ group }) => group === "even")!;
    const half = (even.exposureShare + even.interestShare) / 2;
    const distance = (share: number) => Math.abs(share - half);
    expect(distance(boosted.after.find(({ group }) => group === "even")!.exposureShare)).toBeLessThan(
      distance(even.exposureShare),
    );
  });

  it("people of the small group are served worse beyond doubt; hearing them as the population asks helps them, and has its price", () => {
    const { representation, quality, reweighed } = report.people!;
    expect(representation[0]).toMatchObject({ group: "minor", populationShare: 0.5 });
    expect(representation[0]!.representation).toBeCloseTo(60 / 360 / 0.5, 2);
    expect(quality.gap).toMatchObject({ better: "large", worse: "minor" });
    const meanOf = (groups: typeof quality.groups) => {
      const found = groups.find(({ group }) => group === "minor")!.quality;
      return "mean" in found ? found.mean : Number.NaN;
    };
    expect(meanOf(quality.groups)).toBe(0);
    expect(meanOf(reweighed.quality.groups)).toBeGreaterThan(0.05);
    expect(reweighed.cost.betterShare).toBeGreaterThan(0);
  });

  it("without groups there is the quality alone", () => {
    const plain = auditFairness({
      split,
      train: (data) => trainPopularity(data, { halfLifeMs: null }),
      itemGroupOf: null,
      personGroupOf: null,
      population: null,
      cutOff: 5,
      excludeSeen: true,
      strength: 1,
      rng: createRng(1),
    });
    expect(plain).toEqual({ quality: report.quality, cases: report.cases, items: null, people: null });
  });
});
