/**
 * What could not be computed, and why. It stands wherever a number would otherwise have to be invented:
 * never 0, NaN, 1 or an empty interval.
 */
export interface Undetermined {
  undetermined: {
    /** Stable, machine-readable, kebab-case: `too-few-people`, `zero-variance`, … */
    code: string;
    /** One sentence that a shop manager can read. */
    reason: string;
  };
}

export function undetermined(code: string, reason: string): Undetermined {
  return { undetermined: { code, reason } };
}

export function isUndetermined(value: unknown): value is Undetermined {
  return typeof value === "object" && value !== null && "undetermined" in value;
}
