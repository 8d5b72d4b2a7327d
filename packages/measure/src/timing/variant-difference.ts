import type { EffectDifferenceTest } from "@attune/model/timing-report";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { differenceTest } from "./effects-by-group.ts";

/**
 * Whether variants differ: Cochran's Q of their means, whose errors are independent where effects against a control group that they share
 * would not be. A variant that fewer than 20 got is left out.
 */
export function variantDifference(
  got: readonly { variantId: string; value: number }[],
): EffectDifferenceTest | Undetermined {
  const names = [...new Set(got.map(({ variantId }) => variantId))].sort();
  return differenceTest(
    names.map((name) => {
      const values = got.flatMap(({ variantId, value }) => (variantId === name ? [value] : []));
      const n = values.length;
      const mean = values.reduce((sum, value) => sum + value, 0) / n;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1) / n;
      const standardError = Math.sqrt(variance);
      const effect =
        n < 20 || !(standardError > 0)
          ? undetermined("too-few-people", "Fewer than 20 people got this variant.")
          : { estimate: mean, standardError, interval: [mean, mean] as [number, number], pValue: 1 };
      return { group: name, exposed: n, heldOut: 0, effect };
    }),
  );
}
