import { createRng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { cohortReport } from "../cohort/cohort-report.ts";
import { forecastLifetime, type LifetimeOptions } from "../lifetime/lifetime-forecast.ts";
import { type PurchaseLog, purchaseLog } from "../lifetime/purchase-log.ts";
import { cohortHtml } from "./cohort-html.ts";
import { lifetimeHtml } from "./lifetime-html.ts";

const options: LifetimeOptions = {
  model: "bg-nbd",
  unit: "week",
  calibrationEndDay: 250,
  horizon: 52,
  discountRate: 0.1,
  margin: 0.4,
};

/** 120 customers at rates of their own, over a year. */
function log(): PurchaseLog {
  const rng = createRng("report");
  const rows: { customer: string; day: number; amount: number }[] = [];
  for (let i = 0; i < 120; i++) {
    const perDay = (0.05 + 0.3 * rng.uniform()) / 7;
    for (let day = rng.integer(120); day < 350; day += 1 + Math.floor(-Math.log1p(-rng.uniform()) / perDay)) {
      rows.push({ customer: `c${i}`, day, amount: 10 + 30 * rng.uniform() });
      if (rng.uniform() < 0.1) break;
    }
  }
  const made = purchaseLog(
    {
      customer: rows.map(({ customer }) => customer),
      day: Int32Array.from(rows, ({ day }) => day),
      amount: Float64Array.from(rows, ({ amount }) => amount),
      line: new Uint32Array(rows.length),
    },
    "refuse",
  );
  if ("line" in made) throw new Error(made.reason);
  return made;
}

function forecast(change: Partial<LifetimeOptions> = {}) {
  const result = forecastLifetime(
    { kind: "log", log: log(), hasAmounts: true },
    { ...options, ...change },
    createRng("1"),
  );
  if (isUndetermined(result)) throw new Error(result.undetermined.reason);
  return result.forecast;
}

describe("the report of a lifetime forecast", () => {
  it("tells tenths that hold everybody and the whole value, the higher the more", () => {
    const { deciles, total, customers } = forecast();
    if (isUndetermined(total)) throw new Error("no value");
    expect(deciles.reduce((sum, tenth) => sum + tenth.customers, 0)).toBe(customers.count);
    expect(deciles.reduce((sum, tenth) => sum + tenth.share, 0)).toBeCloseTo(1, 12);
    expect(deciles.reduce((sum, tenth) => sum + tenth.customers * tenth.lifetimeValue, 0)).toBeCloseTo(total.value, 6);
    const values = deciles.map(({ lifetimeValue }) => lifetimeValue);
    expect(values).toEqual([...values].sort((a, b) => a - b));
  });

  it("tells the value at other discount rates: at the chosen one it is the value, and it falls as the rate rises", () => {
    const { total } = forecast();
    if (isUndetermined(total)) throw new Error("no value");
    const values = total.byDiscountRate.map(({ value }) => value);
    expect(total.byDiscountRate.find(({ discountRate }) => discountRate === 0.1)!.value).toBeCloseTo(total.value, 6);
    expect(values).toEqual([...values].sort((a, b) => b - a));
  });

  it("is one page that needs nothing else, with the tracking and the calibration plot", () => {
    const html = lifetimeHtml(forecast());
    expect(html).not.toMatch(/NaN|Infinity|undefined|<script|src=|href=/);
    expect(html).toContain("since the end of the calibration");
    expect(html).toContain("Mean purchases in the holdout by repeat purchases before it");
    expect(html).toContain("Lifetime value by tenth of the customers");
    expect(html.match(/<svg/g)!.length).toBe(3);
    expect(lifetimeHtml(forecast())).toBe(html);
  });

  it("says so where nothing can check the model, and leaves the plots out", () => {
    const html = lifetimeHtml(forecast({ calibrationEndDay: null }));
    expect(html).toContain("Nothing follows the end of the calibration");
    expect(html.match(/<svg/g)!.length).toBe(1);
  });

  it("the cohorts' page has a triangle and a curve for each group", () => {
    const report = cohortReport(
      log(),
      [
        { by: "all", value: "all", members: null },
        { by: "channel", value: "<b>web", members: new Set(Array.from({ length: 60 }, (_, i) => `c${i}`)) },
      ],
      { unit: "month", asOfDay: null, horizon: 6, discountRate: 0.1, margin: 1 },
      createRng("1"),
    );
    const html = cohortHtml(report, { personalization: "5 each", warnings: ["careful"] });
    expect(html.match(/<svg/g)!.length).toBe(4);
    expect(html).toContain("channel &lt;b&gt;web");
    expect(html).toContain("careful");
    expect(html).not.toMatch(/NaN|Infinity|undefined|<script|src=|href=/);
  });
});
