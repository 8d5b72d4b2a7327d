import type { Rng } from "../rng.ts";

/** One draw of Gamma(shape, scale 1), shape > 0, by squeezed rejection; below shape 1 boosted by a power of a uniform [Marsaglia & Tsang 2000]. */
export function drawGamma(shape: number, rng: Rng): number {
  if (shape < 1) return drawGamma(shape + 1, rng) * (1 - rng.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = rng.normal();
    const v = (1 + c * z) ** 3;
    if (v <= 0) continue;
    const u = 1 - rng.uniform();
    if (u < 1 - 0.0331 * z ** 4 || Math.log(u) < 0.5 * z * z + d * (1 - v + Math.log(v))) return d * v;
  }
}

/** One draw of Beta(a, b), a and b > 0, as a share of two gammas. */
export function drawBeta(a: number, b: number, rng: Rng): number {
  const x = drawGamma(a, rng);
  const y = drawGamma(b, rng);
  return x / (x + y);
}
