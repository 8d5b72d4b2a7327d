import { expect, it } from "vitest";
import { type Exposures, expose } from "./exposures.ts";

const dayMs = 86_400_000;

it("expose() works with full strength for ever while the switches are off", () => {
  const exposures: Exposures = new Map();
  expect([0, 1, 30].map((day) => expose(exposures, "t", day * dayMs, {}))).toEqual([1, 1, 1]);
});

it("expose() halves every half-life since the first exposure under novelty decay", () => {
  const exposures: Exposures = new Map();
  const strengths = [0, 7, 14].map((day) => expose(exposures, "t", day * dayMs, { noveltyDecay: { halfLifeDays: 7 } }));
  expect(strengths).toEqual([1, 0.5, 0.25]);
});

it("expose() loses a share with each exposure beyond the free ones under fatigue, turns negative and stops at −1", () => {
  const exposures: Exposures = new Map();
  const fatigue = { freeExposures: 2, lossPerExposure: 0.75 };
  const strengths = Array.from({ length: 6 }, () => expose(exposures, "t", 0, { fatigue }));
  expect(strengths).toEqual([1, 1, 0.25, -0.5, -1, -1]);
});
