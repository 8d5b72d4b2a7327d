import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { answerWith } from "./answer-with.ts";
import { createCatalogue } from "./catalogue.ts";
import { decideByChance } from "./decide-by-chance.ts";
import { type PersonOutcome, personOutcomes } from "./person-outcomes.ts";
import { createShoppers } from "./shoppers.ts";
import { simulate } from "./simulate.ts";
import { mondayAt } from "./small-shop.suite.ts";
import { type TrueContrast, trueLift } from "./true-lift.ts";
import type { TacticTruth } from "./truth.ts";
import type { SimulationSettings } from "./world.ts";

/*
 * Randomize by person, half withheld; measure; does the 95 % interval hold the true lift in 95 of 100 shops?
 * The interval is the textbook's, written here anew so that the simulator is checked by nothing of ours: Fieller (1954) for a ratio
 * of independent means, normal quantile. The server's tests do the same through the whole engine.
 */
const z = 1.959964;
const days = 6;
const windowDays = 3;
/** Three and a half binomial standard errors of a coverage of 95 % over that many shops. */
const tolerance = (shopCount: number) => 3.5 * Math.sqrt((0.95 * 0.05) / shopCount);

/** A shop whose people come about every day and are easily tempted: small shops then hold enough orders to measure. */
function busyShop(seed: string, count: number, truth: readonly TacticTruth[]): SimulationSettings {
  const catalogue = createCatalogue({ seed: "recovery", size: 60 });
  const shoppers = createShoppers(catalogue, { seed, count, consentShare: 1 }).map((shopper) => ({
    ...shopper,
    visitsPerWeek: shopper.visitsPerWeek * 10,
    interest: shopper.interest * 2,
    consent: { personalization: true, marketing: false },
  }));
  return { seed, startAt: mondayAt, days, catalogue, shoppers, truth };
}

/** Fieller's interval for the relative difference of the means; null where it is not a finite interval. */
function liftInterval(treated: number[], control: number[]): [number, number] | null {
  const [t, c] = [meanOf(treated), meanOf(control)];
  const [vt, vc] = [meanVariance(treated, t), meanVariance(control, c)];
  const a = c ** 2 - z ** 2 * vc;
  if (a <= 0) return null;
  const root = Math.sqrt((t * c) ** 2 - a * (t ** 2 - z ** 2 * vt));
  return [(t * c - root) / a - 1, (t * c + root) / a - 1];
}
const meanOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const meanVariance = (values: number[], mean: number) =>
  values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) / values.length;

const conversion = ({ orders }: PersonOutcome) => (orders > 0 ? 1 : 0);
const revenue = (outcome: PersonOutcome) => outcome.revenue;

const arm = (people: PersonOutcome[], heldOut: boolean) => people.filter((person) => person.heldOut === heldOut);
const intervalOf = (people: PersonOutcome[], metric: (outcome: PersonOutcome) => number) =>
  liftInterval(arm(people, false).map(metric), arm(people, true).map(metric));

/** The people of each of the shops, after a randomized test of the tactic with half of them held out. */
function measuredShops(shopCount: number, truth: TacticTruth): PersonOutcome[][] {
  const { tacticId } = truth;
  const endAt = mondayAt + days * 86_400_000;
  return Array.from({ length: shopCount }, (_, shop) => {
    const settings = busyShop(`${tacticId}/${shop}`, 260, [truth]);
    const decide = decideByChance({ seed: settings.seed, truth: [truth], holdout: 0.5 });
    const steps = answerWith(simulate(settings), decide);
    return [...personOutcomes(steps, { tacticId, windowDays, endAt }).values()];
  });
}

/** In which share of the shops the interval holds the value. */
function coverageOf(shops: PersonOutcome[][], metric: (outcome: PersonOutcome) => number, lift: number): number {
  const holding = shops.filter((people) => {
    const interval = intervalOf(people, metric);
    return interval !== null && interval[0] <= lift && lift <= interval[1];
  });
  return holding.length / shops.length;
}

function determined(contrast: TrueContrast | Undetermined): TrueContrast {
  if (isUndetermined(contrast)) throw new Error(contrast.undetermined.reason);
  return contrast;
}

describe("what is measured in a simulated shop", () => {
  it("the 95 % interval holds the true lift as often as it should, and all shops together find it", {
    timeout: 180_000,
  }, () => {
    const truth: TacticTruth = {
      tacticId: "strong",
      placementId: "listing-top",
      reaches: () => true,
      everyone: { add: 0.3, buy: 0.2 },
      bySegment: { loyal: { buy: -0.1 } },
    };
    const population = busyShop("population", 6000, [truth]);
    const { conversionRate, revenuePerVisitor } = trueLift({ ...population, tacticId: "strong", windowDays });
    const shops = measuredShops(300, truth);
    for (const [metric, contrast] of [
      [conversion, determined(conversionRate)],
      [revenue, determined(revenuePerVisitor)],
    ] as const) {
      expect(Math.abs(coverageOf(shops, metric, contrast.lift) - 0.95)).toBeLessThan(tolerance(shops.length));

      const [low, high] = intervalOf(shops.flat(), metric)!;
      expect(low).toBeGreaterThan(0);
      const error = Math.hypot((high - low) / (2 * z), contrast.standardError);
      expect(Math.abs((low + high) / 2 - contrast.lift)).toBeLessThan(4 * error);
    }
  });

  it("the 95 % interval holds zero as often as it should where the tactic does nothing", { timeout: 180_000 }, () => {
    const idle: TacticTruth = { tacticId: "idle", placementId: "listing-top", reaches: () => true, everyone: {} };
    const shops = measuredShops(150, idle);
    expect(Math.abs(coverageOf(shops, conversion, 0) - 0.95)).toBeLessThan(tolerance(shops.length));
    expect(Math.abs(coverageOf(shops, revenue, 0) - 0.95)).toBeLessThan(tolerance(shops.length));
  });
});
