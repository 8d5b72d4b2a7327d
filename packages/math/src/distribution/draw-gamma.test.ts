import { describe, expect, it } from "vitest";
import { createRng } from "../rng.ts";
import { betaCdf } from "./beta.ts";
import { drawBeta, drawGamma } from "./draw-gamma.ts";
import { gammaCdf } from "./gamma.ts";

/** Kolmogorov–Smirnov distance of n draws from the distribution function. */
function distance(n: number, draw: () => number, cdf: (x: number) => number): number {
  const draws = Float64Array.from({ length: n }, draw).sort();
  return draws.reduce((worst, x, i) => Math.max(worst, Math.abs(cdf(x) - i / n), Math.abs(cdf(x) - (i + 1) / n)), 0);
}

const n = 20_000;
/** The 0.9999 quantile of the Kolmogorov distribution is 2.2253. */
const limit = 2.2253 / Math.sqrt(n);

describe("drawGamma", () => {
  it.each([0.3, 1, 2.5, 80])("drawGamma(%d) follows the gamma distribution", (shape) => {
    const rng = createRng(`gamma/${shape}`);
    expect(
      distance(
        n,
        () => drawGamma(shape, rng),
        (x) => gammaCdf(x, shape),
      ),
    ).toBeLessThan(limit);
  });
});

describe("drawBeta", () => {
  it.each([
    [1, 1],
    [0.5, 2],
    [46, 12_198],
  ])("drawBeta(%d, %d) follows the beta distribution", (a, b) => {
    const rng = createRng(`beta/${a}/${b}`);
    expect(
      distance(
        n,
        () => drawBeta(a, b, rng),
        (x) => betaCdf(x, a, b),
      ),
    ).toBeLessThan(limit);
  });
});
