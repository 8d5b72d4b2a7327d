import type { Condition } from "@attune/model/condition";
import type { Membership } from "@attune/model/segment";
import type { PersonView } from "./person-view.ts";
import { truthOf } from "./truth-of.ts";

/**
 * A person's memberships as of the view's own moment, each evaluated when it is first asked for and then remembered: so they are always those
 * that an evaluation from scratch gives. Undefined where a segment is not declared, and where its answer is undetermined.
 *
 * @param conditions by segment id, without circles (`segmentOrder`).
 * @param since since when the person is known to be a member; undefined: since the moment of the view.
 */
export function membershipIn(
  conditions: ReadonlyMap<string, Condition>,
  person: PersonView,
  since: (segmentId: string) => number | undefined,
): (segmentId: string) => Membership | undefined {
  const known = new Map<string, Membership | undefined>();
  return (segmentId) => {
    if (known.has(segmentId)) return known.get(segmentId);
    const condition = conditions.get(segmentId);
    const answer = condition === undefined ? 0 : truthOf(condition, person);
    const membership = answer === 0 ? undefined : membershipOf(answer === 1, since(segmentId) ?? person.now);
    known.set(segmentId, membership);
    return membership;
  };
}

function membershipOf(isMember: boolean, since: number | undefined): Membership {
  return isMember && since !== undefined ? { isMember, since } : { isMember };
}
