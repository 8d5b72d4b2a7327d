import type { Playbook } from "@attune/model/tactic";
import { type Clause, clausesIn } from "@attune/rules/clauses-in";

/** What the conditions of a playbook ask of a person that the profile does not hold: only then a decision reads it. */
export interface AskedBeyondProfile {
  /** Since when the person is in a segment. */
  memberSince: boolean;
  /** Some score. */
  scores: boolean;
}

export function askedBeyondProfile({ tactics, segments = [] }: Playbook): AskedBeyondProfile {
  const clauses = [...tactics, ...segments].flatMap(({ when }): Clause[] =>
    when === undefined ? [] : clausesIn(when),
  );
  return {
    memberSince: clauses.some((clause) => "segment" in clause && clause.forDays !== undefined),
    scores: clauses.some((clause) => "score" in clause),
  };
}
