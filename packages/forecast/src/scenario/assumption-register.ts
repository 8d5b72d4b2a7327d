import type { ScenarioAssumption } from "@attune/model/scenario-report";
import { createScenarioWorld } from "../funnel/scenario-world.ts";
import { centralColumns, uncertainSlots } from "./columns.ts";
import type { Program } from "./program.ts";
import { rangeOf } from "./quantity.ts";
import { quantityName } from "./quantity-name.ts";

/** Every number that someone has to stand for: what is uncertain, and what says where it comes from. */
export function assumptionRegister(program: Program): ScenarioAssumption[] {
  const uncertain = new Set(uncertainSlots(program));
  return program.quantities.flatMap(({ path, spread, evidence, source, owner, asOf }, slot) =>
    uncertain.has(slot) || (!path.startsWith("approaches.") && (evidence ?? source ?? owner ?? asOf) !== null)
      ? [{ path, ...rangeOf(spread), evidence, source, owner: owner ?? program.owner, asOf }]
      : [],
  );
}

/** What a reader of the report must know before believing it. */
export function scenarioWarnings(program: Program): string[] {
  const labels = program.funnels.map(({ label }) => label);
  const namesOf = (some: typeof lifts) => some.map(({ path }) => quantityName(path, labels)).join("; ");
  const lifts = program.tactics.flatMap(({ lifts: own }) => own.map(({ slot }) => program.quantities[slot]!));
  const stated = lifts.filter(({ evidence }) => evidence === "E" || evidence === "D");
  const huge = lifts.filter(({ path, spread }) => !path.endsWith(".churn") && spread.center > 1);
  const exact = lifts.filter(({ spread }) => spread.kind === "fixed");
  return [
    ...(stated.length === 0
      ? []
      : [`${stated.length} of ${lifts.length} lifts rest on no experiment (grade D or E): ${namesOf(stated)}.`]),
    ...huge.map(
      ({ path, spread }) =>
        `${path} is ${Number(spread.center.toPrecision(3))}, which more than doubles what it acts on: a lift of 5 % is written 0.05.`,
    ),
    ...(exact.length === 0 ? [] : [`Lifts given without a range are taken as exact: ${namesOf(exact)}.`]),
    ...(program.customers === null
      ? ["Without baseline.customers, customers won do not come back, and lifetime value is not known."]
      : []),
    ...rateWarnings(program),
  ];
}

/** Stages whose rate would rise above 1 in the central case; the simulation holds it at 1. */
function rateWarnings(program: Program): string[] {
  const columns = centralColumns(program, 1);
  const weights = program.tactics.map(() => 1);
  return program.plans.flatMap((plan) => {
    const { world, advance } = createScenarioWorld(program, plan, columns, 1, weights);
    for (let month = 1; month <= program.horizonMonths; month++) advance(month);
    return world.funnels.flatMap(({ rates }, f) =>
      rates.flatMap((rate, s) => {
        const { name } = program.funnels[f]!.stages[s]!;
        const before = columns[program.funnels[f]!.stages[s]!.slot]![0]!;
        return rate[0] === 1 && before < 1
          ? [
              `In ${plan.name}, ${name} of ${program.funnels[f]!.label} is held at 1: its lifts would bring more than everyone on.`,
            ]
          : [];
      }),
    );
  });
}
