import { setImmediate as nextTurn } from "node:timers/promises";
import { type TableName, tables } from "./schema.ts";

/** A quarter of a millisecond of encoding. */
const rowsPerTurn = 60;

/**
 * Rows of a table as JSONCompactEachRow, some at a time, in short turns: a decision that comes meanwhile does not wait for a large batch. Whoever sends them on as
 * they come leaves nothing behind that grows old.
 */
export async function* encodeRows(table: TableName, rows: Iterable<object>): AsyncGenerator<Buffer> {
  const columns = tables[table].columns.map(([column]) => column) as Array<never>;
  let lines: string[] = [];
  for (const row of rows) {
    if (lines.length === rowsPerTurn) {
      yield Buffer.from(lines.join(""));
      lines = [];
      await nextTurn();
    }
    lines.push(`${JSON.stringify(columns.map((column) => row[column]))}\n`);
  }
  if (lines.length > 0) yield Buffer.from(lines.join(""));
}

/** All of them at once. Empty where there are none. */
export async function encodeAllRows(table: TableName, rows: Iterable<object>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of encodeRows(table, rows)) parts.push(part);
  return Buffer.concat(parts);
}
