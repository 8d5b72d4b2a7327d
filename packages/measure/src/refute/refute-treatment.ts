import { shuffle, takeRows } from "@attune/math/fit/folds";
import { constantColumn, leastSquares, linearPredictor } from "@attune/math/fit/least-squares";
import type { Rng } from "@attune/math/rng";
import type { Refutation } from "@attune/model/effect-study";
import type { NamedColumn } from "../observational/method-estimate.ts";
import type { TreatmentData } from "../observational/treatment-data.ts";
import {
  allZeroTest,
  equalHalvesTest,
  judge,
  noiseCovariateRefutation,
  type PlainEstimate,
  type RefuterTest,
} from "./judge.ts";

/** Estimates the effect on other data the way the study did; null where it cannot. */
export type Reestimate = (data: TreatmentData, rng: Rng) => PlainEstimate | null;

const placeboRuns = 10;

/**
 * The attacks on a study with one row a person: placebo treatment (who was treated, shuffled: no effect), placebo outcome (an outcome that
 * the covariates explain and the treatment cannot, simulated; and every negative-control outcome that was supplied), a random common cause,
 * subset stability. Runs the estimator about 25 + 2·covariates times.
 * @see docs/methods/refuters.md
 */
export function refuteTreatment(
  data: TreatmentData,
  original: PlainEstimate,
  reestimate: Reestimate,
  negativeControls: readonly NamedColumn[],
  rng: Rng,
): Refutation[] {
  const tests: RefuterTest[] = [
    allZeroTest(
      "placebo-treatment",
      "no effect of a shuffled treatment",
      shuffledTreatments(data, reestimate, rng.fork("treatment")),
    ),
    allZeroTest(
      "placebo-outcome",
      "no effect on an outcome simulated from the covariates alone",
      simulatedOutcomes(data, reestimate, rng.fork("outcome")),
    ),
  ];
  negativeControls.forEach(({ name, values }) => {
    const found = reestimate({ ...data, outcome: values }, rng.fork(name));
    if (found === null) return;
    tests.push(
      allZeroTest(`negative-control:${name}`, `no effect on ${name}, which the treatment cannot have moved`, [
        found.estimate / found.standardError,
      ]),
    );
  });
  const halves = equalHalvesTest(medianHalves(data, reestimate, rng.fork("halves")));
  if (halves !== null) tests.push(halves);
  const noise = Float64Array.from(data.outcome, () => rng.normal());
  // The same folds as the original had, so that only the noise is new.
  const noisy = reestimate(
    { ...data, covariates: [...data.covariates, { name: "noise", values: noise }] },
    rng.fork("estimate"),
  );
  return [...judge(tests), ...(noisy === null ? [] : [noiseCovariateRefutation(original, noisy)])];
}

function shuffledTreatments(data: TreatmentData, reestimate: Reestimate, rng: Rng): number[] {
  return Array.from({ length: placeboRuns }, (_, run) => {
    const treated = Array.from(data.treated);
    shuffle(treated, rng);
    return zOf(reestimate({ ...data, treated: Uint8Array.from(treated) }, rng.fork(run)));
  }).filter(Number.isFinite);
}

/** The controls' regression on the covariates, plus its residuals drawn anew: the covariates confound it, the treatment does nothing. */
function simulatedOutcomes(data: TreatmentData, reestimate: Reestimate, rng: Rng): number[] {
  const controls = Int32Array.from([...data.treated.keys()].filter((i) => data.treated[i] === 0));
  const columns = data.covariates.map((column) => column.values);
  const fit = leastSquares({
    columns: [constantColumn(controls.length), ...columns.map((column) => takeRows(column, controls))],
    outcome: takeRows(data.outcome, controls),
  });
  const n = data.outcome.length;
  const fitted = linearPredictor([constantColumn(n), ...columns], fit.coefficients, n);
  return Array.from({ length: placeboRuns }, (_, run) => {
    const outcome = fitted.map((value) => value + fit.residuals[rng.integer(controls.length)]!);
    return zOf(reestimate({ ...data, outcome }, rng.fork(run)));
  }).filter(Number.isFinite);
}

function medianHalves(
  data: TreatmentData,
  reestimate: Reestimate,
  rng: Rng,
): { name: string; low: PlainEstimate; high: PlainEstimate }[] {
  const halves: { name: string; low: PlainEstimate; high: PlainEstimate }[] = [];
  for (const { name, values } of data.covariates.slice(0, 12)) {
    const sorted = values.slice().sort();
    const median = sorted[sorted.length >> 1]!;
    // Where half of the rows share the smallest value, they are the lower half.
    const isLow = values.map((value) => (value < median || (median === sorted[0] && value === median) ? 1 : 0));
    const parts = [1, 0].map((side) => {
      const rows = Int32Array.from([...isLow.keys()].filter((i) => isLow[i] === side));
      return rowsLargeEnough(data, rows) ? reestimate(rowsOf(data, rows), rng.fork(`${name}/${side}`)) : null;
    });
    if (parts[0] && parts[1]) halves.push({ name, low: parts[0], high: parts[1] });
  }
  return halves;
}

/** Enough of both arms for an estimate with all covariates. */
function rowsLargeEnough(data: TreatmentData, rows: Int32Array): boolean {
  const treatedCount = rows.reduce((sum, row) => sum + data.treated[row]!, 0);
  return Math.min(treatedCount, rows.length - treatedCount) >= 20 + 5 * data.covariates.length;
}

function rowsOf(data: TreatmentData, rows: Int32Array): TreatmentData {
  const covariates = data.covariates.map(({ name, values }) => ({ name, values: takeRows(values, rows) }));
  return {
    outcome: takeRows(data.outcome, rows),
    treated: Uint8Array.from(rows, (row) => data.treated[row]!),
    covariates: covariates.filter(({ values }) => values.some((value) => value !== values[0])),
  };
}

function zOf(found: PlainEstimate | null): number {
  return found === null ? Number.NaN : found.estimate / found.standardError;
}
