import type { RefusedRow } from "./mapping.ts";

/** Some rows of a table, in order, with the lines they began on, and what could not be read as a row. */
export interface TableRows {
  rows: string[][];
  lines: number[];
  refused: RefusedRow[];
}
