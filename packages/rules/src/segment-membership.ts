import type { Condition } from "@attune/model/condition";
import type { Membership } from "@attune/model/segment";
import type { PersonView } from "./person-view.ts";
import { truthOf } from "./truth-of.ts";

/**
 * A person's memberships as of the view's own moment, each evaluated when it is first asked for and then remembered: so they are always those
 * that an evaluation from scratch gives. Undefined where a segment is not declared, and where its answer is undetermined.
 *
 * @param conditions by segment id, without circles (`segmentOrder`); not to be changed in place.
 * @param since since when the person is known to be a member; undefined: since the moment of the view.
 */
export function membershipIn(
  conditions: ReadonlyMap<string, Condition>,
  person: PersonView,
  since: (segmentId: string) => number | undefined,
): (segmentId: string) => Membership | undefined {
  const numbers = numbersOf(conditions);
  /** By number; null: undetermined. */
  const known = new Array<Membership | null | undefined>(numbers.size);
  return (segmentId) => {
    const number = numbers.get(segmentId);
    if (number === undefined) return undefined;
    let membership = known[number];
    if (membership === undefined) {
      const answer = truthOf(conditions.get(segmentId)!, person);
      membership = answer === 0 ? null : answer === 1 ? memberSince(since(segmentId) ?? person.now) : outside;
      known[number] = membership;
    }
    return membership ?? undefined;
  };
}

const outside: Readonly<Membership> = { isMember: false };

function memberSince(since: number | undefined): Membership {
  return since === undefined ? { isMember: true } : { isMember: true, since };
}

const made = new WeakMap<ReadonlyMap<string, Condition>, ReadonlyMap<string, number>>();

/** Made once: a row by number costs a decision less than a map by id. */
function numbersOf(conditions: ReadonlyMap<string, Condition>): ReadonlyMap<string, number> {
  let numbers = made.get(conditions);
  if (numbers === undefined) {
    numbers = new Map([...conditions.keys()].map((segmentId, number) => [segmentId, number]));
    made.set(conditions, numbers);
  }
  return numbers;
}
