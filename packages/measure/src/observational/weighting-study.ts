import type { Rng } from "@attune/math/rng";
import { balancingWeights, type Estimand } from "@attune/math/weighting/balancing-weights";
import type { EffectStudy, MethodEstimate } from "@attune/model/effect-study";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import type { PlainEstimate } from "../refute/judge.ts";
import { refuteTreatment } from "../refute/refute-treatment.ts";
import { treatmentSensitivity } from "../sensitivity/treatment-sensitivity.ts";
import { boostedNuisance } from "./boosted-nuisance.ts";
import { finishStudy } from "./finish-study.ts";
import type { NamedColumn } from "./method-estimate.ts";
import type { OutcomeWords } from "./outcome-words.ts";
import { balanceAssumption, modelDependenceAssumption, overlapAssumption } from "./overlap-check.ts";
import { type WholeRows, wholeRows } from "./treatment-data.ts";
import { unconfounded } from "./untestable.ts";
import { augmentedEstimate, fitPropensity, weightingEstimates } from "./weighting-estimates.ts";

export interface WeightingOptions {
  outcome: Float64Array;
  outcomeWords?: OutcomeWords | undefined;
  treatment: Float64Array;
  covariates: readonly NamedColumn[];
  estimand: Estimand;
  /** Rows with a propensity outside [trim, 1 − trim] are left out; 0 keeps all. */
  trim: number;
  isRandomized: boolean;
  /** Outcomes that the treatment cannot have moved. */
  negativeControls: readonly NamedColumn[];
}

const populations: Record<Estimand, string> = {
  ate: "average over everybody",
  att: "average over the treated",
  overlap: "average over those who could have gone either way",
};

/** A study by weighting and regression, with overlap, balance, refuters and sensitivity. @see docs/methods/weighting.md */
export function weightingStudy(options: WeightingOptions, rng: Rng): EffectStudy | Undetermined {
  const whole = wholeRows(options.outcome, options.treatment, [...options.covariates, ...options.negativeControls]);
  if (isUndetermined(whole)) return whole;
  const { data, negativeControls } = separate(whole, options.negativeControls);
  const propensity = fitPropensity(data);
  if (isUndetermined(propensity)) return propensity;
  const { estimand, trim } = options;
  const trees = boostedNuisance(rng.fork("trees"));
  const estimates = [
    ...weightingEstimates(data, propensity, { estimand, trim }, rng.fork("estimate")),
    augmentedEstimate(data, { estimand, trim }, rng.fork("estimate"), trees, "aipw-boosted"),
  ];
  const { weights } = balancingWeights(propensity.probabilities, data.treated, estimand, trim);
  const overlap = overlapAssumption(propensity.probabilities, data.treated, weights);
  const balance = balanceAssumption(data, weights);
  const trimmed = trim === 0 ? weightingEstimates(data, propensity, { estimand, trim: 0.1 }, rng.fork("estimate")) : [];
  const main = plain(estimates.find((estimate) => estimate.method === "aipw")!);
  const reestimate = (of: typeof data, at: Rng) => plain(augmentedEstimate(of, { estimand, trim }, at));
  return finishStudy(
    {
      design: "weighting",
      estimand: populations[estimand] + (trim > 0 ? `, propensity between ${trim} and ${1 - trim}` : ""),
      n: weights.reduce((count, weight) => count + (weight > 0 ? 1 : 0), 0),
      estimates,
      primary: "aipw",
      outcomeWords: options.outcomeWords,
      assumptions: [
        unconfounded(options.isRandomized),
        overlap.assumption,
        balance.assumption,
        modelDependenceAssumption([...estimates, ...trimmed]),
      ],
      diagnostics: {
        ...overlap.diagnostics,
        ...balance.diagnostics,
        naiveDifference: naiveDifference(data.outcome, data.treated),
        propensityModel: { logLikelihood: propensity.logLikelihood, iterations: propensity.iterations },
        aliasedCovariates: propensity.aliased.map((j) => data.covariates[j - 1]!.name),
        constantColumns: whole.constantColumns,
        rareColumns: whole.rareColumns,
        missingRows: whole.missingRows,
        trimmedTo10To90: Object.fromEntries(
          trimmed.map(({ method, estimate }) => [method, isUndetermined(estimate) ? null : estimate]),
        ),
      },
    },
    {
      refutations: main === null ? [] : refuteTreatment(data, main, reestimate, negativeControls, rng),
      sensitivity: main === null ? {} : treatmentSensitivity(data, main),
      isRandomized: options.isRandomized,
    },
  );
}

/** Negative controls went through the same rows as the covariates, and are no covariates. */
export function separate(
  whole: WholeRows,
  controls: readonly NamedColumn[],
): { data: WholeRows["data"]; negativeControls: NamedColumn[] } {
  const names = new Set(controls.map((column) => column.name));
  const isControl = ({ name }: NamedColumn) => names.has(name);
  return {
    data: { ...whole.data, covariates: whole.data.covariates.filter((column) => !isControl(column)) },
    negativeControls: whole.data.covariates.filter(isControl),
  };
}

/** The numbers that a refuter needs; null where one of them is undetermined. */
export function plain({ estimate, standardError }: MethodEstimate): PlainEstimate | null {
  return isUndetermined(estimate) || isUndetermined(standardError) ? null : { estimate, standardError };
}

/** Mean of the treated minus mean of the rest: what one would say without any adjustment. */
export function naiveDifference(outcome: Float64Array, treated: Uint8Array): number {
  const sums = [0, 0];
  const counts = [0, 0];
  for (let i = 0; i < outcome.length; i++) {
    sums[treated[i]!]! += outcome[i]!;
    counts[treated[i]!]! += 1;
  }
  return sums[1]! / counts[1]! - sums[0]! / counts[0]!;
}
