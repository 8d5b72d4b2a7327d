import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { createInteractionsBuilder } from "../recommend/interactions.ts";
import { trainPopularity } from "../recommend/popularity.ts";
import { createScoreBoard } from "../recommend/score-board.ts";
import { constrainExposure } from "./constrain-exposure.ts";
import { auditRepresentation, repeatByWeight, reweigh } from "./group-weights.ts";
import { reportMitigation } from "./mitigation.ts";

/** Nine loud people of the city like tea, one of the land likes cake, once. */
const builder = createInteractionsBuilder();
for (let n = 0; n < 9; n++) for (let i = 0; i < 4; i++) builder.add(`city${n}`, `tea ${i}`, 1, 1);
builder.add("land", "cake", 1, 1);
const { interactions } = builder.finish();
const groupOf = (profile: number) => interactions.profileIds[profile]!.replace(/\d+$/, "");

describe("auditRepresentation", () => {
  it("one in ten people with one of 37 interactions is heard at 10/37 of its share", () => {
    const [land, city] = auditRepresentation(interactions, groupOf, null);
    expect(land).toMatchObject({ group: "land", peopleShare: 0.1, populationShare: null });
    expect(land!.representation).toBeCloseTo(10 / 37, 12);
    expect(city!.representation).toBeCloseTo((36 / 37) * (10 / 9), 12);
  });
});

describe("reweigh", () => {
  it("at full strength every group's interactions weigh what its people do", () => {
    const audit = auditRepresentation(interactions, groupOf, null);
    const { weight } = reweigh(interactions, audit, groupOf, 1);
    const total = weight.reduce((sum, value) => sum + value, 0);
    expect(weight.at(-1)! / total).toBeCloseTo(0.1, 6);
    expect([...reweigh(interactions, audit, groupOf, 0).weight]).toEqual([...interactions.weight]);
  });

  it("popularity hears it: cake, unheard before, overtakes each of the four teas with a population of halves", () => {
    const audit = auditRepresentation(
      interactions,
      groupOf,
      new Map([
        ["land", 0.5],
        ["city", 0.5],
      ]),
    );
    const scoreOf = (data: typeof interactions, item: string) => {
      const board = createScoreBoard(5);
      const nobody = { items: new Uint32Array(0), at: new Float64Array(0), nowAt: 2 };
      trainPopularity(data, { halfLifeMs: null }).score(nobody, board);
      return board.scoreOf(data.itemIndex.get(item)!);
    };
    expect(scoreOf(interactions, "cake")).toBeLessThan(scoreOf(interactions, "tea 0"));
    const weighed = reweigh(interactions, audit, groupOf, 1);
    expect(scoreOf(weighed, "cake")).toBeGreaterThan(scoreOf(weighed, "tea 0"));
  });
});

describe("repeatByWeight", () => {
  it("a weight of two is the row twice, of nothing none, of a half one time in two", () => {
    const twice = repeatByWeight(
      interactions,
      (profile) => (groupOf(profile) === "land" ? 2 : 0),
      () => 0.5,
    );
    expect([...twice.item].map((item) => twice.itemIds[item])).toEqual(["cake", "cake"]);
    expect(twice.profileIds.length).toBe(2);
    const halves = repeatByWeight(interactions, () => 0.5, createRng(1).uniform);
    expect(halves.profileIds.length).toBeGreaterThan(0);
    expect(halves.profileIds.length).toBeLessThan(10);
  });
});

/** Items 0 to 9 in order of relevance; from 7 on they are of the small provider. */
const ranked = Array.from({ length: 10 }, (_, item) => item);
const providerOf = (item: number) => (item >= 7 ? "small" : "big");

describe("constrainExposure", () => {
  it("without floors the order stays; with one the group has its share of the exposure at the end", () => {
    expect(constrainExposure(ranked, 5, [], providerOf)).toEqual([0, 1, 2, 3, 4]);
    const list = constrainExposure(ranked, 6, [{ group: "small", leastShare: 0.3 }], providerOf);
    const weight = (place: number) => 1 / Math.log2(place + 2);
    const total = list.reduce((sum, _, place) => sum + weight(place), 0);
    const small = list.reduce((sum, item, place) => sum + (providerOf(item) === "small" ? weight(place) : 0), 0);
    // Within half a place.
    expect(small / total).toBeGreaterThan(0.3 - weight(5) / total);
    expect(list.filter((item) => providerOf(item) === "small")).toEqual(
      [7, 8].slice(0, list.filter((i) => i >= 7).length),
    );
  });

  it("a floor that no candidate can meet gives what there is", () => {
    expect(constrainExposure([0, 1], 4, [{ group: "none", leastShare: 0.5 }], providerOf)).toEqual([0, 1]);
  });
});

describe("reportMitigation", () => {
  it("shows the group nearer to the interest in it, and the price in NDCG", () => {
    const counts = Uint32Array.from(ranked, () => 10);
    const cases = Array.from({ length: 50 }, (_, profile) => ({
      profile,
      targets: new Set([profile % 2 === 0 ? 0 : 1]),
      before: ranked.slice(0, 5),
      after: constrainExposure(ranked, 5, [{ group: "small", leastShare: 0.3 }], providerOf),
    }));
    const { before, after, cost } = reportMitigation(cases, counts, providerOf, createRng(1));
    const of = (audit: typeof before) => audit.find(({ group }) => group === "small")!;
    expect(of(before).exposureShare).toBe(0);
    expect(of(after).exposureShare).toBeGreaterThan(0.15);
    expect(cost.difference).toBeLessThanOrEqual(0);
  });
});
