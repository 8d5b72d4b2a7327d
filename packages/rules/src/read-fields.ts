import { nearestWord } from "./nearest-word.ts";

/** What is wrong with a condition, and where. */
export class Refusal extends Error {
  readonly path: string;
  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

export type Fields = Readonly<Record<string, unknown>>;

/** Refuses fields that are not known here, with the one that was probably meant. */
export function onlyFields(fields: Fields, allowed: readonly string[], path: string): void {
  for (const field of Object.keys(fields)) {
    if (!allowed.includes(field)) throw new Refusal(`${path}.${field}`, `is not known here; ${hint(field, allowed)}`);
  }
}

export function hint(word: string, known: readonly string[]): string {
  const near = nearestWord(word, known);
  return near === null ? `allowed are ${known.join(", ")}` : `did you mean ${near}?`;
}

export function readName(fields: Fields, field: string, path: string): string {
  const value = fields[field];
  if (typeof value !== "string" || value === "") throw new Refusal(`${path}.${field}`, "needs a name");
  return value;
}

export function readOneOf<T extends string>(fields: Fields, field: string, allowed: readonly T[], path: string): T {
  const value = fields[field];
  if (allowed.includes(value as T)) return value as T;
  const near = typeof value === "string" ? nearestWord(value, allowed) : null;
  throw new Refusal(
    `${path}.${field}`,
    `needs one of ${allowed.join(", ")}${near === null ? "" : `; did you mean ${near}?`}`,
  );
}

/** A number from `least` to `most`, both allowed; absent where the field is. */
export function readNumber(
  fields: Fields,
  field: string,
  path: string,
  { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY, whole = false },
): number | undefined {
  const value = fields[field];
  if (value === undefined) return undefined;
  const isFit = typeof value === "number" && Number.isFinite(value) && value >= least && value <= most;
  if (isFit && (!whole || Number.isSafeInteger(value))) return value;
  const from = least === Number.NEGATIVE_INFINITY ? "" : ` from ${least}`;
  const to = most === Number.POSITIVE_INFINITY ? "" : ` to ${most}`;
  throw new Refusal(`${path}.${field}`, `needs a ${whole ? "whole " : ""}number${from}${to}`);
}

/** One name, or a list of at least one. */
export function readNames(fields: Fields, field: string, path: string): string | string[] | undefined {
  const value = fields[field];
  if (value === undefined || (typeof value === "string" && value !== "")) return value as string | undefined;
  const isList =
    Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === "string" && name !== "");
  if (!isList) throw new Refusal(`${path}.${field}`, "needs a name or a list of names");
  return value as string[];
}

/** Without the fields that are absent. */
export function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(fields)) if (value !== undefined) kept[field] = value;
  return kept as { [K in keyof T]?: Exclude<T[K], undefined> };
}
