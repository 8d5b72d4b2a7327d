import { createRng } from "@attune/math/rng";
import type { PrioritiesReport, PriorityItem } from "@attune/model/priorities-report";
import { isUndetermined, undetermined } from "@attune/model/undetermined";
import { bestWithinBudget } from "../economics/best-within-budget.ts";
import { perfectInformationValue, sampleInformationValue } from "../economics/value-of-information.ts";
import { distributionOf, shareOf } from "./distribution.ts";
import { amountIn } from "./money-words.ts";
import type { Outcomes } from "./outcomes.ts";
import type { Program, ScenarioPlan } from "./program.ts";
import { simulateDraws } from "./simulate-draws.ts";

const TEST_DAYS = 28;
const DAYS_OF_MONTH = 30.4375;
const HALF = 0.5;

/**
 * Tactics, gaps and tests by expected margin per cost, each alone at the dose it was measured at, and what a budget buys of them. The platform's and the team's
 * own costs are left out: they are paid whichever tactic comes first.
 */
export function prioritize(
  program: Program,
  { draws, seed, budget }: { draws: number; seed: number; budget: number | null },
): PrioritiesReport {
  const bare: Program = { ...program, costs: { ...program.costs, lines: [] }, approaches: [] };
  const found = program.tactics.flatMap((tactic, t) => {
    const plan = planOfOne(program, t);
    const outcomes = simulateDraws(bare, plan, null, { draws, rng: createRng(seed) });
    return [tacticItem(tactic, outcomes, program.currency), testItem(program, t, outcomes)];
  });
  const ranked = found.toSorted((x, y) => worthPerCost(y) - worthPerCost(x));
  const limit = budget ?? program.budget;
  const bought =
    limit === null
      ? null
      : bestWithinBudget(
          ranked.map(({ cost, expectedMargin }) => ({ cost, value: expectedMargin - cost })),
          limit,
        );
  const items = ranked.map((item, i) => ({
    ...item,
    rank: i + 1,
    chosen: bought === null ? null : bought.includes(i),
  }));
  const chosen = items.filter((item) => item.chosen === true);
  return {
    schema: "attune.forecast.priorities/1",
    name: program.name,
    currency: program.currency,
    horizonMonths: program.horizonMonths,
    draws,
    budget: limit,
    items,
    chosen:
      limit === null
        ? null
        : {
            ids: chosen.map(({ id }) => id),
            cost: chosen.reduce((sum, { cost }) => sum + cost, 0),
            expectedValue: chosen.reduce((sum, { expectedMargin, cost }) => sum + expectedMargin - cost, 0),
          },
    notes: notesOf(program, items),
  };
}

function planOfOne({ tactics, funnels, drivers }: Program, only: number): ScenarioPlan {
  const { id, name } = tactics[only]!;
  return {
    id,
    name,
    doses: tactics.map((_, t) => (t === only ? { intensity: 1, frequency: 1 } : null)),
    mix: funnels.map(() => 1),
    driverShifts: drivers.map(() => 1),
  };
}

type Found = Omit<PriorityItem, "rank" | "chosen">;

function tacticItem(
  { id, name, kind }: Program["tactics"][number],
  outcomes: Outcomes,
  currency: string | null,
): Found {
  const amount = amountIn(currency);
  const cost = distributionOf(outcomes.programSpent).mean;
  const npv = distributionOf(outcomes.npv);
  const expectedMargin = npv.mean + cost;
  const probabilityOfLoss = shareOf(outcomes.npv, (value) => value < 0);
  const perfectInformation = perfectInformationValue(outcomes.npv);
  return {
    id,
    kind,
    name,
    cost,
    expectedMargin,
    perCost: perCostOf(expectedMargin, cost),
    npv,
    probabilityOfLoss,
    perfectInformation,
    why: `${expectedMargin < 0 ? "Takes away" : "Brings"} ${amount(expectedMargin)} of margin and costs ${amount(cost)}; it loses money in ${Math.round(100 * probabilityOfLoss)} % of the draws.`,
  };
}

/** Half of those whom the tactic reaches, for four weeks: what that tells before launching to everyone, and the margin that those who wait do not bring. */
function testItem(program: Program, t: number, outcomes: Outcomes): Found {
  const { id, name, reaches } = program.tactics[t]!;
  const center = (slot: number) => program.quantities[slot]!.spread.center;
  let [visitors, orders] = [0, 0];
  program.funnels.forEach((funnel, f) => {
    if (reaches[f] !== true) return;
    const own = center(funnel.visitors);
    visitors += own;
    orders += own * funnel.stages.reduce((rate, { slot }) => rate * center(slot), 1);
  });
  const people = (visitors * TEST_DAYS) / DAYS_OF_MONTH;
  const baseline = visitors === 0 ? 0 : orders / visitors;
  const everyone = program.funnels.reduce(
    (sum, { visitors: own, stages }) => sum + center(own) * stages.reduce((rate, { slot }) => rate * center(slot), 1),
    0,
  );
  // The lift of those reached; the outcomes have that of all visitors.
  const lifts = outcomes.conversion.scenario.map(
    (rate, i) => ((rate / outcomes.conversion.base[i]! - 1) * everyone) / orders,
  );
  const standardError = Math.sqrt(((1 - baseline) / baseline / people) * (1 / HALF + 1 / (1 - HALF)));
  const value =
    people > 0 && baseline > 0 ? sampleInformationValue({ value: outcomes.npv, measured: lifts, standardError }) : 0;
  const amount = amountIn(program.currency);
  const monthlyMargin = distributionOf(outcomes.marginGain).mean / program.horizonMonths;
  const cost = Math.max(0, monthlyMargin * (TEST_DAYS / DAYS_OF_MONTH) * HALF);
  return {
    id: `test-${id}`,
    kind: "test",
    name: `Test of ${name}`,
    cost,
    expectedMargin: value,
    perCost: perCostOf(value, cost),
    people: Math.round(people),
    days: TEST_DAYS,
    why:
      value > cost
        ? `Could turn the decision: knowing more is worth ${amount(value)}, waiting costs ${amount(cost)}.`
        : `Would hardly turn the decision: knowing more is worth ${amount(value)}, waiting costs ${amount(cost)}.`,
  };
}

function perCostOf(margin: number, cost: number): PriorityItem["perCost"] {
  if (cost > 0) return margin / cost;
  return undetermined("no-cost", "The file states no cost for it.");
}

/** For ranking: what is free and brings something comes first, what is free and brings nothing last. */
function worthPerCost({ perCost, expectedMargin }: Found): number {
  if (!isUndetermined(perCost)) return perCost;
  return expectedMargin > 0 ? Number.MAX_VALUE : -Number.MAX_VALUE;
}

function notesOf({ tactics, interactions }: Program, items: readonly PriorityItem[]): string[] {
  const free = items.filter(({ kind, cost }) => kind !== "test" && cost === 0).map(({ id }) => `tactics.${id}.cost`);
  return [
    "Each is taken alone; platform, engineering, training and upkeep are left out, since they are paid whichever comes first.",
    ...(interactions.length === 0 || tactics.length < 2
      ? []
      : ["Tactics that overlap bring less together than the sum of their lines."]),
    ...(free.length === 0 ? [] : [`No cost is stated for ${free.join(", ")}: their order says little.`]),
  ];
}
