import { createRng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { effectStudyHtml } from "./effect-study-html.ts";
import { leftOutWords } from "./left-out-words.ts";
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

describe("leftOutWords", () => {
  it("tells rows with gaps, constant columns and columns that others determine, on the page as well", () => {
    const rng = createRng(2);
    const z = Float64Array.from({ length: 200 }, () => rng.normal());
    const treatment = z.map(() => rng.integer(2));
    const twice = z.map((value) => 2 * value);
    const study = weightingStudy(
      {
        outcome: z.map((value, i) => (i === 0 ? Number.NaN : value + treatment[i]! + rng.normal())),
        treatment,
        covariates: [
          { name: "z", values: z },
          { name: "twice", values: twice },
          { name: "shop", values: z.map(() => 7) },
        ],
        estimand: "ate",
        trim: 0,
        isRandomized: true,
        negativeControls: [],
      },
      rng,
    );
    if (isUndetermined(study)) throw new Error(study.undetermined.reason);
    const words = leftOutWords(study);
    expect(words).toEqual([
      "1 row left out for a missing value.",
      "Not used, because every row has the same value there: shop.",
      "Not used, because the columns before determine them (collinear): twice.",
    ]);
    for (const sentence of words) expect(effectStudyHtml(study)).toContain(sentence);
  });
});
