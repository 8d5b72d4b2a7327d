import type { Json } from "@attune/model/json";

/** One opportunity of some tactic. */
export interface Touch {
  at: number;
  tacticId: string;
  arm: string;
  variantId: string;
  device: string;
}

/** An order, less what of it was given back within the horizon. */
export interface LaterOrder {
  at: number;
  amount: number;
  device: string;
}

/** One visit since time zero: what happened in it. */
export interface Visit {
  at: number;
  events: number;
  views: number;
  adds: number;
  /** When the named signal came last in it; null where it did not. */
  signalAt: number | null;
}

/** One person around their time zero: what was known strictly before it, and what came of it. Times are epoch milliseconds, amounts in currency. */
export interface PersonHistory {
  arm: string;
  zeroAt: number;
  device: string;
  variantId: string;
  propensity: number;
  isCrossover: boolean;
  firstSeenAt: number | null;
  lastSeenAt: number | null;
  lastOrderAt: number | null;
  lastViewAt: number | null;
  /** When the named signal and the named mark came last. */
  signalAt: number | null;
  markAt: number | null;
  events: number;
  activeDays: number;
  views: number;
  adds: number;
  orders: number;
  ordered: number;
  isIdentified: boolean;
  /** Log price of what they viewed, relative to its category; null without views. */
  priceLevel: number | null;
  /** In the order of time, from the lookback to the horizon. */
  touches: Touch[];
  /** From time zero to the horizon. */
  laterOrders: LaterOrder[];
  /** In the order of time, from time zero to the horizon; empty where the query does not tell visits. */
  visits: Visit[];
}

/** Histories as the store's queries `tactic-histories`, `rollout-histories` and `visit-histories` answer them. */
export function readPersonHistories(rows: readonly Record<string, Json>[]): PersonHistory[] {
  return rows.map((row) => ({
    arm: String(row.arm),
    zeroAt: Number(row.zeroAt),
    device: String(row.device),
    variantId: String(row.variantId),
    propensity: Number(row.propensity),
    isCrossover: row.isCrossover === 1,
    firstSeenAt: timeOf(row.firstSeenAt),
    lastSeenAt: timeOf(row.lastSeenAt),
    lastOrderAt: timeOf(row.lastOrderAt),
    lastViewAt: timeOf(row.lastViewAt),
    signalAt: timeOf(row.signalAt),
    markAt: timeOf(row.markAt),
    events: Number(row.events),
    activeDays: Number(row.activeDays),
    views: Number(row.views),
    adds: Number(row.adds),
    orders: Number(row.orders),
    ordered: Number(row.orderedMicros) / 1e6,
    isIdentified: row.identified === 1,
    priceLevel: typeof row.priceLevel === "number" ? row.priceLevel : null,
    touches: tuplesOf(row.touches).map(([at, tacticId = "", arm = "", variantId = "", device = ""]) => ({
      at: Number(at),
      tacticId,
      arm,
      variantId,
      device,
    })),
    laterOrders: netOrders(tuplesOf(row.laterOrders), tuplesOf(row.laterRefunds)),
    visits: tuplesOf(row.visits).map(([at, events, views, adds, signalAt]) => ({
      at: Number(at),
      events: Number(events),
      views: Number(views),
      adds: Number(adds),
      signalAt: signalAt === "0" ? null : Number(signalAt),
    })),
  }));
}

/**
 * Orders less their refunds: a refund belongs to the order of its id, or, without an id, to the last order not later than it. A refund of
 * nothing here is of an order from before, and is left out.
 */
function netOrders(orders: readonly string[][], refunds: readonly string[][]): LaterOrder[] {
  const net = orders.map(([at, orderId = "", micros, device = ""]) => ({
    at: Number(at),
    orderId,
    amount: Number(micros) / 1e6,
    device,
  }));
  for (const [at, orderId = "", micros] of refunds) {
    const order =
      orderId === ""
        ? net.findLast((candidate) => candidate.at <= Number(at))
        : net.find((candidate) => candidate.orderId === orderId);
    if (order !== undefined) order.amount -= Number(micros) / 1e6;
  }
  return net.map(({ at, amount, device }) => ({ at, amount, device }));
}

function timeOf(value: Json | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}

function tuplesOf(value: Json | undefined): string[][] {
  return (value ?? []) as string[][];
}
