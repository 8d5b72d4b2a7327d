import type { AssignmentRow, EventRow, ExposureRow, PersonRow } from "@attune/engine/ports/analytics";
import type { Json } from "@attune/model/json";

/** What the named queries look at. */
export interface AnalyticsRows {
  events: EventRow[];
  exposures: ExposureRow[];
  assignments: AssignmentRow[];
  /** By profile id; the one with the greatest version. */
  people: Map<string, PersonRow>;
}

/** One row of an answer; 64-bit integers are decimal strings. */
export type AnswerRow = Record<string, Json>;

/** Whose the rows of a profile are now. */
export function personOf({ people }: AnalyticsRows, profileId: string): string {
  return people.get(profileId)?.personId ?? profileId;
}

/** Exact: micros of many rows pass the range of safe integers. */
export function sumMicros(events: readonly EventRow[], kind: EventRow["moneyKind"]): bigint {
  let sum = 0n;
  for (const { moneyKind, amountMicros } of events) if (moneyKind === kind) sum += BigInt(amountMicros);
  return sum;
}

/** How many people are behind these events. */
export function countPeople(rows: AnalyticsRows, events: readonly EventRow[]): number {
  return new Set(events.map(({ profileId }) => personOf(rows, profileId))).size;
}

/** `Map.groupBy`, which Node 20 lacks. */
export function groupBy<K, V>(items: Iterable<V>, keyOf: (item: V) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
