import type {
  Bounds,
  Comparison,
  Condition,
  EventCount,
  ItemFilter,
  SequenceCondition,
  SequenceStep,
} from "@attune/model/condition";
import {
  type Fields,
  onlyFields,
  present,
  Refusal,
  readName,
  readNames,
  readNumber,
  readOneOf,
} from "./read-fields.ts";

const operators = ["is", "isNot", "in", "notIn", "atLeast", "atMost", "contains", "startsWith", "endsWith", "exists"];
const bounds = ["atLeast", "atMost"];
const windows = ["withinDays", "withinHours"];
const filters = ["item", "category", "brand", "priceAtLeast", "priceAtMost"];
const touchFields = ["page", "campaign", "referrer"] as const;
const touchedKinds = ["view", "wishlist", "cart", "purchase", "any"] as const;
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
/** Days for which profiles keep counts. */
const countedDays = 90;
const maximumSteps = 8;

/** For each kind of clause, by the field that names it: reads it, or refuses it with path and hint. */
export const clauseReaders = {
  trait: (fields, path): Condition => ({
    trait: readName(fields, "trait", path),
    ...comparison(fields, "trait", path),
  }),
  context: (fields, path): Condition => ({
    context: readName(fields, "context", path),
    ...comparison(fields, "context", path),
  }),
  firstTouch: (fields, path): Condition => ({
    firstTouch: readOneOf(fields, "firstTouch", touchFields, path),
    ...comparison(fields, "firstTouch", path),
  }),
  lastTouch: (fields, path): Condition => ({
    lastTouch: readOneOf(fields, "lastTouch", touchFields, path),
    ...comparison(fields, "lastTouch", path),
  }),
  consent: (fields, path): Condition => ({
    consent: readOneOf(fields, "consent", ["analytics", "personalization", "marketing"] as const, path),
    ...comparison(fields, "consent", path),
  }),
  event: (fields, path): Condition => {
    onlyFields(fields, ["event", ...bounds, ...windows], path);
    return { event: readName(fields, "event", path), ...count(fields, path, countedDays) };
  },
  touched: (fields, path): Condition => {
    onlyFields(fields, ["touched", "sameItem", ...filters, ...bounds, ...windows], path);
    const touched = readOneOf(fields, "touched", touchedKinds, path);
    return { touched, ...count(fields, path, 365), ...itemFilter(fields, path), ...sameItem(fields, path) };
  },
  sum: (fields, path): Condition => {
    onlyFields(fields, ["sum", "withinDays", ...bounds], path);
    const withinDays = readNumber(fields, "withinDays", path, { least: 1, most: countedDays, whole: true });
    const sum = readOneOf(fields, "sum", ["gross", "refunds", "revenue"] as const, path);
    return { sum, ...needsBounds(fields, path), ...present({ withinDays }) };
  },
  daysSince: (fields, path): Condition => {
    onlyFields(fields, ["daysSince", ...bounds], path);
    return { daysSince: readName(fields, "daysSince", path), ...needsBounds(fields, path, 0) };
  },
  hoursSince: (fields, path): Condition => {
    onlyFields(fields, ["hoursSince", ...bounds], path);
    return { hoursSince: readName(fields, "hoursSince", path), ...needsBounds(fields, path, 0) };
  },
  sequence: readSequence,
  inCart: (fields, path): Condition => {
    onlyFields(fields, ["inCart", ...filters, ...bounds], path);
    const inCart = readOneOf(fields, "inCart", ["quantity", "value"] as const, path);
    const asked = inCart === "value" ? needsBounds(fields, path, 0) : readBounds(fields, path, 0);
    return { inCart, ...asked, ...itemFilter(fields, path) };
  },
  score: (fields, path): Condition => {
    onlyFields(fields, ["score", "maxAgeDays", ...bounds], path);
    const maxAgeDays = readNumber(fields, "maxAgeDays", path, { least: 0, most: 3650 });
    return { score: readName(fields, "score", path), ...needsBounds(fields, path), ...present({ maxAgeDays }) };
  },
  segment: (fields, path): Condition => {
    onlyFields(fields, ["segment", "forDays"], path);
    const forDays = readNumber(fields, "forDays", path, { least: 0, most: 3650 });
    return { segment: readName(fields, "segment", path), ...present({ forDays }) };
  },
  bucket: (fields, path): Condition => {
    onlyFields(fields, ["bucket", "from", "below"], path);
    const below = readNumber(fields, "below", path, { least: 0, most: 1 });
    if (below === undefined) throw new Refusal(path, "needs `below`, the share of people that the bucket holds");
    const from = readNumber(fields, "from", path, { least: 0, most: below });
    return { bucket: readName(fields, "bucket", path), below, ...present({ from }) };
  },
  time: (fields, path): Condition => {
    onlyFields(fields, ["time"], path);
    const { time } = fields;
    if (typeof time !== "string" || !/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(time)) {
      throw new Refusal(`${path}.time`, 'needs two times of day, such as "18:00-23:00"');
    }
    if (time.slice(0, 5) === time.slice(6)) {
      throw new Refusal(`${path}.time`, "begins when it ends; for the whole day, leave it out");
    }
    return { time };
  },
  weekday: (fields, path): Condition => {
    onlyFields(fields, ["weekday"], path);
    const { weekday } = fields;
    if (!Array.isArray(weekday)) return { weekday: readOneOf(fields, "weekday", weekdays, path) };
    if (weekday.length === 0) throw new Refusal(`${path}.weekday`, "needs at least one day");
    return { weekday: weekday.map((day, i) => readOneOf({ [`weekday[${i}]`]: day }, `weekday[${i}]`, weekdays, path)) };
  },
  visitor: (fields, path): Condition => {
    onlyFields(fields, ["visitor"], path);
    return { visitor: readOneOf(fields, "visitor", ["new", "returning"] as const, path) };
  },
  cart: (fields, path): Condition => {
    onlyFields(fields, ["cart"], path);
    return { cart: readOneOf(fields, "cart", ["empty", "not-empty"] as const, path) };
  },
} satisfies Record<string, (fields: Fields, path: string) => Condition>;

