import type { Playbook, Tactic } from "@attune/model/tactic";
import { isUndetermined } from "@attune/model/undetermined";
import { createCatalogue } from "@attune/shop/catalogue";
import { demoPlaybook } from "@attune/shop/demo-playbook";
import { createShoppers } from "@attune/shop/shoppers";
import { trueLift } from "@attune/shop/true-lift";
import { demoTruth } from "@attune/shop/truth";
import type { SimulationSettings } from "@attune/shop/world";
import { describe, expect, it } from "vitest";
import { loadHistory } from "../demo/load-history.ts";
import { tacticReport } from "../report/effect-reports.ts";
import { openScenario } from "./open-scenario.ts";

const days = 6;
const windowDays = 3;
const mondayAt = Date.UTC(2026, 5, 1);

/**
 * A shop whose people come daily, on one device, and are easily tempted, so that a small one holds enough orders to measure. One device:
 * a person who is two profiles before signing in can meet both arms, which no analysis undoes.
 */
function busyShop(seed: string, count: number, tacticId: string): SimulationSettings {
  const catalogue = createCatalogue({ seed: "recovery", size: 60 });
  const shoppers = createShoppers(catalogue, { seed, count, consentShare: 1, twoDeviceShare: 0 }).map((shopper) => ({
    ...shopper,
    visitsPerWeek: shopper.visitsPerWeek * 10,
    interest: shopper.interest * 2,
    consent: { personalization: true, marketing: false },
  }));
  const truth = demoTruth.filter((known) => known.tacticId === tacticId);
  return { seed, startAt: mondayAt, days, catalogue, shoppers, truth };
}

/** The one tactic, for half of the people. */
function playbookOf(tacticId: string): Playbook {
  const tactic = demoPlaybook.tactics.find((candidate) => candidate.tacticId === tacticId) as Tactic;
  return { ...demoPlaybook, holdout: 0, tactics: [{ ...tactic, holdout: 0.5, windowDays }] };
}

/** Whether the 95 % interval for the lift in conversion holds the true lift, in one shop measured through the whole engine. */
async function intervalHolds(tacticId: string, seed: string, truth: number): Promise<boolean> {
  const { engine, setNow } = await openScenario({ playbook: playbookOf(tacticId), business: { currency: "EUR" } });
  await loadHistory({ engine, setNow, shop: busyShop(seed, 260, tacticId), onProgress: () => {} });
  const { metrics } = await tacticReport(engine, tacticId, mondayAt);
  await engine.close();
  const lift = metrics.find((metric) => metric.name === "conversion rate")?.lift;
  if (lift === undefined || isUndetermined(lift)) throw new Error(`no lift for ${tacticId}: ${JSON.stringify(lift)}`);
  const [low, high] = lift.interval;
  return (low === null || low <= truth) && (high === null || truth <= high);
}

/** In which share of shops the interval holds the truth, and three and a half binomial standard errors of 95 % over that many. */
async function coverage(tacticId: string, truth: number, shops: number): Promise<{ share: number; tolerance: number }> {
  let held = 0;
  for (let shop = 0; shop < shops; shop++) if (await intervalHolds(tacticId, `${tacticId}/${shop}`, truth)) held += 1;
  return { share: held / shops, tolerance: 3.5 * Math.sqrt((0.95 * 0.05) / shops) };
}

describe("the whole engine on the simulated shop", { timeout: 180_000 }, () => {
  it("holds the true lift of a tactic that works in its interval as often as it should", async () => {
    const { conversionRate } = trueLift({
      ...busyShop("population", 8_000, "popular-picks"),
      tacticId: "popular-picks",
      windowDays,
    });
    if (isUndetermined(conversionRate)) throw new Error(conversionRate.undetermined.reason);
    expect(conversionRate.lift).toBeGreaterThan(0.05);
    const { share, tolerance } = await coverage("popular-picks", conversionRate.lift, 40);
    expect(Math.abs(share - 0.95)).toBeLessThan(tolerance);
  });

  it("holds zero in its interval as often as it should for a tactic that does nothing", async () => {
    const { share, tolerance } = await coverage("delivery-banner", 0, 30);
    expect(Math.abs(share - 0.95)).toBeLessThan(tolerance);
  });
});
