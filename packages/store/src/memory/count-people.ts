import type { EventRow, PeopleQuestion } from "@attune/engine/ports/analytics";
import type { EventCounter, Interaction, InteractionKind } from "@attune/model/profile";
import type { MovableView } from "@attune/rules/person-view";
import { truthOf } from "@attune/rules/truth-of";
import { type AnalyticsRows, groupBy, personOf } from "./analytics-rows.ts";

const kinds = new Map<string, InteractionKind>([
  ["Product Viewed", "view"],
  ["Product Clicked", "view"],
  ["Product Added to Wishlist", "wishlist"],
  ["Product Added", "cart"],
  ["Wishlist Product Added to Cart", "cart"],
  ["Order Completed", "purchase"],
]);

/** The twin of the SQL: the language's own evaluator on everything that rows tell of each person. */
export function countPeople(rows: AnalyticsRows, question: PeopleQuestion): { people: number; matching: number } {
  const people = groupBy(rows.events, ({ profileId }) => personOf(rows, profileId));
  let matching = 0;
  for (const events of people.values())
    if (truthOf(question.condition, viewOfRows(events, question)) === 1) matching += 1;
  return { people: people.size, matching };
}

function viewOfRows(rows: readonly EventRow[], question: PeopleQuestion): MovableView {
  const { at: now, calendar, conditions } = question;
  const ordered = [...rows].sort((a, b) => a.at - b.at || a.offset - b.offset);
  const people = ordered.filter(({ actor }) => actor === "person");
  const money = (kind: EventRow["moneyKind"]) =>
    counterOf(people.filter(({ moneyKind }) => moneyKind === kind).map(({ day, amountMicros }) => [day, amountMicros]));
  const [gross, refunds, adjustments] = [money("order"), money("refund"), money("adjustment")];
  const complete = Number.NEGATIVE_INFINITY;
  const view: MovableView = {
    traits: () => undefined,
    context: {},
    counter(name) {
      const counter = counterOf(people.filter((row) => row.name === name).map(({ day }) => [day, 1]));
      return counter.total === 0 ? undefined : counter;
    },
    now,
    today: calendar.dayOf(now),
    calendar,
    visitor: "new",
    cart: "empty",
    events: { list: ordered.map(({ at, offset, name }) => ({ at, offset, name })), completeAfter: complete },
    touches: { list: people.flatMap(touchesOf), completeAfter: complete },
    amounts: (name) => {
      if (name === "gross") return gross;
      return name === "refunds" ? refunds : combined(gross, refunds, adjustments);
    },
    commerce: {
      orderCount: 0,
      refundCount: 0,
      grossMicros: gross.total,
      refundedMicros: refunds.total,
      adjustedMicros: adjustments.total,
      firstOrderAt: null,
      lastOrderAt: null,
    },
  };
  view.membership = (segmentId) => {
    const condition = conditions.get(segmentId);
    return condition === undefined ? undefined : { isMember: truthOf(condition, view) === 1 };
  };
  return view;
}

function touchesOf({ at, offset, name, itemIds, itemCategories }: EventRow): Interaction[] {
  const kind = kinds.get(name);
  if (kind === undefined) return [];
  // A category that nobody stated is none: rows cannot tell it from an unknown one.
  return itemIds.map((itemId, index) => ({ at, offset, itemId, kind, category: itemCategories[index] ?? "" }));
}

function counterOf(amounts: ReadonlyArray<readonly [day: number, amount: number]>): EventCounter {
  if (amounts.length === 0) return { total: 0, lastDay: 0, days: [] };
  const [first, lastDay] = [Math.min(...amounts.map(([day]) => day)), Math.max(...amounts.map(([day]) => day))];
  const days = Array.from({ length: lastDay - first + 1 }, () => 0);
  for (const [day, amount] of amounts) days[day - first]! += amount;
  return { total: amounts.reduce((sum, [, amount]) => sum + amount, 0), lastDay, days };
}

function combined(gross: EventCounter, refunds: EventCounter, adjustments: EventCounter): EventCounter {
  const byDay = ({ lastDay, days }: EventCounter, sign: number) =>
    days.map((amount, i) => [lastDay - days.length + 1 + i, sign * amount] as const);
  return counterOf([...byDay(gross, 1), ...byDay(refunds, -1), ...byDay(adjustments, 1)]);
}
