import { compileScenario } from "@attune/forecast/scenario/compile-scenario";
import { runScenario } from "@attune/forecast/scenario/run-scenario";
import type { ScenarioFile } from "@attune/model/scenario-file";
import { expect, test } from "vitest";
import { moveQuantity, standsIn, stepsOf } from "./move-quantity.ts";

const file: ScenarioFile = {
  name: "A small shop",
  horizonMonths: 12,
  costs: { platform: { perYear: 1_000 }, engineering: 0, training: 0, upkeep: 0 },
  baseline: {
    funnels: [
      { visitorsPerMonth: 1_000, stages: { order: { successes: 50, trials: 1_000 } }, orderValue: 40, marginRate: 0.5 },
    ],
  },
  tactics: { lists: { lifts: { order: { value: 0.1, low: 0, high: 0.2, evidence: "E", source: "a guess" } } } },
};
const assumptionsOf = (one: ScenarioFile) =>
  runScenario(compileScenario(one), { draws: 100, seed: 1, sobolPoints: 0 }).assumptions;
const named = (path: string) => assumptionsOf(file).find((one) => one.path === path)!;

test("a number moves, its spread in proportion, and what is said of it stays", () => {
  const moved = moveQuantity(file, named("tactics.lists.lifts.order"), 0.05);
  expect(moved.tactics.lists?.lifts.order).toMatchObject({
    value: 0.05,
    low: 0,
    high: expect.closeTo(0.1, 9),
    evidence: "E",
    source: "a guess",
  });
  expect(file.tactics.lists?.lifts.order).toMatchObject({ value: 0.1 });
});

test("every number of a register can be moved, and the file is a scenario still", () => {
  for (const assumption of assumptionsOf(file)) {
    const to = assumption.center === 0 ? 0.01 : assumption.center * 1.2;
    const moved = assumptionsOf(moveQuantity(file, assumption, to)).find(({ path }) => path === assumption.path);
    expect(moved?.center, assumption.path).toBeCloseTo(to, 6);
  }
});

test("a path is read into steps", () => {
  expect(stepsOf("baseline.funnels[1].stages.Product Viewed")).toEqual([
    "baseline",
    "funnels",
    1,
    "stages",
    "Product Viewed",
  ]);
});

test("what only a template says does not stand in the file", () => {
  expect(standsIn(file, "tactics.lists.lifts.order")).toBe(true);
  expect(standsIn(file, "baseline.funnels[0].stages.order")).toBe(true);
  expect(standsIn(file, "costs.usage[0].price")).toBe(false);
});
