import type { Condition, SequenceCondition, TouchCount } from "@attune/model/condition";
import type { EventCounter } from "@attune/model/profile";
import { quarterMs } from "./calendar.ts";
import { hourMs, hoursToMs } from "./count-events.ts";
import { openUntil } from "./happened-since.ts";
import { isAbsence, windowMs } from "./match-sequence.ts";
import type { MovableView } from "./person-view.ts";
import { minuteAt } from "./time-of-day.ts";

const dayMs = 86_400_000;
const minuteMs = 60_000;

/**
 * The moments after now at which a clause about facts may change by time, ascending: an event leaves a window, a pause grows long enough, a score grows
 * old. May hold moments at which nothing changes, and some twice, but misses none.
 */
export function factEdges(condition: Condition, view: MovableView): Float64Array {
  const edges: Edges = { now: view.now, later: [] };
  collect(condition, view, edges);
  return Float64Array.from(edges.later).sort();
}

/** The next moment at which a clause about the clock (`time`, `weekday`) may change; null where there is no such clause. */
export function nextClockEdge(condition: Condition, view: MovableView): number | null {
  if ("all" in condition) return earliest(condition.all.map((part) => nextClockEdge(part, view)));
  if ("any" in condition) return earliest(condition.any.map((part) => nextClockEdge(part, view)));
  if ("not" in condition) return nextClockEdge(condition.not, view);
  if ("weekday" in condition) return view.calendar.startOf(view.today + 1);
  return "time" in condition ? nextTimeEdge(condition.time, view) : null;
}

function earliest(edges: readonly (number | null)[]): number | null {
  return edges.reduce((least, edge) => (least === null || (edge !== null && edge < least) ? edge : least), null);
}

interface Edges {
  now: number;
  later: number[];
}

/** Windows need not be whole milliseconds; moments are. */
function add(edges: Edges, at: number): void {
  const edge = Math.ceil(at);
  if (edge > edges.now && edge < Number.POSITIVE_INFINITY) edges.later.push(edge);
}

function collect(condition: Condition, view: MovableView, edges: Edges): void {
  if ("all" in condition) for (const part of condition.all) collect(part, view, edges);
  else if ("any" in condition) for (const part of condition.any) collect(part, view, edges);
  else if ("not" in condition) collect(condition.not, view, edges);
  else if ("event" in condition) {
    const counter = view.counter(condition.event) ?? view.overflow?.(condition.event);
    if (condition.withinHours !== undefined)
      addHours(condition.event, hoursToMs(condition.withinHours), counter, view, edges);
    else if (condition.withinDays !== undefined) addDays(counter, condition.withinDays, view, edges);
  } else if ("touched" in condition) {
    addTouches(condition, view, edges);
  } else if ("sum" in condition) {
    const { commerce } = view;
    if (condition.withinDays === undefined) return;
    addDays(view.amounts?.(condition.sum), condition.withinDays, view, edges);
    for (const at of [commerce?.firstOrderAt, commerce?.lastOrderAt]) {
      if (typeof at === "number") addWholeDays(view.calendar.dayOf(at), condition.withinDays, view, edges);
    }
  } else if ("daysSince" in condition) {
    const counter = view.counter(condition.daysSince);
    for (const day of daysOf(counter)) {
      const [least, most] = [condition.atLeast ?? 0, condition.atMost ?? 0];
      for (const away of [0, Math.ceil(least), Math.floor(most) + 1]) add(edges, view.calendar.startOf(day + away));
    }
  } else if ("hoursSince" in condition) addAge(condition, view, edges);
  else if ("sequence" in condition) addSequence(condition, view, edges);
  else if ("segment" in condition) {
    const { changesAt, since } = view.membership?.(condition.segment) ?? {};
    if (changesAt !== undefined) add(edges, changesAt);
    if (since !== undefined && condition.forDays !== undefined) add(edges, since + condition.forDays * dayMs);
  } else if ("score" in condition) {
    const score = view.score?.(condition.score);
    if (score !== undefined && condition.maxAgeDays !== undefined)
      add(edges, score.at + condition.maxAgeDays * dayMs + 1);
  } else if ("visitor" in condition && view.newUntilAt !== undefined) add(edges, view.newUntilAt);
}

