import { createRng } from "@attune/math/rng";
import type { EffectStudy } from "@attune/model/effect-study";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { matchingStudy } from "./matching-study.ts";
import type { NamedColumn } from "./method-estimate.ts";
import { readColumns } from "./read-columns.suite.ts";
import { type WeightingOptions, weightingStudy } from "./weighting-study.ts";

const names = ["treat", "re78", "age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75"];
const nsw = readColumns("lalonde-nsw/nsw_mixtape.csv", names);
const cps = readColumns("lalonde-nsw/cps_mixtape.csv", names);

function studyOf(
  options: Partial<WeightingOptions> & Pick<WeightingOptions, "outcome" | "treatment" | "covariates">,
): EffectStudy {
  const study = weightingStudy(
    { estimand: "ate", trim: 0, isRandomized: false, negativeControls: [], ...options },
    createRng(1),
  );
  if (isUndetermined(study)) throw new Error(study.undetermined.reason);
  return study;
}

describe.skipIf(nsw === null || cps === null)("weightingStudy on LaLonde", () => {
  it("grades the experiment A, near 1,794", () => {
    const [treatment, outcome, ...covariates] = nsw!;
    const study = studyOf({ outcome: outcome!.values, treatment: treatment!.values, covariates, isRandomized: true });
    expect(study.grade, JSON.stringify([study.assumptions, study.refutations], null, 1)).toBe("A");
    expect(study.diagnostics.naiveDifference).toBeCloseTo(1794.342404270271, 6);
    for (const { method, estimate } of study.estimates)
      expect(Math.abs((estimate as number) - 1700), method).toBeLessThan(250);
  });

  it("makes a reader distrust the CPS: overlap and model dependence fail, grade D", { timeout: 180_000 }, () => {
    const keep = [...nsw![0]!.values.keys()].filter((i) => nsw![0]!.values[i] === 1);
    const [treatment, outcome, ...covariates] = nsw!.map(({ name, values }, j) => ({
      name,
      values: Float64Array.from([...keep.map((i) => values[i]!), ...cps![j]!.values]),
    }));
    const study = studyOf({ outcome: outcome!.values, treatment: treatment!.values, covariates });
    const status = (id: string) => study.assumptions.find((assumption) => assumption.id === id)?.status;
    expect(status("overlap")).toBe("fail");
    expect(status("model-dependence")).toBe("fail");
    expect(study.grade).toBe("D");
    expect(study.narrative).toContain("Do not act on this number");
  });
});

/** Truth: effect 1 for everybody (or by the sign of z), z confounds, `hidden` confounds unseen. */
function simulated(
  seed: number,
  hidden: number,
  split = 0,
): { outcome: Float64Array; treatment: Float64Array; covariates: NamedColumn[]; control: NamedColumn } {
  const rng = createRng(seed);
  const n = 600;
  const z = Float64Array.from({ length: n }, () => rng.normal());
  const x = Float64Array.from({ length: n }, () => rng.normal());
  const u = Float64Array.from({ length: n }, () => rng.normal());
  const treatment = z.map((value, i) => (rng.uniform() < 1 / (1 + Math.exp(-0.6 * value - hidden * u[i]!)) ? 1 : 0));
  const outcome = z.map(
    (value, i) => (1 + split * Math.sign(value)) * treatment[i]! + value + hidden * u[i]! + rng.normal(),
  );
  return {
    outcome,
    treatment,
    covariates: [
      { name: "z", values: z },
      { name: "x", values: x },
    ],
    control: { name: "before", values: u.map((value, i) => hidden * value + 0.5 * z[i]! + rng.normal()) },
  };
}

describe("matchingStudy", () => {
  it("finds the planted effect with its bounds", () => {
    const { control: _, ...data } = simulated(7, 0);
    const study = matchingStudy(
      {
        ...data,
        metric: "mahalanobis",
        estimand: "att",
        matches: 1,
        replacement: true,
        exactOn: [],
        isRandomized: false,
        negativeControls: [],
      },
      createRng(1),
    ) as EffectStudy;
    const main = study.estimates[1]!;
    expect(Math.abs((main.estimate as number) - 1)).toBeLessThan(3 * (main.standardError as number));
    expect(study.sensitivity.rosenbaumGamma).toBeGreaterThan(1);
    expect(study.assumptions.map((assumption) => assumption.id)).toContain("overlap");
  });

  it("names a missing overlap instead of answering: voucher tells the groups apart", () => {
    const { control: _, ...data } = simulated(7, 0);
    const voucher = { name: "voucher", values: data.treatment };
    const study = weightingStudy(
      {
        ...data,
        covariates: [...data.covariates, voucher],
        estimand: "ate",
        trim: 0,
        isRandomized: false,
        negativeControls: [],
      },
      createRng(1),
    );
    expect(study).toMatchObject({ undetermined: { code: "perfect-separation" } });
  });
});
