import type { SequenceCondition } from "@attune/model/condition";
import type { PersonView } from "./person-view.ts";
import { daysSince } from "./time-since.ts";
import type { Truth } from "./truth.ts";

/** A sequence of one event, and none of another since until now: whether something begun is still open. */
export interface OpenUntil {
  begins: string;
  ends: string;
}

/** Null where a sequence asks for something else. */
export function openUntil({ sequence, sameItem }: SequenceCondition): OpenUntil | null {
  const [first, then] = sequence;
  if (sequence.length !== 2 || sameItem === true || !("event" in first!) || !("event" in then!)) return null;
  const isFirst = (first.atLeast ?? 1) === 1 && first.atMost === undefined;
  const hasWindow = [first, then].some(
    ({ withinDays, withinHours }) => withinDays !== undefined || withinHours !== undefined,
  );
  return isFirst && then.atMost === 0 && !hasWindow ? { begins: first.event, ends: then.event } : null;
}

/**
 * The answer where the events that are kept do not reach back to the beginning: only the last event of each kind matters, and counters know its day. Undetermined
 * where both were on one day, or where that day lies on the edge of the window.
 *
 * @param from what began later than this counts
 */
export function happenedSince({ begins, ends }: OpenUntil, from: number, person: PersonView): Truth {
  const { now, events, calendar, today } = person;
  if (now === undefined || events === undefined || calendar === undefined) return 0;
  const { list } = events;
  if (list.some(({ name, at }) => at > now && (name === begins || name === ends))) return 0;
  // All that is later than what is kept is kept, too: the beginning that was dropped, if any, is before this end.
  if (list.some(({ name }) => name === begins || name === ends)) return -1;
  const begun = lastDay(begins, person);
  if (begun === null) return -1;
  if (begun === undefined || calendar.startOf(today - begun + 1) - 1 <= from) return begun === undefined ? 0 : -1;
  const ended = lastDay(ends, person);
  if (ended === undefined || ended === begun) return 0;
  if (ended !== null && ended < begun) return -1;
  return calendar.startOf(today - begun) > from ? 1 : 0;
}

/** Business days since the event last happened; null: never; undefined: not known. */
function lastDay(name: string, person: PersonView): number | null | undefined {
  const since = daysSince(name, person);
  if (since === null) return null;
  return since.least === since.most ? since.least : undefined;
}
