import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { splitLeaveLast } from "../evaluate/split.ts";
import { createInteractionsBuilder } from "../recommend/interactions.ts";
import { trainPopularity } from "../recommend/popularity.ts";
import { trainSequentialRules } from "../recommend/sequential-rules.ts";
import { fallbackLists } from "./fallback-lists.ts";
import { defaultGate, judgeChallenger } from "./judge-challenger.ts";
import type { ModelCard } from "./model-card.ts";
import { qualityDrift } from "./quality-drift.ts";
import {
  admitModel,
  emptyRegistry,
  inService,
  promoteModel,
  registerModel,
  rollBack,
  speaksOfNext,
} from "./registry.ts";

const card = (modelId: string, parentId: string | null): ModelCard => ({
  modelId,
  name: "item-knn",
  parameters: { shrink: 10 },
  seed: "1",
  trainedAt: 1,
  data: { interactions: 10, profiles: 2, items: 5, fromAt: 0, toAt: 9, hash: "00" },
  metrics: { "ndcg@10": 0.1 },
  parentId,
  gate: null,
});
const serve = (modelId: string, sinceAt: number) => ({ slot: "home", modelId, sinceAt, reasons: ["passes"] });

describe("registry", () => {
  const two = registerModel(registerModel(emptyRegistry, card("a", null)), card("b", "a"));

  it("the last promoted serves; rolling back goes to the one before and strikes the failed one", () => {
    const served = promoteModel(promoteModel(two, serve("a", 1)), serve("b", 2));
    expect(inService(served, "home")).toMatchObject({ modelId: "b" });
    const back = rollBack(served, "home", 3, "clicks fell");
    expect(inService(back, "home")).toMatchObject({
      modelId: "a",
      sinceAt: 3,
      reasons: ["Rolled back from b: clicks fell"],
    });
    expect(() => rollBack(back, "home", 4, "again")).toThrow(/nothing to go back to/);
  });

  it("back to any that served: what came after it is struck, and cards stay", () => {
    const three = registerModel(two, card("c", "b"));
    const served = promoteModel(promoteModel(promoteModel(three, serve("a", 1)), serve("b", 2)), serve("c", 3));
    const back = rollBack(served, "home", 4, "all of it", "a");
    expect(back.service.map(({ modelId }) => modelId)).toEqual(["a", "a"]);
    expect(back.models.map(({ modelId }) => modelId)).toEqual(["a", "b", "c"]);
    expect(() => rollBack(served, "home", 4, "", "z")).toThrow(
      /z is no model that served home before; one can go back to a, b/,
    );
    expect(() => rollBack(served, "home", 4, "", "c")).toThrow(/one can go back to a, b/);
  });

  it("what did not pass serves lists of likeness, the newest of them, until one passes; then only what passes takes its place", () => {
    const first = admitModel(two, serve("a", 1), false);
    expect(inService(first, "home")).toMatchObject({ modelId: "a", only: "likeness" });
    expect(speaksOfNext(inService(first, "home"))).toBe(false);
    const second = admitModel(first, serve("b", 2), false);
    expect(inService(second, "home")).toMatchObject({ modelId: "b", only: "likeness" });
    const passed = admitModel(second, serve("a", 3), true);
    expect(inService(passed, "home")).toEqual(serve("a", 3));
    expect(admitModel(passed, serve("b", 4), false)).toBe(passed);
    expect(inService(rollBack(passed, "home", 5, "clicks fell"), "home")).toMatchObject({
      modelId: "b",
      only: "likeness",
    });
  });

  it("slots know nothing of each other", () => {
    const served = promoteModel(promoteModel(two, serve("a", 1)), { ...serve("b", 2), slot: "cart" });
    expect(inService(served, "home")).toMatchObject({ modelId: "a" });
    expect(inService(served, "listing")).toBeUndefined();
  });

  it("a card does not change, and only what is registered serves", () => {
    expect(() => registerModel(two, card("a", null))).toThrow(/already/);
    expect(() => promoteModel(two, serve("c", 1))).toThrow(/no model c/);
  });

  it("remembers twenty of a slot and forgets models that nothing remembers", () => {
    let registry = emptyRegistry;
    for (let n = 0; n < 150; n++)
      registry = promoteModel(registerModel(registry, card(`m${n}`, null)), serve(`m${n}`, n));
    expect(registry.service.length).toBe(20);
    expect(registry.models.length).toBe(100);
    expect(inService(registry, "home")).toMatchObject({ modelId: "m149" });
  });
});

