import type { Json } from "@attune/model/json";
import type { AnalyticsRows, AnswerRow } from "./analytics-rows.ts";
import { tacticOutcomes } from "./tactic-outcomes.ts";

/** Twin of `sql/every-tactic-outcomes.sql.ts`: one tactic after the other. */
export function everyTacticOutcomes(
  rows: AnalyticsRows,
  { tacticIds, windowsMs, nowMs }: Record<string, Json>,
): AnswerRow[] {
  const windows = windowsMs as string[];
  return (tacticIds as string[])
    .map((tacticId, i) => ({ tacticId, windowMs: Number(windows[i]) }))
    .sort((a, b) => (a.tacticId < b.tacticId ? -1 : 1))
    .flatMap(({ tacticId, windowMs }) =>
      tacticOutcomes(rows, { tacticId, windowMs, nowMs: nowMs! }).map((row) => ({ subject: tacticId, ...row })),
    );
}
