import type { SequenceCondition, SequenceStep, TouchedKind } from "@attune/model/condition";
import type { Interaction, RecentEvent } from "@attune/model/profile";
import { hoursToMs, mostEver } from "./count-events.ts";
import { happenedSince, openUntil } from "./happened-since.ts";
import { itemFits } from "./item-fits.ts";
import type { PersonView } from "./person-view.ts";
import type { Truth } from "./truth.ts";

type Entry = RecentEvent | Interaction;

/** A window as elapsed time; +∞ where there is none. */
export function windowMs({ withinDays, withinHours }: { withinDays?: number; withinHours?: number }): number {
  return hoursToMs(withinHours ?? (withinDays ?? Number.POSITIVE_INFINITY) * 24);
}

export const isAbsence = (step: SequenceStep): boolean => step.atMost === 0;

/**
 * Whether the steps happened one after another. Yes where a match lies in what the profile keeps: all that is later than it is kept too. No
 * where none does and nothing that matters was dropped, or where days alone tell. Else undetermined. O(steps · n²) of at most 60 entries; per item with `sameItem`.
 */
export function matchSequence(condition: SequenceCondition, person: PersonView): Truth {
  const { now } = person;
  const kept = "touched" in condition.sequence[0]! ? person.touches : person.events;
  if (now === undefined || kept === undefined) return 0;
  if (condition.sequence.some((step) => cannotHappen(step, person))) return -1;
  const from = now - windowMs(condition);
  const isComplete = kept.completeAfter <= from;
  // Absence before the first step is looked for in times before the window.
  const search = { list: kept.list, completeAfter: kept.completeAfter, from, now };
  const found = condition.sameItem === true ? matchPerItem(condition, search) : match(condition, search, undefined);
  if (found === 1 || isComplete) return found;
  const open = openUntil(condition);
  return open === null ? 0 : happenedSince(open, from, person);
}

interface Search {
  list: readonly Entry[];
  completeAfter: number;
  /** Entries of the match are later than this. */
  from: number;
  now: number;
}

function cannotHappen(step: SequenceStep, person: PersonView): boolean {
  return "event" in step && !isAbsence(step) && mostEver(step.event, person) < (step.atLeast ?? 1);
}

function matchPerItem(condition: SequenceCondition, search: Search): Truth {
  const tried = new Set<string>();
  let best: Truth = -1;
  for (const { itemId } of search.list) {
    if (itemId === undefined || tried.has(itemId)) continue;
    tried.add(itemId);
    const found = match(condition, search, itemId);
    if (found === 1) return 1;
    if (found > best) best = found;
  }
  return best;
}

/**
 * For every entry: whether the steps so far can end with it. One row of truths per step; a step follows an entry of the row before it.
 * What must be absent in between is looked at when the next step is found.
 */
function match({ sequence }: SequenceCondition, search: Search, itemId: string | undefined): Truth {
  const { list } = search;
  let row: Int8Array | null = null;
  for (let s = 0; s < sequence.length; s++) {
    const step = sequence[s]!;
    if (isAbsence(step)) continue;
    const absent = s > 0 && isAbsence(sequence[s - 1]!) ? sequence[s - 1]! : undefined;
    const next = new Int8Array(list.length).fill(-1);
    for (let end = 0; end < list.length; end++) {
      if (list[end]!.at > search.now) break;
      const fits = entryFits(list[end]!, step, itemId);
      if (fits === -1) continue;
      const before =
        row === null ? opens(step, absent, end, search, itemId) : follows(row, step, absent, end, search, itemId);
      next[end] = Math.min(fits, before);
    }
    row = next;
  }
  const last = sequence.at(-1)!;
  let best: Truth = -1;
  for (let end = 0; row !== null && end < list.length; end++) {
    const reached = row[end]! as Truth;
    if (reached <= best) continue;
    const closed = isAbsence(last) ? absentUntilNow(last, end, search, itemId) : 1;
    best = Math.max(best, Math.min(reached, closed)) as Truth;
  }
  return best;
}

