import type { DropCode, Outcome, QuarantineCode } from "@attune/model/outcome";

/** An outcome that ends the way of an event. */
export type Refusal = Exclude<Outcome<never>, { kind: "keep" }>;

/** `path` names the field at fault, such as `properties.products[2].price`. */
export function refuse(code: QuarantineCode, reason: string, path?: string): Refusal {
  return path === undefined ? { kind: "quarantine", code, reason } : { kind: "quarantine", code, reason, path };
}

export function leaveOut(code: DropCode, reason: string): Refusal {
  return { kind: "drop", code, reason };
}

export function isRefusal(value: unknown): value is Refusal {
  if (typeof value !== "object" || value === null) return false;
  const { kind } = value as { kind?: unknown };
  return kind === "quarantine" || kind === "drop";
}
