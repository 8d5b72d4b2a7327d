import { describe, expect, it } from "vitest";
import { expectClose } from "../reference.suite.ts";
import { sampleRatioTest, sequentialSampleRatioTest } from "./sample-ratio.ts";
import type { TestResult } from "./two-proportion.ts";

describe("sampleRatioTest", () => {
  it("sampleRatioTest(counts, shares) gives scipy's chi-square and p (anchors 18 and 75)", () => {
    const cases: [number[], number, number][] = [
      [[50000, 49000], 10.1010101010101, 0.0014818807747203882],
      [[9800, 10200], 8, 0.004677734981047276],
      [[1000, 1100], 4.7619047619, 0.029096331741252],
      [[3333, 3333, 3400], 0.8919133717, 0.6402115016632],
      [[821588, 815482], 22.774368841894, 1.8217928726191858e-6],
      [[21387, 21307, 21306], 0.20253125, 0.9036929575604196],
    ];
    for (const [counts, statistic, pValue] of cases) {
      const result = sampleRatioTest(
        counts,
        counts.map(() => 1),
      ) as TestResult;
      expectClose(result.statistic, statistic, 1e-10);
      expectClose(result.pValue, pValue, 1e-9);
    }
  });

  it("sampleRatioTest(counts, shares) is undetermined without units", () => {
    expect(sampleRatioTest([0, 0], [1, 1])).toMatchObject({ undetermined: { code: "too-few-variants" } });
  });
});

describe("sequentialSampleRatioTest", () => {
  it("sequentialSampleRatioTest(looks, shares) is silent on a perfect split and alarmed by 50.5/49.5 of 200,000", () => {
    const looks = (share: number) =>
      Array.from({ length: 20 }, (_, i) => [
        Math.round((i + 1) * 10_000 * share),
        Math.round((i + 1) * 10_000 * (1 - share)),
      ]);
    expect(sequentialSampleRatioTest(looks(0.5), [1, 1]).pValue).toBe(1);
    expect(sequentialSampleRatioTest(looks(0.505), [1, 1]).pValue).toBeLessThan(0.001);
  });
});
