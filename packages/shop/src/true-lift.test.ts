import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { smallShop } from "./small-shop.suite.ts";
import { type TrueContrast, type TrueLift, trueLift } from "./true-lift.ts";
import { demoTruth, type TacticTruth } from "./truth.ts";

const settings = smallShop({ count: 2000, days: 14 });

function conversionOf(lift: TrueLift): TrueContrast {
  if (isUndetermined(lift.conversionRate)) throw new Error(lift.conversionRate.undetermined.reason);
  return lift.conversionRate;
}

describe("trueLift", () => {
  it("trueLift() of the tactic that does nothing is exactly nothing: both worlds have the same luck", () => {
    const lift = trueLift({ ...settings, tacticId: "delivery-banner" });
    expect(lift.people).toBeGreaterThan(1000);
    expect(lift.conversionRate).toMatchObject({ effect: 0, lift: 0, standardError: 0 });
    expect(lift.revenuePerVisitor).toMatchObject({ effect: 0, lift: 0, standardError: 0 });
  });

  it("trueLift() of a tactic in the cart is what its effect on the payment makes of it, worked by hand", () => {
    // Pays: 0.5; else turns round at the door: 0.08. Without: 0.5 + 0.5 × 0.08 = 0.54. With +20 % on both: 0.6 + 0.4 × 0.096 = 0.6384.
    const cart: TacticTruth = {
      tacticId: "t",
      placementId: "cart-cross-sell",
      reaches: () => true,
      everyone: { buy: 0.2 },
    };
    // A window of an hour and a half holds the visit in the cart and no other.
    const lift = trueLift({ ...settings, truth: [cart], tacticId: "t", windowDays: 1.5 / 24 });
    const { treated, control } = conversionOf(lift);
    const tolerance = (share: number) => 4 * Math.sqrt((share * (1 - share)) / lift.people);
    expect(Math.abs(control - 0.54)).toBeLessThan(tolerance(0.54));
    expect(Math.abs(treated - 0.6384)).toBeLessThan(tolerance(0.6384));
  });

  it("trueLift() tells whom a tactic helps and whom it harms", () => {
    const countdown = demoTruth.find(({ tacticId }) => tacticId === "sale-countdown")!;
    const truth = [{ ...countdown, placementId: "listing-top", reaches: () => true }];
    const many = smallShop({ count: 6000, days: 14 });
    const among = (segment: string) =>
      conversionOf(
        trueLift({
          ...many,
          shoppers: many.shoppers.filter((shopper) => shopper.segment === segment),
          truth,
          tacticId: "sale-countdown",
        }),
      );
    const hunters = among("bargain-hunter");
    const loyal = among("loyal");
    expect(hunters.lift - 4 * hunters.standardError).toBeGreaterThan(0);
    expect(loyal.lift + 4 * loyal.standardError).toBeLessThan(0);
    expect(among("browser").lift).toBe(0);
  });

  it("trueLift() shrinks under novelty decay and turns under fatigue", () => {
    const picks = { ...settings, tacticId: "popular-picks" };
    const plain = conversionOf(trueLift(picks));
    const decayed = conversionOf(trueLift({ ...picks, switches: { noveltyDecay: { halfLifeDays: 0.05 } } }));
    const tired = conversionOf(trueLift({ ...picks, switches: { fatigue: { freeExposures: 0, lossPerExposure: 2 } } }));
    expect(decayed.lift).toBeLessThan(plain.lift);
    expect(decayed.lift).toBeGreaterThan(0);
    expect(tired.lift).toBeLessThan(0);
  });

  it("trueLift() is undetermined, with the reason, where nobody has an opportunity", () => {
    const lift = trueLift({ ...settings, truth: demoTruth, tacticId: "no-such-tactic" });
    expect(lift.people).toBe(0);
    expect(isUndetermined(lift.conversionRate)).toBe(true);
  });
});
