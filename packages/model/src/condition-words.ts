import type {
  Bounds,
  Comparison,
  Condition,
  EventCount,
  ItemFilter,
  SequenceCondition,
  SequenceStep,
  TouchedKind,
} from "./condition.ts";
import type { Json } from "./json.ts";

/** A condition as an outline: a line of words, and the lines below it that it joins. */
export interface ConditionOutline {
  words: string;
  below: ConditionOutline[];
}

/** Reads a condition aloud: `all` and `any` open a list, everything else is one line. */
export function conditionOutline(condition: Condition): ConditionOutline {
  if ("all" in condition) return { words: "All of", below: condition.all.map(conditionOutline) };
  if ("any" in condition) return { words: "Any of", below: condition.any.map(conditionOutline) };
  if ("not" in condition) return { words: "Not", below: [conditionOutline(condition.not)] };
  return { words: lineOf(condition), below: [] };
}

/** The same on one line, groups in brackets: `all of (A new visitor; not: The cart is empty)`. */
export function conditionLine(condition: Condition): string {
  if ("all" in condition) return groupLine("all of", condition.all);
  if ("any" in condition) return groupLine("any of", condition.any);
  if ("not" in condition) return `not: ${conditionLine(condition.not)}`;
  return lineOf(condition);
}

const groupLine = (word: string, conditions: readonly Condition[]): string =>
  `${word} (${conditions.map(conditionLine).join("; ")})`;

type Window = { withinDays?: number | undefined; withinHours?: number | undefined };
type Clause = Exclude<Condition, { all: Condition[] } | { any: Condition[] } | { not: Condition }>;

function lineOf(condition: Clause): string {
  if ("visitor" in condition) return condition.visitor === "new" ? "A new visitor" : "A returning visitor";
  if ("cart" in condition) return condition.cart === "empty" ? "The cart is empty" : "Something is in the cart";
  if ("event" in condition) return `${condition.event} ${countWords(condition)}`;
  if ("trait" in condition) return `Trait ${condition.trait} ${comparisonWords(condition)}`;
  if ("context" in condition) return `${condition.context} of the request ${comparisonWords(condition)}`;
  if ("firstTouch" in condition) return `First ${condition.firstTouch} ${comparisonWords(condition)}`;
  if ("lastTouch" in condition) return `Last ${condition.lastTouch} ${comparisonWords(condition)}`;
  if ("consent" in condition) return `Consent to ${condition.consent} ${comparisonWords(condition)}`;
  if ("segment" in condition) return `In the segment ${condition.segment}${sinceWords(condition.forDays)}`;
  if ("sequence" in condition) return sequenceWords(condition);
  if ("touched" in condition) return touchWords(condition);
  if ("daysSince" in condition) return `${condition.daysSince} ${boundsWords(condition, "day")} ago`;
  if ("hoursSince" in condition) return `${condition.hoursSince} ${boundsWords(condition, "hour")} ago`;
  if ("sum" in condition) return `${sumWords[condition.sum]} of ${boundsWords(condition)}${lastWords(condition)}`;
  if ("inCart" in condition)
    return `In the cart ${itemWords(condition)}, ${condition.inCart === "value" ? "worth" : "counting"} ${boundsWords(condition)}`;
  if ("score" in condition) return `Score ${condition.score} of ${boundsWords(condition)}`;
  return asWritten(condition);
}

function sinceWords(days: number | undefined): string {
  return days === undefined ? "" : ` for at least ${days} ${days === 1 ? "day" : "days"}`;
}

/** `Product Viewed at least 3 times within 7 days, then Order Completed never within 2 days, all in the last 30 days`. */
function sequenceWords({ sequence, sameItem, withinDays, withinHours }: SequenceCondition): string {
  return [
    sequence.map(stepWords).join(", then "),
    sameItem === true ? ", all of one and the same product" : "",
    withinDays === undefined && withinHours === undefined ? "" : `, all${lastWords({ withinDays, withinHours })}`,
  ].join("");
}

/** The window of a step runs from the step before, not back from now. */
function stepWords({ withinDays, withinHours, ...step }: SequenceStep): string {
  const window = spanWords(withinDays, "day") ?? spanWords(withinHours, "hour");
  const within = window === undefined ? "" : ` within ${window}`;
  return `${"event" in step ? `${step.event} ${countWords(step)}` : touchWords(step)}${within}`;
}

