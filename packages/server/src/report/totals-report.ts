import type { Engine } from "@attune/engine/runtime/engine";
import { AttuneError } from "@attune/model/errors";
import type { Totals } from "@attune/model/report";
import { checkOrder, dayNumber } from "./day-range.ts";
import { unitsOf } from "./money-units.ts";

const settleMs = 30_000;

/** Business days, both included, as `2010-12-01`; absent: unbounded. */
export interface TotalsRange {
  from?: string;
  to?: string;
}

/** What the business took in, from everything acknowledged before the call. Net = gross − refunded + adjustments. */
export async function totalsReport(engine: Engine, range: TotalsRange): Promise<Totals> {
  const fromDay = dayNumber(range.from, "from");
  const toDay = dayNumber(range.to, "to");
  checkOrder(fromDay, toDay);
  await engine.settled(settleMs);
  const [row] = await engine.stores.analytics.query("totals", { fromDay, toDay });
  if (row === undefined) throw new AttuneError("analytics-unavailable", "the totals query gave no row");
  const micros = (name: string) => BigInt(String(row[name] ?? 0));
  const gross = micros("grossMicros");
  const refunded = micros("refundedMicros");
  const adjusted = micros("adjustmentMicros");
  return {
    customers: Number(row.customers),
    identifiedCustomers: Number(row.identifiedCustomers),
    orders: Number(row.orders),
    refunds: Number(row.refunds),
    grossRevenue: unitsOf(gross),
    refundedRevenue: unitsOf(refunded),
    adjustments: unitsOf(adjusted),
    netRevenue: unitsOf(gross - refunded + adjusted),
    currency: engine.business().currency,
    firstEventAt: timeOf(row.firstEventAt),
    lastEventAt: timeOf(row.lastEventAt),
  };
}

function timeOf(ms: unknown): string | null {
  return ms === null || ms === undefined ? null : new Date(Number(ms)).toISOString();
}
