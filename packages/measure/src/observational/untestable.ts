import type { Assumption } from "@attune/model/effect-study";

/** No hidden cause of both treatment and outcome: held by chance in an experiment, believed elsewhere. */
export function unconfounded(isRandomized: boolean): Assumption {
  return {
    id: "no-unmeasured-confounders",
    statement: "Nothing that was not measured moves both who is treated and the outcome.",
    evidence: isRandomized
      ? "Chance assigned the treatment."
      : "No data can show it; the sensitivity section says how strong such a cause would have to be.",
    status: isRandomized ? "pass" : "warn",
  };
}

/** Nobody's outcome depends on whether others are treated. */
export const noInterference: Assumption = {
  id: "no-spill-over",
  statement: "Treating some does not change the outcome of those who serve as comparison.",
  evidence: "These data cannot show it; think of shared stock, budgets and word of mouth.",
  status: "warn",
};
