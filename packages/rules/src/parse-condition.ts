import type { Comparison, Condition } from "@attune/model/condition";

export type ParsedCondition = { ok: true; condition: Condition } | { ok: false; path: string; message: string };

class Refusal extends Error {
  readonly path: string;
  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

const heads = ["all", "any", "not", "trait", "context", "event", "visitor", "cart"] as const;
type Head = (typeof heads)[number];
const operators = ["is", "isNot", "in", "atLeast", "atMost", "contains", "exists"] as const;
const eventBounds = ["atLeast", "atMost", "withinDays"] as const;
const maximumDepth = 10;

/** Reads a condition as people write it. What is refused is told with its path and, where one is near, the word that was meant. */
export function parseCondition(input: unknown, path: string): ParsedCondition {
  try {
    return { ok: true, condition: parse(input, path, 0) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, path: error.path, message: error.message };
    throw error;
  }
}

function parse(input: unknown, path: string, depth: number): Condition {
  if (depth > maximumDepth) throw new Refusal(path, `conditions nest at most ${maximumDepth} deep`);
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new Refusal(path, "a condition is a mapping such as { event: Product Viewed, atLeast: 3 }");
  }
  const fields = input as Record<string, unknown>;
  const present = heads.filter((head) => Object.hasOwn(fields, head));
  if (present.length !== 1) {
    const found = Object.keys(fields).join(", ") || "nothing";
    throw new Refusal(path, `a condition has exactly one of ${heads.join(", ")}; found ${found}`);
  }
  return parseHead(present[0]!, fields, path, depth);
}

function parseHead(head: Head, fields: Record<string, unknown>, path: string, depth: number): Condition {
  switch (head) {
    case "all":
    case "any": {
      onlyFields(fields, [head], path);
      const list = fields[head];
      if (!Array.isArray(list) || list.length === 0) {
        throw new Refusal(`${path}.${head}`, "needs a list of at least one condition");
      }
      const conditions = list.map((item, i) => parse(item, `${path}.${head}[${i}]`, depth + 1));
      return head === "all" ? { all: conditions } : { any: conditions };
    }
    case "not":
      onlyFields(fields, ["not"], path);
      return { not: parse(fields.not, `${path}.not`, depth + 1) };
    case "trait":
      return { trait: name(fields, "trait", path), ...parseComparison(fields, "trait", path) };
    case "context":
      return { context: name(fields, "context", path), ...parseComparison(fields, "context", path) };
    case "event":
      return { event: name(fields, "event", path), ...parseEventCount(fields, path) };
    case "visitor":
      onlyFields(fields, ["visitor"], path);
      return { visitor: oneOf(fields.visitor, ["new", "returning"] as const, `${path}.visitor`) };
    case "cart":
      onlyFields(fields, ["cart"], path);
      return { cart: oneOf(fields.cart, ["empty", "not-empty"] as const, `${path}.cart`) };
  }
}

function parseComparison(fields: Record<string, unknown>, head: string, path: string): Comparison {
  onlyFields(fields, [head, ...operators], path);
  const present = operators.filter((operator) => Object.hasOwn(fields, operator));
  if (present.length !== 1) throw new Refusal(path, `needs exactly one operator of ${operators.join(", ")}`);
  const operator = present[0]!;
  const value = fields[operator];
  const at = `${path}.${operator}`;
  if ((operator === "atLeast" || operator === "atMost") && !Number.isFinite(value)) {
    throw new Refusal(at, "needs a number");
  }
  if (operator === "contains" && typeof value !== "string") throw new Refusal(at, "needs a text");
  if (operator === "exists" && typeof value !== "boolean") throw new Refusal(at, "needs true or false");
  if (operator === "in" && !Array.isArray(value)) throw new Refusal(at, "needs a list");
  if ((operator === "is" || operator === "isNot") && typeof value === "object" && value !== null) {
    throw new Refusal(at, "needs a single value");
  }
  return { [operator]: value } as Comparison;
}

function parseEventCount(fields: Record<string, unknown>, path: string) {
  onlyFields(fields, ["event", ...eventBounds], path);
  const bounds: { atLeast?: number; atMost?: number; withinDays?: number } = {};
  for (const bound of eventBounds) {
    const value = fields[bound];
    if (value === undefined) continue;
    const least = bound === "withinDays" ? 1 : 0;
    const most = bound === "withinDays" ? 90 : Number.MAX_SAFE_INTEGER;
    if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) {
      throw new Refusal(
        `${path}.${bound}`,
        `needs a whole number from ${least}${bound === "withinDays" ? " to 90" : ""}`,
      );
    }
    bounds[bound] = value as number;
  }
  return bounds;
}

function name(fields: Record<string, unknown>, head: string, path: string): string {
  const value = fields[head];
  if (typeof value !== "string" || value === "") throw new Refusal(`${path}.${head}`, "needs a name");
  return value;
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], path: string): T {
  if (!allowed.includes(value as T)) throw new Refusal(path, `needs one of ${allowed.join(", ")}`);
  return value as T;
}

function onlyFields(fields: Record<string, unknown>, allowed: readonly string[], path: string): void {
  for (const field of Object.keys(fields)) {
    if (!allowed.includes(field)) {
      throw new Refusal(`${path}.${field}`, `is not known here; allowed are ${allowed.join(", ")}`);
    }
  }
}
