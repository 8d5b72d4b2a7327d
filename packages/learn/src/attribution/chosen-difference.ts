import type { Rng } from "@attune/math/rng";
import type { Interval } from "../evaluate/bootstrap.ts";

/** Outcome per chosen row, one way of choosing less another. */
export interface ChosenDifference {
  estimate: number;
  /** 95 %, over people; the models are held fixed. */
  interval: Interval;
}

const draws = 500;
const tail = 0.025;

/** 1 for the best `share` of each fold's rows; folds are scored by different models, whose scales may differ. Ties: the earlier row. */
export function chooseBest(scores: Float64Array, foldOf: Uint8Array, share: number): Uint8Array {
  const chosen = new Uint8Array(scores.length);
  for (const fold of new Set(foldOf)) {
    const rows = [...scores.keys()].filter((row) => foldOf[row] === fold);
    rows.sort((a, b) => scores[b]! - scores[a]! || a - b);
    for (const row of rows.slice(0, Math.max(1, Math.round(share * rows.length)))) chosen[row] = 1;
  }
  return chosen;
}

/** Percentile bootstrap over people of the difference of two ratios, outcome of the chosen by number of the chosen. */
export function chosenDifference(
  outcome: Float64Array,
  first: Uint8Array,
  second: Uint8Array,
  person: ArrayLike<number>,
  rng: Rng,
): ChosenDifference {
  const placeOf = new Map<number, number>();
  for (let row = 0; row < person.length; row++) {
    if (!placeOf.has(person[row]!)) placeOf.set(person[row]!, placeOf.size);
  }
  const people = placeOf.size;
  /** Per person: outcome and rows chosen the first way, the same for the second. */
  const sums = new Float64Array(4 * people);
  for (let row = 0; row < person.length; row++) {
    const at = 4 * placeOf.get(person[row]!)!;
    if (first[row] === 1) {
      sums[at]! += outcome[row]!;
      sums[at + 1]! += 1;
    }
    if (second[row] === 1) {
      sums[at + 2]! += outcome[row]!;
      sums[at + 3]! += 1;
    }
  }
  const differenceOf = (draw: () => number) => {
    const total = [0, 0, 0, 0];
    for (let i = 0; i < people; i++) {
      const at = 4 * draw();
      for (let k = 0; k < 4; k++) total[k]! += sums[at + k]!;
    }
    return total[0]! / Math.max(1, total[1]!) - total[2]! / Math.max(1, total[3]!);
  };
  let next = 0;
  const estimate = differenceOf(() => next++);
  const drawn = Float64Array.from({ length: draws }, () => differenceOf(() => rng.integer(people))).sort();
  return {
    estimate,
    interval: { lower: drawn[Math.floor(tail * draws)]!, upper: drawn[Math.ceil((1 - tail) * draws) - 1]! },
  };
}
