import { setImmediate as nextTurn } from "node:timers/promises";
import { type TableName, tables } from "./schema.ts";

/** A quarter of a millisecond of encoding. */
const rowsPerTurn = 60;

/** Rows of a table as JSONCompactEachRow, in short turns: a decision that comes meanwhile does not wait for a large batch. */
export async function encodeRows(table: TableName, rows: readonly object[]): Promise<Buffer> {
  const columns = tables[table].columns.map(([column]) => column) as Array<never>;
  const parts: Buffer[] = [];
  for (let from = 0; from < rows.length; from += rowsPerTurn) {
    if (from > 0) await nextTurn();
    const lines = rows.slice(from, from + rowsPerTurn).map((row) => JSON.stringify(columns.map((c) => row[c])));
    parts.push(Buffer.from(`${lines.join("\n")}\n`));
  }
  return Buffer.concat(parts);
}
