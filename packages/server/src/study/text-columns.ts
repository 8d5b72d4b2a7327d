import { readFileSync } from "node:fs";
import { createTextTable } from "./text-table.ts";

/** A table's columns of texts, or the CSV file that holds them: that is read where the study is worked out, not where people wait. */
export type TextColumns = ReadonlyMap<string, string[]> | { path: string };

/** The columns. Reads the file in one go: for a study's own process. */
export function textColumns(columns: TextColumns): ReadonlyMap<string, string[]> {
  return "path" in columns ? createTextTable(readFileSync(columns.path)) : columns;
}
