import { createRng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { type CustomerScores, customerScores, medianWait } from "./customer-scores.ts";
import { purchaseLog } from "./purchase-log.ts";

/** Customers who buy every `gap` days from day 0 to `lastDay`, for 20 each time. */
function logOf(customers: { gap: number; lastDay: number }[]) {
  const rng = createRng("log");
  const rows = customers.flatMap(({ gap, lastDay }, i) => {
    const days = [0];
    while (days.at(-1)! + gap <= lastDay) days.push(days.at(-1)! + gap);
    return days.map((day) => ({ customer: `c${i}`, day, amount: 15 + 10 * rng.uniform() }));
  });
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
  return log;
}

const options = { model: "bg-nbd", asOfDay: 300, horizonDays: 364, discountRate: 0.1, margin: 0.5 } as const;

describe("scores of customers", () => {
  it("a wait at a rate of exactly λ has the median ln 2 / λ; a single exponential-gamma one is Pareto's", () => {
    // Shape 10⁹ at rate 10⁹/λ is λ itself; shape 1 gives P(none by t) = rate / (rate + t), which is ½ at t = rate.
    expect(medianWait(1e9, 1e9 / 0.25)).toBeCloseTo(Math.LN2 / 0.25, 6);
    expect(medianWait(1, 7)).toBeCloseTo(7, 12);
  });

  it("who still buys is alive, orders soon and is worth more than who stopped long ago", () => {
    const people = Array.from({ length: 60 }, (_, i) => ({ gap: 10 + (i % 20), lastDay: i % 2 === 0 ? 300 : 80 }));
    const scores = customerScores(logOf([...people, { gap: 14, lastDay: 300 }, { gap: 14, lastDay: 60 }]), options);
    if (isUndetermined(scores)) throw new Error(scores.undetermined.reason);
    const [active, lapsed] = [scores.customers.indexOf("c60"), scores.customers.indexOf("c61")];
    expect(scores.probabilityAlive[active]).toBeGreaterThan(0.8);
    expect(scores.probabilityAlive[lapsed]).toBeLessThan(0.05);
    expect(scores.futureValue[active]).toBeGreaterThan(20 * scores.futureValue[lapsed]!);
    // Buys every 14 days: half of the waits at that rate are below 14 ln 2 ≈ 10 days.
    expect(scores.nextOrderInDays[active]).toBeGreaterThan(7);
    expect(scores.nextOrderInDays[active]).toBeLessThan(14);
    // 26 purchases a year of 20 at half margin, a little discounted, if they stay.
    expect(scores.futureValue[active]).toBeGreaterThan(100);
    expect(scores.futureValue[active]).toBeLessThan(260);
  });

  it("purchases after the day are not looked at", () => {
    const people = Array.from({ length: 40 }, (_, i) => ({ gap: 9 + (i % 13), lastDay: 150 + i }));
    const later = customerScores(logOf(people), { ...options, asOfDay: 120 }) as CustomerScores;
    const cut = customerScores(logOf(people.map((p) => ({ ...p, lastDay: 120 }))), { ...options, asOfDay: 120 });
    expect((cut as CustomerScores).probabilityAlive).toEqual(later.probabilityAlive);
  });

  it("one purchase each is undetermined, not a score", () => {
    expect(customerScores(logOf([{ gap: 1000, lastDay: 10 }]), options)).toMatchObject({
      undetermined: { code: "one-purchase-only" },
    });
  });
});
