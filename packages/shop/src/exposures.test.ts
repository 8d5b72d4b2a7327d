import { expect, it } from "vitest";
import { type Exposures, expose } from "./exposures.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const showing = (at: number, tacticId = "t") => ({ tacticId, at, lastLookAt: 0 });

it("expose() works with full strength for ever while the switches are off", () => {
  const exposures: Exposures = new Map();
  expect([0, 1, 30].map((day) => expose(exposures, showing(day * dayMs), {}))).toEqual([1, 1, 1]);
});

it("expose() halves every half-life since the first exposure under novelty decay", () => {
  const exposures: Exposures = new Map();
  const strengths = [0, 7, 14].map((day) =>
    expose(exposures, showing(day * dayMs), { noveltyDecay: { halfLifeDays: 7 } }),
  );
  expect(strengths).toEqual([1, 0.5, 0.25]);
});

it("expose() loses a share with each exposure beyond the free ones under fatigue, turns negative and stops at −1", () => {
  const exposures: Exposures = new Map();
  const fatigue = { freeExposures: 2, lossPerExposure: 0.75 };
  const strengths = Array.from({ length: 6 }, () => expose(exposures, showing(0), { fatigue }));
  expect(strengths).toEqual([1, 1, 0.25, -0.5, -1, -1]);
});

it("expose() halves with every half-life since the last look under signal decay, and is nothing before the first look", () => {
  const signalDecay = { halfLifeHours: 6 };
  const strengths = [0, 6, 12].map((hours) => expose(new Map(), showing(hours * hourMs), { signalDecay }));
  expect(strengths).toEqual([1, 0.5, 0.25]);
  const never = { ...showing(0), lastLookAt: Number.NEGATIVE_INFINITY };
  expect(expose(new Map(), never, { signalDecay })).toBe(0);
});

it("expose() multiplies once the other tactic was seen", () => {
  const exposures: Exposures = new Map();
  const afterTouch = { tacticId: "t", seen: "u", factor: 0.5 };
  expect(expose(exposures, showing(0), { afterTouch })).toBe(1);
  expect(expose(exposures, showing(1, "u"), { afterTouch })).toBe(1);
  expect(expose(exposures, showing(2), { afterTouch })).toBe(0.5);
});
