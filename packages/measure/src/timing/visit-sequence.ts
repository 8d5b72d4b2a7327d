import type { HistoryOutcome } from "../tactic/history-columns.ts";
import type { PersonHistory } from "../tactic/person-history.ts";
import { amountOf } from "./touch-sequence.ts";

/** One visit of a person since the roll-out: what was known when it began, whether the tactic was shown, and what came of it. */
export interface VisitRow {
  /** Index of the person, and number of the visit from 1 on. */
  person: number;
  number: number;
  at: number;
  /** Shown the tactic in this visit, before any order of it. */
  isTouched: boolean;
  variantId: string;
  /** Visits before this one in which the tactic was shown, and when the first of them was. */
  touchesBefore: number;
  firstTouchAt: number | null;
  wasTouchedLast: boolean;
  /** Since the last signal before the visit began; null for none. */
  delayMs: number | null;
  /** Other tactics that were shown before this visit. */
  seenBefore: ReadonlySet<string>;
  response: number;
  /** What was known when the visit began, in the order of `visitColumns`. */
  known: readonly number[];
}

export interface VisitOptions {
  tacticId: string;
  outcome: HistoryOutcome;
  responseMs: number;
  /** Visits that begin later than this after the person's first are left out. */
  windowMs: number;
  lookbackMs: number;
  nowMs: number;
}

/** Names of what is known when a visit begins, apart from what was known before the first one. */
export const visitColumns = [
  "hours-since-last-visit",
  "views-so-far",
  "adds-so-far",
  "events-of-last-visit",
  "orders-so-far",
  "amount-so-far",
  "bought-last-time",
  "hours-since-last-order",
  "hours-since-signal",
  "no-signal",
  "days-since-roll-out",
] as const;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * The visits of people since the roll-out, each with its response: what they bought within `responseMs` of its beginning and before the next
 * visit. Visits whose time to respond had not ended by `nowMs` are left out.
 */
export function visitRows(people: readonly PersonHistory[], options: VisitOptions): VisitRow[] {
  const rolledOutAt = people.reduce((first, { zeroAt }) => Math.min(first, zeroAt), Number.POSITIVE_INFINITY);
  return people.flatMap((of, person) => rowsOf(of, person, options, rolledOutAt));
}

function rowsOf(of: PersonHistory, person: number, options: VisitOptions, rolledOutAt: number): VisitRow[] {
  const { tacticId, outcome, responseMs, windowMs, lookbackMs, nowMs } = options;
  const rows: VisitRow[] = [];
  let signalAt = of.signalAt;
  let lastOrderAt = of.lastOrderAt;
  const sum = { views: 0, adds: 0, orders: 0, amount: 0 };
  let touchesBefore = 0;
  let firstTouchAt: number | null = null;
  const seen = new Set<string>();
  for (const [i, visit] of of.visits.entries()) {
    const nextAt = of.visits[i + 1]?.at ?? Number.POSITIVE_INFINITY;
    if (visit.at + responseMs > nowMs || visit.at >= of.zeroAt + windowMs) break;
    const orders = of.laterOrders.filter(({ at }) => at >= visit.at && at < nextAt);
    const touches = of.touches.filter(({ at, arm }) => at >= visit.at && at < nextAt && arm === "exposed");
    const own = touches.filter((touch) => touch.tacticId === tacticId);
    const first = own.find(({ at }) => orders[0] === undefined || at <= orders[0].at);
    const before = of.visits[i - 1];
    const last = rows.at(-1);
    const lastSeenAt = before?.at ?? of.lastSeenAt ?? visit.at - lookbackMs;
    const delayMs = signalAt === null ? null : Math.max(0, visit.at - signalAt);
    rows.push({
      person,
      number: i + 1,
      at: visit.at,
      isTouched: first !== undefined,
      variantId: first?.variantId ?? "",
      touchesBefore,
      firstTouchAt,
      wasTouchedLast: last?.isTouched ?? false,
      delayMs,
      seenBefore: new Set(seen),
      response: amountOf(
        orders.filter(({ at }) => at < visit.at + responseMs),
        outcome,
      ),
      known: [
        Math.log1p((visit.at - lastSeenAt) / hourMs),
        Math.log1p(sum.views),
        Math.log1p(sum.adds),
        Math.log1p(before?.events ?? 0),
        Math.log1p(sum.orders),
        Math.log1p(Math.max(0, sum.amount)),
        (last?.response ?? 0) > 0 ? 1 : 0,
        Math.log1p((visit.at - (lastOrderAt ?? visit.at - lookbackMs)) / hourMs),
        Math.log1p((delayMs ?? lookbackMs) / hourMs),
        delayMs === null ? 1 : 0,
        (visit.at - rolledOutAt) / dayMs,
      ],
    });
    signalAt = visit.signalAt ?? signalAt;
    lastOrderAt = orders.at(-1)?.at ?? lastOrderAt;
    sum.views += visit.views;
    sum.adds += visit.adds;
    sum.orders += orders.length;
    sum.amount += orders.reduce((total, { amount }) => total + amount, 0);
    // A touch after the order of its visit is a touch all the same for what follows.
    if (own.length > 0) {
      touchesBefore += 1;
      firstTouchAt ??= own[0]!.at;
    }
    for (const touch of touches) if (touch.tacticId !== tacticId) seen.add(touch.tacticId);
  }
  return rows;
}
