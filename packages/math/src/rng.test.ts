import { describe, expect, it } from "vitest";
import { createRng } from "./rng.ts";

describe("createRng", () => {
  it("createRng(seed) repeats the same sequence for the same seed and another for another", () => {
    const draw = (seed: number) => Array.from({ length: 5 }, createRng(seed).uniform);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it("fork(label) does not depend on how much was drawn before", () => {
    const a = createRng("x");
    const b = createRng("x");
    b.uniform();
    expect(a.fork("child").uniform()).toBe(b.fork("child").uniform());
  });

  it("uniform() fills [0, 1) evenly: chi-square over 100 cells of 100,000 draws stays under its 0.9999 quantile", () => {
    const rng = createRng(7);
    const cells = new Array<number>(100).fill(0);
    for (let i = 0; i < 100_000; i++) cells[Math.floor(rng.uniform() * 100)]! += 1;
    const chiSquare = cells.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    // The 0.9999 quantile of chi-square with 99 degrees of freedom is 161.3 (scipy.stats.chi2.ppf).
    expect(chiSquare).toBeLessThan(161.3);
  });

  it("normal() has mean 0 and variance 1 within four Monte-Carlo standard errors", () => {
    const rng = createRng(3);
    const n = 100_000;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const z = rng.normal();
      sum += z;
      squares += z * z;
    }
    expect(Math.abs(sum / n)).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(squares / n - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  });
});
