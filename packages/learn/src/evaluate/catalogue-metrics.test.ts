import { describe, expect, it } from "vitest";
import { catalogueMetrics } from "./catalogue-metrics.ts";

describe("catalogueMetrics", () => {
  it("two of four items shown three times and once, worked by hand", () => {
    const metrics = catalogueMetrics(Uint32Array.of(3, 1, 0, 0), Uint32Array.of(4, 2, 1, 1));
    expect(metrics.coverage).toBe(0.5);
    // Ascending 0 0 1 3: (1·1 + 3·3) / (4·4) = 10/16.
    expect(metrics.gini).toBe(0.625);
    // Shares 4/8 and 2/8: 1 bit three times, 2 bits once.
    expect(metrics.novelty).toBe(1.25);
    // The head is one item of four (⌈0.8⌉), so the second item is long tail: one place of four.
    expect(metrics.longTailShare).toBe(0.25);
  });

  it("equal exposure has Gini 0; all exposure on one of n items has (n − 1) / n", () => {
    expect(catalogueMetrics(Uint32Array.of(2, 2, 2, 2), Uint32Array.of(1, 1, 1, 1)).gini).toBe(0);
    expect(catalogueMetrics(Uint32Array.of(0, 0, 0, 9), Uint32Array.of(1, 1, 1, 1)).gini).toBe(0.75);
  });
});
