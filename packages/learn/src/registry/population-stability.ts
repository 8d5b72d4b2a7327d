import { type Undetermined, undetermined } from "@attune/model/undetermined";

/**
 * Population stability index Σ (q − p) ln(q / p) of shares over the same bins: how far today's inputs are from those a model was trained on. Below 0.1
 * they are alike, above 0.25 train again. Bins without a count get half a one, so that it stays finite.
 */
export function populationStability(expected: ArrayLike<number>, actual: ArrayLike<number>): number | Undetermined {
  const sum = (counts: ArrayLike<number>) => Array.from(counts).reduce((total, n) => total + n, 0);
  if (expected.length !== actual.length)
    throw new RangeError(`the bins differ: ${expected.length} and ${actual.length}`);
  if (sum(expected) === 0 || sum(actual) === 0)
    return undetermined("no-data", "One of the two periods holds nothing to compare.");
  const shares = (counts: ArrayLike<number>) => {
    const filled = Array.from(counts, (n) => (n === 0 ? 0.5 : n));
    const total = sum(filled);
    return filled.map((n) => n / total);
  };
  const p = shares(expected);
  const q = shares(actual);
  return p.reduce((index, share, bin) => index + (q[bin]! - share) * Math.log(q[bin]! / share), 0);
}
