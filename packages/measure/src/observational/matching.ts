import { constantColumn, leastSquares, linearPredictor } from "@attune/math/fit/least-squares";
import { fitLogistic } from "@attune/math/fit/logistic";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { nearestRows } from "./nearest-rows.ts";
import type { TreatmentData } from "./treatment-data.ts";

export interface MatchingOptions {
  metric: "mahalanobis" | "propensity";
  estimand: "ate" | "att";
  /** How many of the other arm each row is compared with. */
  matches: number;
  replacement: boolean;
  /** Largest distance of a match: standard deviations of the metric's scale (of the logit of the propensity). */
  caliper?: number;
  /** Values that must be equal within a pair, one string a row. */
  exact?: readonly string[];
}

export interface MatchingResult {
  effect: number;
  standardError: number;
  /** The effect after taking off what the covariates still differ by within pairs, and its error. */
  adjusted: { effect: number; standardError: number };
  matchedRows: number;
  /** Rows of the estimand's population without any match within the caliper and the exact columns. */
  unmatchedRows: number;
  /** Treated minus untreated within each match, before the bias is taken off. */
  differences: number[];
  /** Weight of each row in the matched comparison, for balance. */
  weights: Float64Array;
}

/**
 * Nearest-neighbour matching with Abadie and Imbens' standard error (their 2006 variance: a bootstrap would be wrong here), plain and with
 * the bias from inexact matches taken off by regression. Ties go to the row that stands first.
 * On the propensity the error leaves out that the propensity was estimated, which makes it too long rather than too short for the ATE.
 * Rows of one arm × rows of the other × covariates.
 * @see Abadie and Imbens (2006), Econometrica 74, 235–267, theorem 7; (2011), JBES 29, 1–11; docs/methods/matching.md
 */
export function matchRows(data: TreatmentData, options: MatchingOptions): MatchingResult | Undetermined {
  const space = options.metric === "mahalanobis" ? whitened(data) : logitSpace(data);
  if ("undetermined" in space) return space;
  const { outcome, treated } = data;
  const n = outcome.length;
  const wanted = options.estimand === "att" ? [1] : [1, 0];
  const counts = new Float64Array(n);
  const missing: number[] = [];
  const pairs = new Map<number, number[]>();
  for (const arm of wanted) {
    const found = nearestRows({ ...options, space, treated, from: arm as 0 | 1 });
    for (const [row, matches] of found) {
      if (matches.length === 0) {
        missing.push(row);
        continue;
      }
      pairs.set(row, matches);
      for (const match of matches) counts[match]! += 1 / matches.length;
    }
  }
  if (pairs.size < 2) return undetermined("no-matches", "No row has a match that is close enough.");
  const plain = contrast(outcome, treated, pairs, null);
  const bias = biasPredictions(data, pairs);
  const adjusted = contrast(outcome, treated, pairs, bias);
  const spread = withinArmVariances({ ...options, space, treated, outcome, counts, pairs });
  const error = (differences: Float64Array) =>
    options.replacement ? abadieImbens(differences, counts, spread, options) : pairedError(differences);
  return {
    effect: mean(plain),
    standardError: error(plain),
    adjusted: { effect: mean(adjusted), standardError: error(adjusted) },
    matchedRows: pairs.size,
    unmatchedRows: missing.length,
    differences: Array.from(plain),
    weights: counts.map((count, i) => count + (pairs.has(i) ? 1 : 0)),
  };
}

/** Treated minus untreated within each match, with the outcome predictions' difference taken off where given. */
function contrast(
  outcome: Float64Array,
  treated: Uint8Array,
  pairs: ReadonlyMap<number, number[]>,
  predictions: readonly Float64Array[] | null,
): Float64Array {
  return Float64Array.from(pairs, ([row, matches]) => {
    const model = predictions?.[1 - treated[row]!];
    const other = matches.reduce(
      (sum, match) =>
        sum + (outcome[match]! + (model === undefined ? 0 : model[row]! - model[match]!)) / matches.length,
      0,
    );
    return treated[row] === 1 ? outcome[row]! - other : other - outcome[row]!;
  });
}

