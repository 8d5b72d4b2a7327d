import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";

const folder = process.env.ATTUNE_DATA ?? resolve(import.meta.dirname, "../../../../shared/data");

/** The text of a shared data file; null where it is not on this machine (said on screen). */
export function readData(path: string): string | null {
  const file = resolve(folder, path);
  if (!existsSync(file)) {
    console.warn(`skipped: ${path} is not on this machine (set ATTUNE_DATA)`);
    return null;
  }
  const bytes = readFileSync(file);
  return (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}

/** Columns of numbers by header name; the data have no quoted cells. */
export function readNumbers(path: string): Map<string, Float64Array> | null {
  const text = readData(path);
  if (text === null) return null;
  const [header, ...rows] = text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(","));
  return new Map(header!.map((name, j) => [name, Float64Array.from(rows, (row) => Number(row[j]))]));
}

/** |actual − expected| ≤ tolerance·|expected|, as the number that must be at most the tolerance. */
export function relativeError(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.abs(expected);
}
