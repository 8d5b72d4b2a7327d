import type { Rng } from "@attune/math/rng";
import type { Assumption, EffectStudy } from "@attune/model/effect-study";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { addAssumptions } from "../observational/finish-study.ts";
import { type EffectStudyRequest, runEffectStudy } from "../observational/run-effect-study.ts";
import { short } from "../observational/short-number.ts";
import { type HistoryOutcome, historyColumns, outcomeOf } from "./history-columns.ts";
import { tacticOutcomeWords } from "./outcome-words.ts";
import type { PersonHistory } from "./person-history.ts";

/** Against whom the exposed are held: chance kept the first from them, the second just were not there. */
export type TacticComparison = "holdout" | "unexposed";

export interface PersonEffectOptions {
  design: "weighting" | "matching" | "iv";
  comparison: TacticComparison;
  outcome: HistoryOutcome;
  /** What revenue is in; null where nothing priced has arrived. */
  currency: string | null;
  windowMs: number;
  lookbackMs: number;
  /** People whose window ends later are left out: their outcome is not whole. */
  nowMs: number;
  /** Further choices of the design: estimand, trim, caliper, … */
  request: Partial<EffectStudyRequest>;
}

/**
 * The effect of a tactic from people's histories. Weighting and matching compare the exposed with the held out (then chance assigned, and the
 * covariates only sharpen) or with people who came and were not exposed. `iv` asks what each exposure does: being held out or not, which
 * chance decided, moves how often the tactic is seen.
 */
export function personEffect(
  histories: readonly PersonHistory[],
  options: PersonEffectOptions,
  rng: Rng,
): EffectStudy | Undetermined {
  const { design, comparison, outcome, windowMs, lookbackMs, nowMs } = options;
  const controlArm = comparison === "holdout" ? "tactic-holdout" : "unexposed";
  const whole = histories.filter(({ zeroAt }) => zeroAt + windowMs <= nowMs);
  const people = whole.filter(({ arm }) => arm === "exposed" || arm === controlArm);
  const exposed = people.filter(({ arm }) => arm === "exposed").length;
  if (exposed < 20 || people.length - exposed < 20) {
    return undetermined(
      "too-few-people",
      `With a whole window there are ${exposed} exposed people and ${people.length - exposed} ${comparison === "holdout" ? "held out" : "who came and were not exposed"}; 20 of each are the least.`,
    );
  }
  if (design === "iv" && comparison === "unexposed") {
    return undetermined(
      "no-instrument",
      "Nobody was held out by chance, so nothing that chance decided moved who saw the tactic.",
    );
  }
  const covariates = historyColumns(people, lookbackMs);
  const isExposed = Float64Array.from(people, ({ arm }) => (arm === "exposed" ? 1 : 0));
  const table = new Map<string, Float64Array>([
    ["outcome", Float64Array.from(people, (of) => outcomeOf(of, outcome, windowMs))],
    ["exposed", isExposed],
    ["exposures", Float64Array.from(people, (of) => exposuresWithin(of, windowMs))],
    ...covariates.map(({ name, values }) => [name, values] as const),
  ]);
  const names = covariates.map(({ name }) => name);
  const study = runEffectStudy(
    table,
    {
      ...options.request,
      design,
      outcome: "outcome",
      outcomeWords: tacticOutcomeWords(design, outcome, options.currency),
      treatment: design === "iv" ? "exposures" : "exposed",
      ...(design === "iv" ? { instruments: ["exposed"], controls: names } : { covariates: names }),
      isRandomized: comparison === "holdout",
    },
    rng,
  );
  if (isUndetermined(study)) return study;
  return addAssumptions(study, [
    comparison === "holdout" ? oneSplit(people) : sameClock(people, windowMs),
    wholeWindows(whole.length, histories.length),
  ]);
}

/** Times the person was shown the tactic within the window; touches of others do not count. */
function exposuresWithin({ touches, zeroAt, arm }: PersonHistory, windowMs: number): number {
  if (arm !== "exposed") return 0;
  const first = touches.find(({ at }) => at === zeroAt);
  return touches.filter(
    ({ at, tacticId, arm: met }) =>
      met === "exposed" && tacticId === first?.tacticId && at >= zeroAt && at < zeroAt + windowMs,
  ).length;
}

function oneSplit(people: readonly PersonHistory[]): Assumption {
  const chances = people.map(({ propensity, arm }) => (arm === "exposed" ? propensity : 1 - propensity));
  const [least, most] = [chances.reduce((a, b) => Math.min(a, b), 1), chances.reduce((a, b) => Math.max(a, b), 0)];
  const isOne = most - least < 1e-6;
  return {
    id: "one-split",
    statement: "Everybody had the same chance of being held out, or it depended on nothing but what is adjusted for.",
    evidence: isOne
      ? `The logged chance of exposure was ${short(least)} for everybody.`
      : `The logged chance of exposure ranged from ${short(least)} to ${short(most)}: the split was changed on the way.`,
    status: isOne ? "pass" : "warn",
  };
}

function sameClock(people: readonly PersonHistory[], windowMs: number): Assumption {
  const late = people.filter(
    ({ arm, touches, zeroAt }) =>
      arm === "unexposed" &&
      touches.some((touch) => touch.arm === "exposed" && touch.at > zeroAt && touch.at < zeroAt + windowMs),
  ).length;
  const control = people.filter(({ arm }) => arm === "unexposed").length;
  return {
    id: "same-clock",
    statement: "Exposed and unexposed are followed from the same kind of moment: their first event since the roll-out.",
    evidence: `Of ${control} people who were not exposed at first, ${late} met this or another tactic within the window; they stay where they began, which pulls the effect towards 0.`,
    status: late > 0.2 * control ? "warn" : "pass",
  };
}

function wholeWindows(whole: number, all: number): Assumption {
  return {
    id: "whole-windows",
    statement: "Everybody was followed for the whole window.",
    evidence: `${whole} of ${all} people; the others came too late and are left out.`,
    status: "pass",
  };
}
