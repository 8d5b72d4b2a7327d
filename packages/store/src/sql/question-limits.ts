import type { QueryLimits, TableFormat } from "@attune/engine/ports/analytics";
import { AttuneError, hasCode } from "@attune/model/errors";

/** What a question gets that names no limits. */
export const defaultLimits: QueryLimits = { timeoutMs: 10_000, maxMemoryBytes: 1024 ** 3, priority: "interactive" };

/** For a question that an analyst wrote: it yields to everything else. */
export const analystLimits: Partial<QueryLimits> = { timeoutMs: 30_000, priority: "heavy" };

/** For work that is not a question: deletions, merges. */
export const workTimeoutMs = 600_000;

const mostResultBytes = 64 * 1024 ** 2;

/** Settings of an analyst's question: the second fence behind `checkSelect` is that nothing is written, whatever the text says. */
export function analystBounds(maxRows: number): string[] {
  return [
    `max_result_rows = ${maxRows}`,
    `max_result_bytes = ${mostResultBytes}`,
    "result_overflow_mode = 'throw'",
    "allow_ddl = 0",
    "readonly = 1",
  ];
}

/** What ClickHouse calls the formats of files. */
export const formatNames: Record<TableFormat, string> = {
  csv: "CSVWithNames",
  parquet: "Parquet",
  jsonl: "JSONEachRow",
};

/** What the engine does not understand is the mistake of who wrote the query: in its words, without its numbers and names for them. */
export function asMistake(error: unknown): never {
  if (!hasCode(error, "internal")) throw error;
  const told = (error as Error).message
    .replace(/\(version .*$/s, "")
    .replace(/^.*?DB::Exception: /s, "")
    .replace(/\([A-Z_]+\)\s*$/, "")
    .trim();
  throw new AttuneError("bad-request", told, { path: "sql" });
}