/** Regressions of the outcome within each arm, on its matched rows: `[control, treated]` predictions for all rows. */
function biasPredictions(
  { outcome, treated, covariates }: TreatmentData,
  pairs: ReadonlyMap<number, number[]>,
): Float64Array[] {
  const used = new Set([...pairs.values()].flat());
  const columns = [constantColumn(outcome.length), ...covariates.map((column) => column.values)];
  return [0, 1].map((arm) => {
    const rows = Uint32Array.from([...used].filter((i) => treated[i] === arm));
    if (rows.length === 0) return new Float64Array(outcome.length);
    const take = (values: Float64Array) => Float64Array.from(rows, (i) => values[i]!);
    const fit = leastSquares({ columns: columns.map(take), outcome: take(outcome) });
    return linearPredictor(columns, fit.coefficients, outcome.length);
  });
}

interface SpreadOptions extends MatchingOptions {
  space: Float64Array[];
  treated: Uint8Array;
  outcome: Float64Array;
  counts: Float64Array;
  pairs: ReadonlyMap<number, number[]>;
}

/** σ²(x) of the rows that serve as matches, from the nearest row of their own arm: (y_i − y_j)²/2. */
function withinArmVariances({ space, treated, outcome, counts }: SpreadOptions): Float64Array {
  const variances = new Float64Array(outcome.length);
  const used = [...counts.keys()].filter((i) => counts[i]! > 0);
  for (const row of used) {
    let nearest = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let other = 0; other < outcome.length; other++) {
      if (other === row || treated[other] !== treated[row]) continue;
      let distance = 0;
      for (let j = 0; j < space.length && distance < least; j++) distance += (space[j]![row]! - space[j]![other]!) ** 2;
      if (distance < least) {
        least = distance;
        nearest = other;
      }
    }
    variances[row] = nearest === -1 ? 0 : (outcome[row]! - outcome[nearest]!) ** 2 / 2;
  }
  return variances;
}

/** `counts` is K/M: how often a row served, over the matches per row. */
function abadieImbens(
  differences: Float64Array,
  counts: Float64Array,
  variances: Float64Array,
  { estimand, matches }: MatchingOptions,
): number {
  const n = differences.length;
  const effect = mean(differences);
  let sum = 0;
  for (const difference of differences) sum += (difference - effect) ** 2;
  for (let i = 0; i < counts.length; i++) {
    const share = counts[i]!;
    if (share === 0) continue;
    sum +=
      variances[i]! *
      (estimand === "ate" ? share * share + ((2 * matches - 1) / matches) * share : share * (share - 1 / matches));
  }
  return Math.sqrt(sum) / n;
}

function pairedError(differences: Float64Array): number {
  const center = mean(differences);
  const squares = differences.reduce((sum, difference) => sum + (difference - center) ** 2, 0);
  return Math.sqrt(squares / (differences.length - 1) / differences.length);
}

/** Covariates turned so that Euclidean distance is Mahalanobis': each less what the earlier ones explain, over its deviation. */
function whitened({ covariates, outcome }: TreatmentData): Float64Array[] {
  const n = outcome.length;
  const done: Float64Array[] = [constantColumn(n)];
  for (const { values } of covariates) {
    const fit = leastSquares({ columns: [...done, values], outcome: values });
    if (fit.aliased.includes(done.length)) continue;
    const { residuals } = leastSquares({ columns: done, outcome: values });
    const deviation = Math.sqrt(residuals.reduce((sum, value) => sum + value * value, 0) / (n - 1));
    done.push(residuals.map((value) => value / deviation));
  }
  return done.slice(1);
}

function logitSpace({ covariates, treated, outcome }: TreatmentData): Float64Array[] | Undetermined {
  const fit = fitLogistic([constantColumn(outcome.length), ...covariates.map((column) => column.values)], treated);
  if (fit.kind === "separated") {
    const names = fit.columns.map((j) => covariates[j - 1]!.name).join(", ");
    return undetermined(
      "perfect-separation",
      `Treated and untreated do not overlap: ${names} tells them apart without error.`,
    );
  }
  const logits = fit.probabilities.map((p) => Math.log(p / (1 - p)));
  const center = mean(logits);
  const deviation = Math.sqrt(logits.reduce((sum, value) => sum + (value - center) ** 2, 0) / (logits.length - 1));
  return [logits.map((value) => value / deviation)];
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
