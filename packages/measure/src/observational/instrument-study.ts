import { shuffle, takeRows } from "@attune/math/fit/folds";
import { constantColumn, leastSquares } from "@attune/math/fit/least-squares";
import { factorizeQr } from "@attune/math/linear/qr";
import type { Rng } from "@attune/math/rng";
import type { Assumption, CheckStatus, EffectStudy } from "@attune/model/effect-study";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { allZeroTest, judge, noiseCovariateRefutation, type RefuterTest } from "../refute/judge.ts";
import { robustnessValue } from "../sensitivity/robustness-value.ts";
import { finishStudy } from "./finish-study.ts";
import { methodEstimate, type NamedColumn } from "./method-estimate.ts";
import type { OutcomeWords } from "./outcome-words.ts";
import { short } from "./short-number.ts";
import { type InstrumentData, type InstrumentFit, twoStageLeastSquares } from "./two-stage-least-squares.ts";

export interface InstrumentStudyOptions {
  outcome: Float64Array;
  outcomeWords?: OutcomeWords | undefined;
  treatment: Float64Array;
  instruments: readonly NamedColumn[];
  controls: readonly NamedColumn[];
  /** Outcomes that the instrument cannot have moved. */
  negativeControls: readonly NamedColumn[];
}

/** A study by instrumental variables. @see docs/methods/instrumental-variables.md */
export function instrumentStudy(options: InstrumentStudyOptions, rng: Rng): EffectStudy | Undetermined {
  const all = [
    options.outcome,
    options.treatment,
    ...[...options.instruments, ...options.controls, ...options.negativeControls].map((column) => column.values),
  ];
  const rows = Int32Array.from(
    [...options.outcome.keys()].filter((i) => all.every((values) => Number.isFinite(values[i]))),
  );
  const take = (values: Float64Array) => takeRows(values, rows);
  const data: InstrumentData = {
    outcome: take(options.outcome),
    treatment: take(options.treatment),
    instruments: options.instruments.map((column) => take(column.values)),
    controls: options.controls.map((column) => take(column.values)),
  };
  if (rows.length <= data.controls.length + data.instruments.length + 3) {
    return undetermined("too-few-people", "There are fewer whole rows than columns.");
  }
  if (data.outcome.every((value) => value === data.outcome[0])) {
    return undetermined("zero-variance", "The outcome is the same for everybody.");
  }
  const fit = twoStageLeastSquares(data);
  if (!fit.isIdentified) {
    return undetermined(
      "not-identified",
      "The instruments are sums of the controls or do not move the treatment at all.",
    );
  }
  const { ols, twoStage, degreesOfFreedom } = fit;
  const main = { estimate: twoStage.estimate, standardError: twoStage.robustStandardError };
  const robustness = robustnessValue(reducedFormT(data), degreesOfFreedom);
  return finishStudy(
    {
      design: "iv",
      estimand: "average over those whom the instrument moved",
      n: fit.rows,
      estimates: [
        methodEstimate("ols", ols.estimate, ols.standardError, degreesOfFreedom),
        methodEstimate("2sls", twoStage.estimate, twoStage.standardError, degreesOfFreedom),
      ],
      primary: "2sls",
      outcomeWords: options.outcomeWords,
      assumptions: assumptionsOf(fit),
      diagnostics: {
        firstStageF: fit.firstStage.f,
        firstStageRobustF: fit.firstStage.robustF,
        firstStage: options.instruments.map(({ name }, j) => ({
          instrument: name,
          coefficient: fit.firstStage.coefficients[j] ?? null,
          standardError: fit.firstStage.standardErrors[j] ?? null,
        })),
        robustStandardErrors: { ols: ols.robustStandardError, "2sls": twoStage.robustStandardError },
        andersonRubin: { ...fit.andersonRubin },
        wuHausman: { ...fit.wuHausman },
        sargan: fit.overidentification === null ? null : { ...fit.overidentification.sargan },
        hansen: fit.overidentification === null ? null : { ...fit.overidentification.hansen },
        aliasedColumns: aliasedNames(data, options),
        missingRows: options.outcome.length - rows.length,
      },
    },
    {
      refutations: [
        ...judge(
          placebos(
            data,
            options.negativeControls.map(({ name, values }) => ({ name, values: take(values) })),
            rng,
          ),
        ),
        noiseCovariateRefutation(main, withNoise(data, rng)),
      ],
      sensitivity: {
        reducedFormRobustness: { ...robustness },
        inWords: `What would make it wrong: a cause tied to both instrument and outcome that explains ${short(100 * robustness.toZero)} % of what is left of both would bring it to zero.`,
      },
      isRandomized: false,
    },
  );
}