/** Forty people walk round twenty items: what follows is certain, popularity knows nothing. */
const builder = createInteractionsBuilder();
for (let person = 0; person < 60; person++) {
  for (let step = 0; step < 4; step++) builder.add(`p${person}`, `i${(person + step) % 20}`, step, 1);
}
const walks = builder.finish().interactions;

describe("judgeChallenger", () => {
  const split = splitLeaveLast(walks, false);
  const popular = trainPopularity(split.train, { halfLifeMs: null });
  const rules = trainSequentialRules(split.train, {
    decay: 0.5,
    lastItems: 4,
    steps: 3,
    popularityPower: 0,
    neighborsPerItem: 10,
  });
  const options = { cutOff: 3, excludeSeen: true, rules: defaultGate, rng: createRng(1) };

  it("lets what knows more pass, with a ramp where most lists change, and says what share", () => {
    const report = judgeChallenger(popular, rules, split, options);
    expect(report).toMatchObject({ champion: "popularity", challenger: "sequential-rules", judgedBy: "ndcg@3" });
    expect(report.comparison.interval.lower).toBeGreaterThan(0);
    expect(report.verdict).toMatchObject({ passes: true, ramp: true });
    expect(report.verdict.reasons.at(-1)).toMatch(/% of people would see other items/);
  });

  it("the other way round it is refused", () => {
    expect(judgeChallenger(rules, popular, split, options).verdict.passes).toBe(false);
  });
});

describe("fallbackLists", () => {
  it("a segment's own trends, filled up with everybody's, heeding the placement", () => {
    const shop = createInteractionsBuilder();
    for (let n = 0; n < 9; n++) shop.add(`many${n}`, "tea", 1, 1);
    for (let n = 0; n < 5; n++) shop.add(`many${n}`, "cup", 1, 1);
    shop.add("few", "cake", 1, 1);
    const { interactions } = shop.finish();
    const lists = fallbackLists(interactions, {
      segmentsOf: (profile) => (interactions.profileIds[profile] === "few" ? ["sweet"] : []),
      placements: [
        { id: "home", allows: () => true },
        { id: "no-tea", allows: (item) => interactions.itemIds[item] !== "tea" },
      ],
      length: 2,
      halfLifeMs: 1,
    });
    expect(lists).toEqual([
      { segment: null, placement: "home", itemIds: ["tea", "cup"] },
      { segment: null, placement: "no-tea", itemIds: ["cup", "cake"] },
      { segment: "sweet", placement: "home", itemIds: ["cake", "tea"] },
      { segment: "sweet", placement: "no-tea", itemIds: ["cake", "cup"] },
    ]);
  });
});

describe("qualityDrift", () => {
  it("200 hits in 1,000 where 0.3 was promised fell beyond doubt: z = −0.1 / √(.16 / 999)", () => {
    const values = Float64Array.from({ length: 1_000 }, (_, i) => (i < 200 ? 1 : 0));
    expect(qualityDrift(0.3, values, 0.05)).toMatchObject({ observed: 0.2, fell: true });
    expect(qualityDrift(0.3, values, 0.05)).toHaveProperty("z", expect.closeTo(-0.1 / Math.sqrt(0.16 / 999), 6));
    expect(qualityDrift(0.2, values, 0)).toMatchObject({ fell: false });
    expect(qualityDrift(0.3, [1, 0], 0)).toMatchObject({ undetermined: { code: "too-few-cases" } });
  });
});
