import { leftOutWords } from "@attune/measure/observational/left-out-words";
import type { EffectStudy, MethodEstimate } from "@attune/model/effect-study";
import { idInWords, methodName } from "@attune/model/study-words";
import { isUndetermined } from "@attune/model/undetermined";

/** A study as a person reads it in a terminal: the story, every method, every check. */
export function effectStudyText(study: EffectStudy): string {
  const width = Math.max(...study.estimates.map(({ method }) => methodName(method).length));
  return [
    study.narrative,
    "",
    `grade ${study.grade}; design ${study.design}; ${study.estimand}; n = ${study.n.toLocaleString("en")}`,
    ...leftOutWords(study).map((sentence) => `! ${sentence}`),
    "",
    "estimates",
    ...study.estimates.map((entry) => `  ${methodName(entry.method).padEnd(width)}  ${estimateText(entry)}`),
    "",
    "assumptions",
    ...study.assumptions.map(({ id, status, evidence }) => `  ${status.padEnd(4)}  ${idInWords(id)}: ${evidence}`),
    "",
    "refutations",
    ...study.refutations.map(
      ({ id, status, expected, observed }) =>
        `  ${status.padEnd(4)}  ${idInWords(id)}: expected ${expected}; found ${observed}`,
    ),
  ].join("\n");
}

function estimateText({ estimate, standardError, interval, pValue }: MethodEstimate): string {
  if (isUndetermined(estimate)) return `undetermined: ${estimate.undetermined.reason}`;
  const parts = [number(estimate)];
  if (!isUndetermined(standardError)) parts.push(`(se ${number(standardError)})`);
  if (isUndetermined(interval)) parts.push(`interval undetermined: ${interval.undetermined.reason}`);
  else parts.push(`95 %: ${interval.map((end) => (end === null ? "unbounded" : number(end))).join(" to ")}`);
  if (!isUndetermined(pValue)) parts.push(`p = ${number(pValue)}`);
  return parts.join("  ");
}

function number(value: number): string {
  return Math.abs(value) >= 1e5 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(5)));
}
