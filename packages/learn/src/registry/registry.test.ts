import { describe, expect, it } from "vitest";
import { createInteractionsBuilder, itemCounts } from "../recommend/interactions.ts";
import { trainPopularity } from "../recommend/popularity.ts";
import { trainSequentialRules } from "../recommend/sequential-rules.ts";
import { compareLists } from "./compare-lists.ts";
import { judgeReplacement } from "./gate.ts";
import { summarizeData } from "./model-card.ts";
import { populationStability } from "./population-stability.ts";

function walks(extra: number) {
  const builder = createInteractionsBuilder();
  for (let person = 0; person < 40; person++) {
    for (let step = 0; step < 4; step++) builder.add(`p${person}`, `i${(person + step) % 20}`, step, 1);
  }
  for (let i = 0; i < extra; i++) builder.add("last", `i${i}`, 9, 1);
  return builder.finish().interactions;
}

const data = walks(0);
const histories = data.profileIds.map((_, p) => ({
  items: data.item.subarray(data.rowStart[p]!, data.rowStart[p + 1]!),
  at: data.at.subarray(data.rowStart[p]!, data.rowStart[p + 1]!),
  nowAt: 10,
}));
const popular = trainPopularity(data, { halfLifeMs: null });
const rules = trainSequentialRules(data, {
  decay: 0.5,
  lastItems: 4,
  steps: 3,
  popularityPower: 0,
  neighborsPerItem: 10,
});
const gate = { tolerance: 0.002, noveltyLoss: 0.5, breadthShare: 0.8, rampAbove: 0.3 };
const better = { difference: 0.01, interval: { lower: 0.001, upper: 0.02 }, betterShare: 0.4, worseShare: 0.3 };

describe("summarizeData", () => {
  it("the same rows have the same hash, one row more has another", () => {
    expect(summarizeData(walks(0)).hash).toBe(summarizeData(data).hash);
    expect(summarizeData(walks(1)).hash).not.toBe(summarizeData(data).hash);
    expect(summarizeData(data)).toMatchObject({ interactions: 160, profiles: 40, items: 20, fromAt: 0, toAt: 3 });
  });
});

describe("compareLists", () => {
  it("a model compared with itself changes nothing", () => {
    const change = compareLists(rules, rules, histories, 3, data, itemCounts(data));
    expect(change).toMatchObject({ people: 40, changedShare: 0, meanOverlap: 1, movers: [] });
    expect(change.noveltyBefore).toBe(change.noveltyAfter);
  });

  it("from everybody's list to each one's own: most lists change, more items are shown", () => {
    const change = compareLists(popular, rules, histories, 3, data, itemCounts(data));
    expect(change.changedShare).toBeGreaterThan(0.6);
    expect(change.itemsAfter).toBe(20);
    expect(change.itemsBefore).toBeLessThan(10);
    expect(change.movers.reduce((sum, { change: by }) => sum + by, 0)).toBeLessThanOrEqual(3);
  });
});

describe("judgeReplacement", () => {
  it("lets a better model that changes most lists pass, in steps", () => {
    const verdict = judgeReplacement(better, compareLists(popular, rules, histories, 3, data, itemCounts(data)), gate);
    expect(verdict).toMatchObject({ passes: true, ramp: true });
    expect(verdict.reasons.at(-1)).toMatch(/% of people would see other items/);
  });

  it("refuses one that narrows what is shown, however much better", () => {
    const verdict = judgeReplacement(better, compareLists(rules, popular, histories, 3, data, itemCounts(data)), gate);
    expect(verdict.passes).toBe(false);
    expect(verdict.reasons[0]).toMatch(/different items/);
  });

  it("refuses one that may be worse than is allowed", () => {
    const worse = { ...better, interval: { lower: -0.01, upper: 0.02 } };
    expect(judgeReplacement(worse, compareLists(rules, rules, histories, 3, data, itemCounts(data)), gate).passes).toBe(
      false,
    );
  });
});

describe("populationStability", () => {
  it("two bins worked by hand: 50/50 against 60/40 is 0.1 ln 1.2 − 0.1 ln 0.8", () => {
    expect(populationStability([50, 50], [60, 40])).toBeCloseTo(0.1 * Math.log(1.2) - 0.1 * Math.log(0.8), 12);
  });

  it("is zero for equal shares, finite for an empty bin, undetermined without data", () => {
    expect(populationStability([1, 3], [10, 30])).toBeCloseTo(0, 12);
    expect(populationStability([0, 100], [50, 50])).toBeGreaterThan(0.25);
    expect(populationStability([0, 0], [1, 1])).toMatchObject({ undetermined: { code: "no-data" } });
  });
});
