import type { Comparison, Condition, EventCount } from "@attune/model/condition";
import type { Json } from "@attune/model/json";

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

function lineOf(
  condition: Exclude<Condition, { all: Condition[] } | { any: Condition[] } | { not: Condition }>,
): string {
  if ("visitor" in condition) return condition.visitor === "new" ? "A new visitor" : "A returning visitor";
  if ("cart" in condition) return condition.cart === "empty" ? "The cart is empty" : "Something is in the cart";
  if ("event" in condition) return `${condition.event} ${countWords(condition)}`;
  if ("trait" in condition) return `Trait ${condition.trait} ${comparisonWords(condition)}`;
  return `${condition.context} of the request ${comparisonWords(condition)}`;
}

function countWords({ atLeast, atMost, withinDays }: EventCount): string {
  const times = (count: number) => (count === 1 ? "once" : count === 2 ? "twice" : `${count} times`);
  const bounds = [
    atLeast === undefined ? "" : `at least ${times(atLeast)}`,
    atMost === undefined ? "" : atMost === 0 ? "never" : `at most ${times(atMost)}`,
  ].filter(Boolean);
  const when =
    withinDays === undefined ? "" : withinDays === 1 ? " in the last day" : ` in the last ${withinDays} days`;
  return `${bounds.length === 0 ? "at least once" : bounds.join(" and ")}${when}`;
}

function comparisonWords(comparison: Comparison): string {
  const { is, isNot, atLeast, atMost, contains, exists } = comparison;
  if (is !== undefined) return `is ${valueWords(is)}`;
  if (isNot !== undefined) return `is not ${valueWords(isNot)}`;
  if (comparison.in !== undefined) return `is one of ${comparison.in.map(valueWords).join(", ")}`;
  if (atLeast !== undefined) return `is at least ${atLeast}`;
  if (atMost !== undefined) return `is at most ${atMost}`;
  if (contains !== undefined) return `contains ${contains}`;
  return exists === false ? "is not known" : "is known";
}

const valueWords = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));
