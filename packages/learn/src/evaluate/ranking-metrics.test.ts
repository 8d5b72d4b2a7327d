import { describe, expect, it } from "vitest";
import { rankingMetrics } from "./ranking-metrics.ts";

describe("rankingMetrics", () => {
  it("two of three targets at ranks 1 and 3 of five, worked by hand", () => {
    const metrics = rankingMetrics([7, 1, 8, 2, 3], new Set([7, 8, 9]), 5);
    expect(metrics.recall).toBeCloseTo(2 / 3, 12);
    expect(metrics.precision).toBeCloseTo(2 / 5, 12);
    // DCG 1 + 1/log2(4) = 1.5; ideal 1 + 1/log2(3) + 1/2 = 2.13092975…
    expect(metrics.ndcg).toBeCloseTo(1.5 / 2.1309297535714578, 12);
    expect(metrics.hitRate).toBe(1);
    expect(metrics.mrr).toBe(1);
    // (1/1 + 2/3) / 3
    expect(metrics.map).toBeCloseTo(5 / 9, 12);
  });

  it("one target at rank 4: reciprocal rank 1/4, NDCG 1/log2(5)", () => {
    const metrics = rankingMetrics([1, 2, 3, 4], new Set([4]), 10);
    expect(metrics.mrr).toBe(0.25);
    expect(metrics.ndcg).toBeCloseTo(0.43067655807339306, 12);
    expect(metrics.recall).toBe(1);
  });

  it("a target behind the cut-off counts as a miss everywhere", () => {
    expect(rankingMetrics([1, 2, 3], new Set([3]), 2)).toEqual({
      recall: 0,
      precision: 0,
      ndcg: 0,
      hitRate: 0,
      mrr: 0,
      map: 0,
    });
  });

  it("the ideal stops at k places: five targets, two places, both hit, is perfect NDCG and MAP but recall 2/5", () => {
    const metrics = rankingMetrics([1, 2], new Set([1, 2, 3, 4, 5]), 2);
    expect(metrics.ndcg).toBe(1);
    expect(metrics.map).toBe(1);
    expect(metrics.recall).toBe(0.4);
  });

  it("an empty list scores zero", () => {
    expect(rankingMetrics([], new Set([1]), 10).ndcg).toBe(0);
  });
});
