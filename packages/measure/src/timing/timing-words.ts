import type { Json } from "@attune/model/json";
import type { EffectSlope, TimingReport } from "@attune/model/timing-report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { short } from "../observational/short-number.ts";

/** What would have to be true for the slopes to be wrong. */
export function slopeSensitivity(
  delay: EffectSlope | Undetermined,
  dose: EffectSlope | Undetermined,
): { [key: string]: Json } {
  const strength = (slope: EffectSlope | Undetermined) =>
    isUndetermined(slope) ? null : Math.max(0, Math.abs(slope.estimate) - 1.959963984540054 * slope.standardError);
  const told = (slope: EffectSlope | Undetermined, what: string) =>
    isUndetermined(slope)
      ? []
      : [
          `${what} would be nothing if something else changed the effect by ${short(slope.estimate)} per ${slope.per} (${short(strength(slope)!)} to make it insignificant)`,
        ];
  const sentences = [...told(delay, "the slope over delay"), ...told(dose, "the slope over touches")];
  return {
    delaySlopeToInsignificance: strength(delay),
    doseSlopeToInsignificance: strength(dose),
    inWords: sentences.length === 0 ? "No slope could be told." : `What would make it wrong: ${sentences.join("; ")}.`,
  };
}

/** The report in sentences. */
export function narrateTiming({
  delay,
  dose,
  sinceFirst,
  order,
}: Pick<TimingReport, "delay" | "dose" | "sinceFirst" | "order">): string {
  return [
    slopeSentence(delay.slope, "With each doubling of the delay the effect"),
    slopeSentence(dose.slope, "With each further touch the effect"),
    isUndetermined(sinceFirst.differ) || sinceFirst.differ.pValue >= 0.05
      ? "Effects by time since the first touch cannot be told apart."
      : `Effects differ by time since the first touch (p = ${short(sinceFirst.differ.pValue)}).`,
    order.length === 0 ? "No other tactic was met before by enough people, and not by others." : "",
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

/** A slope in words; one that may be chance is called so. */
export function slopeSentence(slope: EffectSlope | Undetermined, start: string): string {
  if (isUndetermined(slope)) return `${start} could not be followed: ${slope.undetermined.reason}`;
  const { estimate, interval, pValue } = slope;
  const ends = `95 % ${short(interval[0])} to ${short(interval[1])}`;
  if (pValue >= 0.05) return `${start} changes by ${short(estimate)} (${ends}): it may be chance.`;
  return `${start} ${estimate < 0 ? "falls" : "rises"} by ${short(Math.abs(estimate))} (${ends}).`;
}
