import { fitLogistic, type SeparatedData } from "@attune/math/fit/logistic";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { NamedColumn } from "../observational/method-estimate.ts";
import type { VisitRow } from "./visit-sequence.ts";

/** Weights under which being touched has nothing to do with what was known. */
export interface VisitWeights {
  /** For a model of this visit's touch and all before it: products over the person's visits. */
  history: Float64Array;
  /** For a model of this visit's touch alone, within bands of delay. */
  single: Float64Array;
  largest: number;
  /** Close to 1 where the models hold. */
  mean: number;
  /** (Σw)²/Σw² over the number of visits. */
  effectiveShare: number;
  /** The column in which touched and untouched visits differ most, in standard deviations, as they are and weighted (visit by visit). */
  imbalance: { before: number; after: number; column: string };
}

/** Weights beyond these quantiles are cut to them: a few visits must not speak for all [Cole and Hernán 2008]. */
const cuts = [0.01, 0.99] as const;
const fewestPerArm = 100;

/**
 * Stabilized inverse-probability weights of touches: Π P(touched as it was | number of the visit, touches before)
 * / P(touched as it was | those, and all that was known), over the person's visits so far, by pooled logistic regression, cut at the 1st and
 * 99th percentile. Undetermined where too few visits were touched or untouched, or where what was known decides without error.
 * @param known what was known when each visit began
 * @see Robins, Hernán and Brumback (2000), Epidemiology 11, 550–560; Cole and Hernán (2008), American Journal of Epidemiology 168, 656–664
 */
export function visitWeights(
  rows: readonly VisitRow[],
  known: readonly NamedColumn[],
  band: readonly number[],
): VisitWeights | Undetermined {
  const touched = Uint8Array.from(rows, ({ isTouched }) => (isTouched ? 1 : 0));
  const count = touched.reduce((sum, value) => sum + value, 0);
  if (Math.min(count, rows.length - count) < fewestPerArm) {
    return undetermined(
      "too-few-visits",
      `Of ${rows.length} visits the tactic was shown in ${count}; ${fewestPerArm} with and ${fewestPerArm} without are the least. Where everybody is shown it always, only a holdout tells what a touch adds.`,
    );
  }
  const past = pastColumns(rows);
  const bands = [...new Set(band)].slice(1);
  const bandColumns = bands.map((of) => Float64Array.from(band, (own) => (own === of ? 1 : 0)));
  const full = chancesOf([...past, ...known.map(({ values }) => values)], touched);
  const marginal = chancesOf(past, touched);
  const within = chancesOf([...past, ...bandColumns], touched);
  if (full.kind === "separated" || marginal.kind === "separated" || within.kind === "separated") {
    const separated = [marginal, full, within].find((found) => found.kind === "separated") as SeparatedData;
    const names = separated.columns.slice(0, 3).map((j) => nameOf(j, known));
    return undetermined(
      "no-overlap",
      `What was known when a visit began (${names.join(", ")}) tells without error whether the tactic was shown, so there is no like visit to compare with.`,
    );
  }
  const ratio = (top: Float64Array) =>
    full.chances.map((chance, i) => (touched[i] === 1 ? top[i]! / chance : (1 - top[i]!) / (1 - chance)));
  const steps = ratio(marginal.chances);
  const products = new Float64Array(rows.length);
  rows.forEach(({ number, person }, i) => {
    const follows = i > 0 && number > 1 && rows[i - 1]!.person === person;
    products[i] = steps[i]! * (follows ? products[i - 1]! : 1);
  });
  const history = cut(products);
  const single = cut(ratio(within.chances));
  const sum = history.reduce((total, weight) => total + weight, 0);
  const squares = history.reduce((total, weight) => total + weight * weight, 0);
  return {
    history,
    single,
    largest: history.reduce((most, weight) => Math.max(most, weight), 0),
    mean: sum / history.length,
    effectiveShare: (sum * sum) / squares / history.length,
    imbalance: largestImbalance(touched, known, cut(ratio(new Float64Array(rows.length).fill(count / rows.length)))),
  };
}

/** A constant, the number of the visit, and the touches before it. */
function pastColumns(rows: readonly VisitRow[]): Float64Array[] {
  const column = (value: (row: VisitRow) => number) => Float64Array.from(rows, value);
  return [
    column(() => 1),
    column(({ number }) => Math.log(number)),
    column(({ touchesBefore }) => Math.log1p(touchesBefore)),
    column(({ wasTouchedLast }) => (wasTouchedLast ? 1 : 0)),
  ];
}

const pastNames = ["", "the number of the visit", "touches before", "a touch in the last visit"];

function nameOf(column: number, known: readonly NamedColumn[]): string {
  return pastNames[column] ?? known[column - pastNames.length]!.name;
}

function chancesOf(
  columns: readonly Float64Array[],
  touched: Uint8Array,
): { kind: "fitted"; chances: Float64Array } | SeparatedData {
  const fit = fitLogistic(columns, touched);
  if (fit.kind === "separated") return fit;
  return { kind: "fitted", chances: fit.probabilities.map((p) => Math.min(1 - 1e-4, Math.max(1e-4, p))) };
}

function cut(weights: Float64Array): Float64Array {
  const sorted = weights.slice().sort();
  const [low, high] = cuts.map((at) => sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))]!) as [
    number,
    number,
  ];
  return weights.map((weight) => Math.min(high, Math.max(low, weight)));
}

function largestImbalance(
  touched: Uint8Array,
  known: readonly NamedColumn[],
  weights: Float64Array,
): VisitWeights["imbalance"] {
  const even = new Float64Array(weights.length).fill(1);
  return known
    .map(({ name, values }) => ({
      before: standardizedDifference(values, touched, even),
      after: standardizedDifference(values, touched, weights),
      column: name,
    }))
    .reduce((most, of) => (Math.abs(of.after) > Math.abs(most.after) ? of : most), { before: 0, after: 0, column: "" });
}

/** Difference of the weighted means of touched and untouched, over the standard deviation of all. */
function standardizedDifference(values: Float64Array, touched: Uint8Array, weights: Float64Array): number {
  const sums = [0, 0];
  const totals = [0, 0];
  let mean = 0;
  values.forEach((value, i) => {
    const arm = touched[i]!;
    sums[arm]! += weights[i]! * value;
    totals[arm]! += weights[i]!;
    mean += value / values.length;
  });
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return variance === 0 ? 0 : (sums[1]! / totals[1]! - sums[0]! / totals[0]!) / Math.sqrt(variance);
}