function comparison(fields: Fields, head: string, path: string): Comparison {
  onlyFields(fields, [head, ...operators], path);
  const found = operators.filter((operator) => Object.hasOwn(fields, operator));
  if (found.length !== 1) throw new Refusal(path, `needs exactly one operator of ${operators.join(", ")}`);
  const operator = found[0]!;
  const value = fields[operator];
  const problem = operandProblem(operator, value);
  if (problem !== null) throw new Refusal(`${path}.${operator}`, problem);
  return { [operator]: value } as Comparison;
}

function operandProblem(operator: string, value: unknown): string | null {
  switch (operator) {
    case "atLeast":
    case "atMost":
      return Number.isFinite(value) ? null : "needs a number";
    case "contains":
    case "startsWith":
    case "endsWith":
      return typeof value === "string" ? null : "needs a text";
    case "exists":
      return typeof value === "boolean" ? null : "needs true or false";
    case "in":
    case "notIn":
      return Array.isArray(value) ? null : "needs a list";
    default:
      return typeof value === "object" && value !== null ? "needs a single value" : null;
  }
}

function readBounds(fields: Fields, path: string, least?: number): Bounds {
  const range = least === undefined ? {} : { least };
  const atLeast = readNumber(fields, "atLeast", path, range);
  const atMost = readNumber(fields, "atMost", path, range);
  if (atLeast !== undefined && atMost !== undefined && atMost < atLeast) {
    throw new Refusal(`${path}.atMost`, `is less than atLeast, so that nobody is meant`);
  }
  return present({ atLeast, atMost });
}

function needsBounds(fields: Fields, path: string, least?: number): Bounds {
  const read = readBounds(fields, path, least);
  if (read.atLeast === undefined && read.atMost === undefined) throw new Refusal(path, "needs atLeast, atMost or both");
  return read;
}

