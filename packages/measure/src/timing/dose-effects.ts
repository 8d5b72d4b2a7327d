import type { EffectSlope, EffectsByGroup } from "@attune/model/timing-report";
import type { Undetermined } from "@attune/model/undetermined";
import { type HistoryOutcome, historyColumns } from "../tactic/history-columns.ts";
import type { PersonHistory } from "../tactic/person-history.ts";
import { continuationWeights } from "./continuation-weights.ts";
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

const hourMs = 3_600_000;
/** Touches from this number on are one group. */
const lastNumber = 6;
const sinceFirst = [
  { group: "the first touch", fromMs: 0, toMs: 1 },
  { group: "within a day", fromMs: 1, toMs: 24 * hourMs },
  { group: "1 to 3 days", fromMs: 24 * hourMs, toMs: 72 * hourMs },
  { group: "3 to 7 days", fromMs: 72 * hourMs, toMs: 168 * hourMs },
  { group: "7 to 14 days", fromMs: 168 * hourMs, toMs: 336 * hourMs },
  { group: "14 days or more", fromMs: 336 * hourMs, toMs: Number.POSITIVE_INFINITY },
];

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
  const numbers = Array.from({ length: lastNumber }, (_, i) => i + 1);
  const byNumber = numbers.map((number) =>
    groupEffect(
      number === lastNumber ? `touch ${number} and later` : `touch ${number}`,
      rows.filter(({ touch }) => (number === lastNumber ? touch.number >= number : touch.number === number)),
    ),
  );
  const byTime = sinceFirst.map(({ group, fromMs, toMs }) =>
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
      slope: effectSlope(byNumber, numbers, "one more touch"),
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
