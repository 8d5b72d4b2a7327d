import type { Json } from "@attune/model/json";

/** Rows that came as JSON lines. */
export function parseRows(lines: string): Array<Record<string, Json>> {
  return lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, Json>);
}
