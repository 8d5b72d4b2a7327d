import { effectiveSampleSize, standardizedDifference } from "@attune/math/weighting/balancing-weights";
import type { Assumption, CheckStatus, MethodEstimate } from "@attune/model/effect-study";
import type { Json } from "@attune/model/json";
import { isUndetermined } from "@attune/model/undetermined";
import { short } from "./short-number.ts";
import type { TreatmentData } from "./treatment-data.ts";

/** Overlap as the weights show it: how many rows' worth of information each arm keeps, and how near 0 or 1 propensities come. */
export function overlapAssumption(
  propensity: Float64Array,
  treated: Uint8Array,
  weights: Float64Array,
): { assumption: Assumption; diagnostics: { [key: string]: Json } } {
  const counts = [0, 0];
  for (const arm of treated) counts[arm]! += 1;
  const effective = ([0, 1] as const).map((arm) => effectiveSampleSize(weights, treated, arm));
  // More controls than treated are welcome, not wanted: both arms are held against the smaller.
  const kept = Math.min(...effective) / Math.min(...counts);
  const inside = propensity.reduce((sum, p) => sum + (p >= 0.1 && p <= 0.9 ? 1 : 0), 0) / propensity.length;
  let status: CheckStatus = "pass";
  if (kept < 0.5 || inside < 0.9) status = "warn";
  if (kept < 0.1 || Math.min(...effective) < 20 || inside < 0.2) status = "fail";
  return {
    assumption: {
      id: "overlap",
      statement: "For every kind of person there were both treated and untreated ones.",
      evidence: `${short(100 * inside)} % of propensities lie between 0.1 and 0.9; the weighted arms are worth ${short(effective[1]!)} of ${counts[1]} treated and ${short(effective[0]!)} of ${counts[0]} untreated rows.`,
      status,
    },
    diagnostics: {
      effectiveSampleSize: { treated: effective[1]!, control: effective[0]! },
      propensity: { ...propensityRange(propensity), shareBetween10And90: inside },
      propensityHistogram: histogram(propensity, treated),
    },
  };
}

/** Standardized differences before and after, and whether the worst after is small. */
export function balanceAssumption(
  data: TreatmentData,
  weights: Float64Array,
): { assumption: Assumption; diagnostics: { [key: string]: Json } } {
  const rows = data.covariates.map(({ name, values }) => ({
    covariate: name,
    before: numberOrNull(standardizedDifference(values, data.treated)),
    after: numberOrNull(standardizedDifference(values, data.treated, weights)),
  }));
  const worst = rows.reduce((most, row) => Math.max(most, Math.abs(row.after ?? 0)), 0);
  return {
    assumption: {
      id: "balance",
      statement: "After weighting both groups look alike in what was measured.",
      evidence: `The largest standardized difference is ${short(worst)} (0.1 or less is usual).`,
      status: worst <= 0.1 ? "pass" : worst <= 0.25 ? "warn" : "fail",
    },
    diagnostics: { balance: rows },
  };
}

/** Do the methods agree? Estimates whose signs differ significantly, or that lie further apart than their errors, hang on the model. */
export function modelDependenceAssumption(estimates: readonly MethodEstimate[]): Assumption {
  const known = estimates.flatMap(({ estimate, standardError }) =>
    isUndetermined(estimate) || isUndetermined(standardError) ? [] : [{ estimate, standardError }],
  );
  const values = known.map((entry) => entry.estimate);
  const errors = known.map((entry) => entry.standardError).sort((a, b) => a - b);
  const typical = errors[errors.length >> 1] ?? 0;
  const apart = (Math.max(...values) - Math.min(...values)) / typical;
  const hasBothSigns = Math.min(...values) < 0 && Math.max(...values) > 0;
  let status: CheckStatus = "pass";
  if (apart > 1.5) status = "warn";
  if (apart > 4 || (apart > 2 && hasBothSigns)) status = "fail";
  return {
    id: "model-dependence",
    statement: "The answer does not hang on which method is used.",
    evidence: `The methods lie ${short(apart)} typical standard errors apart${hasBothSigns ? " and disagree about the sign" : ""}.`,
    status,
  };
}

function propensityRange(propensity: Float64Array): { min: number; max: number } {
  return {
    min: propensity.reduce((least, p) => Math.min(least, p), 1),
    max: propensity.reduce((most, p) => Math.max(most, p), 0),
  };
}

function histogram(propensity: Float64Array, treated: Uint8Array): Json {
  const counts = [new Array<number>(20).fill(0), new Array<number>(20).fill(0)];
  for (let i = 0; i < propensity.length; i++) counts[treated[i]!]![Math.min(19, Math.floor(20 * propensity[i]!))]! += 1;
  return { binWidth: 0.05, control: counts[0]!, treated: counts[1]! };
}

function numberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
