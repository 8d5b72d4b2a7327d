import { escapeText } from "@attune/charts/svg-element";
import type { ExperimentLift } from "@attune/model/experiment-report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";

export function percent(share: number, digits = 2): string {
  return `${(100 * share).toFixed(digits)} %`;
}

/** Four significant digits; thousands are set apart. */
export function number(value: number): string {
  const rounded = Number(value.toPrecision(4));
  return Math.abs(rounded) >= 1000 ? rounded.toLocaleString("en") : String(rounded);
}

export function pText(pValue: number): string {
  return pValue < 1e-4 ? pValue.toExponential(1) : pValue.toFixed(4);
}

/** An interval in words; an unbounded end says so. */
export function ends([low, high]: readonly [number | null, number | null], print: (value: number) => string): string {
  return `${low === null ? "unbounded" : print(low)} to ${high === null ? "unbounded" : print(high)}`;
}

export function liftText(lift: ExperimentLift | Undetermined): string {
  if (isUndetermined(lift)) return escapeText(lift.undetermined.reason);
  return `${percent(lift.estimate)} (${ends(lift.interval, (end) => percent(end))})`;
}
