import type { Rng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { type Claim, covers, type SharedStudy } from "../../calibration/study.ts";
import { syntheticStudy } from "../synthetic-study.ts";

const units = 40;
const periods = 16;
const treatedFrom = 12;

/** Units move with two common factors, each in its own measure; the treated one is one of them, `drift` a period apart after the start. */
function drawBlock(rng: Rng, drift: number) {
  const factors = Array.from({ length: periods }, () => [rng.normal(), rng.normal()]);
  const unit: string[] = [];
  const time = new Float64Array(units * periods);
  const outcome = new Float64Array(units * periods);
  for (let i = 0; i < units; i++) {
    const [level, a, b] = [10 + 2 * rng.normal(), rng.uniform(), rng.uniform()];
    for (let t = 0; t < periods; t++) {
      unit.push(`u${i}`);
      time[i * periods + t] = t;
      const apart = i === 0 && t >= treatedFrom ? drift * (t - treatedFrom + 1) : 0;
      outcome[i * periods + t] = level + a * factors[t]![0]! + b * factors[t]![1]! + apart + 0.5 * rng.normal();
    }
  }
  return { unit, time, outcome, treatedUnits: ["u0"], treatedFrom };
}

const exchangeable = "40 units on two common factors, one of them treated, no effect";

function blockStudy(
  id: string,
  drift: number,
  claims: readonly Omit<Claim, "id">[],
  replications: number,
): SharedStudy {
  return {
    id: `observational/synthetic/${id}`,
    replications,
    claims: claims.map((of) => ({ ...of, id: `observational/synthetic/${id}/${of.estimator}/${of.measure}` })),
    once(rng) {
      const study = syntheticStudy(drawBlock(rng, drift), rng.fork("study"));
      return claims.map(({ estimator, measure }) => {
        const found = isUndetermined(study) ? undefined : study.estimates.find(({ method }) => method === estimator);
        if (found === undefined || isUndetermined(found.interval) || isUndetermined(found.pValue)) return 0;
        return measure === "coverage" ? covers(found.interval, 0) : Number(found.pValue <= 0.05);
      });
    },
  };
}

/** One unit treated: intervals from placebos in space, and the rank among them. */
export const syntheticStudies: readonly SharedStudy[] = [
  blockStudy(
    "exchangeable",
    0,
    [
      { estimator: "sdid", process: exchangeable, measure: "coverage", band: [0.93, 0.97] },
      { estimator: "synthetic-control", process: exchangeable, measure: "coverage", band: [0.93, 0.97] },
      {
        estimator: "synthetic-control",
        process: `${exchangeable} (rank among placebos)`,
        measure: "false positives",
        band: [0.045, 0.055],
      },
    ],
    1_000,
  ),
  blockStudy(
    "shock",
    0.5,
    [
      {
        estimator: "sdid",
        process: "the same, and a shock of its own drives the treated unit away: it fails",
        measure: "coverage",
        band: null,
      },
    ],
    100,
  ),
];
