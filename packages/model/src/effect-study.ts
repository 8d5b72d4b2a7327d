import type { Json } from "./json.ts";
import type { Undetermined } from "./undetermined.ts";

/** How an effect was looked for where nobody randomized. */
export const studyDesigns = [
  "weighting",
  "matching",
  "did",
  "iv",
  "synthetic-control",
  "interrupted",
  "discontinuity",
] as const;
export type StudyDesign = (typeof studyDesigns)[number];

/** How a check came out. */
export type CheckStatus = "pass" | "warn" | "fail";

/** One method's answer, absolute, in the outcome's unit. An interval end is null where the set is unbounded on that side. */
export interface MethodEstimate {
  method: string;
  estimate: number | Undetermined;
  standardError: number | Undetermined;
  interval: [number | null, number | null] | Undetermined;
  pValue: number | Undetermined;
}

/** What must hold for the estimates to mean what they say. `evidence` is what the data can tell of it. */
export interface Assumption {
  id: string;
  statement: string;
  evidence: string;
  status: CheckStatus;
}

/** An attack on the study whose right answer is known beforehand. */
export interface Refutation {
  id: string;
  /** What an honest method finds, in words. */
  expected: string;
  /** What was found, in words and numbers. */
  observed: string;
  status: CheckStatus;
}

/**
 * How far an effect can be trusted: A randomized; B a quasi-experiment whose checks pass; C adjusted for what was measured, checks pass;
 * D an association. The rules are in docs/methods/evidence-grades.md.
 */
export type EvidenceGrade = "A" | "B" | "C" | "D";

/** An effect found in observational data, with everything that speaks for and against it. */
export interface EffectStudy {
  schema: "attune.measure.effect/1";
  design: StudyDesign;
  /** Whose effect is estimated, in words. */
  estimand: string;
  /** Rows (or units, for panels) that the estimates rest on. */
  n: number;
  estimates: MethodEstimate[];
  assumptions: Assumption[];
  diagnostics: { [key: string]: Json };
  refutations: Refutation[];
  sensitivity: { [key: string]: Json };
  grade: EvidenceGrade;
  narrative: string;
}
