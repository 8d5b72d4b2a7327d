import type { TraceLine } from "@attune/model/decision";
import type { Tactic } from "@attune/model/tactic";
import { explainCondition } from "@attune/rules/explain-condition";
import type { PersonView } from "@attune/rules/person-view";
import { truthOf } from "@attune/rules/truth-of";

/** What keeps a tactic from a person. */
export interface Refusal {
  outcome: TraceLine["outcome"];
  /** In words; composed when asked. */
  reason: () => string;
}

/** Whether a tactic is not for this person now, and in which way; null where it is. Asked of dozens of tactics for each decision: makes no objects. */
export function ineligibility(
  { schedule, when }: Tactic,
  person: PersonView,
  now: number,
): "not-scheduled" | "undetermined" | "not-eligible" | null {
  if (schedule !== undefined) {
    const { startsAt, endsAt } = schedule;
    if ((startsAt !== undefined && now < startsAt) || (endsAt !== undefined && now >= endsAt)) return "not-scheduled";
  }
  if (when === undefined) return null;
  const answer = truthOf(when, person);
  return answer === 1 ? null : answer === 0 ? "undetermined" : "not-eligible";
}

/** Why a tactic is not for this person now; null where it is. */
export function refusalOf(tactic: Tactic, person: PersonView, now: number): Refusal | null {
  const outcome = ineligibility(tactic, person, now);
  if (outcome === null) return null;
  const { schedule, when } = tactic;
  if (outcome === "not-scheduled") return { outcome, reason: () => scheduleText(schedule, now) };
  return { outcome, reason: () => explainCondition(when!, person) };
}

function scheduleText({ startsAt, endsAt }: NonNullable<Tactic["schedule"]> = {}, now: number): string {
  return startsAt !== undefined && now < startsAt
    ? `starts ${new Date(startsAt).toISOString()}`
    : `ended ${new Date(endsAt!).toISOString()}`;
}
