import { createHash } from "node:crypto";

/**
 * What a report says, as one word: SHA-256 of its JSON with every number to 12 significant digits. Two machines that agree in it agree in
 * every number that anybody reads.
 */
export function digestOf(report: unknown): string {
  const text = JSON.stringify(report, (_key, value: unknown) =>
    typeof value === "number" ? Number(value.toPrecision(12)) : value,
  );
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
