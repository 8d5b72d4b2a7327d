import { createRng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { effectStudyHtml } from "./effect-study-html.ts";
import { weightingStudy } from "./weighting-study.ts";

describe("effectStudyHtml", () => {
  it("shows grade, methods, overlap and balance, and escapes names from the data", () => {
    const rng = createRng(1);
    const z = Float64Array.from({ length: 200 }, () => rng.normal());
    const treatment = z.map(() => rng.integer(2));
    const study = weightingStudy(
      {
        outcome: z.map((value, i) => value + treatment[i]! + rng.normal()),
        treatment,
        covariates: [{ name: "<script>", values: z }],
        estimand: "ate",
        trim: 0,
        isRandomized: true,
        negativeControls: [],
      },
      rng,
    );
    if (isUndetermined(study)) throw new Error(study.undetermined.reason);
    const page = effectStudyHtml(study);
    expect(page).toContain(`Evidence grade ${study.grade}`);
    expect(page).toContain("Share of each group by its chance of treatment");
    expect(page).toContain("&lt;script&gt;");
    expect(page).not.toContain("<script>");
  });
});
