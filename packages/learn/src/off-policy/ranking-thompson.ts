import { drawBeta } from "@attune/math/distribution/draw-gamma";
import type { Rng } from "@attune/math/rng";

/**
 * Probabilities of the Thompson policy that fills a list: draw a rate of each item from its Beta, sort, the k-th best goes to place k. By
 * `draws` draws; `result[position * items + item]`, each place summing to one.
 */
export function rankingThompson(
  alpha: readonly number[],
  beta: readonly number[],
  positionCount: number,
  draws: number,
  rng: Rng,
): Float64Array {
  const items = alpha.length;
  const result = new Float64Array(positionCount * items);
  const rates = new Float64Array(items);
  for (let draw = 0; draw < draws; draw++) {
    for (let item = 0; item < items; item++) rates[item] = drawBeta(alpha[item]!, beta[item]!, rng);
    for (let position = 0; position < positionCount; position++) {
      let best = 0;
      for (let item = 1; item < items; item++) if (rates[item]! > rates[best]!) best = item;
      result[position * items + best]! += 1 / draws;
      rates[best] = -1;
    }
  }
  return result;
}