function count(fields: Fields, path: string, mostDays: number): EventCount {
  const whole = { least: 0, whole: true };
  readNumber(fields, "atLeast", path, whole);
  readNumber(fields, "atMost", path, whole);
  return { ...readBounds(fields, path), ...readWindow(fields, path, mostDays) };
}

function readWindow(fields: Fields, path: string, mostDays: number) {
  const withinDays = readNumber(fields, "withinDays", path, { least: 1, most: mostDays, whole: true });
  const withinHours = readNumber(fields, "withinHours", path, { least: 0.01, most: mostDays * 24 });
  if (withinDays !== undefined && withinHours !== undefined) {
    throw new Refusal(`${path}.withinHours`, "stands in the place of withinDays; one of them is enough");
  }
  return present({ withinDays, withinHours });
}

function itemFilter(fields: Fields, path: string): ItemFilter {
  return present({
    item: readNames(fields, "item", path),
    category: readNames(fields, "category", path),
    brand: readNames(fields, "brand", path),
    priceAtLeast: readNumber(fields, "priceAtLeast", path, { least: 0 }),
    priceAtMost: readNumber(fields, "priceAtMost", path, { least: 0 }),
  });
}

function sameItem(fields: Fields, path: string): { sameItem?: true } {
  if (fields.sameItem === undefined) return {};
  if (fields.sameItem !== true) throw new Refusal(`${path}.sameItem`, "needs true, or is left out");
  return { sameItem: true };
}

function readSequence(fields: Fields, path: string): SequenceCondition {
  onlyFields(fields, ["sequence", "sameItem", ...windows], path);
  const { sequence } = fields;
  if (!Array.isArray(sequence) || sequence.length === 0 || sequence.length > maximumSteps) {
    throw new Refusal(`${path}.sequence`, `needs a list of 1 to ${maximumSteps} steps`);
  }
  const steps = sequence.map((step, i) => readStep(step, `${path}.sequence[${i}]`));
  steps.forEach((step, i) => {
    const at = `${path}.sequence[${i}]`;
    if ("touched" in step !== "touched" in steps[0]!) throw new Refusal(at, "all steps are events, or all are touches");
    if (step.atMost !== 0) return;
    if (i > 0 && steps[i - 1]!.atMost === 0) throw new Refusal(at, "two absences do not follow one another");
    if (i === 0 && step.withinDays === undefined && step.withinHours === undefined) {
      throw new Refusal(at, "an absence that comes first needs withinDays or withinHours");
    }
  });
  if (steps.every((step) => step.atMost === 0)) throw new Refusal(`${path}.sequence`, "needs a step that happens");
  const same = sameItem(fields, path);
  if (same.sameItem === true && "event" in steps[0]!) {
    throw new Refusal(`${path}.sameItem`, "is for steps of `touched`, which know all of an event's items");
  }
  return { sequence: steps, ...readWindow(fields, path, 365), ...same };
}

function readStep(input: unknown, path: string): SequenceStep {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new Refusal(path, "a step is a mapping such as { event: Product Viewed, atLeast: 3, withinDays: 7 }");
  }
  const fields = input as Fields;
  if ("touched" in fields) onlyFields(fields, ["touched", ...filters, ...bounds, ...windows], path);
  else onlyFields(fields, ["event", ...bounds, ...windows], path);
  const asked = count(fields, path, 365);
  if (asked.atMost !== undefined && (asked.atMost !== 0 || asked.atLeast !== undefined)) {
    throw new Refusal(`${path}.atMost`, "is 0 in a sequence, alone: the step asks for absence");
  }
  if (asked.atLeast === 0) throw new Refusal(`${path}.atLeast`, "is at least 1 in a sequence");
  if (!("touched" in fields)) return { event: readName(fields, "event", path), ...asked };
  return { touched: readOneOf(fields, "touched", touchedKinds, path), ...asked, ...itemFilter(fields, path) };
}
