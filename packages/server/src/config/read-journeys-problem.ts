import { journeyEntrySchema, journeyStepEntrySchema } from "@attune/model/journey";
import { nearestWord } from "@attune/rules/nearest-word";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { findProblem, type Problem } from "../schema/find-problem.ts";

const [waitStep, ...otherSteps] = journeyStepEntrySchema.$defs.Step.anyOf;
const [decideStep, sendStep, setStep] = otherSteps;
const stepKinds = ["wait", "decide", "send", "set", "branch"];
const branchKeys = ["branch", "then", "else"];

/** The forms of what may be written in several ways, by the key that tells which is meant. */
const triggers = formsByKey(journeyEntrySchema.properties.trigger.anyOf);
const waits = formsByKey(waitStep.properties.wait.anyOf);
const plainSteps = formsByKey([decideStep, sendStep, setStep]);

/** What is wrong with the first trigger or step of `journeys:` that does not fit the form that it is meant to have; null: nothing of that. */
export function problemOfJourneys(journeys: unknown): Problem | null {
  if (!isObject(journeys)) return null;
  return firstOf(Object.entries(journeys), ([id, journey]) => {
    if (!isObject(journey)) return null;
    const { trigger, steps } = journey;
    const ofTrigger = trigger === undefined ? null : problemOfForm(trigger, triggers, `journeys.${id}.trigger`);
    return ofTrigger ?? problemOfSteps(steps, `journeys.${id}.steps`);
  });
}

function problemOfSteps(steps: unknown, path: string): Problem | null {
  if (!Array.isArray(steps)) return null;
  return firstOf([...steps.entries()], ([i, step]) => problemOfStep(step, `${path}[${i}]`));
}

function problemOfStep(step: unknown, path: string): Problem | null {
  if (!isObject(step)) return notOneOf(path, stepKinds);
  const keys = Object.keys(step);
  const kinds = keys.filter((key) => stepKinds.includes(key));
  if (kinds.length > 1) return { path, message: `is ${kinds.join(" and ")} at once; write a step for each` };
  if (kinds.length === 0) return keys.length === 0 ? notOneOf(path, stepKinds) : unknownKey(path, keys[0]!, stepKinds);
  if ("wait" in step) {
    const other = keys.find((key) => key !== "wait");
    return other === undefined ? problemOfForm(step.wait, waits, `${path}.wait`) : unknownKey(path, other, ["wait"]);
  }
  if (!("branch" in step)) return problemOfForm(step, plainSteps, path);
  const other = keys.find((key) => !branchKeys.includes(key));
  if (other !== undefined) return unknownKey(path, other, branchKeys);
  return problemOfSteps(step.then, `${path}.then`) ?? problemOfSteps(step.else, `${path}.else`);
}

interface Form {
  schema: TSchema;
  is: ReturnType<typeof Compile>;
}

function formsByKey(schemas: readonly (TSchema & { properties: object })[]): Map<string, Form> {
  return new Map(schemas.map((schema) => [Object.keys(schema.properties)[0]!, { schema, is: Compile(schema) }]));
}

function problemOfForm(value: unknown, forms: ReadonlyMap<string, Form>, path: string): Problem | null {
  const known = [...forms.keys()];
  if (!isObject(value)) return notOneOf(path, known);
  const keys = Object.keys(value);
  const meant = keys.find((key) => forms.has(key));
  if (meant === undefined) return keys.length === 0 ? notOneOf(path, known) : unknownKey(path, keys[0]!, known);
  const { schema, is } = forms.get(meant)!;
  if (is.Check(value)) return null;
  const errors = is.Errors(value);
  const problem = findProblem(schema, value, errors);
  const at = problem.path === "" ? path : `${path}.${problem.path}`;
  const told = errors.some(({ keyword }) => keyword === "additionalProperties") ? null : inWords(errors, problem.path);
  return { path: at, message: told ?? problem.message };
}

type FormError = ReturnType<Form["is"]["Errors"]>[number];

/** What a schema says of sizes and times, in the words of a journey. */
function inWords(errors: readonly FormError[], path: string): string | null {
  for (const { keyword, params } of errors) {
    const { limit } = params as { limit?: number };
    if (keyword === "maximum") return `is too large; at most ${limit}`;
    if (keyword === "exclusiveMinimum") return `must be more than ${limit}`;
    if (keyword === "minProperties") return "names no trait; a step sets one";
    if (keyword === "maxProperties") return "names several traits; a step sets one: write a step for each";
    if (keyword === "pattern" && path === "daily") return 'must be a time of day such as "09:00"';
    if (keyword === "pattern" && path === "until") return 'must be hours such as "09:00-20:00"';
  }
  return null;
}

function notOneOf(path: string, known: readonly string[]): Problem {
  return { path, message: `must be an object with one of ${known.join(", ")}` };
}

function unknownKey(path: string, key: string, known: readonly string[]): Problem {
  const close = nearestWord(key, known);
  const hint = close === null ? `known here: ${known.join(", ")}` : `did you mean \`${close}\`?`;
  return { path: `${path}.${key}`, message: `is not a known key; ${hint}` };
}

function firstOf<Entry>(entries: readonly Entry[], problemOf: (entry: Entry) => Problem | null): Problem | null {
  for (const entry of entries) {
    const problem = problemOf(entry);
    if (problem !== null) return problem;
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
