import { describe, expect, it } from "vitest";
import { openScenario } from "../scenarios/open-scenario.ts";
import { totalsReport } from "./totals-report.ts";

describe("totalsReport", () => {
  it.each(["2026-02-30", "2026-13-01", "2026-2-3", "today", "2026-02-28T00:00:00Z", ""])(
    "refuses %j as a day",
    async (from) => {
      const { engine } = await openScenario();
      await expect(totalsReport(engine, { from })).rejects.toMatchObject({ code: "bad-request" });
      await engine.close();
    },
  );

  it("takes the days of a leap year", async () => {
    const { engine } = await openScenario();
    expect(await totalsReport(engine, { from: "2024-02-29", to: "2024-02-29" })).toMatchObject({ orders: 0 });
    await engine.close();
  });
});
