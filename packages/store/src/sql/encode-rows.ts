import { setImmediate as nextTurn } from "node:timers/promises";
import { type TableName, tables } from "./schema.ts";

/** A quarter of a millisecond of encoding. */
const rowsPerTurn = 60;

/** Rows of a table as JSONCompactEachRow, in short turns: a decision that comes meanwhile does not wait for a large batch. Empty where there are none. */
export async function encodeRows(table: TableName, rows: Iterable<object>): Promise<Buffer> {
  const columns = tables[table].columns.map(([column]) => column) as Array<never>;
  const parts: Buffer[] = [];
  let lines: string[] = [];
  for (const row of rows) {
    if (lines.length === rowsPerTurn) {
      parts.push(Buffer.from(lines.join("")));
      lines = [];
      await nextTurn();
    }
    lines.push(`${JSON.stringify(columns.map((column) => row[column]))}\n`);
  }
  return Buffer.concat([...parts, Buffer.from(lines.join(""))]);
}
