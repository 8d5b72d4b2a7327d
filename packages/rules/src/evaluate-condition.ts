import type { Comparison, Condition, EventCount } from "@attune/model/condition";
import type { Json, JsonObject } from "@attune/model/json";
import type { EventCounter } from "@attune/model/profile";

/** What a condition can ask about: one person at one moment. */
export interface PersonView {
  traits: (name: string) => Json | undefined;
  context: JsonObject;
  counter: (eventName: string) => EventCounter | undefined;
  /** Business day of the moment, days since 1970. */
  today: number;
  visitor: "new" | "returning";
  cart: "empty" | "not-empty";
}

export interface Verdict {
  holds: boolean;
  /** The clause that decided, in words. Composed when asked: of the dozens of conditions behind a decision, most are never explained. */
  because: () => string;
}

/**
 * Evaluates a condition. Total: what is absent is told apart only by `exists`, and makes every other comparison false.
 * Event windows count business days, today included, and are exact for the 90 days that profiles keep.
 */
export function evaluateCondition(condition: Condition, person: PersonView): Verdict {
  if ("all" in condition) {
    let last: Verdict = { holds: true, because: () => "nothing is asked" };
    for (const part of condition.all) {
      last = evaluateCondition(part, person);
      if (!last.holds) return last;
    }
    return condition.all.length === 1 ? last : { holds: true, because: () => "all of its clauses hold" };
  }
  if ("any" in condition) {
    let last: Verdict = { holds: false, because: () => "nothing is offered" };
    for (const part of condition.any) {
      last = evaluateCondition(part, person);
      if (last.holds) return last;
    }
    return condition.any.length === 1 ? last : { holds: false, because: () => "none of its clauses holds" };
  }
  if ("not" in condition) {
    const inner = evaluateCondition(condition.not, person);
    return { holds: !inner.holds, because: () => `not: ${inner.because()}` };
  }
  if ("trait" in condition) return compare("trait", condition.trait, person.traits(condition.trait), condition);
  if ("context" in condition) {
    return compare("context", condition.context, valueAt(person.context, condition.context), condition);
  }
  if ("event" in condition) return countEvents(condition, person);
  if ("visitor" in condition) {
    return { holds: person.visitor === condition.visitor, because: () => `visitor is ${person.visitor}` };
  }
  return { holds: person.cart === condition.cart, because: () => `cart is ${person.cart}` };
}

function countEvents(condition: { event: string } & EventCount, person: PersonView): Verdict {
  const counter = person.counter(condition.event);
  const count = counter === undefined ? 0 : countWithin(counter, person.today, condition.withinDays);
  const least = condition.atLeast ?? (condition.atMost === undefined ? 1 : 0);
  const most = condition.atMost ?? Number.POSITIVE_INFINITY;
  return {
    holds: count >= least && count <= most,
    because: () => {
      const window = condition.withinDays === undefined ? "" : ` in ${condition.withinDays} days`;
      return `${condition.event} ${count} times${window}`;
    },
  };
}

function countWithin(counter: EventCounter, today: number, withinDays: number | undefined): number {
  if (withinDays === undefined) return counter.total;
  const { lastDay, days } = counter;
  let count = 0;
  for (let i = 0; i < days.length; i++) {
    const age = today - (lastDay - (days.length - 1 - i));
    if (age >= 0 && age < withinDays) count += days[i]!;
  }
  return count;
}

function compare(kind: string, name: string, value: Json | undefined, comparison: Comparison): Verdict {
  return {
    holds: comparisonHolds(value, comparison),
    because: () => `${kind} ${name} is ${value === undefined ? "absent" : JSON.stringify(value)}`,
  };
}

function comparisonHolds(value: Json | undefined, comparison: Comparison): boolean {
  if (comparison.exists !== undefined) return (value !== undefined && value !== null) === comparison.exists;
  if (value === undefined || value === null) return false;
  if (comparison.is !== undefined) return value === comparison.is;
  if (comparison.isNot !== undefined) return value !== comparison.isNot;
  if (comparison.in !== undefined) return comparison.in.includes(value);
  if (comparison.atLeast !== undefined) return typeof value === "number" && value >= comparison.atLeast;
  if (comparison.atMost !== undefined) return typeof value === "number" && value <= comparison.atMost;
  if (comparison.contains !== undefined) {
    return (typeof value === "string" || Array.isArray(value)) && value.includes(comparison.contains);
  }
  return false;
}

/** Follows a dotted path; own properties only, so that hostile names find nothing. */
function valueAt(root: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = root;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, key))
      return undefined;
    value = value[key];
  }
  return value;
}
