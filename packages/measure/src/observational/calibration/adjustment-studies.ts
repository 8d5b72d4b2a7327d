import type { Rng } from "@attune/math/rng";
import type { Estimand } from "@attune/math/weighting/balancing-weights";
import type { MethodEstimate } from "@attune/model/effect-study";
import { isUndetermined } from "@attune/model/undetermined";
import { covers, type Study } from "../../calibration/study.ts";
import { matchRows } from "../matching.ts";
import type { TreatmentData } from "../treatment-data.ts";
import { augmentedEstimate, fitPropensity, weightingEstimates } from "../weighting-estimates.ts";

const nominal = [0.94, 0.96] as const;

interface Shape {
  n: number;
  /** How strongly z1 and z2 move the treatment; 3 leaves hardly any overlap. */
  confounding: number;
  /** Which models the analyst gets right: the right columns are z1 and z2; the wrong ones leave curvature in. */
  bentPropensity?: boolean;
  bentOutcome?: boolean;
  /** Effect differs by z1, so that ate, att and overlap are different numbers. */
  differs?: boolean;
}

/** Truth 1 for everybody (or 1 + z1/2 where it differs: then the ate is 1). */
export function drawTreatment(rng: Rng, shape: Shape): TreatmentData {
  const { n, confounding, bentPropensity = false, bentOutcome = false, differs = false } = shape;
  const draw = () => Float64Array.from({ length: n }, () => rng.normal());
  const [z1, z2] = [draw(), draw()];
  const treated = Uint8Array.from({ length: n }, (_, i) => {
    const [a, b] = [z1[i]!, z2[i]!];
    const logit = bentPropensity ? confounding * (a * a - 1) : confounding * (0.8 * a - 0.5 * b);
    return rng.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
  });
  const outcome = Float64Array.from({ length: n }, (_, i) => {
    const [a, b] = [z1[i]!, z2[i]!];
    const level = bentOutcome ? a + 0.7 * a * a : a + b;
    return level + treated[i]! * (differs ? 1 + a / 2 : 1) + rng.normal();
  });
  return {
    outcome,
    treated,
    covariates: [
      { name: "z1", values: z1 },
      { name: "z2", values: z2 },
    ],
  };
}

function estimateOf(data: TreatmentData, method: string, estimand: Estimand, rng: Rng): MethodEstimate | undefined {
  if (method === "aipw") return augmentedEstimate(data, { estimand, trim: 0 }, rng);
  const propensity = fitPropensity(data);
  if (isUndetermined(propensity)) return undefined;
  return weightingEstimates(data, propensity, { estimand, trim: 0 }, rng).find((found) => found.method === method);
}

function coverage(
  id: string,
  method: string,
  process: string,
  shape: Shape,
  more: Partial<Study> & { replications: number },
): Study {
  return {
    id: `observational/${id}/${method}`,
    estimator: method,
    process,
    measure: "coverage",
    band: nominal,
    once(rng) {
      const found = estimateOf(drawTreatment(rng, shape), method, "ate", rng);
      return found === undefined || isUndetermined(found.interval) ? 0 : covers(found.interval, 1);
    },
    ...more,
  };
}

const mild = { n: 500, confounding: 0.7 };

/** Weighting, doubly robust estimates and matching: where they hold, and how they fail. */
export const adjustmentStudies: readonly Study[] = [
  ...["regression", "horvitz-thompson", "hajek", "overlap-weights", "aipw"].map((method) =>
    coverage("mild", method, "confounding by measured covariates, both models right, n = 500", mild, {
      replications: 2_000,
    }),
  ),
  coverage(
    "dr-both",
    "aipw",
    "doubly robust: both models right, n = 2,000",
    { n: 2_000, confounding: 0.7, differs: true },
    { replications: 1_000 },
  ),
  coverage(
    "dr-propensity",
    "aipw",
    "doubly robust: propensity right, outcome wrong, n = 2,000",
    { n: 2_000, confounding: 0.5, bentOutcome: true },
    { replications: 1_000 },
  ),
  coverage(
    "dr-outcome",
    "aipw",
    "doubly robust: propensity wrong, outcome right, n = 2,000",
    { n: 2_000, confounding: 0.5, bentPropensity: true },
    { replications: 1_000 },
  ),
  coverage(
    "dr-neither",
    "aipw",
    "doubly robust: both wrong, n = 2,000: it fails",
    { n: 2_000, confounding: 0.5, bentPropensity: true, bentOutcome: true },
    { replications: 1_000, band: null },
  ),
  ...["horvitz-thompson", "hajek", "aipw"].map((method) =>
    coverage(
      "no-overlap",
      method,
      "poor overlap (four in ten propensities beyond 0.1 and 0.9), n = 500",
      { n: 500, confounding: 3 },
      {
        replications: 1_000,
        band: null,
      },
    ),
  ),
  coverage(
    "overlap-weights",
    "overlap-weights",
    "poor overlap, n = 500: overlap weights stay with those who could go either way",
    { n: 500, confounding: 3 },
    {
      replications: 1_000,
    },
  ),
  {
    id: "observational/matching",
    estimator: "matching, bias-adjusted",
    process: "confounding by measured covariates, one match with replacement, att, n = 500",
    measure: "coverage",
    band: nominal,
    replications: 1_000,
    once(rng) {
      const found = matchRows(drawTreatment(rng, mild), {
        metric: "mahalanobis",
        estimand: "att",
        matches: 1,
        replacement: true,
      });
      if (isUndetermined(found)) return 0;
      const half = 1.959963984540054 * found.adjusted.standardError;
      return covers([found.adjusted.effect - half, found.adjusted.effect + half], 1);
    },
  },
];
