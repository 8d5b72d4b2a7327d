import type { Comparison, Condition } from "@attune/model/condition";
import { placeOf } from "./assignment.ts";
import { comparing, following } from "./compare-value.ts";
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
  return questionOf(condition)(person);
}

/** A condition made ready to be asked of one person after another: what kind of clause stands where was found out once. */
type Question = (person: PersonView) => Truth;

const made = new WeakMap<Condition, Question>();

/** Made once for each condition, which must not be changed in place. */
function questionOf(condition: Condition): Question {
  let question = made.get(condition);
  if (question === undefined) {
    question = makeQuestion(condition);
    made.set(condition, question);
  }
  return question;
}

function makeQuestion(condition: Condition): Question {
  if ("all" in condition) return allOf(condition.all.map(questionOf));
  if ("any" in condition) return anyOf(condition.any.map(questionOf));
  if ("not" in condition) return opposite(questionOf(condition.not));
  if ("event" in condition) return (person) => meetsCount(countEvents(condition.event, condition, person), condition);
  if ("touched" in condition)
    return (person) => meetsCount(countTouches(condition.touched, condition, person), condition);
  if ("segment" in condition) return (person) => truthOfMembership(condition, person);
  if ("sequence" in condition) return (person) => matchSequence(condition, person);
  if ("sum" in condition)
    return (person) => meetsBounds(sumOrders(condition.sum, condition.withinDays, person), condition);
  if ("daysSince" in condition) return (person) => truthOfAge(daysSince(condition.daysSince, person), condition);
  if ("hoursSince" in condition) return (person) => truthOfAge(hoursSince(condition.hoursSince, person), condition);
  if ("inCart" in condition) return (person) => meetsCount(sumCart(condition.inCart, condition, person), condition);
  if ("score" in condition) return (person) => truthOfScore(condition, person);
  if ("bucket" in condition) return (person) => truthOfBucket(condition, person);
  if ("weekday" in condition) return (person) => truth(dayIsOn(person.today, condition.weekday));
  if ("time" in condition) return (person) => truthOfTime(condition.time, person);
  if ("visitor" in condition) return (person) => truth(person.visitor === condition.visitor);
  if ("cart" in condition) return (person) => truth(person.cart === condition.cart);
  return valueQuestion(condition);
}

type Valued = Extract<
  Condition,
  | { trait: string }
  | { context: string }
  | { consent: string }
  | ({ firstTouch: string } & Comparison)
  | ({ lastTouch: string } & Comparison)
>;

/** Of the clauses that compare one value. */
function valueQuestion(condition: Valued): Question {
  const meets = comparing(condition);
  if ("trait" in condition) return (person) => truth(meets(person.traits(condition.trait)));
  if ("context" in condition) {
    const read = following(condition.context);
    return (person) => truth(meets(read(person.context)));
  }
  if ("consent" in condition)
    return ({ consent }) => (consent === undefined ? 0 : truth(meets(consent[condition.consent]?.value)));
  if ("firstTouch" in condition)
    return ({ firstTouch }) => (firstTouch === undefined ? 0 : truth(meets(firstTouch?.[condition.firstTouch])));
  return ({ lastTouch }) => (lastTouch === undefined ? 0 : truth(meets(lastTouch?.[condition.lastTouch])));
}

function allOf(parts: readonly Question[]): Question {
  return (person) => {
    let least: Truth = 1;
    for (const part of parts) {
      const answer = part(person);
      if (answer === -1) return -1;
      if (answer === 0) least = 0;
    }
    return least;
  };
}

function anyOf(parts: readonly Question[]): Question {
  return (person) => {
    let greatest: Truth = -1;
    for (const part of parts) {
      const answer = part(person);
      if (answer === 1) return 1;
      if (answer === 0) greatest = 0;
    }
    return greatest;
  };
}

function opposite(question: Question): Question {
  return (person) => {
    const answer = question(person);
    return answer === 1 ? -1 : answer === -1 ? 1 : 0;
  };
}

function truthOfBucket(
  { bucket, from = 0, below }: Extract<Condition, { bucket: string }>,
  { bucketingKey }: PersonView,
): Truth {
  if (bucketingKey === undefined) return 0;
  const place = placeOf(bucketSalt(bucket), bucketingKey);
  return truth(place >= from && place < below);
}

function truthOfTime(time: string, { now, calendar }: PersonView): Truth {
  return now === undefined || calendar === undefined ? 0 : truth(minuteInTime(calendar.minuteOf(now), time));
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