function addTouches({ withinDays, withinHours }: TouchCount, view: MovableView, edges: Edges): void {
  if (view.touches === undefined || (withinDays === undefined && withinHours === undefined)) return;
  const { list, completeAfter } = view.touches;
  const window = withinHours === undefined ? undefined : hoursToMs(withinHours);
  const start = window === undefined ? view.calendar.startOf(view.today - (withinDays ?? 0) + 1) : view.now - window;
  const addOne = (at: number) => {
    // What has left the window changes nothing any more.
    if (at < start) return;
    if (window !== undefined) addWindow(at, window, edges);
    else addWholeDays(view.calendar.dayOf(at), withinDays!, view, edges);
  };
  addOne(completeAfter);
  for (let i = list.length - 1; i >= 0 && list[i]!.at >= start; i--) addOne(list[i]!.at);
}

/** An event comes into a window when it happens, and leaves it. */
function addWindow(at: number, window: number, edges: Edges): void {
  add(edges, at);
  add(edges, at + window);
}

function addWholeDays(day: number, withinDays: number, { calendar, today }: MovableView, edges: Edges): void {
  if (day + withinDays <= today) return;
  add(edges, calendar.startOf(day));
  add(edges, calendar.startOf(day + withinDays));
}

function addDays(counter: EventCounter | undefined, withinDays: number, view: MovableView, edges: Edges): void {
  for (const day of daysOf(counter)) addWholeDays(day, withinDays, view, edges);
}

/** The days on which a counter counted anything. */
function daysOf(counter: EventCounter | undefined): number[] {
  if (counter === undefined) return [];
  const first = counter.lastDay - counter.days.length + 1;
  return counter.days.flatMap((count, i) => (count === 0 ? [] : [first + i]));
}

function addHours(
  name: string,
  window: number,
  counter: EventCounter | undefined,
  view: MovableView,
  edges: Edges,
): void {
  if (view.events === undefined) return;
  const { list, completeAfter } = view.events;
  addWindow(completeAfter, window, edges);
  for (const event of list) if (event.name === name) addWindow(event.at, window, edges);
  // While the window reaches beyond what is kept, counts by day bound it: these change with the days at both of its ends.
  const { calendar, now } = view;
  const completeAt = completeAfter + window;
  if (now >= completeAt) return;
  for (let day = view.today + 1; calendar.startOf(day) < completeAt; day++) add(edges, calendar.startOf(day));
  for (let day = calendar.dayOf(now - window) + 1; calendar.startOf(day) + window < completeAt; day++) {
    add(edges, calendar.startOf(day) + window);
  }
  for (const day of daysOf(counter)) add(edges, calendar.startOf(day));
}

function addAge(condition: Extract<Condition, { hoursSince: string }>, view: MovableView, edges: Edges): void {
  if (view.events === undefined) return;
  const { hoursSince: name, atLeast = 0, atMost = 0 } = condition;
  const { list, completeAfter } = view.events;
  const last = [completeAfter, ...list.filter((event) => event.name === name).map((event) => event.at)];
  for (const day of daysOf(view.counter(name))) last.push(view.calendar.startOf(day));
  for (const at of last) {
    add(edges, at);
    // The division by an hour may round: the moments beside the exact one are looked at as well.
    for (const hours of [atLeast, atMost]) {
      for (const away of [-1, 0, 1, 2]) add(edges, at + hours * hourMs + away);
    }
  }
}

function addSequence(condition: SequenceCondition, view: MovableView, edges: Edges): void {
  const { events, touches, calendar } = view;
  const kept = "touched" in condition.sequence[0]! ? touches : events;
  if (kept === undefined) return;
  const whole = windowMs(condition);
  const last = condition.sequence.at(-1)!;
  const pause = isAbsence(last) ? windowMs(last) : Number.POSITIVE_INFINITY;
  add(edges, kept.completeAfter + whole);
  for (const { at } of kept.list) {
    addWindow(at, whole, edges);
    add(edges, at + pause);
  }
  const open = openUntil(condition);
  for (const day of open === null ? [] : daysOf(view.counter(open.begins)))
    for (const start of [day, day + 1]) add(edges, calendar.startOf(start) + whole);
}

/** Walks through quarter hours, within each of which the wall clock runs evenly. A day has an edge, unless the clocks skip it: then the next has. */
function nextTimeEdge(time: string, { now, calendar }: MovableView): number {
  const edges = [minuteAt(time, 0), minuteAt(time, 6) % 1440];
  for (let start = Math.floor(now / quarterMs) * quarterMs; ; start += quarterMs) {
    const minute = calendar.minuteOf(start);
    // Where the clocks were changed, the first minute itself may be on the other side.
    const isJump = minute !== (calendar.minuteOf(start - 1) + 1) % 1440;
    const inside = edges
      .filter((edge) => edge >= minute && edge < minute + 15)
      .map((edge) => start + (edge - minute) * minuteMs);
    const later = (isJump ? [start, ...inside] : inside).filter((at) => at > now);
    if (later.length > 0) return Math.min(...later);
  }
}
