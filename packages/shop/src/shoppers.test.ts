import { describe, expect, it } from "vitest";
import { createCatalogue } from "./catalogue.ts";
import { segmentHabits, shopperSegments } from "./shopper-segments.ts";
import { createShoppers } from "./shoppers.ts";

const catalogue = createCatalogue({ seed: 1 });
const count = 4000;
const shoppers = createShoppers(catalogue, { seed: 1, count });

/** Four binomial standard errors of a share among all shoppers. */
const tolerance = (share: number) => 4 * Math.sqrt((share * (1 - share)) / count);

describe("createShoppers", () => {
  it("createShoppers() makes the same person n however many are made", () => {
    expect(createShoppers(catalogue, { seed: 1, count: 3 })).toEqual(shoppers.slice(0, 3));
  });

  it("createShoppers() mixes the segments as intended", () => {
    for (const segment of shopperSegments) {
      const share = shoppers.filter((shopper) => shopper.segment === segment).length / count;
      expect(Math.abs(share - segmentHabits[segment].share)).toBeLessThan(tolerance(segmentHabits[segment].share));
    }
    expect(shopperSegments.reduce((sum, segment) => sum + segmentHabits[segment].share, 0)).toBeCloseTo(1, 12);
  });

  it("createShoppers() gives two devices and consent to the shares asked for", () => {
    const share = (has: (shopper: (typeof shoppers)[number]) => boolean) => shoppers.filter(has).length / count;
    expect(Math.abs(share(({ devices }) => devices.length === 2) - 0.45)).toBeLessThan(tolerance(0.45));
    expect(Math.abs(share(({ consent }) => consent.personalization) - 0.92)).toBeLessThan(tolerance(0.92));
    const willing = createShoppers(catalogue, { seed: 1, count: 200, consentShare: 1, twoDeviceShare: 0 });
    expect(willing.every(({ consent, devices }) => consent.personalization && devices.length === 1)).toBe(true);
  });

  it("createShoppers() gives everyone identifiers of their own", () => {
    const ids = shoppers.flatMap(({ account, devices }) => [
      account.userId,
      account.email,
      ...devices.map(({ anonymousId }) => anonymousId),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { devices } of shoppers) expect(devices.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it("createShoppers() draws visits per week whose mean is the segment's", () => {
    for (const segment of shopperSegments) {
      const visits = shoppers.filter((s) => s.segment === segment).map((s) => s.visitsPerWeek);
      const mean = visits.reduce((sum, rate) => sum + rate, 0) / visits.length;
      // A log-normal of log-spread 0.5 has the coefficient of variation √(e^0.25 − 1) = 0.533.
      const standardError = (segmentHabits[segment].visitsPerWeek * 0.533) / Math.sqrt(visits.length);
      expect(Math.abs(mean - segmentHabits[segment].visitsPerWeek)).toBeLessThan(4 * standardError);
    }
  });
});
