import { readCsv } from "../reference.suite.ts";
import type { NamedColumn } from "./method-estimate.ts";

/** Columns of a shared data set as numbers; null where the data are not on this machine (said on screen). */
export function readColumns(path: string, names: readonly string[], delimiter = ","): NamedColumn[] | null {
  const rows = readCsv(path, delimiter);
  if (rows === null) {
    console.warn(`skipped: ${path} is not on this machine (set ATTUNE_DATA)`);
    return null;
  }
  return names.map((name) => ({ name, values: Float64Array.from(rows, (row) => Number(row[name])) }));
}
