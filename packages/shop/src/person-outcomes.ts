import { dayMs } from "@attune/math/time-units";
import type { AnsweredStep } from "./answer-with.ts";
import type { EventStep } from "./perform.ts";

/** One person's outcomes in the window from the first opportunity of a tactic: intention to treat. */
export interface PersonOutcome {
  heldOut: boolean;
  firstAt: number;
  /** Orders in the window, and what they brought in euros, before tax and shipping. */
  orders: number;
  revenue: number;
}

/**
 * What became of each person for whom the tactic came first at some moment, by user id. An opportunity counts whether the
 * tactic was shown or withheld; people whose window reaches beyond `endAt` are left out.
 */
export function personOutcomes(
  steps: Iterable<EventStep | AnsweredStep>,
  { tacticId, windowDays, endAt }: { tacticId: string; windowDays: number; endAt: number },
): Map<string, PersonOutcome> {
  const windowMs = windowDays * dayMs;
  const outcomes = new Map<string, PersonOutcome>();
  for (const step of steps) {
    if (step.kind === "decision") {
      const { userId } = step.visitor.shopper.account;
      const decision = Object.values(step.response?.placements ?? {}).find((placed) => placed.tacticId === tacticId);
      if (!decision || outcomes.has(userId) || step.at > endAt - windowMs) continue;
      outcomes.set(userId, { heldOut: decision.holdout, firstAt: step.at, orders: 0, revenue: 0 });
    } else if (step.payload.event === "Order Completed") {
      const outcome = outcomes.get(step.payload.userId!);
      if (!outcome || step.at > outcome.firstAt + windowMs) continue;
      outcome.orders += 1;
      outcome.revenue += step.payload.properties!.revenue as number;
    }
  }
  return outcomes;
}
