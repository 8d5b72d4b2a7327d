import { studentTUpperQuantile } from "@attune/math/distribution/student-t";
import type { MethodEstimate } from "@attune/model/effect-study";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { twoSidedLogP } from "../experiment/welch.ts";

/** A column of the data under its name, as reports call it. */
export interface NamedColumn {
  name: string;
  values: Float64Array;
}

/**
 * An estimate with its 95 % interval and two-sided p by Student's t (normal with infinite degrees of freedom). A standard error that is zero
 * or not a number leaves everything but the estimate undetermined.
 */
export function methodEstimate(
  method: string,
  estimate: number,
  standardError: number,
  degreesOfFreedom = Number.POSITIVE_INFINITY,
): MethodEstimate {
  if (!Number.isFinite(estimate)) {
    return undeterminedEstimate(method, undetermined("no-estimate", "The data do not determine this estimate."));
  }
  if (!(standardError > 0) || !(degreesOfFreedom > 0)) {
    return withoutError(method, estimate, undetermined("zero-variance", "Nothing varies, so chance cannot be judged."));
  }
  const half = studentTUpperQuantile(0.025, degreesOfFreedom) * standardError;
  return {
    method,
    estimate,
    standardError,
    interval: [estimate - half, estimate + half],
    pValue: Math.exp(twoSidedLogP(estimate / standardError, degreesOfFreedom)),
  };
}

/** A number whose uncertainty could not be told, with the reason. */
export function withoutError(method: string, estimate: number, reason: Undetermined): MethodEstimate {
  return { method, estimate, standardError: reason, interval: reason, pValue: reason };
}

/** A method that has no answer here. */
export function undeterminedEstimate(method: string, reason: Undetermined): MethodEstimate {
  return { method, estimate: reason, standardError: reason, interval: reason, pValue: reason };
}
