import { coefficientCovariance, standardErrorOf } from "@attune/math/fit/coefficient-covariance";
import { constantColumn, leastSquares } from "@attune/math/fit/least-squares";
import type { Json } from "@attune/model/json";
import { isUndetermined } from "@attune/model/undetermined";
import { short } from "../observational/short-number.ts";
import type { TreatmentData } from "../observational/treatment-data.ts";
import type { PlainEstimate } from "../refute/judge.ts";
import { effectEValue } from "./e-value.ts";
import { osterDelta } from "./oster-delta.ts";
import { robustnessValue } from "./robustness-value.ts";

/** How strong a confounder that nobody measured would have to be: E-value, robustness value, Oster's δ, and one sentence of it. */
export function treatmentSensitivity(data: TreatmentData, main: PlainEstimate): { [key: string]: Json } {
  const { outcome, treated, covariates } = data;
  const n = outcome.length;
  const treatment = Float64Array.from(treated);
  const controls = [constantColumn(n), ...covariates.map((column) => column.values)];
  const long = leastSquares({ columns: [...controls, treatment], outcome });
  const brief = leastSquares({ columns: [constantColumn(n), treatment], outcome });
  const at = controls.length;
  const error = standardErrorOf(long, coefficientCovariance(long, [...controls, treatment], "classical"), at);
  const total = variance(outcome);
  const half = 1.959963984540054 * main.standardError;
  const evalue = effectEValue(main.estimate, [main.estimate - half, main.estimate + half], Math.sqrt(total));
  const robustness =
    error === undefined ? null : robustnessValue(long.coefficients[at]! / error, long.degreesOfFreedom);
  const delta = osterDelta({
    shortEstimate: brief.coefficients[1]!,
    shortR2: 1 - brief.residualSumSquares / (n * total),
    longEstimate: long.coefficients[at]!,
    longR2: 1 - long.residualSumSquares / (n * total),
    outcomeVariance: total,
    treatmentVariance: variance(treatment),
    residualTreatmentVariance: leastSquares({ columns: controls, outcome: treatment }).residualSumSquares / n,
  });
  const result: { [key: string]: Json } = {};
  const sentences: string[] = [];
  if (!isUndetermined(evalue)) {
    result.eValue = { ...evalue };
    sentences.push(
      `to explain it away a hidden cause would have to raise both treatment and outcome ${short(evalue.point)}-fold (${short(evalue.interval)}-fold to make it insignificant)`,
    );
  }
  if (robustness !== null) {
    result.robustnessValue = { ...robustness };
    sentences.push(`or explain ${short(100 * robustness.toZero)} % of what is left of both`);
  }
  result.osterDelta = isUndetermined(delta) ? { undetermined: { ...delta.undetermined } } : delta;
  if (sentences.length > 0) result.inWords = `What would make it wrong: ${sentences.join(", ")}.`;
  return result;
}

function variance(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
