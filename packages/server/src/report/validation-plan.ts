import type { Program, ScenarioPlan } from "@attune/forecast/scenario/program";
import { minimumDetectableEffect } from "@attune/measure/experiment/power";
import { powerPlan } from "@attune/measure/experiment/power-plan";
import type { ScenarioReport, ValidationPlan } from "@attune/model/scenario-report";
import { undetermined } from "@attune/model/undetermined";

const POWER = 0.8;
const ALPHA = 0.05;
const DAYS_OF_MONTH = 30.4375;
/** How long people are willing to wait, if the lift expected can be seen by then. */
const USUAL_WINDOW_DAYS = 28;
const LONGEST_WINDOW_DAYS = 182;
/** Small holdouts first: each costs the gain of those who are held out. */
const holdoutShares = [0.05, 0.1, 0.2, 0.3, 0.5];

/** The report with a validation plan for each scenario: what must be measured, on whom, how long, to say whether it holds. */
export function withValidation(report: ScenarioReport, program: Program): ScenarioReport {
  return {
    ...report,
    scenarios: report.scenarios.map((result, k) => ({
      ...result,
      validation: validationPlan(
        expectedLift(result.central.conversionLift, program, program.plans[k]!),
        program,
        program.plans[k]!,
      ),
    })),
  };
}

/**
 * The smallest usual holdout that can see the lift expected of those whom a tactic reaches within the usual window; else half and half, for as long as it
 * takes.
 */
export function validationPlan(expected: number, program: Program, plan: ScenarioPlan): ValidationPlan {
  const { visitorsPerDay, baseline } = reached(program, plan);
  const fits = (share: number, days: number) =>
    Math.abs(expected) >= detectable(baseline, visitorsPerDay * days, share);
  const window =
    [USUAL_WINDOW_DAYS, 56, 91, LONGEST_WINDOW_DAYS].find((days) => fits(0.5, days)) ?? LONGEST_WINDOW_DAYS;
  const holdoutShare = holdoutShares.find((share) => fits(share, window)) ?? 0.5;
  const needed =
    expected > 0 && baseline > 0 && baseline * (1 + expected) < 1
      ? powerPlan({
          kind: "proportion",
          baseline,
          effect: baseline * expected,
          power: POWER,
          alpha: ALPHA,
          ratio: (1 - holdoutShare) / holdoutShare,
        }).units.total
      : null;
  const none = undetermined(
    "no-lift-expected",
    "The scenario expects no rise of conversion that an experiment could find.",
  );
  return {
    metric: "orders per visitor",
    who: whoOf(program, plan),
    baseline,
    expectedLift: expected,
    detectableLift: detectable(baseline, visitorsPerDay * window, holdoutShare),
    holdoutShare,
    power: POWER,
    alpha: ALPHA,
    peopleNeeded: needed ?? none,
    daysNeeded: needed === null ? none : Math.ceil(needed / visitorsPerDay),
    windowDays: window,
  };
}

/** The least relative lift of a share that so many people find, the holdout being the smaller group. */
function detectable(baseline: number, people: number, holdoutShare: number): number {
  const deviation = Math.sqrt(baseline * (1 - baseline));
  const ratio = (1 - holdoutShare) / holdoutShare;
  return minimumDetectableEffect(deviation, people * holdoutShare, { power: POWER, alpha: ALPHA }, ratio) / baseline;
}

function runningTactics(program: Program, plan: ScenarioPlan) {
  return program.tactics.filter((_, t) => plan.doses[t] !== null);
}

/** Visitors of the funnels that some tactic reaches, and how many of them order. */
function reached(
  program: Program,
  plan: ScenarioPlan,
): { visitorsPerDay: number; baseline: number; funnels: number[] } {
  const center = (slot: number) => program.quantities[slot]!.spread.center;
  const running = runningTactics(program, plan);
  const funnels = program.funnels.flatMap((_, f) => (running.some(({ reaches }) => reaches[f] === true) ? [f] : []));
  let visitors = 0;
  let orders = 0;
  for (const f of funnels) {
    const funnel = program.funnels[f]!;
    const own = center(funnel.visitors);
    visitors += own;
    orders += own * funnel.stages.reduce((rate, { slot }) => rate * center(slot), 1);
  }
  return { visitorsPerDay: visitors / DAYS_OF_MONTH, baseline: visitors === 0 ? 0 : orders / visitors, funnels };
}

/** The central case's lift of conversion, related to those whom a tactic reaches. */
function expectedLift(conversionLift: number, program: Program, plan: ScenarioPlan): number {
  const { visitorsPerDay, baseline } = reached(program, plan);
  const center = (slot: number) => program.quantities[slot]!.spread.center;
  const everyone = program.funnels.reduce(
    (sum, { visitors, stages }) => sum + center(visitors) * stages.reduce((rate, { slot }) => rate * center(slot), 1),
    0,
  );
  const orders = visitorsPerDay * DAYS_OF_MONTH * baseline;
  return orders === 0 ? 0 : (conversionLift * everyone) / orders;
}

function whoOf(program: Program, plan: ScenarioPlan): string {
  const { funnels } = reached(program, plan);
  if (funnels.length === program.funnels.length) return "all visitors";
  return `visitors of ${funnels.map((f) => program.funnels[f]!.label).join("; ")}`;
}
