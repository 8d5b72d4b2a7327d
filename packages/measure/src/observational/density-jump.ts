import { normalSurvival } from "@attune/math/distribution/normal";
import { localJump, type RunningData } from "./local-polynomial.ts";

/** Whether rows pile up on one side of the cutoff. */
export interface DensityTest {
  /** log density just above less just below. */
  logJump: number;
  standardError: number;
  pValue: number;
}

/**
 * McCrary's test of the running variable's density at the cutoff: a histogram with bins of 2·sd·n^−½ that do not cross it, a local line through
 * its heights on each side. Null with fewer than 10 filled bins on a side.
 * @see McCrary (2008), Journal of Econometrics 142, 698–714
 */
export function densityJump(distance: Float64Array, bandwidth: number): DensityTest | null {
  const n = distance.length;
  const mean = distance.reduce((sum, value) => sum + value, 0) / n;
  const deviation = Math.sqrt(distance.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const width = (2 * deviation) / Math.sqrt(n);
  const counts = new Map<number, number>();
  for (const value of distance) {
    const bin = Math.floor(value / width);
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  const bins = [...counts.keys()];
  const [first, last] = [bins.reduce((a, b) => Math.min(a, b), 0), bins.reduce((a, b) => Math.max(a, b), 0)];
  const reach = Math.ceil(bandwidth / width);
  const taken = Array.from({ length: 2 * reach }, (_, k) => k - reach).filter((bin) => bin >= first && bin <= last);
  if (taken.filter((bin) => bin < 0).length < 10 || taken.filter((bin) => bin >= 0).length < 10) return null;
  const heights: RunningData = {
    distance: Float64Array.from(taken, (bin) => (bin + 0.5) * width),
    outcome: Float64Array.from(taken, (bin) => (counts.get(bin) ?? 0) / (n * width)),
  };
  const side = (sign: 1 | -1): number => {
    const mirrored = {
      ...heights,
      outcome: heights.outcome.map((value, i) => (heights.distance[i]! * sign >= 0 ? value : 0)),
    };
    return (localJump(mirrored, bandwidth, 1)?.jump ?? Number.NaN) * sign;
  };
  // A line may dip below zero where a side is all but empty: one row within the bandwidth is the least there can be.
  const [above, below] = [side(1), side(-1)].map((height) => Math.max(height, 1 / (n * bandwidth))) as [number, number];
  if (Number.isNaN(above) || Number.isNaN(below)) return null;
  const logJump = Math.log(above) - Math.log(below);
  const standardError = Math.sqrt((24 / 5 / (n * bandwidth)) * (1 / above + 1 / below));
  return { logJump, standardError, pValue: 2 * normalSurvival(Math.abs(logJump / standardError)) };
}
