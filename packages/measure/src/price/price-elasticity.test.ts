import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { arcElasticity, elasticityOf, type PricePoint } from "./price-elasticity.ts";

describe("price elasticity", () => {
  it("is worked by hand for two prices", () => {
    // 1,000 people each; 100 and 121 of them buy one: means 0.1 and 0.121. Prices 1 and 1 / 1.1.
    const usual = { priceIndex: 1, people: 1_000, sum: 100, sumSquares: 100 };
    const lower = { priceIndex: 1 / 1.1, people: 1_000, sum: 121, sumSquares: 121 };
    const found = arcElasticity(lower, usual);
    // ln(1.21) / ln(1 / 1.1) = −2.
    expect(found).toMatchObject({ estimate: expect.closeTo(-2, 12) });
    // Var(ln q) = s² / (n q²): (0.1 − 0.01) · 1000 / 999 / 1000 / 0.01 and (0.121 − 0.014641) · 1000 / 999 / 1000 / 0.014641.
    const variance = (0.09 / 0.01 + 0.106359 / 0.014641) / 999;
    const standardError = Math.sqrt(variance) / Math.log(1.1);
    expect(found).toMatchObject({ standardError: expect.closeTo(standardError, 9) });
    expect(found).toMatchObject({
      interval: [expect.closeTo(-2 - 1.959964 * standardError, 5), expect.closeTo(-2 + 1.959964 * standardError, 5)],
    });
  });

  it("does not guess where there is no demand, or one price", () => {
    const some = { priceIndex: 1, people: 1_000, sum: 100, sumSquares: 100 };
    expect(arcElasticity({ ...some, priceIndex: 0.9, sum: 0, sumSquares: 0 }, some)).toMatchObject({
      undetermined: { code: "no-demand" },
    });
    expect(arcElasticity(some, some)).toMatchObject({ undetermined: { code: "one-price" } });
    expect(arcElasticity({ ...some, priceIndex: 0.9, sum: 4, sumSquares: 4 }, some)).toMatchObject({
      undetermined: { code: "too-few-people" },
    });
  });

  it("covers the planted elasticity of three prices about as often as it says", () => {
    const rng = createRng("elasticity");
    const planted = -1.6;
    let covered = 0;
    const rounds = 400;
    for (let round = 0; round < rounds; round++) {
      const points = [0.9, 1, 1.1].map((priceIndex): PricePoint => {
        const share = 0.08 * priceIndex ** planted;
        let sum = 0;
        for (let i = 0; i < 2_000; i++) if (rng.uniform() < share) sum += 1;
        return { priceIndex, people: 2_000, sum, sumSquares: sum };
      });
      const found = elasticityOf(points);
      if ("interval" in found && found.interval[0] <= planted && planted <= found.interval[1]) covered += 1;
    }
    // 95 % of 400 is 380 ± 4.4; four standard errors to each side.
    expect(covered).toBeGreaterThanOrEqual(362);
    expect(covered).toBeLessThanOrEqual(398);
  });
});
