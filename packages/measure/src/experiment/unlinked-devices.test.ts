import { describe, expect, it } from "vitest";
import { unlinkedBias } from "./unlinked-devices.ts";

describe("unlinkedBias", () => {
  it("finds the share of orders that were hidden, where never-linked people change devices like the others", () => {
    // 1,000 orders by linked people, 200 of them on another device; 1,000 made by others, of which 200 are hidden and 800 seen.
    const bias = unlinkedBias({ linkedSame: 800, linkedOther: 200, unlinked: 800 });
    expect(bias).toMatchObject({ otherDeviceShare: 0.2 });
    if ("undetermined" in bias) throw new Error("determined");
    expect(bias.missedShare).toBeCloseTo(200 / 2_000, 12);
    expect(bias.factor).toBeCloseTo(2_000 / 1_800, 12);
    expect(bias.factorInterval[0]).toBeLessThan(bias.factor);
    expect(bias.factorInterval[1]).toBeGreaterThan(bias.factor);
  });

  it("finds none where everyone is linked, or nobody changes devices", () => {
    expect(unlinkedBias({ linkedSame: 60, linkedOther: 40, unlinked: 0 })).toMatchObject({ missedShare: 0, factor: 1 });
    expect(unlinkedBias({ linkedSame: 100, linkedOther: 0, unlinked: 100 })).toMatchObject({ missedShare: 0 });
  });

  it("is undetermined with few linked orders, or none on the same device", () => {
    expect(unlinkedBias({ linkedSame: 20, linkedOther: 9, unlinked: 100 })).toHaveProperty("undetermined");
    expect(unlinkedBias({ linkedSame: 0, linkedOther: 50, unlinked: 1 })).toHaveProperty("undetermined");
  });
});
