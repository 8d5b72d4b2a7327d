import type {
  Assumption,
  CheckStatus,
  EffectStudy,
  EvidenceGrade,
  MethodEstimate,
  Refutation,
  StudyDesign,
} from "@attune/model/effect-study";
import type { Json } from "@attune/model/json";
import { idInWords, isSumOfPeriods, methodName } from "@attune/model/study-words";
import { isUndetermined } from "@attune/model/undetermined";
import { changeInWords, type OutcomeWords } from "./outcome-words.ts";

/** A study before it was attacked. */
export interface StudyBody {
  design: StudyDesign;
  estimand: string;
  n: number;
  estimates: MethodEstimate[];
  /** The method whose number the narrative tells. */
  primary: string;
  assumptions: Assumption[];
  diagnostics: { [key: string]: Json };
  /** How the narrative calls the outcome and its amounts; without it they are bare numbers. */
  outcomeWords?: OutcomeWords | undefined;
}

/** What the attacks found, and whether chance assigned the treatment. */
export interface StudyChecks {
  refutations: Refutation[];
  sensitivity: { [key: string]: Json };
  isRandomized: boolean;
}

/** The whole study: body, checks, grade and the story in words. */
export function finishStudy(body: StudyBody, checks: StudyChecks): EffectStudy {
  const { primary, outcomeWords: _, ...rest } = body;
  const grade = gradeOf(body, checks);
  return {
    schema: "attune.measure.effect/1",
    ...rest,
    refutations: checks.refutations,
    sensitivity: checks.sensitivity,
    grade,
    narrative: narrate(body, checks, grade),
  };
}

/** A study that rests on more than its design alone: the grade falls with what is added, as if it had been there from the start. */
export function addAssumptions(study: EffectStudy, added: readonly Assumption[]): EffectStudy {
  const warnings = (checks: readonly { status: CheckStatus }[]) =>
    checks.filter(({ status }) => status === "warn").length;
  const before = warnings([...study.assumptions, ...study.refutations]);
  const isCrossed = before < 2 && before + warnings(added) >= 2;
  const fails = added.some(({ status }) => status === "fail");
  const grade = fails ? "D" : isCrossed ? nextGrade(study.grade) : study.grade;
  const heard = added.filter(({ status }) => status !== "pass").map(({ id }) => idInWords(id));
  const told = heard.length === 0 ? "" : `Besides, to be weighed: ${heard.join(", ")}. `;
  return {
    ...study,
    assumptions: [...study.assumptions, ...added],
    grade,
    narrative: study.narrative.replace(meanings[study.grade], `${told}${meanings[grade]}`),
  };
}

function nextGrade(grade: EvidenceGrade): EvidenceGrade {
  return grade === "A" ? "B" : grade === "B" ? "C" : "D";
}

/**
 * A where chance assigned the treatment, B for a quasi-experiment, C for adjustment; D where any check failed or the main method has no
 * answer; one step lower with two or more warnings (the one that cannot be tested is among them).
 * @see docs/methods/evidence-grades.md
 */
function gradeOf(body: StudyBody, { refutations, isRandomized }: StudyChecks): EvidenceGrade {
  const statuses: CheckStatus[] = [...body.assumptions, ...refutations].map((check) => check.status);
  const main = body.estimates.find((estimate) => estimate.method === body.primary);
  if (statuses.includes("fail") || main === undefined || isUndetermined(main.estimate)) return "D";
  const isAdjusted = body.design === "weighting" || body.design === "matching";
  const best = isRandomized ? 0 : isAdjusted ? 2 : 1;
  const lost = statuses.filter((status) => status === "warn").length >= 2 ? 1 : 0;
  return (["A", "B", "C", "D"] as const)[Math.min(3, best + lost)]!;
}

const meanings: Record<EvidenceGrade, string> = {
  A: "Grade A: chance assigned the treatment.",
  B: "Grade B: a quasi-experiment whose checks pass; it is as good as its assumptions.",
  C: "Grade C: adjusted for what was measured; what was not measured can still explain it.",
  D: "Grade D: an association. Do not act on this number.",
};

function narrate(body: StudyBody, { refutations, sensitivity }: StudyChecks, grade: EvidenceGrade): string {
  const main = body.estimates.find((estimate) => estimate.method === body.primary);
  const failed = [...body.assumptions, ...refutations].filter((check) => check.status === "fail");
  const warned = [...body.assumptions, ...refutations].filter((check) => check.status === "warn");
  const sentences = [main === undefined ? "There is no estimate." : sentenceOf(main, body)];
  const others = spread(body);
  if (others !== null) sentences.push(others);
  if (failed.length > 0) sentences.push(`Failed: ${failed.map((check) => idInWords(check.id)).join(", ")}.`);
  if (warned.length > 0) sentences.push(`To be weighed: ${warned.map((check) => idInWords(check.id)).join(", ")}.`);
  const strength = sensitivity.inWords;
  if (typeof strength === "string") sentences.push(strength);
  return [...sentences, meanings[grade]].join(" ");
}

function sentenceOf({ method, estimate, interval }: MethodEstimate, { estimand, outcomeWords }: StudyBody): string {
  if (isUndetermined(estimate)) return `By ${methodName(method)} there is no answer: ${estimate.undetermined.reason}`;
  const effect = outcomeWords === undefined ? "the effect" : `the effect on ${outcomeWords.name}`;
  const change = (value: number) => changeInWords(value, outcomeWords);
  const range = isUndetermined(interval)
    ? `how sure that is could not be told (${interval.undetermined.reason})`
    : `95 % interval: ${interval.map((end) => (end === null ? "unbounded" : change(end))).join(" to ")}`;
  return `By ${methodName(method)} ${effect} (${estimand}) is ${change(estimate)}; ${range}.`;
}

function spread({ estimates, outcomeWords }: StudyBody): string | null {
  // A sum over periods is no rival of an average.
  const known = estimates.flatMap(({ method, estimate }) =>
    isUndetermined(estimate) || isSumOfPeriods(method) ? [] : [{ method, estimate }],
  );
  if (known.length < 2) return null;
  const [low, high] = known
    .toSorted((a, b) => a.estimate - b.estimate)
    .filter((_, i, all) => i === 0 || i === all.length - 1)
    .map(({ method, estimate }) => `${changeInWords(estimate, outcomeWords)} (${methodName(method)})`);
  return `The methods range from ${low} to ${high}.`;
}
