import type { Comparison } from "@attune/model/condition";
import type { Json, JsonObject } from "@attune/model/json";

/** Whether a value meets a comparison. An absent value meets `exists: false` alone. */
export function compareValue(value: Json | undefined, comparison: Comparison): boolean {
  if (comparison.exists !== undefined) return (value !== undefined && value !== null) === comparison.exists;
  if (value === undefined || value === null) return false;
  if (comparison.is !== undefined) return value === comparison.is;
  if (comparison.isNot !== undefined) return value !== comparison.isNot;
  if (comparison.in !== undefined) return comparison.in.includes(value);
  if (comparison.notIn !== undefined) return !comparison.notIn.includes(value);
  if (comparison.atLeast !== undefined) return typeof value === "number" && value >= comparison.atLeast;
  if (comparison.atMost !== undefined) return typeof value === "number" && value <= comparison.atMost;
  if (comparison.contains !== undefined) {
    return (typeof value === "string" || Array.isArray(value)) && value.includes(comparison.contains);
  }
  if (comparison.startsWith !== undefined) return typeof value === "string" && value.startsWith(comparison.startsWith);
  if (comparison.endsWith !== undefined) return typeof value === "string" && value.endsWith(comparison.endsWith);
  return false;
}

/** Follows a dotted path; own properties only, so that hostile names find nothing. */
export function valueAt(root: JsonObject, path: string): Json | undefined {
  if (!path.includes(".")) return Object.hasOwn(root, path) ? root[path] : undefined;
  let value: Json | undefined = root;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, key))
      return undefined;
    value = value[key];
  }
  return value;
}
