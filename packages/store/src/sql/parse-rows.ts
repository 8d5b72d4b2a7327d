import { setImmediate as nextTurn } from "node:timers/promises";
import type { Json } from "@attune/model/json";

/** A quarter of a millisecond of parsing. */
const rowsPerTurn = 200;

/** Rows that came as JSON lines, in short turns: a decision that comes meanwhile does not wait for a long answer. */
export async function parseRows(lines: string): Promise<Array<Record<string, Json>>> {
  const rows: Array<Record<string, Json>> = [];
  for (let from = 0; from < lines.length; ) {
    const newline = lines.indexOf("\n", from);
    const end = newline === -1 ? lines.length : newline;
    if (end > from) rows.push(JSON.parse(lines.slice(from, end)) as Record<string, Json>);
    if (rows.length % rowsPerTurn === rowsPerTurn - 1) await nextTurn();
    from = end + 1;
  }
  return rows;
}
