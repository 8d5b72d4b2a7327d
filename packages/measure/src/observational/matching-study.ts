import { constantColumn } from "@attune/math/fit/least-squares";
import { fitLogistic } from "@attune/math/fit/logistic";
import { factorizeQr } from "@attune/math/linear/qr";
import type { Rng } from "@attune/math/rng";
import type { Assumption, EffectStudy } from "@attune/model/effect-study";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { refuteTreatment } from "../refute/refute-treatment.ts";
import { rosenbaumGamma } from "../sensitivity/rosenbaum-bounds.ts";
import { treatmentSensitivity } from "../sensitivity/treatment-sensitivity.ts";
import { finishStudy } from "./finish-study.ts";
import { type MatchingOptions, matchRows } from "./matching.ts";
import { methodEstimate, type NamedColumn } from "./method-estimate.ts";
import type { OutcomeWords } from "./outcome-words.ts";
import { balanceAssumption, modelDependenceAssumption, overlapAssumption } from "./overlap-check.ts";
import { short } from "./short-number.ts";
import { type TreatmentData, wholeRows } from "./treatment-data.ts";
import { unconfounded } from "./untestable.ts";
import { regressionEstimate } from "./weighting-estimates.ts";
import { naiveDifference, plain, separate } from "./weighting-study.ts";

export interface MatchingStudyOptions extends Omit<MatchingOptions, "exact"> {
  outcome: Float64Array;
  outcomeWords?: OutcomeWords | undefined;
  treatment: Float64Array;
  covariates: readonly NamedColumn[];
  /** Names of covariates that must be equal within a pair. */
  exactOn: readonly string[];
  isRandomized: boolean;
  negativeControls: readonly NamedColumn[];
}

/** A study by matching, with balance, refuters, Rosenbaum's bounds and the other sensitivities. @see docs/methods/matching.md */
export function matchingStudy(options: MatchingStudyOptions, rng: Rng): EffectStudy | Undetermined {
  const whole = wholeRows(options.outcome, options.treatment, [...options.covariates, ...options.negativeControls]);
  if (isUndetermined(whole)) return whole;
  const { data, negativeControls } = separate(whole, options.negativeControls);
  const match = (of: TreatmentData) => matchRows(of, { ...options, ...exactKeys(of, options.exactOn) });
  const found = match(data);
  if (isUndetermined(found)) return found;
  const estimates = [
    methodEstimate("matching", found.effect, found.standardError),
    methodEstimate("matching-bias-adjusted", found.adjusted.effect, found.adjusted.standardError),
    regressionEstimate(data),
  ];
  const main = plain(estimates[1]!);
  const balance = balanceAssumption(data, found.weights);
  const propensityColumns = [constantColumn(data.outcome.length), ...data.covariates.map((column) => column.values)];
  const propensity = fitLogistic(propensityColumns, data.treated);
  const overlap =
    propensity.kind === "fitted" ? overlapAssumption(propensity.probabilities, data.treated, found.weights) : null;
  const gamma = rosenbaumGamma(found.differences);
  const reestimate = (of: TreatmentData) => {
    const again = match(of);
    return isUndetermined(again)
      ? null
      : { estimate: again.adjusted.effect, standardError: again.adjusted.standardError };
  };
  const lost = found.unmatchedRows / (found.matchedRows + found.unmatchedRows);
  return finishStudy(
    {
      design: "matching",
      estimand:
        options.estimand === "att"
          ? "average over the treated who have a match"
          : "average over everybody with a match",
      n: found.matchedRows,
      estimates,
      primary: "matching-bias-adjusted",
      outcomeWords: options.outcomeWords,
      assumptions: [
        unconfounded(options.isRandomized),
        withUnmatched(overlap?.assumption ?? separated, lost),
        balance.assumption,
        modelDependenceAssumption(estimates),
      ],
      diagnostics: {
        ...overlap?.diagnostics,
        ...balance.diagnostics,
        matchedRows: found.matchedRows,
        unmatchedRows: found.unmatchedRows,
        naiveDifference: naiveDifference(data.outcome, data.treated),
        aliasedCovariates: factorizeQr(propensityColumns).aliased.map((j) => data.covariates[j - 1]!.name),
        constantColumns: whole.constantColumns,
        rareColumns: whole.rareColumns,
        missingRows: whole.missingRows,
      },
    },
    {
      refutations: main === null ? [] : refuteTreatment(data, main, reestimate, negativeControls, rng),
      sensitivity: {
        ...(main === null ? {} : treatmentSensitivity(data, main)),
        rosenbaumGamma: isUndetermined(gamma) ? { undetermined: { ...gamma.undetermined } } : gamma,
      },
      isRandomized: options.isRandomized,
    },
  );
}

const separated: Assumption = {
  id: "overlap",
  statement: "For every kind of person there were both treated and untreated ones.",
  evidence: "The covariates tell treated from untreated without error: matches are between different kinds of people.",
  status: "fail",
};

function withUnmatched(assumption: Assumption, lost: number): Assumption {
  if (lost <= 0.1) return assumption;
  const evidence = `${assumption.evidence} ${short(100 * lost)} % found no match, so the effect is that of the others.`;
  return { ...assumption, evidence, status: assumption.status === "fail" || lost > 0.5 ? "fail" : "warn" };
}

function exactKeys(data: TreatmentData, names: readonly string[]): { exact?: string[] } {
  if (names.length === 0) return {};
  const columns = data.covariates.filter((column) => names.includes(column.name));
  return { exact: Array.from(data.outcome, (_, i) => columns.map((column) => column.values[i]).join("|")) };
}
