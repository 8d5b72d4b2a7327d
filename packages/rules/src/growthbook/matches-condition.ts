import type { Json, JsonObject } from "@attune/model/json";
import { versionKey } from "./version-key.ts";

type Groups = Readonly<Record<string, readonly Json[]>>;
type Absent = Json | undefined;

/**
 * Whether attributes meet a condition in GrowthBook's syntax (a dialect of MongoDB's). Total: an operator that is not known, or one with an operand
 * that it cannot take, is not met. Coercions are GrowthBook's: "5" equals 5 where the condition says 5.
 */
export function matchesCondition(condition: JsonObject, attributes: Json, groups: Groups = {}): boolean {
  return Object.entries(condition).every(([key, wanted]) => {
    switch (key) {
      case "$and":
        return parts(wanted).every((part) => matchesCondition(part, attributes, groups));
      case "$or":
        return anyOf(parts(wanted), attributes, groups);
      case "$nor":
        return !anyOf(parts(wanted), attributes, groups);
      case "$not":
        return !matchesCondition(wanted as JsonObject, attributes, groups);
      default:
        return meetsValue(wanted, attributeAt(attributes, key), groups);
    }
  });
}

const parts = (wanted: Absent) => wanted as JsonObject[];

function anyOf(conditions: JsonObject[], attributes: Json, groups: Groups): boolean {
  return conditions.length === 0 || conditions.some((part) => matchesCondition(part, attributes, groups));
}

/** Follows a dotted path through own properties; null where it ends. */
export function attributeAt(attributes: Json, path: string): Json {
  let value: Json = attributes;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return null;
    value = (value as JsonObject)[key] ?? null;
  }
  return value;
}

function meetsValue(wanted: Absent, actual: Json, groups: Groups, foldCase = false): boolean {
  if (typeof wanted === "string") return foldCase ? fold(String(actual)) === fold(wanted) : String(actual) === wanted;
  if (typeof wanted === "number") return Number(actual) === wanted;
  if (typeof wanted === "boolean") return actual !== null && Boolean(actual) === wanted;
  if (wanted === null || wanted === undefined) return actual === null;
  if (!isOperators(wanted)) return JSON.stringify(actual) === JSON.stringify(wanted);
  return Object.entries(wanted).every(([operator, operand]) => meetsOperator(operator, operand, actual, groups));
}

function isOperators(value: Json): value is JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => key.startsWith("$"));
}

function meetsOperator(operator: string, wanted: Json, actual: Json, groups: Groups): boolean {
  switch (operator) {
    case "$eq":
      return actual === wanted;
    case "$ne":
      return actual !== wanted;
    case "$lt":
      return (actual as number) < (wanted as number);
    case "$lte":
      return (actual as number) <= (wanted as number);
    case "$gt":
      return (actual as number) > (wanted as number);
    case "$gte":
      return (actual as number) >= (wanted as number);
    case "$exists":
      return (actual !== null) === Boolean(wanted);
    case "$in":
      return Array.isArray(wanted) && isIn(actual, wanted);
    case "$nin":
      return Array.isArray(wanted) && !isIn(actual, wanted);
    case "$ini":
      return Array.isArray(wanted) && isIn(fold(actual), wanted.map(fold));
    case "$nini":
      return Array.isArray(wanted) && !isIn(fold(actual), wanted.map(fold));
    case "$inGroup":
      return isIn(actual, groupOf(wanted, groups));
    case "$notInGroup":
      return !isIn(actual, groupOf(wanted, groups));
    case "$not":
      return !meetsValue(wanted, actual, groups);
    case "$size":
      return Array.isArray(actual) && meetsValue(wanted, actual.length, groups);
    case "$elemMatch":
      return (
        Array.isArray(actual) && actual.some((element) => Boolean(element) && elementMeets(wanted, element, groups))
      );
    case "$all":
      return holdsAll(actual, wanted, groups, false);
    case "$alli":
      return holdsAll(actual, wanted, groups, true);
    case "$regex":
      return meetsPattern(actual, wanted, "");
    case "$regexi":
      return meetsPattern(actual, wanted, "i");
    case "$type":
      return typeName(actual) === wanted;
    default:
      return meetsVersion(operator, wanted, actual);
  }
}

function meetsVersion(operator: string, wanted: Json, actual: Json): boolean {
  const [a, b] = [versionKey(actual), versionKey(wanted)];
  switch (operator) {
    case "$veq":
      return a === b;
    case "$vne":
      return a !== b;
    case "$vgt":
      return a > b;
    case "$vgte":
      return a >= b;
    case "$vlt":
      return a < b;
    case "$vlte":
      return a <= b;
    default:
      return false;
  }
}

/** Of a list, whether any of it is in the other. */
function isIn(actual: Json, wanted: readonly Json[]): boolean {
  return Array.isArray(actual) ? actual.some((element) => wanted.includes(element)) : wanted.includes(actual);
}

function fold(value: Json): Json {
  if (typeof value === "string") return value.toLowerCase();
  return Array.isArray(value) ? value.map(fold) : value;
}

function groupOf(name: Json, groups: Groups): readonly Json[] {
  return typeof name === "string" && Object.hasOwn(groups, name) ? groups[name]! : [];
}

function elementMeets(wanted: Json, element: Json, groups: Groups): boolean {
  if (typeof wanted !== "object" || wanted === null || Array.isArray(wanted)) return false;
  return isOperators(wanted) ? meetsValue(wanted, element, groups) : matchesCondition(wanted, element, groups);
}

function holdsAll(actual: Json, wanted: Json, groups: Groups, foldCase: boolean): boolean {
  if (!Array.isArray(wanted) || !Array.isArray(actual)) return false;
  return wanted.every((part) => actual.some((element) => meetsValue(part, element, groups, foldCase)));
}

const keptPatterns = 500;
const patterns = new Map<string, RegExp | null>();

/** Patterns come from those who write features, not from visitors; one that is none is not met. */
function meetsPattern(actual: Json, pattern: Json, flags: "" | "i"): boolean {
  const key = `${flags}/${pattern}`;
  let compiled = patterns.get(key);
  if (compiled === undefined) {
    if (patterns.size >= keptPatterns) patterns.clear();
    compiled = compile(String(pattern), flags);
    patterns.set(key, compiled);
  }
  return compiled?.test(String(actual)) ?? false;
}

function compile(pattern: string, flags: "" | "i"): RegExp | null {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return null;
  }
}

function typeName(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
