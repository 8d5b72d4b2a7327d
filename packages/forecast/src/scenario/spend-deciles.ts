import { normalCdf, normalQuantile } from "@attune/math/distribution/normal";
import type { ScenarioResult } from "@attune/model/scenario-report";
import { undetermined } from "@attune/model/undetermined";
import { distributionOf } from "./distribution.ts";
import type { Outcomes } from "./outcomes.ts";
import type { Program } from "./program.ts";

const MONTHS = 12;

/**
 * What a year adds per customer, by tenth of customers by spend. Spend is log-normal with the file's spread, so tenth d has the share
 * Φ(Φ⁻¹(d/10) − σ) − Φ(Φ⁻¹((d−1)/10) − σ) of it; the gain is divided by share^(1 − saturation), so that its sum stays what it is.
 */
export function spendDeciles(
  program: Program,
  { revenueGain, revenueBase, revenuePerCustomer }: Outcomes,
): ScenarioResult["deciles"] {
  if (program.customers === null)
    return undetermined("no-customers", "The file says nothing of customers and their churn.");
  const shares = decileShares(program.spendSpread);
  const weights = shares.map((share) => share ** (1 - program.heavyBuyerSaturation));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const base = distributionOf(revenuePerCustomer.base).mean * MONTHS;
  const gain = revenueGain.map((gained, i) => (gained / revenueBase[i]!) * revenuePerCustomer.base[i]! * MONTHS);
  const { mean, p10, p50, p90 } = distributionOf(gain);
  return shares.map((share, d) => {
    const factor = (10 * weights[d]!) / all;
    return {
      decile: d + 1,
      baselineRevenue: base * 10 * share,
      uplift: { mean: mean * factor, p10: p10 * factor, p50: p50 * factor, p90: p90 * factor },
    };
  });
}

/** Share of all spend by tenth of customers, the smallest first. @param spread standard deviation over mean */
export function decileShares(spread: number): number[] {
  const sigma = Math.sqrt(Math.log1p(spread ** 2));
  const below = (d: number) => (d === 10 ? 1 : d === 0 ? 0 : normalCdf(normalQuantile(d / 10) - sigma));
  return Array.from({ length: 10 }, (_, d) => below(d + 1) - below(d));
}
