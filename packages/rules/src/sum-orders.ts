import type { SumName } from "@attune/model/condition";
import { countInDays } from "./count-events.ts";
import type { PersonView } from "./person-view.ts";
import type { Range } from "./truth.ts";

const microsPerUnit = 1_000_000;
const summed: Range = { least: 0, most: 0 };

/**
 * Money of a person's orders in the reporting currency. Ever: exact. In a window: exact where the view has amounts by day, or where the times
 * of the first and last order tell that all or none of it lies in the window; else the range that is possible.
 */
export function sumOrders(name: SumName, withinDays: number | undefined, person: PersonView): Readonly<Range> {
  const { commerce, amounts, today } = person;
  const byDay = withinDays === undefined ? undefined : amounts?.(name);
  if (byDay !== undefined) return between(countInDays(byDay, today, withinDays), countInDays(byDay, today, withinDays));
  if (commerce === undefined) return between(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  const { grossMicros, refundedMicros, adjustedMicros } = commerce;
  const share = withinDays === undefined ? "all" : ordersInWindow(withinDays, person);
  const leastGross = share === "all" ? grossMicros : 0;
  const mostGross = share === "none" ? 0 : grossMicros;
  if (name === "gross") return between(leastGross, mostGross);
  // Refunds and adjustments have no times of their own.
  const leastRefunds = withinDays === undefined ? refundedMicros : 0;
  if (name === "refunds") return between(leastRefunds, refundedMicros);
  const [leastAdjusted, mostAdjusted] =
    withinDays === undefined
      ? [adjustedMicros, adjustedMicros]
      : [Math.min(0, adjustedMicros), Math.max(0, adjustedMicros)];
  return between(leastGross - refundedMicros + leastAdjusted, mostGross - leastRefunds + mostAdjusted);
}

function ordersInWindow(withinDays: number, { commerce, calendar, today }: PersonView): "all" | "none" | "some" {
  if (commerce === undefined || commerce.firstOrderAt === null || commerce.lastOrderAt === null) return "none";
  if (calendar === undefined) return "some";
  const [from, until] = [calendar.startOf(today - withinDays + 1), calendar.startOf(today + 1)];
  if (commerce.lastOrderAt < from || commerce.firstOrderAt >= until) return "none";
  return commerce.firstOrderAt >= from && commerce.lastOrderAt < until ? "all" : "some";
}

function between(leastMicros: number, mostMicros: number): Readonly<Range> {
  summed.least = leastMicros / microsPerUnit;
  summed.most = mostMicros / microsPerUnit;
  return summed;
}
