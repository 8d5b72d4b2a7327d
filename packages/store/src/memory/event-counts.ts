import type { Json } from "@attune/model/json";
import { compareBytes } from "../compare-bytes.ts";
import { type AnalyticsRows, type AnswerRow, groupBy } from "./analytics-rows.ts";

/** Twin of `sql/event-counts.sql.ts`. */
export function eventCounts(rows: AnalyticsRows, { fromMs, toMs }: Record<string, Json>): AnswerRow[] {
  const inRange = rows.events.filter(
    ({ actor, at }) => actor === "person" && at >= Number(fromMs) && at < Number(toMs),
  );
  return [...groupBy(inRange, ({ name }) => name)]
    .sort(([a, ofA], [b, ofB]) => ofB.length - ofA.length || compareBytes(a, b))
    .map(([name, events]) => ({ name, count: `${events.length}` }));
}
