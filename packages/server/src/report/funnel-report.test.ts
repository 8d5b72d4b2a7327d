import { sampleEventRow, sampleOrderRow } from "@attune/store/contract/sample-rows";
import { openMemoryStores } from "@attune/store/memory/stores";
import { describe, expect, it } from "vitest";
import { openScenario } from "../scenarios/open-scenario.ts";
import { funnelReport } from "./funnel-report.ts";

async function openVisited() {
  const stores = openMemoryStores();
  const { engine } = await openScenario({ stores });
  const events = Array.from({ length: 100 }, (_, i) => sampleEventRow(i + 1, { profileId: `p${i}`, at: i * 1_000 }));
  const added = Array.from({ length: 40 }, (_, i) =>
    sampleEventRow(200 + i, { profileId: `p${i}`, name: "Product Added", at: 200_000 + i * 1_000 }),
  );
  const orders = [sampleOrderRow(300, "p0", 1, { at: 201_000 }), sampleOrderRow(301, "p99", 1, { at: 201_000 })];
  await stores.analytics.insert({ events: [...events, ...added, ...orders], exposures: [], people: [] }, "all");
  return engine;
}

describe("funnelReport", () => {
  it("tells stages, drop-off, rates with Wilson's interval and times; default steps are those that anyone took", async () => {
    const engine = await openVisited();
    const report = await funnelReport(engine, { by: ["device"] }, 0);
    expect(report).toMatchObject({
      schema: "attune.measure.funnel/1",
      steps: ["Product Viewed", "Product Added", "Order Completed"],
      leftOut: ["Checkout Started"],
    });
    expect(report.funnels.map(({ dimension, value }) => [dimension, value])).toEqual([
      ["everyone", ""],
      ["device", "phone"],
    ]);
    const [everyone, viewed, added, ordered] = report.funnels[0]!.stages;
    expect(everyone).toEqual({ step: "everyone", people: 100, shareOfEveryone: 1 });
    expect(viewed).toMatchObject({ people: 100, dropOff: 0, secondsFromBefore: { median: 0, p90: 0 } });
    expect(added).toMatchObject({ people: 40, shareOfEveryone: 0.4, dropOff: 60, secondsFromBefore: { median: 200 } });
    // Wilson for 40 of 100 as scipy.stats.binomtest(40, 100).proportion_ci(method="wilson") tells it.
    expect((added as { rate: { interval: number[] } }).rate.interval[0]).toBeCloseTo(0.3094013, 6);
    expect((added as { rate: { interval: number[] } }).rate.interval[1]).toBeCloseTo(0.4979974, 6);
    expect(ordered).toMatchObject({ people: 1, dropOff: 39, rate: { estimate: 1 / 40 } });
    await engine.close();
  });

  it("follows the business that the events tell of: a magazine's way, where it was taken", async () => {
    const stores = openMemoryStores();
    const { engine } = await openScenario({ stores });
    const steps = ["Content Viewed", "Content Finished", "Subscription Started"];
    const events = steps.flatMap((name, step) =>
      Array.from({ length: 30 - 10 * step }, (_, i) =>
        sampleEventRow(100 * step + i + 1, { profileId: `p${i}`, name, at: 1_000 * step }),
      ),
    );
    await stores.analytics.insert({ events, exposures: [], people: [] }, "all");
    const report = await funnelReport(engine, {}, 0);
    expect(report.steps).toEqual(steps);
    expect(report.leftOut).toEqual(["Paywall Viewed", "Subscription Form Opened"]);
    expect(report.funnels[0]!.stages.map(({ people }) => people)).toEqual([30, 30, 20, 10]);
    await engine.close();
  });

  it("is silent about steps that nobody reached, and never divides by nobody", async () => {
    const engine = await openVisited();
    const report = await funnelReport(engine, { steps: ["Nothing Like It", "Product Added"] }, 0);
    expect(report.funnels[0]!.stages[2]).toMatchObject({
      people: 0,
      rate: { undetermined: { code: "no-people" } },
      secondsFromBefore: { undetermined: { code: "no-people" } },
    });
    expect((await funnelReport(engine, { before: "1969-01-01" }, 0)).funnels).toEqual([]);
    await engine.close();
  });

  it("refuses groups, days and steps that are none", async () => {
    const engine = await openVisited();
    await expect(funnelReport(engine, { by: ["weather"] }, 0)).rejects.toMatchObject({ path: "by" });
    await expect(funnelReport(engine, { before: "soon" }, 0)).rejects.toMatchObject({ path: "before" });
    // `before` is not included: a day before itself holds nothing either.
    for (const from of ["2026-03-01", "2026-03-02"])
      await expect(funnelReport(engine, { from, before: "2026-03-01" }, 0)).rejects.toMatchObject({
        path: "from",
        message: expect.stringContaining("2026-03-01"),
      });
    await expect(funnelReport(engine, { steps: [""] }, 0)).rejects.toMatchObject({ path: "steps" });
    await engine.close();
  });
});
