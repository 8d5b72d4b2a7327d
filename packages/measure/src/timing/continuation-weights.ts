import { fitLogistic, predictLogistic } from "@attune/math/fit/logistic";
import type { NamedColumn } from "../observational/method-estimate.ts";
import type { TouchResponse } from "./touch-sequence.ts";

/** Weights of touches, in their order, and how far they are from even. */
export interface ContinuationWeights {
  weights: Float64Array;
  largest: number;
  /** (Σw)²/Σw² over the number of touches. */
  effectiveShare: number;
}

/** Weights above this quantile are cut to it: a few rows must not speak for all [Cole and Hernán 2008]. */
const cutAt = 0.99;
const fewestForModel = 100;

/**
 * Who comes to be touched a second, third, … time is not everybody who was touched once, and the tactic itself may have kept or driven people
 * away. Each touch is weighted by the inverse of its person's probability of coming that far, given what was known before the first
 * touch, the arm, and the response to the touch before, over the same probability given the number of the touch alone (stabilized): the
 * weights of a marginal structural model with loss to follow-up.
 * @see Robins, Hernán and Brumback (2000), Epidemiology 11, 550–560; Cole and Hernán (2008), American Journal of Epidemiology 168, 656–664
 */
export function continuationWeights(
  touches: readonly TouchResponse[],
  isExposed: readonly boolean[],
  covariates: readonly NamedColumn[],
): ContinuationWeights {
  const byPerson = new Map<number, TouchResponse[]>();
  for (const touch of touches) {
    const own = byPerson.get(touch.person);
    if (own === undefined) byPerson.set(touch.person, [touch]);
    else own.push(touch);
  }
  // One row per touch after which the person could have come again: did they?
  const most = touches.reduce((number, touch) => Math.max(number, touch.number), 0);
  const ratioAfter = new Map<TouchResponse, number>();
  for (let number = 1; number < most; number++) {
    const steps = touches
      .filter((touch) => touch.number === number)
      .map((touch) => ({ touch, goesOn: byPerson.get(touch.person)!.some((other) => other.number === number + 1) }));
    const share = steps.filter(({ goesOn }) => goesOn).length / Math.max(1, steps.length);
    const chances = chancesOf(steps, isExposed, covariates);
    steps.forEach(({ touch }, i) => {
      ratioAfter.set(touch, chances === null ? 1 : share / Math.max(0.01, chances[i]!));
    });
  }
  const weights = Float64Array.from(touches, (touch) =>
    byPerson
      .get(touch.person)!
      .filter(({ number }) => number < touch.number)
      .reduce((product, before) => product * (ratioAfter.get(before) ?? 1), 1),
  );
  return cut(weights);
}

function chancesOf(
  steps: readonly { touch: TouchResponse; goesOn: boolean }[],
  isExposed: readonly boolean[],
  covariates: readonly NamedColumn[],
): Float64Array | null {
  const on = steps.filter(({ goesOn }) => goesOn).length;
  if (Math.min(on, steps.length - on) < fewestForModel) return null;
  const columns = [
    new Float64Array(steps.length).fill(1),
    Float64Array.from(steps, ({ touch }) => (isExposed[touch.person]! ? 1 : 0)),
    Float64Array.from(steps, ({ touch }) => (touch.response > 0 ? 1 : 0)),
    Float64Array.from(steps, ({ touch }) => Math.log1p(touch.sinceFirstMs / 3_600_000)),
    ...covariates.map(({ values }) => Float64Array.from(steps, ({ touch }) => values[touch.person]!)),
  ];
  const fit = fitLogistic(
    columns,
    Uint8Array.from(steps, ({ goesOn }) => (goesOn ? 1 : 0)),
  );
  return fit.kind === "fitted" ? predictLogistic(columns, fit.coefficients, steps.length) : null;
}

function cut(weights: Float64Array): ContinuationWeights {
  const sorted = weights.slice().sort();
  const most = sorted[Math.max(0, Math.ceil(cutAt * sorted.length) - 1)] ?? 1;
  const taken = weights.map((weight) => Math.min(weight, most));
  const sum = taken.reduce((total, weight) => total + weight, 0);
  const squares = taken.reduce((total, weight) => total + weight * weight, 0);
  return {
    weights: taken,
    largest: taken.reduce((largest, weight) => Math.max(largest, weight), 0),
    effectiveShare: squares === 0 ? 0 : (sum * sum) / squares / taken.length,
  };
}
