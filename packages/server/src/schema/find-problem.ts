import { messageCategoryPattern } from "@attune/model/message";
import { nearestWord } from "@attune/rules/nearest-word";
import type { TSchema } from "typebox";
import type { Validator } from "typebox/compile";

/** What is wrong with a value, and where: `path` such as `tactics.welcome.holdout` or `placements[0]`; "" is the whole. */
export interface Problem {
  path: string;
  message: string;
}

type SchemaError = ReturnType<Validator<Record<string, never>, TSchema>["Errors"]>[number];

/** The most telling problem of a value that does not fit its schema: an unknown key first, since it often explains the others. */
export function findProblem(schema: TSchema, value: unknown, errors: readonly SchemaError[]): Problem {
  const unknownKey = errors.find((e) => e.keyword === "additionalProperties");
  const union = errors.find((e) => e.keyword === "anyOf");
  const error = unknownKey ?? union ?? errors.find((e) => e.keyword !== "boolean") ?? errors[0];
  if (error === undefined) return { path: "", message: "does not have the expected form" };
  const path = readablePath(error.instancePath, value);
  if (error.keyword === "additionalProperties") return unknown(schema, path, error);
  if (error.keyword === "required") {
    const [missing = ""] = error.params.requiredProperties;
    return { path: joined(path, missing), message: "is missing" };
  }
  if (error.keyword === "anyOf" || error.keyword === "enum") {
    const allowed = error.keyword === "enum" ? enumOf(error) : literalsOf(errors, error);
    return { path, message: allowed.length === 0 ? "must be of another form" : mustBeOneOf(allowed, at(value, error)) };
  }
  return { path, message: inWords(error) };
}

/** What the checker says of types, patterns and sizes, in a shop's words. */
function inWords({ keyword, params, message }: SchemaError): string {
  if (keyword === "type") {
    const { type } = params as { type: string | string[] };
    return `must be ${[type].flat().map(nameOfType).join(" or ")}`;
  }
  if (keyword === "pattern") return `must look like ${exampleOf((params as { pattern: string | RegExp }).pattern)}`;
  if ((keyword === "minProperties" || keyword === "minItems") && Object.values(params).includes(1))
    return "must not be empty";
  const bound = bounds[keyword];
  if (bound !== undefined) return `must be ${bound} ${(params as { limit: number | bigint }).limit}`;
  return message;
}

const bounds: Record<string, string> = {
  minimum: "at least",
  maximum: "at most",
  exclusiveMinimum: "more than",
  exclusiveMaximum: "less than",
};

function nameOfType(type: string): string {
  const names: Record<string, string> = {
    object: "an object",
    array: "a list",
    integer: "a whole number",
    number: "a number",
    string: "text",
    boolean: "true or false",
  };
  return names[type] ?? type;
}

const examples: Record<string, string> = {
  "^[A-Z]{3}$": "EUR",
  "^([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-3]):[0-5]\\d$": "22:00-07:00",
  [messageCategoryPattern]: "back-in-stock",
  "^\\d{4}-(0[1-9]|1[0-2])$": "2026-03",
  "^[A-Za-z0-9-]{1,32}$": "shop-1",
  "^[\\w.-]+:\\d+$": "host-0:4222",
  "^https?://[\\w.-]+:\\d+$": "http://host-0:8123",
};

function exampleOf(pattern: string | RegExp): string {
  const source = typeof pattern === "string" ? pattern : pattern.source;
  return examples[source] ?? `the pattern ${source}`;
}

function unknown(schema: TSchema, path: string, error: SchemaError): Problem {
  const [key = ""] = (error.params as { additionalProperties: string[] }).additionalProperties;
  if (key === "") return { path, message: "has an entry without a name" };
  const known = Object.keys(propertiesAt(schema, error.schemaPath));
  const close = nearestWord(key, known);
  const hint = close === null ? `known here: ${known.join(", ")}` : `did you mean \`${close}\`?`;
  return { path: joined(path, key), message: `is not a known key; ${hint}` };
}

/** The choices, after the one that was probably meant. */
function mustBeOneOf(allowed: readonly unknown[], given: unknown): string {
  const words = allowed.filter((each) => typeof each === "string");
  const close = typeof given === "string" ? nearestWord(given, words) : null;
  const choices = `must be one of ${allowed.map((each) => JSON.stringify(each)).join(", ")}`;
  return close === null ? choices : `${choices}; did you mean \`${close}\`?`;
}

function enumOf(error: SchemaError): unknown[] {
  return (error.params as { allowedValues: unknown[] }).allowedValues;
}

function literalsOf(errors: readonly SchemaError[], error: SchemaError): unknown[] {
  return errors
    .filter((e) => e.instancePath === error.instancePath)
    .flatMap((e) => {
      if (e.keyword === "enum") return enumOf(e);
      return e.keyword === "const" ? [(e.params as { allowedValue: unknown }).allowedValue] : [];
    });
}

/** The value that an error is about. */
function at(value: unknown, { instancePath }: SchemaError): unknown {
  return stepsOf(instancePath).reduce((node, step) => (node as Record<string, unknown> | undefined)?.[step], value);
}

function propertiesAt(schema: TSchema, schemaPath: string): Record<string, unknown> {
  let node: unknown = schema;
  for (const step of stepsOf(schemaPath)) node = (node as Record<string, unknown> | undefined)?.[step];
  return ((node as { properties?: Record<string, unknown> } | undefined)?.properties ?? {}) as Record<string, unknown>;
}

/** Places in lists are `[2]`; what an object names, even by a number, stands after a dot. */
function readablePath(pointer: string, value: unknown): string {
  let node = value;
  let path = "";
  for (const step of stepsOf(pointer)) {
    path = Array.isArray(node) ? `${path}[${step}]` : joined(path, step);
    node = (node as Record<string, unknown> | null | undefined)?.[step];
  }
  return path;
}

function stepsOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function joined(path: string, step: string): string {
  return path === "" ? step : `${path}.${step}`;
}
