import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { type BettingInterval, bettingSequence } from "./betting-sequence.ts";

describe("bettingSequence", () => {
  const draw = (n: number, p: number) => {
    const rng = createRng(`betting/${p}`);
    return Float64Array.from({ length: n }, () => (rng.uniform() < p ? 1 : 0));
  };

  it("bettingSequence(values) narrows about the mean as values come in, and never leaves its bounds", () => {
    const width = (n: number) => {
      const { estimate, interval } = bettingSequence(draw(n, 0.3), [0, 1]) as BettingInterval;
      expect(interval[0]).toBeLessThanOrEqual(estimate);
      expect(interval[1]).toBeGreaterThanOrEqual(estimate);
      return interval[1] - interval[0];
    };
    expect(width(1)).toBeLessThanOrEqual(1);
    expect(width(1000)).toBeLessThan(width(100));
    // Hoeffding's fixed-time interval at n = 10,000 is 2·√(ln(40)/20,000) = 0.027 long; holding at all times costs less than twice that.
    expect(width(10_000)).toBeLessThan(2 * 0.027);
  });

  it("bettingSequence of values that are all alike at an end closes in on it from one side", () => {
    const { interval } = bettingSequence(new Float64Array(500), [0, 1]) as BettingInterval;
    expect(interval[0]).toBe(0);
    expect(interval[1]).toBeLessThan(0.05);
  });

  it("bettingSequence moves and stretches with its bounds", () => {
    const x = draw(400, 0.3);
    const plain = bettingSequence(x, [0, 1]) as BettingInterval;
    const moved = bettingSequence(
      x.map((v) => 2 * v - 1),
      [-1, 1],
    ) as BettingInterval;
    expect(moved.interval[0]).toBeCloseTo(2 * plain.interval[0] - 1, 9);
    expect(moved.interval[1]).toBeCloseTo(2 * plain.interval[1] - 1, 9);
  });

  it("bettingSequence is undetermined without values and with one beyond the bounds", () => {
    expect(bettingSequence(new Float64Array(0), [0, 1])).toMatchObject({ undetermined: { code: "too-few-units" } });
    expect(bettingSequence(Float64Array.of(2), [0, 1])).toMatchObject({ undetermined: { code: "out-of-bounds" } });
  });
});