/** Controls and instruments that are sums of those before them, and count for nothing. */
function aliasedNames(
  { outcome, controls, instruments }: InstrumentData,
  named: Pick<InstrumentStudyOptions, "controls" | "instruments">,
): string[] {
  const names = [...named.controls, ...named.instruments].map(({ name }) => name);
  const { aliased } = factorizeQr([constantColumn(outcome.length), ...controls, ...instruments]);
  return aliased.map((j) => names[j - 1]!);
}

function assumptionsOf(fit: InstrumentFit): Assumption[] {
  const { f, robustF } = fit.firstStage;
  const weakest = Math.min(f, robustF);
  const strength: CheckStatus = weakest >= 10 ? "pass" : weakest >= 5 ? "warn" : "fail";
  const over = fit.overidentification;
  return [
    {
      id: "relevance",
      statement: "The instruments move the treatment.",
      evidence: `First-stage F ${short(f)} (robust ${short(robustF)}); below 10 trust the Anderson–Rubin set alone, and 104.7 is needed for the usual t test to hold its 5 % [Lee et al. 2022].`,
      status: strength,
    },
    {
      id: "exclusion",
      statement:
        "The instruments move the outcome through the treatment alone, and are as good as random given the controls.",
      evidence:
        over === null
          ? "With one instrument no data can show it."
          : `The instruments ${over.hansen.pValue < 0.05 ? "contradict" : "do not contradict"} each other: Sargan p = ${short(over.sargan.pValue)}, Hansen p = ${short(over.hansen.pValue)}.`,
      status: over !== null && over.hansen.pValue < 0.01 ? "fail" : "warn",
    },
  ];
}

/** |t| of the instruments together (√ of Wald's χ², exact for one) in the regression of the outcome on them and the controls. */
function reducedFormT({ outcome, instruments, controls }: InstrumentData): number {
  const base = [constantColumn(outcome.length), ...controls];
  const without = leastSquares({ columns: base, outcome });
  const fit = leastSquares({ columns: [...base, ...instruments], outcome });
  const explained = without.residualSumSquares - fit.residualSumSquares;
  return Math.sqrt(Math.max(0, explained) / (fit.residualSumSquares / fit.degreesOfFreedom));
}

/** Shuffled instruments and negative controls, in the reduced form, where weakness does not matter. */
function placebos(data: InstrumentData, negativeControls: readonly NamedColumn[], rng: Rng): RefuterTest[] {
  const shuffled = Array.from({ length: 10 }, (_, run) => {
    const order = Array.from(data.outcome.keys());
    shuffle(order, rng.fork(run));
    const rows = Int32Array.from(order);
    return reducedFormT({ ...data, instruments: data.instruments.slice(0, 1).map((values) => takeRows(values, rows)) });
  });
  return [
    allZeroTest("placebo-treatment", "no effect of a shuffled instrument on the outcome", shuffled),
    ...negativeControls.map(({ name, values }) =>
      allZeroTest(`negative-control:${name}`, `no effect of the instrument on ${name}`, [
        reducedFormT({ ...data, outcome: values, instruments: data.instruments.slice(0, 1) }),
      ]),
    ),
  ];
}

function withNoise(data: InstrumentData, rng: Rng): { estimate: number; standardError: number } {
  const noise = Float64Array.from(data.outcome, () => rng.normal());
  const { twoStage } = twoStageLeastSquares({ ...data, controls: [...data.controls, noise] });
  return { estimate: twoStage.estimate, standardError: twoStage.robustStandardError };
}
