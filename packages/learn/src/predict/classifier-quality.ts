import type { Rng } from "@attune/math/rng";
import { bootstrapIntervals, clusterCases, type Interval } from "../evaluate/bootstrap.ts";

/** How well probabilities foretell, on people they were not learned from. */
export interface ClassifierQuality {
  people: number;
  /** Share of people with the outcome. */
  rate: number;
  /** Chance that somebody with the outcome is ranked before somebody without [Hanley & McNeil 1982]. */
  auc: number;
  /** Mean squared error of the probability [Brier 1950], its interval, and that of telling everybody the rate. */
  brier: number;
  brierInterval: Interval;
  brierOfRate: number;
  /** Mean |predicted − observed| over tenths of people by prediction, weighted. */
  calibrationError: number;
  /** Tenths, lowest predictions first. */
  tenths: { predicted: number; observed: number; people: number }[];
}

const level = 0.95;
const resamples = 400;

export function classifierQuality(probabilities: Float64Array, outcome: Float64Array, rng: Rng): ClassifierQuality {
  const people = outcome.length;
  const rate = mean(outcome);
  const squares = probabilities.map((p, i) => (p - outcome[i]!) ** 2);
  const everyone = Uint32Array.from(outcome.keys());
  const [brierInterval] = bootstrapIntervals(clusterCases(everyone, [squares]), level, resamples, rng);
  const order = everyone.slice().sort((a, b) => probabilities[a]! - probabilities[b]! || a - b);
  const tenths = Array.from({ length: 10 }, (_, t) => {
    const rows = order.subarray(Math.floor((t * people) / 10), Math.floor(((t + 1) * people) / 10));
    const of = (values: Float64Array) => mean(Float64Array.from(rows, (row) => values[row]!));
    return { predicted: of(probabilities), observed: of(outcome), people: rows.length };
  }).filter((tenth) => tenth.people > 0);
  return {
    people,
    rate,
    auc: areaUnderCurve(probabilities, outcome, order),
    brier: mean(squares),
    brierInterval: brierInterval!,
    brierOfRate: rate * (1 - rate),
    calibrationError: tenths.reduce(
      (sum, { predicted, observed, people: count }) => sum + (count / people) * Math.abs(predicted - observed),
      0,
    ),
    tenths,
  };
}

/** By ranks, ties counting half; 0.5 where one outcome is missing. */
function areaUnderCurve(scores: Float64Array, outcome: Float64Array, order: Uint32Array): number {
  let positives = 0;
  let rankSum = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to++;
    const rank = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) {
      if (outcome[order[i]!] !== 1) continue;
      positives++;
      rankSum += rank;
    }
    from = to;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return 0.5;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
