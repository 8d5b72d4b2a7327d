import type { EventRow, ExposureRow } from "@attune/engine/ports/analytics";
import { microsPerUnit } from "@attune/model/money";
import { type AnalyticsRows, type AnswerRow, groupBy, personOf, sumMicros } from "./analytics-rows.ts";

interface PersonOutcome {
  arm: string;
  orders: number;
  revenueMicros: bigint;
  crossover: boolean;
  windowComplete: boolean;
  startAt: number;
  propensity: number;
}

/**
 * Twin of `sql/outcomes-by-arm.ts`.
 * @param armOf the arm under which an opportunity counts; undefined leaves it out
 */
export function outcomesByArm(
  rows: AnalyticsRows,
  { windowMs, nowMs }: { windowMs: number; nowMs: number },
  armOf: (exposure: ExposureRow) => string | undefined,
): AnswerRow[] {
  const opportunities = rows.exposures
    .flatMap((exposure) => {
      const arm = armOf(exposure);
      return arm === undefined ? [] : [{ ...exposure, arm, person: personOf(rows, exposure.profileId) }];
    })
    .sort((a, b) => a.at - b.at || a.offset - b.offset);
  const money = groupBy(
    rows.events.filter(
      ({ actor, moneyKind }) => actor === "person" && (moneyKind === "order" || moneyKind === "refund"),
    ),
    ({ profileId }) => personOf(rows, profileId),
  );
  const outcomes: PersonOutcome[] = [];
  for (const [person, [first, ...later]] of groupBy(opportunities, (opportunity) => opportunity.person)) {
    if (first === undefined) continue;
    const inWindow = (money.get(person) ?? []).filter(({ at }) => at >= first.at && at < first.at + windowMs);
    outcomes.push({
      arm: first.arm,
      orders: inWindow.filter(({ moneyKind }) => moneyKind === "order").length,
      revenueMicros: sumMicros(inWindow, "order") - sumMicros(refundsOfOrders(inWindow), "refund"),
      crossover: later.some(({ arm }) => arm !== first.arm),
      windowComplete: first.at + windowMs <= nowMs,
      startAt: first.at,
      propensity: first.propensity,
    });
  }
  return [...groupBy(outcomes, ({ arm }) => arm)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([arm, people]) => summarize(arm, people));
}

/** The refunds that give back money of these orders: by their order id, or, without one, by not being earlier than every order. */
export function refundsOfOrders(rows: readonly EventRow[]): EventRow[] {
  const orders = rows.filter(({ moneyKind }) => moneyKind === "order");
  return rows.filter(
    (refund) =>
      refund.moneyKind === "refund" &&
      orders.some(({ orderId, at }) => (refund.orderId === "" ? at <= refund.at : orderId === refund.orderId)),
  );
}

function summarize(arm: string, people: readonly PersonOutcome[]): AnswerRow {
  const sum = (of: (person: PersonOutcome) => number) => people.reduce((total, person) => total + of(person), 0);
  const revenue = ({ revenueMicros }: PersonOutcome) => Number(revenueMicros) / microsPerUnit;
  return {
    arm,
    people: `${people.length}`,
    conversions: `${people.filter(({ orders }) => orders > 0).length}`,
    orders: `${sum(({ orders }) => orders)}`,
    revenueMicros: `${people.reduce((total, { revenueMicros }) => total + revenueMicros, 0n)}`,
    revenueSum: sum(revenue),
    revenueSumSquares: sum((person) => revenue(person) ** 2),
    ordersSumSquares: sum(({ orders }) => orders ** 2),
    revenueOrdersSum: sum((person) => revenue(person) * person.orders),
    crossover: `${people.filter(({ crossover }) => crossover).length}`,
    windowsComplete: `${people.filter(({ windowComplete }) => windowComplete).length}`,
    firstStartAt: `${people.reduce((first, { startAt }) => Math.min(first, startAt), Infinity)}`,
    propensityMin: people.reduce((least, { propensity }) => Math.min(least, propensity), Infinity),
    propensityMax: people.reduce((most, { propensity }) => Math.max(most, propensity), -Infinity),
  };
}
