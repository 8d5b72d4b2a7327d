import type { Condition } from "@attune/model/condition";
import { explainCondition } from "./explain-condition.ts";
import type { PersonView } from "./person-view.ts";
import { truthOf } from "./truth-of.ts";

export type { PersonView } from "./person-view.ts";

export interface Verdict {
  /** False also where it is undetermined: nobody is shown something on a guess. */
  holds: boolean;
  /** True where the answer lies beyond what is known of the person. */
  isUndetermined: boolean;
  /** The clause that decided, in words. Composed when asked: of the dozens of conditions behind a decision, most are never explained. */
  because: () => string;
}

/**
 * Evaluates a condition. Total. What is absent is told apart only by `exists`, and makes every other comparison false; what is not known makes the
 * answer undetermined, unless the rest decides it anyway.
 */
export function evaluateCondition(condition: Condition, person: PersonView): Verdict {
  const answer = truthOf(condition, person);
  return { holds: answer === 1, isUndetermined: answer === 0, because: () => explainCondition(condition, person) };
}
