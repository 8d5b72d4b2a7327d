import { readFileSync } from "node:fs";

const reference = JSON.parse(
  readFileSync(new URL("../reference/special.reference.json", import.meta.url), "utf8"),
) as Record<string, number[][]>;

/** The largest error of `compute` over the stored rows of mpmath: relative, or for logarithms relative to max(1, |value|). */
export function worstError(name: string, compute: (...args: number[]) => number, scale: "relative" | "log"): number {
  const rows = reference[name] ?? [];
  if (rows.length < 50) throw new Error(`too few reference rows: ${name}`);
  let worst = 0;
  for (const row of rows) {
    const expected = row.at(-1)!;
    const actual = compute(...row.slice(0, -1));
    const size = scale === "log" ? Math.max(1, Math.abs(expected)) : Math.abs(expected);
    const error = actual === expected ? 0 : Math.abs(actual - expected) / size;
    if (!(error <= worst)) worst = error;
  }
  return worst;
}
