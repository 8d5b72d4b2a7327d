import type { QuarantineCode } from "@attune/model/outcome";
import { type Refusal, refuse } from "./refusal.ts";

/** Objects and arrays may nest this deep; the event itself is level 1. */
const maxDepth = 16;
/** Keys of any one object. */
const maxKeysPerObject = 2_000;
/** Values in the whole event. Bounds the walk, whatever the byte limit. */
const maxValues = 100_000;

const forbiddenKeys = new Set(["__proto__", "constructor", "prototype"]);

/** A code unit is at most six bytes of JSON (`\u0000`); a number at most 25 characters. */
const maxBytesPerUnit = 6;
const maxBytesPerValue = 32;

interface Walk {
  values: number;
  /** An upper bound of the size as JSON. */
  bytesAtMost: number;
}

/**
 * Walks the whole event once and refuses what is unsafe to pass on: values that JSON cannot carry, too deep, too many, too large, or
 * keys that name an object's prototype. Time linear in the size, and bounded even for cyclic input.
 */
export function checkShape(raw: object, maxEventBytes: number): Refusal | undefined {
  const walk: Walk = { values: 0, bytesAtMost: 0 };
  const fault = visit(raw, walk, 1);
  if (fault !== undefined) return refuse(fault.code, fault.reason, shortPath(fault.path));
  // Only events that could be too large pay for the exact size.
  if (walk.bytesAtMost <= maxEventBytes) return undefined;
  const bytes = new TextEncoder().encode(JSON.stringify(raw)).length;
  if (bytes <= maxEventBytes) return undefined;
  return refuse("too-large", `The event has ${bytes} bytes; ${maxEventBytes} are allowed.`);
}

interface Fault {
  code: QuarantineCode;
  reason: string;
  /** Built on the way up, so that sound events pay nothing for it. */
  path: string;
}

function visit(value: unknown, walk: Walk, depth: number): Fault | undefined {
  walk.values += 1;
  walk.bytesAtMost += maxBytesPerValue;
  switch (typeof value) {
    case "string":
      walk.bytesAtMost += value.length * maxBytesPerUnit;
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : notJson(String(value));
    case "boolean":
    case "undefined":
      return undefined;
    case "object":
      break;
    default:
      return notJson(`a ${typeof value}`);
  }
  if (value === null) return undefined;
  if (depth > maxDepth) return { code: "too-deep", reason: `Objects nest deeper than ${maxDepth} levels.`, path: "" };
  if (walk.values > maxValues)
    return { code: "too-large", reason: `The event has more than ${maxValues} values.`, path: "" };
  return Array.isArray(value) ? visitArray(value, walk, depth) : visitObject(value, walk, depth);
}

function visitArray(values: readonly unknown[], walk: Walk, depth: number): Fault | undefined {
  for (let i = 0; i < values.length; i++) {
    const fault = visit(values[i], walk, depth + 1);
    if (fault !== undefined) return { ...fault, path: `[${i}]${fault.path}` };
  }
  return undefined;
}

function visitObject(value: object, walk: Walk, depth: number): Fault | undefined {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return notJson("an object of a class");
  let keyCount = 0;
  for (const key in value) {
    keyCount += 1;
    if (keyCount > maxKeysPerObject)
      return { code: "too-large", reason: `An object has more than ${maxKeysPerObject} keys.`, path: "" };
    if (forbiddenKeys.has(key))
      return { code: "forbidden-key", reason: `The key \`${key}\` is not allowed.`, path: `.${key}` };
    walk.bytesAtMost += key.length * maxBytesPerUnit;
    const fault = visit((value as Record<string, unknown>)[key], walk, depth + 1);
    if (fault !== undefined) return { ...fault, path: `.${key}${fault.path}` };
  }
  return undefined;
}

function notJson(what: string): Fault {
  return { code: "wrong-type", reason: `JSON cannot carry ${what}.`, path: "" };
}

/** A path into hostile input may itself be huge. */
function shortPath(path: string): string | undefined {
  const shown = path.startsWith(".") ? path.slice(1) : path;
  return shown === "" ? undefined : shown.slice(0, 200);
}
