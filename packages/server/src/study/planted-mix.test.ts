import { backtestReport } from "@attune/forecast/backtest/backtest-report";
import type { DriverCell, ForecastRecord } from "@attune/forecast/backtest/forecast-record";
import { purchaseLog } from "@attune/forecast/lifetime/purchase-log";
import { createCatalogue, createShoppers, type Shopper, simulate } from "@attune/shop";
import { describe, expect, it } from "vitest";

const dayMs = 86_400_000;
const days = 28;
const firstDay = Math.floor(Date.UTC(2026, 5, 1) / dayMs);
const catalogue = createCatalogue({ seed: 1, size: 80 });
const count = 900;

interface Period {
  cells: DriverCell[];
  orders: { customer: string; day: number; amount: number }[];
}

/** Twenty-eight days of the shop: visits (days on which a person came), orders and their value, by what moves people: their segment. */
function period(shoppers: readonly Shopper[], seed: string, start: number): Period {
  const visits = new Map<string, Set<string>>();
  const orders = new Map<string, number>();
  const revenue = new Map<string, number>();
  const bought: Period["orders"] = [];
  const owner = new Map(
    shoppers.flatMap((shopper) => [
      ...shopper.devices.map(({ anonymousId }) => [anonymousId, shopper] as const),
      [shopper.account.userId, shopper] as const,
    ]),
  );
  for (const step of simulate({
    seed,
    startAt: start * dayMs,
    days,
    catalogue,
    shoppers,
    truth: [],
    personalizedFromDay: 0,
  })) {
    if (step.kind !== "event") continue;
    const shopper = owner.get(step.payload.anonymousId ?? "") ?? owner.get(step.payload.userId ?? "");
    if (shopper === undefined) continue;
    const { shopperId, segment } = shopper;
    const day = Math.floor(step.at / dayMs);
    const seen = visits.get(segment) ?? new Set();
    visits.set(segment, seen.add(`${shopperId}/${day}`));
    if (step.payload.event !== "Order Completed") continue;
    const amount = step.payload.properties!.revenue as number;
    orders.set(segment, (orders.get(segment) ?? 0) + 1);
    revenue.set(segment, (revenue.get(segment) ?? 0) + amount);
    bought.push({ customer: shopperId, day, amount });
  }
  const cells = [...visits].map(([segment, seen]) => {
    const ordered = orders.get(segment) ?? 0;
    return {
      segment,
      traffic: seen.size,
      conversion: ordered / seen.size,
      value: ordered === 0 ? 0 : revenue.get(segment)! / ordered,
    };
  });
  return { cells, orders: bought };
}

/** The forecast is that the second month is as the first; both months are in the log, and what the drivers really were is observed. */
function held(before: Period, after: Period) {
  const rows = [...before.orders, ...after.orders];
  const log = purchaseLog(
    {
      customer: rows.map(({ customer }) => customer),
      day: Int32Array.from(rows, ({ day }) => day),
      amount: Float64Array.from(rows, ({ amount }) => amount),
      line: new Uint32Array(rows.length),
    },
    "refuse",
  );
  if ("line" in log) throw new Error(log.reason);
  // The last day may be one without an order; the period must be over by then.
  const [fromDay, toDay] = [firstDay + days, log.lastDay];
  const expected = before.orders.reduce((sum, { amount }) => sum + amount, 0);
  const record: ForecastRecord = {
    schema: "attune.forecast.record/1",
    id: "as-before",
    madeAt: "2026-06-29T00:00:00.000Z",
    owner: "ada",
    version: "naive/1",
    inputs: {},
    metric: "revenue",
    scope: { kind: "everybody" },
    level: 0.9,
    periods: [{ fromDay, toDay, expected, low: 0.8 * expected, high: 1.2 * expected, drivers: before.cells }],
    assumptions: [],
  };
  const text = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);
  const report = backtestReport(log, [record], {
    drivers: new Map([[`${text(fromDay)}/${text(toDay)}`, after.cells]]),
    assumptions: new Map(),
  });
  return report.forecasts[0]!.periods[0]!;
}

describe("the variance report on the simulated shop", () => {
  const people = createShoppers(catalogue, { seed: 1, count }).map((shopper) => ({
    ...shopper,
    visitsPerWeek: shopper.visitsPerWeek * 3,
  }));
  const before = period(people, "before", firstDay);

  it("finds a planted change of mix: four fifths of the loyal stay away, and browsers come in their place", () => {
    const loyal = people.filter(({ segment }) => segment === "loyal");
    const away = new Set(loyal.filter((_, i) => i % 5 !== 0).map(({ shopperId }) => shopperId));
    const missing = loyal.reduce(
      (sum, { shopperId, visitsPerWeek }) => sum + (away.has(shopperId) ? visitsPerWeek : 0),
      0,
    );
    const browsers = people.filter(({ segment }) => segment === "browser");
    const theirs = browsers.reduce((sum, { visitsPerWeek }) => sum + visitsPerWeek, 0);
    const changed = people
      .filter(({ shopperId }) => !away.has(shopperId))
      .map((shopper) =>
        shopper.segment === "browser"
          ? { ...shopper, visitsPerWeek: shopper.visitsPerWeek * (1 + missing / theirs) }
          : shopper,
      );
    const { variance, inside, expected, actual } = held(before, period(changed, "after", firstDay + days));
    const { traffic, mix, conversion, value, difference } = variance!;
    expect(inside).toBe(false);
    expect(traffic + mix + conversion + value).toBeCloseTo(difference, 6);
    expect(difference).toBeCloseTo(actual - expected, 6);
    // By the first month's own rates, what moves is worth 46 a visit with the loyal and 6 with browsers, of 21 on average: some two fifths of all.
    expect(mix / expected).toBeLessThan(-0.25);
    for (const other of [traffic, conversion, value]) expect(Math.abs(mix)).toBeGreaterThan(1.5 * Math.abs(other));
  });

  it("finds none where the same people come again: what changed is chance, in what orders are worth", () => {
    const { variance, expected } = held(before, period(people, "after", firstDay + days));
    expect(Math.abs(variance!.mix) / expected).toBeLessThan(0.06);
  });
});
