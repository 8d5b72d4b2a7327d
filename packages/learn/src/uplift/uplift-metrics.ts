import type { Rng } from "@attune/math/rng";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import {
  areaAboveChord,
  qiniCurve,
  rankByScore,
  type ScoredTest,
  type UpliftCurve,
  upliftCurve,
} from "./uplift-curve.ts";

/**
 * Named definitions, since "Qini" alone means a dozen numbers:
 * - `sklift`: area above the chord over that of the perfect ranking, for 0/1 outcomes; 1 is perfect, 0 random.
 * - `sklift-no-negative`: the same where nobody is assumed to be put off (perfect is a polyline), Qini only.
 * - `per-person`: area above the chord over people², in the outcome's unit: what the average targeted share gains over random, a person.
 */
export type UpliftMetricDefinition = "sklift" | "sklift-no-negative" | "per-person";

/** Qini coefficient under a named definition. Undetermined where an arm is empty, or the definition needs a 0/1 outcome. */
export function qini(
  test: ScoredTest,
  definition: UpliftMetricDefinition,
  order = rankByScore(test.score),
): number | Undetermined {
  const area = areaAboveChord(qiniCurve(test, order));
  if (definition === "per-person") return perPerson(test, area);
  const refused = refuse(test);
  if (refused !== null) return refused;
  const { treated, outcome } = test;
  const perfect =
    definition === "sklift"
      ? qiniCurve({ ...test, score: outcome.map((y, i) => (treated[i] === 1 ? y : -y)) })
      : polyline(qiniCurve(test, order));
  return normalized(area, areaAboveChord(perfect));
}

/** Area under the uplift curve, under a named definition. */
export function auuc(
  test: ScoredTest,
  definition: "sklift" | "per-person",
  order = rankByScore(test.score),
): number | Undetermined {
  const area = areaAboveChord(upliftCurve(test, order));
  if (definition === "per-person") return perPerson(test, area);
  const refused = refuse(test);
  if (refused !== null) return refused;
  const { treated, outcome } = test;
  let controlResponders = 0;
  let treatedOthers = 0;
  for (let i = 0; i < outcome.length; i++) {
    const count = test.counts?.[i] ?? 1;
    if (treated[i] === 0 && outcome[i] === 1) controlResponders += count;
    if (treated[i] === 1 && outcome[i] === 0) treatedOthers += count;
  }
  const byOutcome = controlResponders > treatedOthers;
  const best = outcome.map((y, i) => 2 * (y === treated[i] ? 1 : 0) + (byOutcome ? y : treated[i]!));
  return normalized(area, areaAboveChord(upliftCurve({ ...test, score: best })));
}

/** Difference of the arms' means among the best `share` of all people. Ties at the edge: rows that stand later first, as scikit-uplift has it. */
export function upliftAt({ score, treated, outcome }: ScoredTest, share: number): number | Undetermined {
  const order = Uint32Array.from(score.keys()).sort((a, b) => score[b]! - score[a]! || b - a);
  return meanDifference(order.subarray(0, Math.trunc(score.length * share)), treated, outcome);
}

/** Uplift by tenths (or so) of the ranking, averaged with the treated per bin as weights. */
export function weightedAverageUplift(test: ScoredTest, bins = 10): number | Undetermined {
  const { score, treated, outcome } = test;
  const order = Uint32Array.from(score.keys()).sort((a, b) => score[b]! - score[a]! || b - a);
  let sum = 0;
  let weight = 0;
  for (let bin = 0; bin < bins; bin++) {
    const rows = order.subarray(edgeOf(bin, bins, order.length), edgeOf(bin + 1, bins, order.length));
    const difference = meanDifference(rows, treated, outcome);
    if (typeof difference !== "number") return difference;
    const count = rows.reduce((total, row) => total + treated[row]!, 0);
    sum += count * difference;
    weight += count;
  }
  return sum / weight;
}

/** First row of a bin when n rows are cut as evenly as can be, the larger bins first. */
export function edgeOf(bin: number, bins: number, n: number): number {
  return bin * Math.floor(n / bins) + Math.min(bin, n % bins);
}

/** 95 % interval of a metric by the Poisson bootstrap over people [Chamandy et al. 2012]; seeded. */
export function bootstrapInterval(
  test: ScoredTest,
  metric: (test: ScoredTest, order: Uint32Array) => number | Undetermined,
  rng: Rng,
  replicates = 200,
): [number, number] | Undetermined {
  const order = rankByScore(test.score);
  const values: number[] = [];
  for (let replicate = 0; replicate < replicates; replicate++) {
    const counts = Float64Array.from(test.score, () => poissonOne(rng));
    const value = metric({ ...test, counts }, order);
    if (typeof value === "number" && Number.isFinite(value)) values.push(value);
  }
  if (values.length < 0.9 * replicates) {
    return undetermined("too-few-people", "Too many resamples had no answer.");
  }
  values.sort((a, b) => a - b);
  return [values[Math.floor(0.025 * values.length)]!, values[Math.ceil(0.975 * values.length) - 1]!];
}

/** Poisson with mean 1, by inversion. */
function poissonOne(rng: Rng): number {
  const u = rng.uniform();
  let count = 0;
  let term = Math.exp(-1);
  for (let sum = term; u > sum && count < 20; sum += term) {
    count += 1;
    term /= count;
  }
  return count;
}

function perPerson(test: ScoredTest, area: number): number | Undetermined {
  const people = test.counts?.reduce((sum, count) => sum + count, 0) ?? test.score.length;
  return people > 0 ? area / (people * people) : undetermined("no-people", "There is nobody to rank.");
}

function normalized(area: number, perfect: number): number | Undetermined {
  if (!(Math.abs(perfect) > 0))
    return undetermined("no-contrast", "Even a perfect ranking could not do better than chance here.");
  return area / perfect;
}

function refuse({ treated, outcome }: ScoredTest): Undetermined | null {
  if (treated.every((arm) => arm === treated[0])) return undetermined("one-arm", "One of the arms is empty.");
  if (outcome.some((y) => y !== 0 && y !== 1)) {
    return undetermined("outcome-not-binary", "This definition is made for outcomes of 0 and 1; use per-person.");
  }
  return null;
}

/** (0,0), (R,R), (n,R) with R the whole test's Qini: nobody is put off. */
function polyline(curve: UpliftCurve): UpliftCurve {
  const people = curve.people.at(-1)!;
  const ratio = curve.value.at(-1)!;
  return { people: [0, ratio, people], value: [0, ratio, ratio] };
}

function meanDifference(rows: Uint32Array, treated: Uint8Array, outcome: Float64Array): number | Undetermined {
  const sums = [0, 0];
  const counts = [0, 0];
  for (const row of rows) {
    sums[treated[row]!]! += outcome[row]!;
    counts[treated[row]!]! += 1;
  }
  if (counts[0] === 0 || counts[1] === 0)
    return undetermined("one-arm", "Among these people one of the arms is empty.");
  return sums[1]! / counts[1]! - sums[0]! / counts[0]!;
}
