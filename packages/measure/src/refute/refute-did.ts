import { shuffle } from "@attune/math/fit/folds";
import type { Rng } from "@attune/math/rng";
import type { Refutation } from "@attune/model/effect-study";
import { type preTrendTest, simpleAggregate } from "../observational/aggregate-group-time.ts";
import { short } from "../observational/finish-study.ts";
import { type GroupTimeOptions, groupTimeEffects, influenceError } from "../observational/group-time-effects.ts";
import {
  allZeroTest,
  equalHalvesTest,
  judge,
  noiseCovariateRefutation,
  type PlainEstimate,
  type RefuterTest,
} from "./judge.ts";

/**
 * The attacks on a staggered study: roll-out dates shuffled among units, periods before treatment, units below and above the median of
 * their first outcome, a covariate of noise.
 * @see docs/methods/refuters.md
 */
export function refuteDid(
  cells: GroupTimeOptions,
  original: PlainEstimate,
  trend: ReturnType<typeof preTrendTest>,
  rng: Rng,
): Refutation[] {
  const simple = (of: GroupTimeOptions): PlainEstimate => {
    const found = simpleAggregate(groupTimeEffects(of));
    return { estimate: found.effect, standardError: influenceError(found.influence) };
  };
  const shuffled = Array.from({ length: 10 }, (_, run) => {
    const groups = Array.from(cells.groupOf);
    shuffle(groups, rng.fork(run));
    const found = simple({ ...cells, groupOf: Float64Array.from(groups) });
    return found.estimate / found.standardError;
  }).filter(Number.isFinite);
  const tests: RefuterTest[] = [
    allZeroTest("placebo-treatment", "no effect where the roll-out dates are shuffled among units", shuffled),
  ];
  if (trend !== null) {
    tests.push({
      id: "dummy-period",
      expected: "no effect in periods before the treatment",
      observed: `χ² = ${short(trend.statistic)} with ${trend.degreesOfFreedom} degrees of freedom`,
      pValue: trend.pValue,
      onRejection: "fail",
    });
  }
  const halves = equalHalvesTest(levelHalves(cells, simple));
  if (halves !== null) tests.push(halves);
  const noise = perUnit(cells, () => rng.normal());
  const noisy = simple({ ...cells, covariates: [...(cells.covariates ?? []), noise] });
  return [...judge(tests), noiseCovariateRefutation(original, noisy)];
}

/** Units below and above the median of their group's first outcome. */
function levelHalves(
  cells: GroupTimeOptions,
  simple: (of: GroupTimeOptions) => PlainEstimate,
): { name: string; low: PlainEstimate; high: PlainEstimate }[] {
  const { panel, groupOf } = cells;
  const width = panel.periods.length;
  const level = Float64Array.from(panel.units, (_, i) => panel.outcome[i * width]!);
  const median = level.slice().sort()[level.length >> 1]!;
  const half = (isLow: boolean) => {
    const units = [...level.keys()].filter((i) => level[i]! < median === isLow);
    const cut = (values: Float64Array) =>
      Float64Array.from(units.flatMap((i) => Array.from(values.subarray(i * width, (i + 1) * width))));
    const sizes = new Map<number, number>();
    for (const unit of units) sizes.set(groupOf[unit]!, (sizes.get(groupOf[unit]!) ?? 0) + 1);
    if ([...new Set(groupOf)].some((group) => (sizes.get(group) ?? 0) < 5)) return null;
    return simple({
      ...cells,
      panel: { ...panel, units: units.map((i) => panel.units[i]!), outcome: cut(panel.outcome) },
      groupOf: Float64Array.from(units, (i) => groupOf[i]!),
      covariates: (cells.covariates ?? []).map(cut),
    });
  };
  const [low, high] = [half(true), half(false)];
  return low === null || high === null ? [] : [{ name: "the first outcome", low, high }];
}

function perUnit({ panel }: GroupTimeOptions, draw: () => number): Float64Array {
  const width = panel.periods.length;
  const values = new Float64Array(panel.outcome.length);
  for (let i = 0; i < panel.units.length; i++) values.fill(draw(), i * width, (i + 1) * width);
  return values;
}
