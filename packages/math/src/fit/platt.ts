import { sigmoid } from "./logistic.ts";

/** P(y = 1 | score) = 1/(1 + e^−(slope·score + intercept)). */
export interface PlattFit {
  slope: number;
  intercept: number;
}

/**
 * Platt's scaling: a logistic curve through the scores, with his smoothed targets (n₊+1)/(n₊+2) and 1/(n₋+2), which keep it finite where the
 * scores separate the outcomes. Newton with halved steps.
 * @see Platt (1999), Advances in Large Margin Classifiers; Lin, Lin and Weng (2007), Machine Learning 68, 267–276
 */
export function fitPlatt(scores: Float64Array, outcome: ArrayLike<number>): PlattFit {
  const rows = scores.length;
  let positives = 0;
  for (let i = 0; i < rows; i++) positives += outcome[i]! > 0.5 ? 1 : 0;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (rows - positives + 2);
  const target = Float64Array.from(scores, (_, i) => (outcome[i]! > 0.5 ? high : low));
  let slope = 0;
  let intercept = Math.log((positives + 1) / (rows - positives + 1));
  let loss = crossEntropy(scores, target, slope, intercept);
  for (let iteration = 0; iteration < 100; iteration++) {
    let gradientSlope = 0;
    let gradientIntercept = 0;
    let a = 1e-12;
    let b = 0;
    let c = 1e-12;
    for (let i = 0; i < rows; i++) {
      const p = sigmoid(slope * scores[i]! + intercept);
      const variance = p * (1 - p);
      const rest = target[i]! - p;
      gradientSlope += rest * scores[i]!;
      gradientIntercept += rest;
      a += variance * scores[i]! * scores[i]!;
      b += variance * scores[i]!;
      c += variance;
    }
    const determinant = a * c - b * b;
    const stepSlope = (c * gradientSlope - b * gradientIntercept) / determinant;
    const stepIntercept = (a * gradientIntercept - b * gradientSlope) / determinant;
    let share = 1;
    let next = crossEntropy(scores, target, slope + stepSlope, intercept + stepIntercept);
    while (!(next <= loss) && share > 1e-10) {
      share /= 2;
      next = crossEntropy(scores, target, slope + share * stepSlope, intercept + share * stepIntercept);
    }
    if (!(next <= loss)) break;
    slope += share * stepSlope;
    intercept += share * stepIntercept;
    const gained = loss - next;
    loss = next;
    if (gained <= 1e-15 * loss) break;
  }
  return { slope, intercept };
}

function crossEntropy(scores: Float64Array, target: Float64Array, slope: number, intercept: number): number {
  let loss = 0;
  for (let i = 0; i < scores.length; i++) {
    const eta = slope * scores[i]! + intercept;
    loss += Math.max(eta, 0) - target[i]! * eta + Math.log1p(Math.exp(-Math.abs(eta)));
  }
  return loss;
}
