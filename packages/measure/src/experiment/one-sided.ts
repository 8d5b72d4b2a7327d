import { logStudentTSurvival, studentTUpperQuantile } from "@attune/math/distribution/student-t";

/** A test of "greater than": the lower confidence bound of level 1 − alpha and the p-value, with its natural logarithm. */
export interface OneSidedResult {
  lower: number;
  pValue: number;
  logPValue: number;
}

/** Tests that the quantity is above `threshold`; p is small when it clearly is, and may reach 1 when it clearly is not. */
export function testGreater(
  { estimate, standardError }: { estimate: number; standardError: number },
  degreesOfFreedom: number,
  threshold = 0,
  alpha = 0.05,
): OneSidedResult {
  const logPValue = logStudentTSurvival((estimate - threshold) / standardError, degreesOfFreedom);
  return {
    lower: estimate - studentTUpperQuantile(alpha, degreesOfFreedom) * standardError,
    pValue: Math.exp(logPValue),
    logPValue,
  };
}
