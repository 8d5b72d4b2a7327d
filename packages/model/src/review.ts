/** What to do about a tactic. */
export const reviewVerdicts = ["stop", "adjust", "scale", "copy", "wait"] as const;
export type ReviewVerdict = (typeof reviewVerdicts)[number];

export interface TacticVerdict {
  tacticId: string;
  name: string;
  verdict: ReviewVerdict;
  reason: string;
  /** On both sides. */
  people: number;
  /** Of its effect on revenue per visitor, adjusted for all tactics that are judged; null: it has none yet. */
  pValue: number | null;
}

/** `attune review`. */
export interface Review {
  schema: "attune.review/1";
  computedAt: string;
  verdicts: TacticVerdict[];
}

/** What was learned of a tactic, and what was decided then: kept for good. */
export interface Learning {
  /** Epoch milliseconds. */
  at: number;
  by: string;
  tacticId: string;
  decision: ReviewVerdict;
  text: string;
}
