import type { TraceLine } from "@attune/model/decision";
import type { Tactic } from "@attune/model/tactic";
import { evaluateCondition, type PersonView } from "@attune/rules/evaluate-condition";

/** The tactics of one placement, best first: greater priority, then smaller id. */
export function inOrderOfPriority(tactics: readonly Tactic[]): Tactic[] {
  return [...tactics].sort((a, b) => b.priority - a.priority || (a.tacticId < b.tacticId ? -1 : 1));
}

/**
 * The first tactic of an ordered list that is scheduled now and whose condition holds; null where there is none.
 * With `trace`, says of every tactic what became of it; without, it stops at the first.
 */
export function chooseTactic(
  ordered: readonly Tactic[],
  person: PersonView,
  now: number,
  trace: TraceLine[] | null,
): Tactic | null {
  let chosen: Tactic | null = null;
  for (const tactic of ordered) {
    if (chosen !== null && trace === null) break;
    const refusal = refusalOf(tactic, person, now);
    if (refusal === null) chosen ??= tactic;
    trace?.push(traceLine(tactic, refusal, chosen));
  }
  return chosen;
}

type Refusal = Pick<TraceLine, "outcome" | "reason">;

function refusalOf(tactic: Tactic, person: PersonView, now: number): Refusal | null {
  const { startsAt, endsAt } = tactic.schedule ?? {};
  if (startsAt !== undefined && now < startsAt) {
    return { outcome: "not-scheduled", reason: `starts ${new Date(startsAt).toISOString()}` };
  }
  if (endsAt !== undefined && now >= endsAt) {
    return { outcome: "not-scheduled", reason: `ended ${new Date(endsAt).toISOString()}` };
  }
  if (tactic.when === undefined) return null;
  const verdict = evaluateCondition(tactic.when, person);
  return verdict.holds ? null : { outcome: "not-eligible", reason: verdict.because };
}

function traceLine(tactic: Tactic, refusal: Refusal | null, chosen: Tactic | null): TraceLine {
  const { tacticId, placementId } = tactic;
  if (refusal !== null) return { tacticId, placementId, ...refusal };
  if (chosen === tactic)
    return { tacticId, placementId, outcome: "chosen", reason: `eligible, priority ${tactic.priority}` };
  return { tacticId, placementId, outcome: "outranked", reason: `eligible, but ${chosen?.tacticId} comes first` };
}
