import { expect, it } from "vitest";
import { linearNuisance } from "./cross-fit.ts";

it("foretells nothing outside of what it learned from: a line through one odd person does not run away with the next", () => {
  // Outcomes 0 and 1 in turn; the one whose column is 1 has 1. Least squares says ½ + ½·column, which is 500.5 where it is 1,000.
  const column = Float64Array.from([1, 0, 0, 0, 0]);
  const outcome = Float64Array.from([1, 0, 1, 0, 1]);
  const predict = linearNuisance.outcome([column], outcome);
  expect([...predict([Float64Array.from([0, 1, 1_000, -1_000])], 4)].map((value) => Number(value.toFixed(9)))).toEqual([
    0.5, 1, 1, 0,
  ]);
  // Half are treated at 0 and two of three at 1: nobody else is foretold to be treated more, or less, often.
  const treated = Float64Array.from([1, 0, 1, 1, 0, 1, 0]);
  const of = Float64Array.from([0, 0, 1, 1, 1, 0, 0]);
  const propensity = linearNuisance.propensity([of], treated);
  expect([...propensity([Float64Array.from([0, 1, 1_000, -1_000])], 4)].map((p) => Number(p.toFixed(6)))).toEqual([
    0.5, 0.666667, 0.666667, 0.5,
  ]);
});
