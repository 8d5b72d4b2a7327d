import type { Playbook, Tactic } from "@attune/model/tactic";
import { isUndetermined } from "@attune/model/undetermined";
import { createCatalogue } from "@attune/shop/catalogue";
import type { KindId } from "@attune/shop/kind";
import { kinds } from "@attune/shop/kinds";
import { createShoppers } from "@attune/shop/shoppers";
import { trueLift } from "@attune/shop/true-lift";
import type { SimulationSettings } from "@attune/shop/world";
import { describe, expect, it } from "vitest";
import { loadHistory } from "../demo/load-history.ts";
import { tacticReport } from "../report/effect-reports.ts";
import { openScenario } from "./open-scenario.ts";

const days = 6;
const windowDays = 3;
const mondayAt = Date.UTC(2026, 5, 1);

/**
 * A business whose people come daily, on one device, and are easily tempted, so that a small one holds enough orders to measure. One device:
 * a person who is two profiles before signing in can meet both arms, which no analysis undoes.
 */
function busy({ kindId, seed, count, tacticId }: Asked): SimulationSettings {
  const kind = kinds[kindId];
  const catalogue = createCatalogue({ seed: "recovery", size: 60, kind });
  const shoppers = createShoppers(catalogue, { seed, count, consentShare: 1, twoDeviceShare: 0 }).map((shopper) => ({
    ...shopper,
    visitsPerWeek: shopper.visitsPerWeek * 10,
    interest: shopper.interest * 2,
    consent: { personalization: true, marketing: false },
  }));
  const truth = kind.truth.filter((known) => known.tacticId === tacticId);
  return { seed, startAt: mondayAt, days, catalogue, shoppers, truth };
}

interface Asked {
  kindId: KindId;
  seed: string;
  count: number;
  tacticId: string;
}

/** The one tactic, for half of the people. */
function playbookOf({ kindId, tacticId }: Asked): Playbook {
  const { playbook } = kinds[kindId];
  const tactic = playbook.tactics.find((candidate) => candidate.tacticId === tacticId) as Tactic;
  return { ...playbook, holdout: 0, tactics: [{ ...tactic, holdout: 0.5, windowDays }] };
}

/** Whether the 95 % interval for the lift in conversion holds the true lift, in one shop measured through the whole engine. */
async function intervalHolds(asked: Asked, truth: number): Promise<boolean> {
  const { engine, setNow } = await openScenario({ playbook: playbookOf(asked), business: { currency: "EUR" } });
  await loadHistory({ engine, setNow, shop: busy(asked), onProgress: () => {} });
  const { metrics } = await tacticReport(engine, asked.tacticId, mondayAt);
  await engine.close();
  const lift = metrics.find((metric) => metric.name === "conversion rate")?.lift;
  if (lift === undefined || isUndetermined(lift))
    throw new Error(`no lift for ${asked.tacticId}: ${JSON.stringify(lift)}`);
  const [low, high] = lift.interval;
  return (low === null || low <= truth) && (high === null || truth <= high);
}

/** In which share of shops the interval holds the truth, and three and a half binomial standard errors of 95 % over that many. */
async function coverage(
  kindId: KindId,
  tacticId: string,
  truth: number,
  shops: number,
): Promise<{ share: number; tolerance: number }> {
  let held = 0;
  for (let shop = 0; shop < shops; shop++) {
    const asked: Asked = { kindId, tacticId, seed: `${tacticId}/${shop}`, count: 260 };
    if (await intervalHolds(asked, truth)) held += 1;
  }
  return { share: held / shops, tolerance: 3.5 * Math.sqrt((0.95 * 0.05) / shops) };
}

describe("the whole engine on the simulated shop", { timeout: 180_000 }, () => {
  it("holds the true lift of a tactic that works in its interval as often as it should", async () => {
    const { conversionRate } = trueLift({
      ...busy({ kindId: "shop", seed: "population", count: 8_000, tacticId: "popular-picks" }),
      tacticId: "popular-picks",
      windowDays,
    });
    if (isUndetermined(conversionRate)) throw new Error(conversionRate.undetermined.reason);
    expect(conversionRate.lift).toBeGreaterThan(0.05);
    const { share, tolerance } = await coverage("shop", "popular-picks", conversionRate.lift, 40);
    expect(Math.abs(share - 0.95)).toBeLessThan(tolerance);
  });

  it("holds zero in its interval as often as it should for a tactic that does nothing", async () => {
    const { share, tolerance } = await coverage("shop", "delivery-banner", 0, 30);
    expect(Math.abs(share - 0.95)).toBeLessThan(tolerance);
  });

  it("holds the true lift of a magazine's subscriptions, too", async () => {
    const tacticId = "price-first";
    const population = busy({ kindId: "content", seed: "population", count: 3_000, tacticId });
    const { conversionRate } = trueLift({ ...population, tacticId, windowDays });
    if (isUndetermined(conversionRate)) throw new Error(conversionRate.undetermined.reason);
    expect(conversionRate.lift).toBeGreaterThan(0.15);
    const { share, tolerance } = await coverage("content", tacticId, conversionRate.lift, 12);
    expect(share).toBeGreaterThan(0.95 - tolerance);
  });
});
