import { undetermined } from "@attune/model/undetermined";
import { expect, test } from "vitest";
import { amountIn, biasWords, recalibrationWords, unitOf, varianceOf } from "./backtest-words.ts";

test("a forecast below what came promised too little, never a negative too much", () => {
  expect(biasWords(-0.125)).toEqual({ label: "Promised too little by", value: "12.5%" });
  expect(biasWords(0.047)).toEqual({ label: "Promised too much by", value: "4.7%" });
});

test("the variance of a period is a share of what was foreseen: 123 of 100 is 23 % more", () => {
  expect(varianceOf({ actual: 123, expected: 100 })).toBeCloseTo(0.23, 12);
  expect(varianceOf({ actual: 88, expected: 100 })).toBeCloseTo(-0.12, 12);
  expect(varianceOf({ actual: 5, expected: 0 })).toBeNull();
});

test("amounts say what they count, and revenue is money", () => {
  expect(amountIn("purchases", "EUR")(433)).toBe("433 purchases");
  expect(amountIn("purchases", "EUR", { isAlone: false })(433)).toBe("433");
  expect(amountIn("Revenue", "EUR")(12_345)).toBe("€12,345");
  expect(unitOf(["purchases", "purchases"])).toBe("Purchases");
  expect(amountIn(unitOf(["purchases", "revenue"]), "EUR")(7)).toBe("7");
});

test("intervals that were too wide are said to become narrower, with the factor", () => {
  expect(recalibrationWords({ factor: 0.8, level: 0.9, periods: 12 })).toMatch(/0\.80 times as wide/);
  expect(recalibrationWords(undetermined("too-few-periods", "3 periods are over."))).toBe(
    "The next intervals stay as they are: 3 periods are over.",
  );
});
