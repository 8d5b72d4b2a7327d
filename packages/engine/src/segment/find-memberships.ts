import type { Condition } from "@attune/model/condition";
import type { FoundMemberships } from "@attune/model/segment";
import { nextChangeAt } from "@attune/rules/next-change-at";
import type { MovableView } from "@attune/rules/person-view";
import { membershipIn } from "@attune/rules/segment-membership";

/** Conditions of segments by id, without circles. */
export type Conditions = ReadonlyMap<string, Condition>;

export const nothingFound: FoundMemberships = { since: {}, nextChangeAt: null };

/**
 * A person's memberships as of the view's moment, evaluated from scratch, and when time alone may change them. Who was a member before and
 * still is stays one since then; what is undetermined is no membership. Some microseconds per segment; up to some hundred evaluations of one whose
 * windows hold many events.
 *
 * @param before what was found last.
 * @param asked the segments to evaluate; their conditions may ask about any other.
 */
export function findMemberships(
  conditions: Conditions,
  view: MovableView,
  before: FoundMemberships = nothingFound,
  asked: Iterable<string> = conditions.keys(),
): FoundMemberships {
  view.membership = membershipIn(conditions, view, (segmentId) => before.since[segmentId]);
  const since: Record<string, number> = {};
  let earliest = Number.POSITIVE_INFINITY;
  for (const segmentId of asked) {
    if (view.membership(segmentId)?.isMember === true) since[segmentId] = before.since[segmentId] ?? view.now;
    earliest = nextChangeAt(conditions.get(segmentId)!, view, earliest) ?? earliest;
  }
  return { since, nextChangeAt: earliest === Number.POSITIVE_INFINITY ? null : earliest };
}

/**
 * What was found of some segments, laid over what was found before of all. The earlier moment to look again stands: it may be that of a
 * condition that is no more, and then the look finds nothing changed.
 */
export function layOver(
  before: FoundMemberships,
  found: FoundMemberships,
  asked: ReadonlySet<string>,
): FoundMemberships {
  const since = { ...found.since };
  for (const [segmentId, at] of Object.entries(before.since)) if (!asked.has(segmentId)) since[segmentId] = at;
  return { since, nextChangeAt: earlier(before.nextChangeAt, found.nextChangeAt) };
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

/** Whether two looks at a person found the same. */
export function foundSame(a: FoundMemberships, b: FoundMemberships): boolean {
  const [mine, theirs] = [Object.entries(a.since), Object.keys(b.since)];
  return (
    a.nextChangeAt === b.nextChangeAt &&
    mine.length === theirs.length &&
    mine.every(([segmentId, at]) => b.since[segmentId] === at)
  );
}
