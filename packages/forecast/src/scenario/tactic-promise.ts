import { createRng } from "@attune/math/rng";
import type { PromisedLift } from "@attune/model/scenario-launch";
import { distributionOf } from "./distribution.ts";
import type { Program, ScenarioPlan } from "./program.ts";
import { simulateDraws } from "./simulate-draws.ts";

/** The scenario with this tactic alone; undefined where it leaves it out. */
export function planOfTactic(plan: ScenarioPlan, tactic: number): ScenarioPlan | undefined {
  if (plan.doses[tactic] == null) return undefined;
  return {
    ...plan,
    doses: plan.doses.map((dose, t) => (t === tactic ? dose : null)),
    mix: plan.mix.map(() => 1),
    driverShifts: plan.driverShifts.map(() => 1),
  };
}

/**
 * What an experiment on this tactic should find among those whom it reaches, if the scenario is right: the relative lift of orders per visitor and of
 * revenue per visitor, at full effect (no delay, ramp or novelty), calibrated as the file says.
 */
export function tacticPromises(
  program: Program,
  plan: ScenarioPlan,
  tactic: number,
  { draws, seed }: { draws: number; seed: number },
): PromisedLift[] {
  const alone = planOfTactic(plan, tactic);
  if (alone === undefined) return [];
  const { conversion, orderValue } = simulateDraws(atFullEffect(program, tactic), alone, null, {
    draws,
    rng: createRng(seed),
  });
  const ratio = ({ base, scenario }: typeof conversion) => scenario.map((value, i) => value / base[i]!);
  const converted = ratio(conversion);
  const worth = ratio(orderValue);
  return [
    promiseOf(
      "conversion rate",
      converted.map((one) => one - 1),
    ),
    promiseOf(
      "revenue per visitor",
      converted.map((one, i) => one * worth[i]! - 1),
    ),
  ];
}

/** One month of the funnels that the tactic reaches, all of whose visitors meet it at once. */
function atFullEffect(program: Program, tactic: number): Program {
  const own = program.tactics[tactic]!;
  const kept = own.reaches.flatMap((reached, f) => (reached ? [f] : []));
  const quantities = program.quantities.map((quantity, slot) =>
    slot === own.reach ? { ...quantity, spread: { kind: "fixed" as const, center: 1 } } : quantity,
  );
  return {
    ...program,
    horizonMonths: 1,
    start: null,
    season: null,
    customers: null,
    acquisition: null,
    approaches: [],
    stresses: [],
    quantities,
    correlated: program.correlated.filter(({ slots }) => !slots.includes(own.reach)),
    funnels: kept.map((f) => program.funnels[f]!),
    tactics: program.tactics.map((one) => ({
      ...one,
      reaches: kept.map((f) => one.reaches[f]!),
      delayMonths: 0,
      rampMonths: 0,
      novelty: null,
    })),
  };
}

function promiseOf(metric: string, lifts: Float64Array): PromisedLift {
  const mean = lifts.reduce((sum, lift) => sum + lift, 0) / lifts.length;
  const variance = lifts.reduce((sum, lift) => sum + (lift - mean) ** 2, 0) / lifts.length;
  const { p10, p50, p90 } = distributionOf(lifts);
  return { metric, mean, standardDeviation: Math.sqrt(variance), p10, p50, p90 };
}
