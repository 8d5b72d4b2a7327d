import type { TraceLine } from "@attune/model/decision";
import type { Tactic } from "@attune/model/tactic";
import { evaluateCondition, type PersonView } from "@attune/rules/evaluate-condition";

/** What keeps a tactic from a person. */
export interface Refusal {
  outcome: TraceLine["outcome"];
  /** In words; composed when asked. */
  reason: () => string;
}

/** Why a tactic is not for this person now; null where it is. */
export function refusalOf(tactic: Tactic, person: PersonView, now: number): Refusal | null {
  const { startsAt, endsAt } = tactic.schedule ?? {};
  if (startsAt !== undefined && now < startsAt) {
    return { outcome: "not-scheduled", reason: () => `starts ${new Date(startsAt).toISOString()}` };
  }
  if (endsAt !== undefined && now >= endsAt) {
    return { outcome: "not-scheduled", reason: () => `ended ${new Date(endsAt).toISOString()}` };
  }
  if (tactic.when === undefined) return null;
  const verdict = evaluateCondition(tactic.when, person);
  if (verdict.holds) return null;
  return { outcome: verdict.isUndetermined ? "undetermined" : "not-eligible", reason: verdict.because };
}
