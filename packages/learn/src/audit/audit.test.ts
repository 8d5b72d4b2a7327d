import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { calibrationByGroup } from "./calibration-by-group.ts";
import { auditExposure } from "./exposure-audit.ts";
import { qualityByGroup } from "./quality-by-group.ts";

/** Items 0 and 1 are of the big provider, 2 of the small one, 3 of nobody. */
const providerOf = (item: number) => ["big", "big", "small", null][item] ?? null;
const counts = Uint32Array.of(60, 20, 20, 50);

describe("auditExposure", () => {
  it("two lists worked by hand: places weigh 1 and 1 / log2 3", () => {
    const [big, small] = auditExposure(
      [
        [0, 1],
        [0, 2],
      ],
      counts,
      providerOf,
    );
    const second = 1 / Math.log2(3);
    expect(big).toMatchObject({ group: "big", items: 2, interestShare: 0.8 });
    expect(big!.exposureShare).toBeCloseTo((2 + second) / (2 + 2 * second), 12);
    expect(small!.exposureShare).toBeCloseTo(second / (2 + 2 * second), 12);
    expect(small!.ratio).toBeCloseTo(small!.exposureShare / 0.2, 12);
  });
});

describe("qualityByGroup", () => {
  const rng = createRng(1);
  const values = Float64Array.from({ length: 900 }, (_, i) => (i % 3 === 0 ? 0.2 : 0.6) + 0.1 * rng.normal());
  const profiles = Uint32Array.from({ length: 900 }, (_, i) => i);

  it("finds the group that is served worse, and the gap", () => {
    const { gap } = qualityByGroup(
      values,
      profiles,
      (profile) => (profile % 3 === 0 ? "new" : "regular"),
      createRng(2),
    );
    expect(gap).toMatchObject({ better: "regular", worse: "new" });
    expect(gap!.difference).toBeCloseTo(0.4, 1);
  });

  it("of groups drawn at random none is worse; a handful of people says nothing", () => {
    const { groups, gap } = qualityByGroup(
      values,
      profiles,
      (profile) => (profile < 5 ? "few" : profile % 2 === 0 ? "a" : "b"),
      createRng(2),
    );
    expect(gap).toBeNull();
    expect(groups.find(({ group }) => group === "few")!.quality).toMatchObject({
      undetermined: { code: "too-few-cases" },
    });
  });
});

describe("calibrationByGroup", () => {
  it("finds the group whose forecasts come true half as often as they say, and leaves the other alone", () => {
    const rng = createRng(4);
    const outcome = Float64Array.from({ length: 2_000 }, (_, person) =>
      rng.uniform() < (person % 2 === 0 ? 0.4 : 0.2) ? 1 : 0,
    );
    const forecasts = new Float64Array(2_000).fill(0.4);
    const groups = calibrationByGroup(
      forecasts,
      outcome,
      (person) => (person < 5 ? "few" : person % 2 === 0 ? "fair" : "misjudged"),
      createRng(5),
    );
    const of = (name: string) => groups.find(({ group }) => group === name)!;
    expect(of("misjudged").difference).toMatchObject({ mean: expect.closeTo(-0.2, 1) });
    const ends = (name: string) => {
      const { difference } = of(name);
      if ("undetermined" in difference) throw new Error(difference.undetermined.reason);
      return difference.interval;
    };
    expect(ends("misjudged").upper).toBeLessThan(0);
    expect(ends("fair").lower).toBeLessThan(0);
    expect(ends("fair").upper).toBeGreaterThan(0);
    expect(of("few").difference).toMatchObject({ undetermined: { code: "too-few-people" } });
  });
});