/** Whether the first step can end with an entry: the latest of its kind, as many as are asked for, lie close enough together. */
function opens(
  step: SequenceStep,
  absent: SequenceStep | undefined,
  end: number,
  { list, from, completeAfter }: Search,
  itemId: string | undefined,
): Truth {
  const start = countBack(list, step, end, -1, Math.max(from, list[end]!.at - windowMs(step) - 1), itemId);
  if (start.index === -1) return -1;
  if (absent === undefined) return start.certain;
  const startAt = list[start.index]!.at;
  const since = startAt - windowMs(absent);
  const seen = anyBetween(list, absent, since, startAt, start.index, itemId);
  if (seen === 1) return -1;
  return completeAfter >= since ? 0 : (Math.min(start.certain, 0 - seen) as Truth);
}

/** Whether a later step can end with an entry, following an entry of the row before. */
function follows(
  row: Int8Array,
  step: SequenceStep,
  absent: SequenceStep | undefined,
  end: number,
  { list }: Search,
  itemId: string | undefined,
): Truth {
  let best: Truth = -1;
  for (let previous = end - 1; previous >= 0 && best < 1; previous--) {
    const reached = row[previous]! as Truth;
    if (reached <= best || list[previous]!.offset === list[end]!.offset) continue;
    const anchorAt = list[previous]!.at + (absent === undefined || !hasWindow(absent) ? 0 : windowMs(absent));
    if (list[end]!.at < anchorAt || list[end]!.at - anchorAt > windowMs(step)) continue;
    const start = countBack(list, step, end, previous, anchorAt - 1, itemId);
    if (start.index === -1) continue;
    const until = absent !== undefined && hasWindow(absent) ? anchorAt : list[end]!.at;
    const seen = absent === undefined ? -1 : anyAfter(list, absent, previous, until, end, itemId);
    best = Math.max(best, Math.min(reached, start.certain, 0 - seen)) as Truth;
  }
  return best;
}

/** Where the step's first entry lies when its last is `end`: −1 where there are too few after `previous` that are later than a time. */
function countBack(
  list: readonly Entry[],
  step: SequenceStep,
  end: number,
  previous: number,
  laterThan: number,
  itemId: string | undefined,
): { index: number; certain: Truth } {
  let [missing, certain] = [step.atLeast ?? 1, 1 as Truth];
  for (let i = end; i > previous && list[i]!.at > laterThan; i--) {
    const fits = entryFits(list[i]!, step, itemId);
    if (fits === -1 || (previous >= 0 && list[i]!.offset === list[previous]!.offset)) continue;
    certain = Math.min(certain, fits) as Truth;
    missing -= 1;
    if (missing === 0) return { index: i, certain };
  }
  return { index: -1, certain: -1 };
}

function absentUntilNow(absent: SequenceStep, end: number, { list, now }: Search, itemId: string | undefined): Truth {
  const until = hasWindow(absent) ? list[end]!.at + windowMs(absent) : now;
  if (until > now) return -1;
  return (0 - anyAfter(list, absent, end, until, list.length, itemId)) as Truth;
}

/** Whether anything of a kind follows an entry, at a time until (and with) another, before a position. */
function anyAfter(
  list: readonly Entry[],
  step: SequenceStep,
  after: number,
  until: number,
  before: number,
  itemId: string | undefined,
): Truth {
  let seen: Truth = -1;
  for (let i = after + 1; i < before && list[i]!.at <= until; i++) {
    if (list[i]!.offset === list[after]!.offset) continue;
    seen = Math.max(seen, entryFits(list[i]!, step, itemId)) as Truth;
  }
  return seen;
}

function anyBetween(
  list: readonly Entry[],
  step: SequenceStep,
  since: number,
  until: number,
  before: number,
  itemId: string | undefined,
): Truth {
  let seen: Truth = -1;
  for (let i = before - 1; i >= 0 && list[i]!.at >= since; i--) {
    if (list[i]!.at <= until) seen = Math.max(seen, entryFits(list[i]!, step, itemId)) as Truth;
  }
  return seen;
}

function hasWindow({ withinDays, withinHours }: SequenceStep): boolean {
  return withinDays !== undefined || withinHours !== undefined;
}

function entryFits(entry: Entry, step: SequenceStep, itemId: string | undefined): Truth {
  if (itemId !== undefined && entry.itemId !== itemId) return -1;
  if ("event" in step) return "name" in entry && entry.name === step.event ? 1 : -1;
  return "kind" in entry && kindFits(entry.kind, step.touched) ? itemFits(entry, step) : -1;
}

function kindFits(kind: string, wanted: TouchedKind): boolean {
  return wanted === "any" || kind === wanted;
}
