import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "vitest";

/** A table of `packages/measure/reference/<name>.reference.json`. */
export function referenceRows(name: string): (number | null)[][] {
  const file = new URL(`../reference/${name}.reference.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { rows: (number | null)[][] }).rows;
}

/** Asserts a relative error; an absolute one where the expected value is 0. */
export function expectClose(actual: number | null | undefined, expected: number, relative = 1e-9): void {
  const error = typeof actual === "number" ? Math.abs(actual - expected) : Number.POSITIVE_INFINITY;
  expect(error, `${actual} against ${expected}`).toBeLessThanOrEqual(relative * (Math.abs(expected) || 1));
}

/** Asserts equality to as many decimals as were published: half a unit of the last one. */
export function expectPublished(actual: number | null | undefined, expected: number, decimals: number): void {
  const error = typeof actual === "number" ? Math.abs(actual - expected) : Number.POSITIVE_INFINITY;
  expect(error, `${actual} against ${expected}`).toBeLessThanOrEqual(0.5000001 * 10 ** -decimals);
}

/** Gathers the worst relative error of many values, so that a table of 10,000 rows is one assertion. */
export function worstOf(): {
  add(actual: number | null, expected: number | null, scale?: number): void;
  worst(): number;
} {
  let worst = 0;
  return {
    add(actual, expected, scale = Math.abs(expected ?? 0)) {
      if (actual === null || expected === null) {
        if (actual !== expected) worst = Number.POSITIVE_INFINITY;
        return;
      }
      const error = actual === expected ? 0 : Math.abs(actual - expected) / scale;
      if (!(error <= worst)) worst = error;
    },
    worst: () => worst,
  };
}

/** The text of a file of the shared data folder; null where the data are not on this machine. */
export function readText(path: string): string | null {
  const folder = process.env.ATTUNE_DATA ?? resolve(import.meta.dirname, "../../../../shared/data");
  const file = resolve(folder, path);
  if (!existsSync(file)) return null;
  const bytes = readFileSync(file);
  return (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}

/** The same as rows of strings. */
export function readCsv(path: string, delimiter = ","): Record<string, string>[] | null {
  const text = readText(path);
  if (text === null) return null;
  const [header, ...lines] = text.trim().split(/\r?\n/);
  const names = header!.split(delimiter).map((name) => name.replaceAll('"', ""));
  // A delimiter inside quotes has an odd number of quotes after it.
  const outside = new RegExp(`${delimiter}(?=(?:[^"]*"[^"]*")*[^"]*$)`);
  return lines.map((line) => {
    const cells = line.includes('"') ? line.split(outside) : line.split(delimiter);
    return Object.fromEntries(names.map((name, i) => [name, (cells[i] ?? "").replaceAll('"', "")]));
  });
}
