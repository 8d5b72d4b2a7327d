import { sampleOrderRow } from "@attune/store/contract/sample-rows";
import { openMemoryStores } from "@attune/store/memory/stores";
import { describe, expect, it } from "vitest";
import { openScenario } from "../scenarios/open-scenario.ts";
import { baselineReport } from "./baseline-report.ts";

const dayMs = 24 * 3_600_000;
const change = Date.UTC(2026, 2, 2) / dayMs;

/** Ten orders of 10 a day (two on Sundays), fifteen from the change on; a few days more or less to vary. */
async function openShop() {
  const stores = openMemoryStores();
  const { engine } = await openScenario({ stores, business: { currency: "EUR" } });
  const events = [];
  for (let day = change - 56; day < change + 28; day++) {
    const orders = (day % 7 === 3 ? 2 : 10) + (day >= change ? 5 : 0) + (Math.floor(day / 7) % 2);
    for (let i = 0; i < orders; i++)
      events.push(sampleOrderRow(events.length + 1, `d${day}-${i}`, 10_000_000, { day, at: day * dayMs }));
  }
  await stores.analytics.insert({ events, exposures: [], people: [] }, "all");
  return engine;
}

describe("baselineReport", () => {
  it("finds the change by full weeks, says that it is not causal, and warns of the season", async () => {
    const engine = await openShop();
    const report = await baselineReport(engine, { start: "2026-03-02" }, (change + 60) * dayMs);
    expect(report).toMatchObject({
      schema: "attune.measure.baseline/1",
      causal: false,
      before: { from: "2026-01-05", days: 56 },
      after: { from: "2026-03-02", days: 28 },
      currency: "EUR",
    });
    const orders = report.metrics.find(({ name }) => name === "orders a day")!;
    expect(orders.change).toMatchObject({ estimate: expect.closeTo(5, 6) });
    expect(orders.checks[0]).toMatchObject({ id: "season", status: "warn" });
    const value = report.metrics.find(({ name }) => name === "revenue per daily visitor")!;
    expect(value.before).toBeCloseTo(10, 9);
    expect(JSON.stringify(report)).not.toMatch(/NaN|null,"interval/);
    await engine.close();
  });

  it("is undetermined without data, and refuses what is no day", async () => {
    const { engine } = await openScenario({});
    const report = await baselineReport(engine, { start: "2026-03-02" }, (change + 60) * dayMs);
    expect(report.metrics[0]!.change).toHaveProperty("undetermined");
    expect(JSON.stringify(report)).not.toMatch(/NaN/);
    await expect(baselineReport(engine, { start: "x" }, 0)).rejects.toMatchObject({ path: "start" });
    await engine.close();
  });
});
