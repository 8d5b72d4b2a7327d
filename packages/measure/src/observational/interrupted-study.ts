import type { Rng } from "@attune/math/rng";
import type { Assumption, EffectStudy, Refutation } from "@attune/model/effect-study";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { finishStudy } from "./finish-study.ts";
import {
  type InterruptedResult,
  interruptedSeries,
  openLevelPrior,
  type PosteriorValue,
} from "./interrupted-series.ts";
import type { NamedColumn } from "./method-estimate.ts";
import { type OutcomeWords, sizeInWords } from "./outcome-words.ts";
import { short } from "./short-number.ts";
import { untouchedControls } from "./untouched-controls.ts";

export interface InterruptedStudyOptions {
  time: Float64Array;
  outcome: Float64Array;
  outcomeWords?: OutcomeWords | undefined;
  treatedFrom: number;
  /** The same as it was said: a date, say. */
  treatedFromText?: string;
  controls: readonly NamedColumn[];
}

/** A study of one series that was interrupted. @see docs/methods/interrupted-series.md */
export function interruptedStudy(options: InterruptedStudyOptions, rng: Rng): EffectStudy | Undetermined {
  const order = Array.from(options.time.keys()).sort((a, b) => options.time[a]! - options.time[b]!);
  const take = (values: Float64Array) => Float64Array.from(order, (i) => values[i]!);
  const time = take(options.time);
  if (time.some((value, i) => !Number.isFinite(value) || value === time[i - 1])) {
    return undetermined("bad-times", "Each row needs a time of its own.");
  }
  const start = time.findIndex((value) => value >= options.treatedFrom);
  if (start === -1) return undetermined("nothing-after", "No row lies at or after the start of the treatment.");
  const outcome = take(options.outcome);
  if (outcome.subarray(start).some(Number.isNaN)) {
    return undetermined("missing-outcome", "An outcome is missing after the start, where it cannot be filled in.");
  }
  const regressors = options.controls.map((column) => take(column.values));
  if (regressors.some((column) => column.some(Number.isNaN))) {
    return undetermined("missing-control", "A control series has gaps; fill them or leave it out.");
  }
  const found = interruptedSeries({ outcome, regressors, start });
  if (isUndetermined(found)) return found;
  const open = interruptedSeries({ outcome, regressors, start, levelPrior: openLevelPrior });
  const dummy = dummyPeriod(outcome, regressors, start);
  const noisy = interruptedSeries({
    outcome,
    regressors: [...regressors, Float64Array.from(outcome, () => rng.normal())],
    start,
  });
  const refutations = [dummy, isUndetermined(noisy) ? null : noiseSeries(found, noisy)].filter((of) => of !== null);
  return finishStudy(
    {
      design: "interrupted",
      estimand: `average per period from ${options.treatedFromText ?? options.treatedFrom}`,
      n: outcome.length,
      estimates: [
        tell("local-level", found.average),
        tell("local-level-cumulative", found.cumulative),
        ...(isUndetermined(open) ? [] : [tell("local-level-drifting", open.average)]),
      ],
      primary: "local-level",
      outcomeWords: options.outcomeWords,
      assumptions: [
        {
          id: "nothing-else-began",
          statement: "Nothing else that moves the outcome began at the same time.",
          evidence: "One series cannot show it; the calendar of campaigns, prices and holidays can.",
          status: "warn",
        },
        untouchedControls(
          found,
          options.controls.map(({ name }, j) => ({ name, values: regressors[j]! })),
          start,
        ),
        ...(isUndetermined(open) ? [] : [steadyLevel(found, open)]),
      ],
      diagnostics: {
        observedMean: found.observedMean,
        predictedMean: found.predictedMean,
        relativeEffect: found.predictedMean === 0 ? null : found.average.estimate / found.predictedMean,
        noise: found.noise,
        levelStep: found.levelStep,
        coefficients: options.controls.map(({ name }, j) => ({ series: name, coefficient: found.coefficients[j]! })),
        points: found.points.map((point, h) => ({
          time: time[start + h]!,
          observed: outcome[start + h]!,
          predicted: { ...point.predicted },
          effect: { ...point.effect },
          cumulative: { ...point.cumulative },
        })),
      },
    },
    {
      refutations,
      sensitivity: {
        shiftToZero: found.average.estimate,
        shiftToInsignificance: nearestEnd(found.average),
        inWords: `What would make it wrong: anything else that moved the outcome by ${sizeInWords(found.average.estimate, options.outcomeWords)} a period from then on (${sizeInWords(nearestEnd(found.average), options.outcomeWords)} to make it insignificant).`,
      },
      isRandomized: false,
    },
  );
}

/** The usual prior believes that the level hardly moves by itself; without that belief the interval is as wide as the data want it. */
function steadyLevel(found: InterruptedResult, open: InterruptedResult): Assumption {
  const wider = open.average.standardDeviation / found.average.standardDeviation;
  const [low, high] = open.average.interval;
  return {
    id: "steady-level",
    statement: "What the controls do not explain hardly moves by itself.",
    evidence: `Without that belief the interval is ${short(wider)} times as wide: ${short(low)} to ${short(high)}.`,
    status: wider <= 1.5 ? "pass" : "warn",
  };
}

function tell(method: string, of: PosteriorValue & { pValue: number }) {
  return {
    method,
    estimate: of.estimate,
    standardError: of.standardDeviation,
    interval: of.interval,
    pValue: of.pValue,
  };
}

function nearestEnd({ estimate, interval }: PosteriorValue): number {
  if (interval[0] <= 0 && interval[1] >= 0) return 0;
  return estimate > 0 ? interval[0] : interval[1];
}

/** The treatment pretended at two thirds of the time before it. */
function dummyPeriod(outcome: Float64Array, regressors: readonly Float64Array[], start: number): Refutation | null {
  const early = interruptedSeries({
    outcome: outcome.subarray(0, start),
    regressors: regressors.map((column) => column.subarray(0, start)),
    start: Math.floor((2 * start) / 3),
  });
  if (isUndetermined(early)) return null;
  const { estimate, interval, pValue } = early.average;
  return {
    id: "dummy-period",
    expected: "no effect of a treatment pretended at two thirds of the time before the real one",
    observed: `${short(estimate)}, 95 % ${short(interval[0])} to ${short(interval[1])} (p = ${short(pValue)})`,
    status: pValue < 0.05 ? "fail" : "pass",
  };
}

function noiseSeries(found: InterruptedResult, noisy: InterruptedResult): Refutation {
  const moved = Math.abs(noisy.average.estimate - found.average.estimate) / found.average.standardDeviation;
  return {
    id: "random-common-cause",
    expected: "an added series of pure noise leaves the estimate where it is",
    observed: `it moved by ${short(moved)} standard deviations`,
    status: moved <= 0.5 ? "pass" : "fail",
  };
}
