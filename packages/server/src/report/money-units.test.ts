import { describe, expect, it } from "vitest";
import { unitsOf } from "./money-units.ts";

describe("unitsOf", () => {
  it.each([
    [9_539_484_634_000n, 9_539_484.63],
    [-136_552_020_000n, -136_552.02],
    [5_000n, 0.01],
    [4_999n, 0],
    [-5_000n, -0.01],
    [-4_999n, 0],
    [0n, 0],
  ])("unitsOf(%s) is %s", (micros, units) => {
    expect(unitsOf(micros)).toBe(units);
  });
});
