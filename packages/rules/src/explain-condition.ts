import type { Condition, EventCount } from "@attune/model/condition";
import { following } from "./compare-value.ts";
import { countEvents } from "./count-events.ts";
import { countTouches } from "./count-touches.ts";
import type { PersonView } from "./person-view.ts";
import { sumCart } from "./sum-cart.ts";
import { sumOrders } from "./sum-orders.ts";
import { daysSince, hoursSince } from "./time-since.ts";
import type { Range, Truth } from "./truth.ts";
import { truthOf } from "./truth-of.ts";

/** Clauses that are told of where all of them decided together. */
const mostTold = 4;

/**
 * What decided a condition, in words: the first clause that fails of `all`, the first that holds of `any`; where all of them decided together, all of
 * them, or the first few and how many more.
 */
export function explainCondition(condition: Condition, person: PersonView): string {
  if ("all" in condition) {
    if (condition.all.length === 1) return explainCondition(condition.all[0]!, person);
    const decisive = deciding(condition.all, person, -1);
    return decisive === undefined ? together(condition.all, person) : explainCondition(decisive, person);
  }
  if ("any" in condition) {
    if (condition.any.length === 1) return explainCondition(condition.any[0]!, person);
    const decisive = deciding(condition.any, person, 1);
    return decisive === undefined ? together(condition.any, person) : explainCondition(decisive, person);
  }
  if ("not" in condition) return `not: ${explainCondition(condition.not, person)}`;
  const fact = factOf(condition, person);
  return truthOf(condition, person) === 0 ? `undetermined: ${fact}` : fact;
}

function together(parts: readonly Condition[], person: PersonView): string {
  const told = parts.slice(0, mostTold).map((part) => explainCondition(part, person));
  return [...told, ...(parts.length > mostTold ? [`${parts.length - mostTold} more`] : [])].join("; ");
}

/** The first clause with the answer that settles it; else the first that is undetermined. */
function deciding(parts: readonly Condition[], person: PersonView, settled: Truth): Condition | undefined {
  return parts.find((part) => truthOf(part, person) === settled) ?? parts.find((part) => truthOf(part, person) === 0);
}

type Clause = Exclude<Condition, { all: Condition[] } | { any: Condition[] } | { not: Condition }>;

function factOf(clause: Clause, person: PersonView): string {
  if ("trait" in clause) return `trait ${clause.trait} is ${shown(person.traits(clause.trait))}`;
  if ("context" in clause) return `context ${clause.context} is ${shown(following(clause.context)(person.context))}`;
  if ("event" in clause)
    return `${clause.event} ${numberIn(countEvents(clause.event, clause, person))} times${inWindow(clause)}`;
  if ("visitor" in clause) return `visitor is ${person.visitor}`;
  if ("cart" in clause) return `cart is ${person.cart}`;
  if ("touched" in clause) {
    const what = clause.touched === "any" ? "items touched" : `items touched by ${clause.touched}`;
    return `${what} ${numberIn(countTouches(clause.touched, clause, person))} times${inWindow(clause)}`;
  }
  if ("sum" in clause)
    return `${clause.sum} is ${numberIn(sumOrders(clause.sum, clause.withinDays, person))}${inWindow(clause)}`;
  if ("daysSince" in clause) return ago(clause.daysSince, daysSince(clause.daysSince, person), "days");
  if ("hoursSince" in clause) return ago(clause.hoursSince, hoursSince(clause.hoursSince, person), "hours");
  if ("inCart" in clause) return `${clause.inCart} in the cart is ${numberIn(sumCart(clause.inCart, clause, person))}`;
  if ("sequence" in clause)
    return `sequence ${clause.sequence.map(stepName).join(", then ")}${happened(truthOf(clause, person))}`;
  if ("score" in clause) return scoreFact(clause, person);
  if ("segment" in clause) return membershipFact(clause.segment, person);
  if ("bucket" in clause)
    return `bucket ${clause.bucket} ${truthOf(clause, person) === 1 ? "has" : "has not"} drawn the person`;
  if ("weekday" in clause) return `the day is${truthOf(clause, person) === 1 ? "" : " not"} one of ${clause.weekday}`;
  if ("time" in clause) return `the time is${truthOf(clause, person) === 1 ? "" : " not"} ${clause.time}`;
  if ("consent" in clause) return `consent to ${clause.consent} is ${shown(person.consent?.[clause.consent]?.value)}`;
  if ("firstTouch" in clause)
    return `first touch's ${clause.firstTouch} is ${shown(person.firstTouch?.[clause.firstTouch])}`;
  return `last touch's ${clause.lastTouch} is ${shown(person.lastTouch?.[clause.lastTouch])}`;
}

const shown = (value: unknown): string => (value === undefined ? "absent" : JSON.stringify(value));

function numberIn({ least, most }: Readonly<Range>): string {
  if (least === most) return round(least);
  if (most === Number.POSITIVE_INFINITY)
    return least === Number.NEGATIVE_INFINITY ? "an unknown number" : `${round(least)} or more`;
  return `${round(least)} to ${round(most)}`;
}

const round = (value: number): string => String(Math.round(value * 100) / 100);

function inWindow({ withinDays, withinHours }: EventCount): string {
  if (withinHours !== undefined) return ` in ${withinHours} hours`;
  return withinDays === undefined ? "" : ` in ${withinDays} days`;
}

function ago(name: string, age: Readonly<Range> | null, unit: string): string {
  return age === null ? `${name} never happened` : `${name} ${numberIn(age)} ${unit} ago`;
}

function stepName(step: Extract<Condition, { sequence: unknown }>["sequence"][number]): string {
  const name = "event" in step ? step.event : step.touched;
  const window = inWindow(step);
  if (step.atMost === 0) return `no ${name}${window}`;
  return step.atLeast === undefined ? `${name}${window}` : `${step.atLeast} × ${name}${window}`;
}

function happened(answer: Truth): string {
  if (answer === 0) return " reaches beyond the events that are kept";
  return answer === 1 ? " happened" : " did not happen";
}

function scoreFact({ score, maxAgeDays }: Extract<Condition, { score: string }>, person: PersonView): string {
  const known = person.score?.(score);
  if (known === undefined) return `there is no score ${score}`;
  const isStale =
    maxAgeDays !== undefined && (person.now === undefined || person.now - known.at > maxAgeDays * 86_400_000);
  return `score ${score} is ${round(known.value)}${isStale ? `, older than ${maxAgeDays} days` : ""}`;
}

function membershipFact(segment: string, person: PersonView): string {
  const known = person.membership?.(segment);
  if (known === undefined) return `membership in ${segment} is not known`;
  return `${known.isMember ? "in" : "not in"} segment ${segment}`;
}
