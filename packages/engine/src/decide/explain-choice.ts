import type { TraceLine } from "@attune/model/decision";
import type { Tactic } from "@attune/model/tactic";
import type { PersonView } from "@attune/rules/evaluate-condition";
import type { Restrainer } from "./create-restrainer.ts";
import { refusalOf } from "./refusal-of.ts";

/** Why the person does not see the tactic that won. */
export interface Instead {
  outcome: TraceLine["outcome"];
  reason: string;
}

/**
 * What became of every tactic of one placement, in order, one line each.
 *
 * @param restrainer as it stood when the placement was decided.
 * @param instead null where the person sees the tactic that won.
 */
export function explainChoice(
  ordered: readonly Tactic[],
  person: PersonView,
  now: number,
  instead: Instead | null,
  restrainer: Restrainer | null,
): TraceLine[] {
  let winner: Tactic | undefined;
  return ordered.map((tactic) => {
    const { tacticId, placementId, priority } = tactic;
    const refusal = refusalOf(tactic, person, now) ?? restrainer?.refusalOf(tactic) ?? null;
    if (refusal !== null) return { tacticId, placementId, outcome: refusal.outcome, reason: refusal.reason() };
    if (winner !== undefined) {
      return { tacticId, placementId, outcome: "outranked", reason: `eligible, but ${winner.tacticId} comes first` };
    }
    winner = tactic;
    const eligible = `eligible, priority ${priority}`;
    return instead === null
      ? { tacticId, placementId, outcome: "chosen", reason: eligible }
      : { tacticId, placementId, outcome: instead.outcome, reason: `${eligible}, ${instead.reason}` };
  });
}
