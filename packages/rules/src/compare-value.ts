import type { Comparison } from "@attune/model/condition";
import type { Json, JsonObject } from "@attune/model/json";

/** Whether a value meets a comparison that was made ready. */
export type Comparing = (value: Json | undefined) => boolean;

/** Makes a comparison ready: which kind it is, is asked once. An absent value meets `exists: false` alone. */
export function comparing(comparison: Comparison): Comparing {
  const { exists, is, isNot, atLeast, atMost, contains, startsWith, endsWith } = comparison;
  if (exists !== undefined) return (value) => isThere(value) === exists;
  if (is !== undefined) return (value) => isThere(value) && value === is;
  if (isNot !== undefined) return (value) => isThere(value) && value !== isNot;
  const { in: some, notIn: none } = comparison;
  if (some !== undefined) return (value) => isThere(value) && some.includes(value);
  if (none !== undefined) return (value) => isThere(value) && !none.includes(value);
  if (atLeast !== undefined) return (value) => typeof value === "number" && value >= atLeast;
  if (atMost !== undefined) return (value) => typeof value === "number" && value <= atMost;
  if (contains !== undefined)
    return (value) => (typeof value === "string" || Array.isArray(value)) && value.includes(contains);
  if (startsWith !== undefined) return (value) => typeof value === "string" && value.startsWith(startsWith);
  if (endsWith !== undefined) return (value) => typeof value === "string" && value.endsWith(endsWith);
  return () => false;
}

function isThere(value: Json | undefined): value is Exclude<Json, null> {
  return value !== undefined && value !== null;
}

/** Makes a dotted path ready to be followed; own properties only, so that hostile names find nothing. */
export function following(path: string): (root: JsonObject) => Json | undefined {
  if (!path.includes(".")) return (root) => (Object.hasOwn(root, path) ? root[path] : undefined);
  const keys = path.split(".");
  return (root) => {
    let value: Json | undefined = root;
    for (const key of keys) {
      if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, key))
        return undefined;
      value = value[key];
    }
    return value;
  };
}
