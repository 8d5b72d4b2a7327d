import type { EventRow, ExposureRow } from "@attune/engine/ports/analytics";
import type { Playbook } from "@attune/model/tactic";
import { openMemoryStores } from "@attune/store/memory/stores";
import { describe, expect, it } from "vitest";
import { openScenario } from "../scenarios/open-scenario.ts";
import { allTacticReports, holdoutReport, tacticReport } from "./effect-reports.ts";

const dayMs = 24 * 3_600_000;
const startAt = Date.UTC(2026, 5, 1);

const playbook: Playbook = {
  holdout: 0.05,
  placements: { home: { placementId: "home", default: { content: {} } } },
  tactics: [
    {
      tacticId: "banner",
      name: "Banner",
      hypothesis: "A banner sells",
      placementId: "home",
      priority: 1,
      holdout: 0.2,
      windowDays: 3,
      content: {},
    },
  ],
};

function exposure(profileId: string, arm: string, propensity: number, at: number): Omit<ExposureRow, "offset"> {
  const row = { decisionId: `d-${profileId}`, day: 0, placementId: "home", tacticId: "banner", variantId: "default" };
  return { ...row, profileId, arm, propensity, at, device: "phone", channel: "web" };
}

function money(
  profileId: string,
  kind: "order" | "refund",
  amountMicros: number,
  at: number,
  orderId = "",
): Omit<EventRow, "offset"> {
  return {
    profileId,
    at,
    receivedAt: at,
    day: 0,
    type: "track",
    name: kind === "order" ? "Order Completed" : "Order Refunded",
    source: "http",
    actor: "person",
    channel: "web",
    device: "phone",
    identified: 0,
    moneyKind: kind,
    amountMicros,
    orderId,
    itemIds: [],
    itemQuantities: [],
    itemPricesMicros: [],
    itemCategories: [],
    propertyNames: [],
    propertyValues: [],
  };
}

/** An engine whose analytics hold 80 exposed, 20 held out of the tactic and 5 of everything; a quarter of them a day later than the rest. */
async function openMeasured() {
  const stores = openMemoryStores();
  const { engine } = await openScenario({ stores, playbook, business: { currency: "EUR" } });
  const groups = [
    ...Array.from({ length: 80 }, (_, i) => ({ id: `e${i}`, arm: "exposed", propensity: 0.76, late: i % 4 === 0 })),
    ...Array.from({ length: 20 }, (_, i) => ({
      id: `h${i}`,
      arm: "tactic-holdout",
      propensity: 0.19,
      late: i % 4 === 0,
    })),
    ...Array.from({ length: 5 }, (_, i) => ({ id: `g${i}`, arm: "global-holdout", propensity: 0.05, late: false })),
  ];
  let offset = 0;
  const numbered = <Row>(rows: Row[]) =>
    rows.map((row) => {
      offset += 1;
      return { ...row, offset };
    });
  await stores.analytics.insert(
    {
      exposures: numbered(
        groups.map(({ id, arm, propensity, late }) => exposure(id, arm, propensity, startAt + (late ? dayMs : 0))),
      ),
      events: numbered([
        money("e1", "order", 90_000_000, startAt - dayMs, "old"),
        money("e1", "order", 20_000_000, startAt + 1, "new"),
        money("e1", "refund", 5_000_000, startAt + 2, "new"),
        money("e1", "refund", 90_000_000, startAt + 3, "old"),
        money("h1", "order", 10_000_000, startAt + 1, "h"),
      ]),
      people: [],
    },
    "all",
  );
  return engine;
}

describe("effect reports", () => {
  it("report a tactic: groups, refunds of the window's orders alone, complete windows and the split", async () => {
    const engine = await openMeasured();
    const report = await tacticReport(engine, "banner", startAt + 3 * dayMs);
    expect(report).toMatchObject({
      schema: "attune.measure.tactic/1",
      windowDays: 3,
      currency: "EUR",
      exposed: { people: 80, conversions: 1, orders: 1, revenue: 15, averageOrderValue: 15 },
      heldOut: { people: 20, conversions: 1, orders: 1, revenue: 10 },
      windowsComplete: { exposed: 60, heldOut: 15 },
      horizon: "fixed-horizon",
      checks: [{ id: "sample-ratio", status: "pass", pValue: 1 }],
    });
    expect(report.metrics.map(({ name, effect }) => [name, "undetermined" in effect])).toEqual([
      ["conversion rate", false],
      ["revenue per visitor", true],
      ["average order value, net of refunds", true],
    ]);
    expect(await allTacticReports(engine, startAt + 3 * dayMs)).toEqual({ tactics: [report] });
    await engine.close();
  });

  it("report everything against the global holdout", async () => {
    const engine = await openMeasured();
    expect(await holdoutReport(engine, startAt + 7 * dayMs)).toMatchObject({
      schema: "attune.measure.holdout/1",
      windowDays: 7,
      exposed: { people: 100, revenue: 25 },
      heldOut: { people: 5, conversions: 0 },
      windowsComplete: { exposed: 75, heldOut: 5 },
      checks: [{ id: "sample-ratio", status: "pass" }],
      metrics: [
        { effect: { undetermined: { code: "too-few-people" } } },
        { effect: { undetermined: { code: "too-few-people" } } },
        { effect: { undetermined: { code: "too-few-people" } } },
      ],
    });
    await engine.close();
  });

  it("refuse a tactic that the playbook does not have", async () => {
    const engine = await openMeasured();
    await expect(tacticReport(engine, "nope", startAt)).rejects.toMatchObject({ code: "not-found" });
    await engine.close();
  });
});
