import { shuffle, takeRows } from "@attune/math/fit/folds";
import type { Rng } from "@attune/math/rng";
import type { EffectStudy } from "@attune/model/effect-study";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { allZeroTest, judge, noiseCovariateRefutation } from "../refute/judge.ts";
import { robustnessValue } from "../sensitivity/robustness-value.ts";
import { finishStudy } from "./finish-study.ts";
import type { NamedColumn } from "./method-estimate.ts";
import type { OutcomeWords } from "./outcome-words.ts";
import { short } from "./short-number.ts";
import { type TwoByTwoData, twoByTwo } from "./two-by-two.ts";
import { noInterference } from "./untestable.ts";
import { plain } from "./weighting-study.ts";

export interface TwoByTwoStudyOptions {
  outcome: Float64Array;
  outcomeWords?: OutcomeWords | undefined;
  treated: Float64Array;
  post: Float64Array;
  covariates: readonly NamedColumn[];
  cluster?: readonly string[];
}

/** A study of two groups before and after. @see docs/methods/difference-in-differences.md */
export function twoByTwoStudy(options: TwoByTwoStudyOptions, rng: Rng): EffectStudy | Undetermined {
  const columns = [
    options.outcome,
    options.treated,
    options.post,
    ...options.covariates.map((column) => column.values),
  ];
  const rows = Int32Array.from(
    [...options.outcome.keys()].filter((i) => columns.every((values) => Number.isFinite(values[i]))),
  );
  const take = (values: Float64Array) => takeRows(values, rows);
  const isBinary = (values: Float64Array) => take(values).every((value) => value === 0 || value === 1);
  if (!isBinary(options.treated) || !isBinary(options.post)) {
    return undetermined("not-binary", "The columns for treated and post must hold 0 and 1.");
  }
  const data: TwoByTwoData = {
    outcome: take(options.outcome),
    treated: Uint8Array.from(take(options.treated)),
    post: Uint8Array.from(take(options.post)),
    covariates: options.covariates.map(({ name, values }) => ({ name, values: take(values) })),
    clusters: options.cluster === undefined ? null : clustersOf(options.cluster, rows),
  };
  const found = twoByTwo(data);
  if (isUndetermined(found)) return found;
  const main = plain(found.estimates[1]!);
  const placebos = Array.from({ length: 10 }, (_, run) => {
    const treated = Array.from(data.treated);
    shuffle(treated, rng.fork(run));
    const again = twoByTwo({ ...data, treated: Uint8Array.from(treated), clusters: null });
    const z = isUndetermined(again) ? null : plain(again.estimates[1]!);
    return z === null ? Number.NaN : z.estimate / z.standardError;
  }).filter(Number.isFinite);
  const noise = { name: "noise", values: Float64Array.from(data.outcome, () => rng.normal()) };
  const noisy = twoByTwo({ ...data, covariates: [...data.covariates, noise] });
  const moved = isUndetermined(noisy) ? null : plain(noisy.estimates[1]!);
  const robustness =
    main === null ? null : robustnessValue(main.estimate / main.standardError, data.outcome.length - 4);
  const cell = (arm: 0 | 1, after: 0 | 1) => ({ mean: found.means[arm][after], rows: found.counts[arm][after] });
  return finishStudy(
    {
      design: "did",
      estimand: "average over the treated group after the start",
      n: data.outcome.length,
      estimates: found.estimates,
      primary: options.covariates.length === 0 ? "simple" : "twfe",
      outcomeWords: options.outcomeWords,
      assumptions: [
        {
          id: "parallel-trends",
          statement: "Without treatment both groups would have moved alike.",
          evidence: "Two periods cannot show it: there is no earlier change to compare.",
          status: "warn",
        },
        noInterference,
      ],
      diagnostics: {
        cells: {
          treatedBefore: cell(1, 0),
          treatedAfter: cell(1, 1),
          controlBefore: cell(0, 0),
          controlAfter: cell(0, 1),
        },
        missingRows: options.outcome.length - rows.length,
        clusters: data.clusters?.count ?? null,
      },
    },
    {
      refutations: [
        ...judge([allZeroTest("placebo-treatment", "no effect where the groups are shuffled", placebos)]),
        ...(main === null || moved === null ? [] : [noiseCovariateRefutation(main, moved)]),
      ],
      sensitivity:
        robustness === null
          ? {}
          : {
              robustnessValue: { ...robustness },
              inWords: `What would make it wrong: a change that came to one group only and explains ${short(100 * robustness.toZero)} % of what is left of both group and outcome.`,
            },
      isRandomized: false,
    },
  );
}

function clustersOf(names: readonly string[], rows: Int32Array): { of: Int32Array; count: number } {
  const numbers = new Map<string, number>();
  const of = rows.map((row) => {
    const name = names[row]!;
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return numbers.get(name)!;
  });
  return { of, count: numbers.size };
}
