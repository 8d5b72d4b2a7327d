import type { Rng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { type Claim, covers, type SharedStudy, type Study } from "../../calibration/study.ts";
import { boostedNuisance } from "../boosted-nuisance.ts";
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

const claim = (id: string, method: string, process: string, band: Claim["band"]): Claim => ({
  id: `observational/${id}/${method}`,
  estimator: method,
  process,
  measure: "coverage",
  band,
});

/** One draw and one propensity for all methods: truth 1 for the whole. */
function weightingStudy(id: string, shape: Shape, replications: number, claims: readonly Claim[]): SharedStudy {
  return {
    id: `observational/${id}`,
    replications,
    claims,
    once(rng) {
      const data = drawTreatment(rng, shape);
      const propensity = fitPropensity(data);
      const found = isUndetermined(propensity)
        ? []
        : weightingEstimates(data, propensity, { estimand: "ate", trim: 0 }, rng);
      return claims.map(({ estimator }) => {
        const interval = found.find(({ method }) => method === estimator)?.interval;
        return interval === undefined || isUndetermined(interval) ? 0 : covers(interval, 1);
      });
    },
  };
}

/** AIPW alone, whose nuisances are lines or trees. */
function doublyRobust(
  id: string,
  process: string,
  shape: Shape,
  band: Claim["band"],
  { trees = false, replications = 1_000 } = {},
): Study {
  return {
    ...claim(id, trees ? "aipw-trees" : "aipw", process, band),
    replications,
    once(rng) {
      const data = drawTreatment(rng, shape);
      const learner = trees ? boostedNuisance(rng.fork("trees")) : undefined;
      const { interval } = augmentedEstimate(data, { estimand: "ate", trim: 0 }, rng, learner);
      return isUndetermined(interval) ? 0 : covers(interval, 1);
    },
  };
}

const mild = { n: 500, confounding: 0.7 };
const mildProcess = "confounding by measured covariates, both models right, n = 500";
const poorProcess = "poor overlap (four in ten propensities beyond 0.1 and 0.9), n = 500";

/** Weighting, doubly robust estimates and matching: where they hold, and how they fail. */
export const adjustmentStudies: readonly (Study | SharedStudy)[] = [
  weightingStudy(
    "mild",
    mild,
    2_000,
    ["regression", "horvitz-thompson", "hajek", "overlap-weights", "aipw"].map((method) =>
      claim("mild", method, mildProcess, nominal),
    ),
  ),
  doublyRobust(
    "dr-both",
    "doubly robust: both models right, n = 2,000",
    { n: 2_000, confounding: 0.7, differs: true },
    nominal,
  ),
  doublyRobust(
    "dr-propensity",
    "doubly robust: propensity right, outcome wrong, n = 2,000",
    { n: 2_000, confounding: 0.5, bentOutcome: true },
    nominal,
  ),
  doublyRobust(
    "dr-outcome",
    "doubly robust: propensity wrong, outcome right, n = 2,000",
    { n: 2_000, confounding: 0.5, bentPropensity: true },
    nominal,
  ),
  doublyRobust(
    "dr-neither",
    "doubly robust: both wrong, n = 2,000: it fails",
    { n: 2_000, confounding: 0.5, bentPropensity: true, bentOutcome: true },
    null,
  ),
  doublyRobust(
    "dr-neither",
    "the same data, n = 2,000: trees find the bends that lines miss, not all of them",
    { n: 2_000, confounding: 0.5, bentPropensity: true, bentOutcome: true },
    null,
    { trees: true, replications: 100 },
  ),
  weightingStudy("no-overlap", { n: 500, confounding: 3 }, 1_000, [
    ...["horvitz-thompson", "hajek", "aipw"].map((method) => claim("no-overlap", method, poorProcess, null)),
    claim(
      "no-overlap",
      "overlap-weights",
      "poor overlap, n = 500: overlap weights stay with those who could go either way",
      nominal,
    ),
  ]),
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
