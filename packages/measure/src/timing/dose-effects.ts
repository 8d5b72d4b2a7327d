import type { EffectSlope, EffectsByGroup } from "@attune/model/timing-report";
import type { Undetermined } from "@attune/model/undetermined";
import { type HistoryOutcome, historyColumns } from "../tactic/history-columns.ts";
import type { PersonHistory } from "../tactic/person-history.ts";
import { continuationWeights } from "./continuation-weights.ts";
import { doseGroups, sinceFirstGroups } from "./dose-groups.ts";
import { differenceTest, effectSlope, groupEffect } from "./effects-by-group.ts";
import { touchResponses } from "./touch-sequence.ts";

export interface DoseOptions {
  tacticId: string;
  outcome: HistoryOutcome;
  windowMs: number;
  responseMs: number;
  lookbackMs: number;
  nowMs: number;
}

/** The effect by number of the touch and by time since the first one, from the same weighted touches. */
export interface DoseEffects {
  dose: EffectsByGroup & { slope: EffectSlope | Undetermined };
  sinceFirst: EffectsByGroup;
  weights: { largest: number; effectiveShare: number };
}

/** What each further touch adds, by a marginal structural model: exposed against held out at the same number of touches, weighted for who got that far. */
export function doseEffects(people: readonly PersonHistory[], options: DoseOptions): DoseEffects {
  const { tacticId, outcome, windowMs, responseMs, lookbackMs, nowMs } = options;
  const touches = touchResponses(people, tacticId, { outcome, responseMs, horizonMs: windowMs, nowMs });
  const isExposed = people.map(({ arm }) => arm === "exposed");
  const { weights, ...told } = continuationWeights(touches, isExposed, historyColumns(people, lookbackMs));
  const rows = touches.map((touch, i) => ({
    touch,
    isExposed: isExposed[touch.person]!,
    value: touch.response,
    weight: weights[i]!,
  }));
  const last = doseGroups.length;
  const byNumber = doseGroups.map(({ number, group }) =>
    groupEffect(
      group,
      rows.filter(({ touch }) => Math.min(touch.number, last) === number),
    ),
  );
  const byTime = sinceFirstGroups.map(({ group, fromMs, toMs }) =>
    groupEffect(
      group,
      rows.filter(({ touch }) => touch.sinceFirstMs >= fromMs && touch.sinceFirstMs < toMs),
    ),
  );
  return {
    dose: {
      id: "dose",
      question: "What does each further touch add, soon after it?",
      groups: byNumber,
      differ: differenceTest(byNumber),
      slope: effectSlope(
        byNumber,
        doseGroups.map(({ number }) => number),
        "one more touch",
      ),
    },
    sinceFirst: {
      id: "since-first",
      question: "Does a touch still work, so long after the first one?",
      groups: byTime,
      differ: differenceTest(byTime),
    },
    weights: told,
  };
}
