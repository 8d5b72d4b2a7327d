import type { HistoryOutcome } from "../tactic/history-columns.ts";
import type { LaterOrder, PersonHistory, Touch } from "../tactic/person-history.ts";

/** One touch of the tactic (or the moment at which it was withheld), and the response soon after it. */
export interface TouchResponse {
  /** Index of the person, and number of the touch from 1 on. */
  person: number;
  number: number;
  at: number;
  sinceFirstMs: number;
  response: number;
}

/** Opportunities so close together are one touch: one visit. */
const oneVisitMs = 30 * 60_000;

/** A person's opportunities of the tactic from time zero on, visit by visit. */
export function touchTimes({ touches, zeroAt }: PersonHistory, tacticId: string): number[] {
  const times: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const { at } of touches.filter((touch: Touch) => touch.tacticId === tacticId && touch.at >= zeroAt)) {
    if (at - last > oneVisitMs) times.push(at);
    last = at;
  }
  return times;
}

/**
 * Every touch of every person with its response: what they bought within `responseMs` of it and before the next touch. Touches whose time to
 * respond had not ended by `nowMs`, or that come later than `horizonMs` after the first, are left out.
 */
export function touchResponses(
  people: readonly PersonHistory[],
  tacticId: string,
  options: { outcome: HistoryOutcome; responseMs: number; horizonMs: number; nowMs: number },
): TouchResponse[] {
  const { outcome, responseMs, horizonMs, nowMs } = options;
  return people.flatMap((of, person) => {
    const times = touchTimes(of, tacticId);
    return times.flatMap((at, i) => {
      const until = Math.min(at + responseMs, times[i + 1] ?? Number.POSITIVE_INFINITY);
      const isWhole = at + responseMs <= Math.min(nowMs, of.zeroAt + horizonMs);
      if (!isWhole) return [];
      const response = amountOf(
        of.laterOrders.filter((order) => order.at >= at && order.at < until),
        outcome,
      );
      return [{ person, number: i + 1, at, sinceFirstMs: at - of.zeroAt, response }];
    });
  });
}

/** Some orders as the outcome counts them. */
export function amountOf(orders: readonly LaterOrder[], outcome: HistoryOutcome): number {
  if (outcome === "conversion") return orders.length > 0 ? 1 : 0;
  return outcome === "orders" ? orders.length : orders.reduce((sum, { amount }) => sum + amount, 0);
}
