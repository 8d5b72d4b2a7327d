import { integrate } from "@attune/math/gauss-legendre";

/**
 * ∫₀^time e^(−discount·t) dF(t) for an increasing smooth F with F(0) = 0, by parts: F itself is integrated, never its difference.
 * @param expected F: expected purchases within t.
 * @param scale Time over which F bends: panels grow threefold from there.
 * @param discount Per unit of time, continuous; 0: F(time).
 * @param time May be Infinity where discount > 0.
 */
export function discountedPurchases(
  expected: (time: number) => number,
  { scale, discount, time }: { scale: number; discount: number; time: number },
): number {
  if (discount === 0) return expected(time);
  // Beyond it the discount factor is below 1e-16.
  const end = Math.min(time, 37 / discount);
  let sum = Math.exp(-discount * end) * expected(end);
  for (let from = 0, to = scale; from < end; from = to, to *= 3) {
    // No panel spans more than a factor e⁻⁸ of discounting.
    to = Math.min(to, from + 8 / discount, end);
    sum += discount * integrate((t) => Math.exp(-discount * t) * expected(t), from, to, 16);
  }
  return sum;
}
