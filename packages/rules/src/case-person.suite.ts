import type { Json } from "@attune/model/json";
import type { EventCounter, Interaction, InteractionKind } from "@attune/model/profile";
import { type Calendar, createCalendar } from "./calendar.ts";
import { hourMs } from "./count-events.ts";
import type { MovableView, Touch } from "./person-view.ts";

/** A person as spec/cases describe them: times are hours since a Monday's midnight in UTC. */
export interface CasePerson {
  now?: number;
  timeZone?: string;
  lostBefore?: number;
  events?: [hour: number, name: string][];
  touches?: [hour: number, kind: InteractionKind, item: string, category?: string, brand?: string, price?: number][];
  /** How often events happened ever, where some are not in the list. */
  totals?: Record<string, number>;
  otherEvents?: number;
  commerce?: { gross: number; refunds: number; firstOrder: number; lastOrder: number };
  /** By days since the Monday. */
  amounts?: Record<string, Record<string, number>>;
  cartLines?: { item: string; quantity: number; category?: string; brand?: string; price?: number }[];
  consent?: Record<string, boolean>;
  firstTouch?: Touch;
  lastTouch?: Touch;
  segments?: Record<string, { isMember: boolean; since?: number; changesAt?: number }>;
  scores?: Record<string, { value: number; at: number }>;
  bucketingKey?: string;
  traits?: Record<string, Json>;
}

export const mondayAt = Date.parse("2026-03-02T00:00:00Z");
const calendars = new Map<string, Calendar>();
const micros = 1_000_000;

export const atHour = (hour: number): number => mondayAt + Math.round(hour * hourMs);

/** What the engine would know of such a person. */
export function viewOfCase(person: CasePerson): MovableView {
  const calendar = calendarOf(person.timeZone ?? "UTC");
  const now = atHour(person.now ?? 0);
  const known = (hour: number) => person.lostBefore === undefined || hour > person.lostBefore;
  const completeAfter = person.lostBefore === undefined ? Number.NEGATIVE_INFINITY : atHour(person.lostBefore);
  const events = (person.events ?? []).map(([hour, name], offset) => ({ at: atHour(hour), offset, name, hour }));
  const view: MovableView = {
    traits: (name) => person.traits?.[name],
    context: {},
    counter: (name) => counterOf(name, person, events, calendar),
    overflow: () =>
      person.otherEvents === undefined ? undefined : { total: person.otherEvents, lastDay: 0, days: [] },
    now,
    today: calendar.dayOf(now),
    calendar,
    visitor: "new",
    cart: person.cartLines === undefined ? "empty" : "not-empty",
    cartLines: () => ({ list: (person.cartLines ?? []).map(lineOf), completeAfter: Number.NEGATIVE_INFINITY }),
    events: { list: events.filter(({ hour }) => known(hour)), completeAfter },
    touches: { list: (person.touches ?? []).map(touchOf), completeAfter },
    membership: (id) => membershipOf(person.segments?.[id]),
    score: (name) => {
      const score = person.scores?.[name];
      return score === undefined ? undefined : { value: score.value, at: atHour(score.at) };
    },
    amounts: (name) => {
      const days = person.amounts?.[name];
      return days === undefined
        ? undefined
        : counterOfDays(new Map(Object.entries(days).map(([d, n]) => [20514 + +d, n * micros])));
    },
  };
  if (person.commerce !== undefined) view.commerce = commerceOf(person.commerce);
  if (person.consent !== undefined) {
    view.consent = Object.fromEntries(
      Object.entries(person.consent).map(([p, value]) => [p, { at: 0, offset: 0, value }]),
    );
  }
  if (person.firstTouch !== undefined) view.firstTouch = person.firstTouch;
  if (person.lastTouch !== undefined) view.lastTouch = person.lastTouch;
  if (person.bucketingKey !== undefined) view.bucketingKey = person.bucketingKey;
  return view;
}

function calendarOf(timeZone: string): Calendar {
  const known = calendars.get(timeZone) ?? createCalendar(timeZone);
  calendars.set(timeZone, known);
  return known;
}

function counterOf(
  name: string,
  { totals }: CasePerson,
  events: readonly { at: number; name: string }[],
  calendar: Calendar,
): EventCounter | undefined {
  const days = new Map<number, number>();
  for (const event of events) {
    if (event.name === name) days.set(calendar.dayOf(event.at), (days.get(calendar.dayOf(event.at)) ?? 0) + 1);
  }
  const counter = counterOfDays(days);
  counter.total = totals?.[name] ?? counter.total;
  return counter.total === 0 ? undefined : counter;
}

function counterOfDays(counts: ReadonlyMap<number, number>): EventCounter {
  if (counts.size === 0) return { total: 0, lastDay: 0, days: [] };
  const [first, lastDay] = [Math.min(...counts.keys()), Math.max(...counts.keys())];
  const days = Array.from({ length: lastDay - first + 1 }, (_, i) => counts.get(first + i) ?? 0);
  return { total: days.reduce((sum, n) => sum + n, 0), lastDay, days };
}

function touchOf(
  [hour, kind, itemId, category, brand, price]: NonNullable<CasePerson["touches"]>[number],
  offset: number,
): Interaction {
  const touch: Interaction = { at: atHour(hour), offset, itemId, kind };
  if (category !== undefined) touch.category = category;
  if (brand !== undefined) touch.brand = brand;
  if (price !== undefined) touch.priceMicros = Math.round(price * micros);
  return touch;
}

function lineOf({ item, price, ...rest }: NonNullable<CasePerson["cartLines"]>[number]) {
  return { itemId: item, ...rest, ...(price === undefined ? {} : { priceMicros: price * micros }) };
}

function membershipOf(known: NonNullable<CasePerson["segments"]>[string] | undefined) {
  if (known === undefined) return undefined;
  const { isMember, since, changesAt } = known;
  return {
    isMember,
    ...(since === undefined ? {} : { since: atHour(since) }),
    ...(changesAt === undefined ? {} : { changesAt: atHour(changesAt) }),
  };
}

function commerceOf({ gross, refunds, firstOrder, lastOrder }: NonNullable<CasePerson["commerce"]>) {
  return {
    orderCount: 1,
    refundCount: 0,
    grossMicros: gross * micros,
    refundedMicros: refunds * micros,
    adjustedMicros: 0,
    firstOrderAt: atHour(firstOrder),
    lastOrderAt: atHour(lastOrder),
  };
}
