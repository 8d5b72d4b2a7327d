import type { Assumption } from "@attune/model/effect-study";
import { isUndetermined } from "@attune/model/undetermined";
import { type InterruptedResult, interruptedSeries } from "./interrupted-series.ts";
import type { NamedColumn } from "./method-estimate.ts";
import { short } from "./short-number.ts";

/** A jump of a control series at the start is doubted below this p, over all of them together. */
const JUMP_ALERT = 0.05;
/** Standard errors at which an influence is found four times out of five: z.975 + z.8. */
const FOUND = 2.8;

/**
 * Whether the treatment may have moved the series that stand for what would have come without it: each is put through the same model by
 * itself, as if it were the outcome. `pass` only where none of them jumps at the start, and where a jump large enough to make the whole
 * effect would have been found; a treatment that reaches them slowly is not seen.
 * @param controls in the order of time, like `found.coefficients`
 */
export function untouchedControls(
  found: InterruptedResult,
  controls: readonly NamedColumn[],
  start: number,
): Assumption {
  const told = (evidence: string, status: Assumption["status"]): Assumption => ({
    id: "untouched-controls",
    statement: "The control series were not moved by the treatment.",
    evidence,
    status,
  });
  if (controls.length === 0) {
    return told("There are no control series: the level before is all that the prediction knows.", "warn");
  }
  let smallest = { pValue: 1, name: "" };
  const hidden: string[] = [];
  controls.forEach(({ name, values }, j) => {
    const jump = interruptedSeries({ outcome: values, regressors: [], start });
    if (isUndetermined(jump)) {
      hidden.push(name);
      return;
    }
    if (jump.average.pValue < smallest.pValue) smallest = { pValue: jump.average.pValue, name };
    const canMake = Math.abs(found.coefficients[j]!) * FOUND * jump.average.standardDeviation;
    if (canMake >= Math.abs(found.average.estimate)) hidden.push(name);
  });
  const corrected = Math.min(1, smallest.pValue * controls.length);
  if (corrected < JUMP_ALERT) {
    return told(
      `${smallest.name} jumps at the start itself (p = ${short(corrected)}): either something began there that moves both, which the prediction rightly takes away, or the treatment reaches it, which hides a part of the effect.`,
      "warn",
    );
  }
  const calm = `None of them jumps at the start by itself (smallest p = ${short(corrected)}, of all together)`;
  return hidden.length === 0
    ? told(`${calm}, and a jump large enough to make the whole effect would have been found.`, "pass")
    : told(
        `${calm}, but in ${hidden.join(", ")} an influence of the treatment large enough to make the whole effect could go unseen; choose series that it cannot reach.`,
        "warn",
      );
}
