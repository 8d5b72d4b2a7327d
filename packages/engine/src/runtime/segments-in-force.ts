import type { Condition } from "@attune/model/condition";
import type { FoundMemberships, Segment } from "@attune/model/segment";
import type { Calendar } from "@attune/rules/calendar";
import type { SensitiveItems } from "../decide/sensitive-items.ts";
import type { Stores } from "../ports/stores.ts";

/** What the parts of the segments' follower share. */
export interface SegmentsInForce {
  stores: Stores;
  calendar: Calendar;
  /** As the playbook in force declares them. */
  sensitive: () => SensitiveItems | null;
  timeZone: string;
  clock: () => number;
  conditions: ReadonlyMap<string, Condition>;
  /** What is being found anew for everybody. */
  fill: Fill | null;
  /** One after another: what the log's steps and a fill's batches write. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

export interface Fill {
  asked: ReadonlySet<string>;
  /** Who was looked at since it began: what was found then is newer. */
  touched: Set<string>;
  done: number;
  total: number;
  abort: AbortController;
}

export function conditionsOf(segments: readonly Segment[]): ReadonlyMap<string, Condition> {
  return new Map(segments.map(({ segmentId, when }) => [segmentId, when]));
}

/** Who is in nothing and will not be by time alone needs no record. */
export function recordOf(found: FoundMemberships): FoundMemberships | null {
  return found.nextChangeAt === null && Object.keys(found.since).length === 0 ? null : found;
}

/** Work after work, none beside another. */
export function createTurns(): SegmentsInForce["inTurn"] {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}
