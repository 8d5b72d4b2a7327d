import type { Condition } from "@attune/model/condition";
import { placeOf } from "./assignment.ts";
import { compareValue, valueAt } from "./compare-value.ts";
import { countEvents } from "./count-events.ts";
import { countTouches } from "./count-touches.ts";
import { matchSequence } from "./match-sequence.ts";
import type { PersonView } from "./person-view.ts";
import { sumCart } from "./sum-cart.ts";
import { sumOrders } from "./sum-orders.ts";
import { dayIsOn, minuteInTime } from "./time-of-day.ts";
import { daysSince, hoursSince } from "./time-since.ts";
import { meetsBounds, meetsCount, type Truth, truth } from "./truth.ts";

const dayMs = 86_400_000;

/** Salt of the draws that `bucket` names; holdouts and experiments use others, so that all are independent. */
export const bucketSalt = (name: string): string => `bucket/${name}`;

/** The answer to a condition: 1 yes, −1 no, 0 undetermined. Makes no objects but for sequences and cart contents. */
export function truthOf(condition: Condition, person: PersonView): Truth {
  if ("all" in condition) {
    let least: Truth = 1;
    for (const part of condition.all) {
      const answer = truthOf(part, person);
      if (answer === -1) return -1;
      if (answer === 0) least = 0;
    }
    return least;
  }
  if ("any" in condition) {
    let greatest: Truth = -1;
    for (const part of condition.any) {
      const answer = truthOf(part, person);
      if (answer === 1) return 1;
      if (answer === 0) greatest = 0;
    }
    return greatest;
  }
  if ("not" in condition) return opposite(truthOf(condition.not, person));
  if ("trait" in condition) return truth(compareValue(person.traits(condition.trait), condition));
  if ("context" in condition) return truth(compareValue(valueAt(person.context, condition.context), condition));
  if ("event" in condition) return meetsCount(countEvents(condition.event, condition, person), condition);
  if ("visitor" in condition) return truth(person.visitor === condition.visitor);
  if ("cart" in condition) return truth(person.cart === condition.cart);
  return truthOfRest(condition, person);
}

type Rest = Exclude<
  Condition,
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { trait: string }
  | { context: string }
  | { event: string }
  | { visitor: string }
  | { cart: string }
>;

function truthOfRest(condition: Rest, person: PersonView): Truth {
  if ("segment" in condition) return truthOfMembership(condition, person);
  if ("sequence" in condition) return matchSequence(condition, person);
  if ("touched" in condition) return meetsCount(countTouches(condition.touched, condition, person), condition);
  if ("sum" in condition) return meetsBounds(sumOrders(condition.sum, condition.withinDays, person), condition);
  if ("daysSince" in condition) return truthOfAge(daysSince(condition.daysSince, person), condition);
  if ("hoursSince" in condition) return truthOfAge(hoursSince(condition.hoursSince, person), condition);
  if ("inCart" in condition) return meetsCount(sumCart(condition.inCart, condition, person), condition);
  if ("score" in condition) return truthOfScore(condition, person);
  if ("bucket" in condition) {
    if (person.bucketingKey === undefined) return 0;
    const place = placeOf(bucketSalt(condition.bucket), person.bucketingKey);
    return truth(place >= (condition.from ?? 0) && place < condition.below);
  }
  if ("weekday" in condition) return truth(dayIsOn(person.today, condition.weekday));
  if ("time" in condition) {
    if (person.now === undefined || person.calendar === undefined) return 0;
    return truth(minuteInTime(person.calendar.minuteOf(person.now), condition.time));
  }
  if ("consent" in condition) {
    if (person.consent === undefined) return 0;
    return truth(compareValue(person.consent[condition.consent]?.value, condition));
  }
  if ("firstTouch" in condition) return truthOfTouch(person.firstTouch, condition.firstTouch, condition);
  return truthOfTouch(person.lastTouch, condition.lastTouch, condition);
}

function truthOfTouch(
  touch: PersonView["firstTouch"],
  field: "page" | "campaign" | "referrer",
  comparison: Parameters<typeof compareValue>[1],
): Truth {
  return touch === undefined ? 0 : truth(compareValue(touch?.[field], comparison));
}

function truthOfAge(age: Parameters<typeof meetsBounds>[0] | null, bounds: Parameters<typeof meetsBounds>[1]): Truth {
  return age === null ? -1 : meetsBounds(age, bounds);
}

function truthOfScore(condition: Extract<Condition, { score: string }>, person: PersonView): Truth {
  const score = person.score?.(condition.score);
  if (score === undefined) return 0;
  if (condition.maxAgeDays !== undefined) {
    if (person.now === undefined || person.now - score.at > condition.maxAgeDays * dayMs) return 0;
  }
  return truth(score.value >= (condition.atLeast ?? score.value) && score.value <= (condition.atMost ?? score.value));
}

function truthOfMembership(condition: Extract<Condition, { segment: string }>, person: PersonView): Truth {
  const membership = person.membership?.(condition.segment);
  if (membership === undefined) return 0;
  const { isMember, since, changesAt } = membership;
  if (changesAt !== undefined && (person.now === undefined || person.now >= changesAt)) return 0;
  if (!isMember || condition.forDays === undefined) return truth(isMember);
  if (since === undefined || person.now === undefined) return 0;
  return truth(person.now - since >= condition.forDays * dayMs);
}

function opposite(value: Truth): Truth {
  return value === 1 ? -1 : value === -1 ? 1 : 0;
}
