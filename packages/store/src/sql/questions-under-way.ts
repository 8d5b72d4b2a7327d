import type { QuestionProgress } from "@attune/engine/ports/analytics";
import type { Json } from "@attune/model/json";

/** What the engine tells of the questions that are asked of it now, without this one. */
export const questionsUnderWay = `
SELECT elapsed * 1000 AS elapsedMs, read_rows AS rowsRead, total_rows_approx AS rowsTotal
FROM system.processes
WHERE query_kind = 'Select' AND is_initial_query AND user = currentUser() AND query_id != queryID()
ORDER BY elapsed DESC`;

/** @param rows of `questionsUnderWay` */
export function toProgress(rows: ReadonlyArray<Record<string, Json>>): QuestionProgress[] {
  return rows.map(({ elapsedMs, rowsRead, rowsTotal }) => ({
    elapsedMs: Math.round(Number(elapsedMs)),
    rowsRead: Number(rowsRead),
    rowsTotal: Math.max(Number(rowsTotal), Number(rowsRead)),
  }));
}
