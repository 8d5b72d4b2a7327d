import { isUndetermined } from "@attune/model/undetermined";
import { expect, it } from "vitest";
import { wholeRows } from "./treatment-data.ts";

const n = 1_000;
const treatment = Float64Array.from({ length: n }, (_, i) => i % 2);
const outcome = Float64Array.from({ length: n }, (_, i) => i % 3);
const differingIn = (count: number) => Float64Array.from({ length: n }, (_, i) => (i < count ? i + 1 : 0));

it("leaves out covariates in which nobody differs, and those in which too few do to learn from", () => {
  const covariates = [
    { name: "constant", values: new Float64Array(n).fill(7) },
    // Under 2 % of 1,000, nine of them in the control arm.
    { name: "rare", values: differingIn(18) },
    { name: "two-percent", values: differingIn(20) },
  ];
  const whole = wholeRows(outcome, treatment, covariates);
  if (isUndetermined(whole)) throw new Error(whole.undetermined.reason);
  expect(whole.constantColumns).toEqual(["constant"]);
  expect(whole.rareColumns).toEqual(["rare"]);
  expect(whole.data.covariates.map(({ name }) => name)).toEqual(["two-percent"]);
});

it("keeps what few have of few rows", () => {
  const few = (values: Float64Array) => values.slice(0, 60);
  const covariates = [{ name: "some", values: few(differingIn(3)) }];
  const whole = wholeRows(few(outcome), few(treatment), covariates);
  if (isUndetermined(whole)) throw new Error(whole.undetermined.reason);
  expect(whole.rareColumns).toEqual([]);
});
