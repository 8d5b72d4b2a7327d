import { createRng } from "@attune/math/rng";
import type { LiftQuestion } from "@attune/model/scenario-report";
import { isUndetermined } from "@attune/model/undetermined";
import { breakEvenLift } from "./break-even.ts";
import { distributionOf, shareOf } from "./distribution.ts";
import type { Program, ScenarioPlan, TacticProgram } from "./program.ts";
import { simulateDraws } from "./simulate-draws.ts";

const DRAWS = 2000;
const YEAR = 12;

/**
 * The question people ask first: does such a lift of conversion pay within a year, over all, and on each segment alone? At the file's own
 * costs, at once and for twelve months, without discounting.
 */
export function liftQuestion(program: Program, lift: number, seed: number): LiftQuestion[] {
  const segments = [...new Set(program.funnels.flatMap(({ segment }) => segment ?? []))];
  const groups = [
    { who: "everyone", reaches: program.funnels.map(() => true) },
    ...(segments.length < 2
      ? []
      : segments.map((segment) => ({
          who: segment,
          reaches: program.funnels.map((funnel) => funnel.segment === segment),
        }))),
  ];
  return groups.map(({ who, reaches }) => answerFor(program, lift, who, reaches, seed));
}

function answerFor(program: Program, lift: number, who: string, reaches: boolean[], seed: number): LiftQuestion {
  const asked = withOneLift(program, lift, reaches);
  const [plan] = asked.plans as [ScenarioPlan];
  const outcomes = simulateDraws(asked, plan, null, { draws: DRAWS, rng: createRng(seed) });
  const margin = distributionOf(outcomes.marginGain);
  const cost = distributionOf(outcomes.firstYearSpent);
  const probabilityPays = shareOf(outcomes.firstYearNet, (net) => net >= 0);
  const breakEven = breakEvenLift({ ...asked, discountRate: 0 }, plan);
  const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
  const verdict =
    probabilityPays >= 0.9
      ? "Yes"
      : probabilityPays >= 0.5
        ? "Probably"
        : probabilityPays >= 0.1
          ? "Probably not"
          : "No";
  const needed = isUndetermined(breakEven)
    ? breakEven.undetermined.reason
    : `It takes a lift of ${percent(breakEven.shareOfExpected * lift)}.`;
  return {
    who,
    visitorsPerMonth: program.funnels.reduce(
      (sum, { visitors }, f) => sum + (reaches[f] === true ? program.quantities[visitors]!.spread.center : 0),
      0,
    ),
    margin,
    cost,
    probabilityPays,
    breakEvenLift: isUndetermined(breakEven) ? breakEven : breakEven.shareOfExpected * lift,
    answer: `${verdict}: a lift of ${percent(lift)} pays within a year in ${percent(probabilityPays)} of the draws. ${needed}`,
  };
}

/** The same business with one tactic, which lifts the last stage of these funnels by exactly so much from the first day. */
function withOneLift(program: Program, lift: number, reaches: boolean[]): Program {
  const quantities = program.quantities.slice();
  const exact = (center: number) =>
    quantities.push({
      path: "liftQuestion",
      spread: { kind: "fixed", center },
      evidence: null,
      source: null,
      owner: null,
      asOf: null,
    }) - 1;
  const stage = program.funnels[0]!.stages.at(-1)!.name;
  const [zero, one, lifted] = [exact(0), exact(1), exact(lift)] as [number, number, number];
  const tactic: TacticProgram = {
    id: "lift-question",
    name: "lift",
    kind: "tactic",
    reaches,
    reach: one,
    lifts: [{ target: stage, slot: lifted, measured: false }],
    incentive: null,
    delayMonths: 0,
    rampMonths: 0,
    novelty: null,
    saturation: zero,
    fatigue: null,
    cannibalization: zero,
    cost: { once: zero, perMonth: zero },
  };
  const plan: ScenarioPlan = {
    id: "lift-question",
    name: "lift",
    doses: [{ intensity: 1, frequency: 1 }],
    mix: program.funnels.map(() => 1),
    driverShifts: program.drivers.map(() => 1),
  };
  return {
    ...program,
    quantities,
    horizonMonths: YEAR,
    tactics: [tactic],
    interactions: [],
    plans: [plan],
    approaches: [],
    drivers: program.drivers.map((driver) => ({
      ...driver,
      moves: driver.moves.filter(({ target }) => !target.startsWith("tactics.")),
    })),
  };
}
