import type { Json } from "@attune/model/json";
import { type AnalyticsRows, type AnswerRow, groupBy, personOf } from "./analytics-rows.ts";
import { inKeyOrder } from "./in-key-order.ts";

/** Twin of `sql/experiment-arms.sql.ts`. */
export function experimentArms(rows: AnalyticsRows, parameters: Record<string, Json>): AnswerRow[] {
  const { experimentId, windowMs, nowMs } = parameters as { experimentId: string; windowMs: number; nowMs: number };
  const own = rows.assignments
    .filter((row) => row.experimentId === experimentId)
    .sort((a, b) => a.at - b.at || a.offset - b.offset);
  const people = [...groupBy(own, ({ profileId }) => personOf(rows, profileId)).values()].map(([first, ...later]) => ({
    variantId: first!.variantId,
    isCrossover: later.some(({ variantId }) => variantId !== first!.variantId),
    isComplete: first!.at + windowMs <= nowMs,
  }));
  const arms = [...groupBy(people, ({ variantId }) => variantId)].map(([variantId, of]) => ({
    variantId,
    people: `${of.length}`,
    crossovers: `${of.filter(({ isCrossover }) => isCrossover).length}`,
    windowsComplete: `${of.filter(({ isComplete }) => isComplete).length}`,
  }));
  return inKeyOrder(arms, ["variantId"]);
}