const touchedWords: Record<TouchedKind, string> = {
  view: "Looked at",
  wishlist: "Put on the wish list",
  cart: "Put into the cart",
  purchase: "Bought",
  any: "Touched",
};

const sumWords = { gross: "Orders", refunds: "Refunds", revenue: "Orders after refunds" };

function touchWords(condition: { touched: TouchedKind; sameItem?: true } & EventCount & ItemFilter): string {
  const what = condition.sameItem === true ? "one and the same product" : itemWords(condition);
  return `${touchedWords[condition.touched]} ${what} ${countWords(condition)}`;
}

/** `a product of Lighting or Garden, by Kleinholz, of at least 20`. */
export function itemWords({ item, category, brand, priceAtLeast, priceAtMost }: ItemFilter): string {
  const list = (names: string | readonly string[]) => (typeof names === "string" ? names : names.join(" or "));
  const price = { atLeast: priceAtLeast, atMost: priceAtMost };
  return [
    item === undefined ? "a product" : list(item),
    category === undefined ? "" : ` of ${list(category)}`,
    brand === undefined ? "" : `, by ${list(brand)}`,
    priceAtLeast === undefined && priceAtMost === undefined ? "" : `, priced ${boundsWords(price)}`,
  ].join("");
}

/** `at least 60 days`, `1 to 72 hours`, `any number`. */
function boundsWords(
  { atLeast, atMost }: { [End in keyof Bounds]: Bounds[End] | undefined },
  unit?: "day" | "hour",
): string {
  const units = (count: number) => (unit === undefined ? "" : ` ${unit}${count === 1 ? "" : "s"}`);
  if (atLeast !== undefined && atMost !== undefined) return `${atLeast} to ${atMost}${units(atMost)}`;
  if (atLeast !== undefined) return `at least ${atLeast}${units(atLeast)}`;
  if (atMost !== undefined) return `at most ${atMost}${units(atMost)}`;
  return unit === undefined ? "any number" : `any number of ${unit}s`;
}

/** The rarer clauses, in the language's own words: `weekday: sat`. */
function asWritten(clause: object): string {
  return Object.entries(clause)
    .map(([word, value]) => `${word}: ${valueWords(value as Json)}`)
    .join(", ");
}

function countWords({ atLeast, atMost, withinDays, withinHours }: EventCount): string {
  const times = (count: number) => (count === 1 ? "once" : count === 2 ? "twice" : `${count} times`);
  const bounds = [
    atLeast === undefined ? "" : `at least ${times(atLeast)}`,
    atMost === undefined ? "" : atMost === 0 ? "never" : `at most ${times(atMost)}`,
  ].filter(Boolean);
  return `${bounds.length === 0 ? "at least once" : bounds.join(" and ")}${lastWords({ withinDays, withinHours })}`;
}

/** ` in the last 7 days`, or nothing where no window is said. */
function lastWords({ withinDays, withinHours }: Window): string {
  const span = spanWords(withinDays, "day") ?? spanWords(withinHours, "hour");
  return span === undefined ? "" : ` in the last ${span.replace(/^1 /, "")}`;
}

function spanWords(length: number | undefined, unit: string): string | undefined {
  return length === undefined ? undefined : `${length} ${unit}${length === 1 ? "" : "s"}`;
}

function comparisonWords(comparison: Comparison): string {
  const { is, isNot, atLeast, atMost, contains, exists } = comparison;
  if (is !== undefined) return `is ${valueWords(is)}`;
  if (isNot !== undefined) return `is not ${valueWords(isNot)}`;
  if (comparison.in !== undefined) return `is one of ${comparison.in.map(valueWords).join(", ")}`;
  if (atLeast !== undefined) return `is at least ${atLeast}`;
  if (atMost !== undefined) return `is at most ${atMost}`;
  if (contains !== undefined) return `contains ${contains}`;
  if (comparison.notIn !== undefined) return `is none of ${comparison.notIn.map(valueWords).join(", ")}`;
  if (comparison.startsWith !== undefined) return `begins with ${comparison.startsWith}`;
  if (comparison.endsWith !== undefined) return `ends with ${comparison.endsWith}`;
  return exists === false ? "is not known" : "is known";
}

const valueWords = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));
