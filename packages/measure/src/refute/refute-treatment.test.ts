import { createRng } from "@attune/math/rng";
import type { Refutation } from "@attune/model/effect-study";
import { describe, expect, it } from "vitest";
import type { NamedColumn } from "../observational/method-estimate.ts";
import type { TreatmentData } from "../observational/treatment-data.ts";
import { augmentedEstimate } from "../observational/weighting-estimates.ts";
import { plain } from "../observational/weighting-study.ts";
import { type Reestimate, refuteTreatment } from "./refute-treatment.ts";

/** Truth: effect 1, more by the sign of z where `split` says so; z confounds, `hidden` confounds unseen and moves the negative control. */
function simulated(seed: number, hidden: number, split = 0): { data: TreatmentData; control: NamedColumn } {
  const rng = createRng(seed);
  const n = 500;
  const draw = () => Float64Array.from({ length: n }, () => rng.normal());
  const [z, x, u] = [draw(), draw(), draw()];
  const treated = Uint8Array.from(z, (value, i) =>
    rng.uniform() < 1 / (1 + Math.exp(-0.6 * value - hidden * u[i]!)) ? 1 : 0,
  );
  const outcome = z.map(
    (value, i) => (1 + split * Math.sign(value)) * treated[i]! + value + hidden * u[i]! + rng.normal(),
  );
  return {
    data: {
      outcome,
      treated,
      covariates: [
        { name: "z", values: z },
        { name: "x", values: x },
      ],
    },
    control: { name: "before", values: u.map((value, i) => hidden * value + 0.5 * z[i]! + rng.normal()) },
  };
}

const reestimate: Reestimate = (of, rng) => plain(augmentedEstimate(of, { estimand: "ate", trim: 0 }, rng));

function attacked(run: number, hidden: number, split = 0): Refutation[] {
  const { data, control } = simulated(run, hidden, split);
  const rng = createRng(run);
  const original = reestimate(data, rng.fork("estimate"))!;
  return refuteTreatment(data, original, reestimate, [control], rng);
}

const statusOf = (list: Refutation[], id: string) => list.find((refutation) => refutation.id === id)?.status;

// Sixty studies with all their attacks: on a busy machine they take their time.
describe("refuteTreatment", { timeout: 120_000 }, () => {
  it("stays quiet in about 95 % of studies without a violation", () => {
    const runs = 40;
    const quiet = Array.from({ length: runs }, (_, run) => attacked(run, 0)).filter((list) =>
      list.every((refutation) => refutation.status === "pass"),
    ).length;
    // 95 % less 3.5 Monte Carlo errors of 40 runs.
    expect(quiet / runs).toBeGreaterThan(0.83);
  });

  it("flags a hidden confounder that also moves a negative control, and an effect that differs by a covariate", () => {
    const runs = 10;
    const seeds = Array.from({ length: runs }, (_, run) => run);
    const flagged = seeds.filter((run) => statusOf(attacked(run, 0.9), "negative-control:before") === "fail");
    const unstable = seeds.filter((run) => statusOf(attacked(run, 0, 0.9), "subset-stability") === "warn");
    expect(flagged.length).toBeGreaterThanOrEqual(9);
    expect(unstable.length).toBeGreaterThanOrEqual(9);
  });
});
