import { compareBytes } from "../compare-bytes.ts";
import type { AnswerRow } from "./analytics-rows.ts";

/** Rows by these columns, texts by their bytes, as ORDER BY does. */
export function inKeyOrder(rows: AnswerRow[], columns: readonly string[]): AnswerRow[] {
  return rows.sort((a, b) => {
    for (const column of columns) {
      const [x, y] = [a[column], b[column]];
      const order = typeof x === "number" ? x - Number(y) : compareBytes(String(x), String(y));
      if (order !== 0) return order;
    }
    return 0;
  });
}
