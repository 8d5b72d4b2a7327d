import { studentTUpperQuantile } from "@attune/math/distribution/student-t";
import type { ExperimentEffect, ExperimentLift } from "@attune/model/experiment-report";
import type { Lift } from "@attune/model/report";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { type NormalPrior, normalPosterior } from "./bayesian.ts";
import { betaPosterior, expectedLossOfShare, probabilityBeats } from "./beta-binomial.ts";
import { hasSmallCounts } from "./compare-proportions.ts";
import { burnInReached, confidenceSequence, sequentialCriticalValue } from "./confidence-sequence.ts";
import { deltaLift } from "./delta-lift.ts";
import { fiellerLiftAt } from "./fieller.ts";
import { fisherExact } from "./fisher-exact.ts";
import type { PairEstimate } from "./pair-estimate.ts";
import { scoreDifferenceInterval } from "./proportion-difference.ts";
import { scoreRatioLift } from "./proportion-ratio.ts";
import type { RepeatedTest } from "./repeated-test.ts";
import type { ProportionStatistics } from "./sufficient-statistics.ts";
import { welch } from "./welch.ts";

/** What a method says of a pair. */
export interface Inference {
  effect: ExperimentEffect | Undetermined;
  lift: ExperimentLift | Undetermined;
  /** With method `bayesian`. */
  belief?: Belief;
}

/** What the posterior says of the effect's sign. */
export interface Belief {
  /** P(effect > 0) */
  probabilityLarger: number;
  /** E[max(0, −effect)] and E[max(0, effect)]: what is lost on average by taking the treated for larger, or for smaller. */
  lossIfSmaller: number;
  lossIfLarger: number;
}

/** Shares are counts as well; small ones get methods of their own. */
export type Counts = { treated: ProportionStatistics; control: ProportionStatistics } | null;

/** A method of inference: from a pair (and its counts, where it is a share) to effect and lift. */
export type Infer = (pair: PairEstimate, counts: Counts) => Inference;

function withP(lift: Lift | Undetermined, pValue: number): ExperimentLift | Undetermined {
  return isUndetermined(lift)
    ? lift
    : { estimate: lift.estimate, interval: lift.interval, pValue, method: lift.method };
}

/** Fixed horizon: Welch and Fieller; score intervals and mid-p where counts are small. */
export function fixedInference(alpha: number): Infer {
  return (pair, counts) => {
    const effect = welch(pair, alpha);
    if (counts !== null && hasSmallCounts(counts.treated, counts.control)) {
      const { midPValue } = fisherExact(counts.treated, counts.control);
      return {
        effect: {
          ...effect,
          interval: scoreDifferenceInterval(counts.treated, counts.control, alpha),
          pValue: midPValue,
          logPValue: Math.log(midPValue),
        },
        lift: withP(scoreRatioLift(counts.treated, counts.control, alpha), midPValue),
      };
    }
    const critical = studentTUpperQuantile(alpha / 2, pair.degreesOfFreedom);
    return { effect, lift: withP(fiellerLiftAt(pair, critical), effect.pValue) };
  };
}

/** Always valid: the asymptotic confidence sequence, of the lift by Fieller at the same critical value. */
export function sequentialInference(alpha: number, tuning?: number): Infer {
  return (pair) => {
    if (!burnInReached(pair)) {
      const tooEarly = undetermined(
        "burn-in",
        "Too early to look: a sequence needs at least 100 units in each variant.",
      );
      return { effect: tooEarly, lift: tooEarly };
    }
    const units = pair.treatedUnits + pair.controlUnits;
    const { estimate, standardError } = welch(pair, alpha);
    const sequence = confidenceSequence({ estimate, standardError }, units, alpha, tuning);
    const critical = sequentialCriticalValue(units, alpha, tuning);
    return {
      effect: { estimate, standardError, ...sequence },
      lift: withP(fiellerLiftAt(pair, critical), sequence.pValue),
    };
  };
}

/** Group-sequential: the repeated confidence interval at this look's boundary, and the repeated p. */
export function groupSequentialInference(test: RepeatedTest, alpha: number): Infer {
  return (pair) => {
    const { estimate, standardError } = welch(pair, alpha);
    const half = test.boundary * standardError;
    const logPValue = test.logPValue(Math.abs(estimate) / standardError);
    const pValue = Math.exp(logPValue);
    return {
      effect: { estimate, standardError, interval: [estimate - half, estimate + half], pValue, logPValue },
      lift: withP(fiellerLiftAt(pair, test.boundary), pValue),
    };
  };
}

/**
 * Bayesian: normal posteriors, with the prior on the lift; shares without a prior exactly, by beta posteriors from the uniform prior.
 * p-values stay those of the fixed horizon.
 */
export function bayesianInference(alpha: number, prior?: NormalPrior): Infer {
  return (pair, counts) => {
    const tested = welch(pair, alpha);
    // A prior of the lift is a prior of the effect in units of the control.
    const scaled =
      prior === undefined
        ? undefined
        : { mean: prior.mean * pair.control, variance: prior.variance * pair.control ** 2 };
    const posterior = normalPosterior(
      tested,
      pair.control > 0 && Number(scaled?.variance) > 0 ? scaled : undefined,
      alpha,
    );
    const delta = deltaLift(pair, alpha);
    const lift: ExperimentLift | Undetermined = isUndetermined(delta)
      ? delta
      : liftPosterior(delta, tested.pValue, prior, alpha);
    const belief =
      counts === null || prior !== undefined
        ? {
            probabilityLarger: posterior.probabilityBeats,
            lossIfSmaller: posterior.expectedLoss,
            lossIfLarger: posterior.expectedLossOfControl,
          }
        : exactBelief(counts.treated, counts.control);
    return {
      effect: {
        estimate: posterior.estimate,
        standardError: posterior.standardDeviation,
        interval: posterior.interval,
        pValue: tested.pValue,
        logPValue: tested.logPValue,
      },
      lift,
      belief,
    };
  };
}

function liftPosterior(
  delta: { estimate: number; standardError: number },
  pValue: number,
  prior: NormalPrior | undefined,
  alpha: number,
): ExperimentLift {
  const { estimate, interval } = normalPosterior(delta, prior, alpha);
  return { estimate, interval, pValue, method: "normal-posterior" };
}

function exactBelief(treated: ProportionStatistics, control: ProportionStatistics): Belief {
  const posteriorT = betaPosterior(treated);
  const posteriorC = betaPosterior(control);
  return {
    probabilityLarger: probabilityBeats(posteriorT, posteriorC),
    lossIfSmaller: expectedLossOfShare(posteriorT, posteriorC),
    lossIfLarger: expectedLossOfShare(posteriorC, posteriorT),
  };
}
