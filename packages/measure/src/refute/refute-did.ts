import { shuffle } from "@attune/math/fit/folds";
import type { Rng } from "@attune/math/rng";
import type { Refutation } from "@attune/model/effect-study";
import { type preTrendTest, simpleAggregate } from "../observational/aggregate-group-time.ts";
import { type GroupTimeOptions, groupTimeEffects, influenceError } from "../observational/group-time-effects.ts";
import { short } from "../observational/short-number.ts";
import {
  allZeroTest,
  equalHalvesTest,
  judge,
  noiseCovariateRefutation,
  type PlainEstimate,
  type RefuterTest,
} from "./judge.ts";

/** Shuffled and noisy runs use at most this many units, drawn by the seed: they test the method, which needs no more. */
const mostUnits = 2000;

/**
 * The attacks on a staggered study: roll-out dates shuffled among units, periods before treatment, units below and above the median of
 * their first outcome, a covariate of noise.
 * @see docs/methods/refuters.md
 */
export function refuteDid(cells: GroupTimeOptions, trend: ReturnType<typeof preTrendTest>, rng: Rng): Refutation[] {
  const sample = sampleOf(cells, rng.fork("sample"));
  const shuffled = Array.from({ length: 10 }, (_, run) => {
    const groups = Array.from(sample.groupOf);
    shuffle(groups, rng.fork(run));
    const found = simpleEffect({ ...sample, groupOf: Float64Array.from(groups) });
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
      pValue: trend.smallSample.pValue,
      onRejection: "fail",
    });
  }
  const halves = equalHalvesTest(levelHalves(cells));
  if (halves !== null) tests.push(halves);
  const noise = perUnit(sample, () => rng.normal());
  const noisy = simpleEffect({ ...sample, covariates: [...(sample.covariates ?? []), noise] });
  return [...judge(tests), noiseCovariateRefutation(simpleEffect(sample), noisy)];
}

function simpleEffect(cells: GroupTimeOptions): PlainEstimate {
  const found = simpleAggregate(groupTimeEffects(cells));
  return { estimate: found.effect, standardError: influenceError(found.influence) };
}

function sampleOf(cells: GroupTimeOptions, rng: Rng): GroupTimeOptions {
  const units = Array.from(cells.groupOf.keys());
  if (units.length <= mostUnits) return cells;
  shuffle(units, rng);
  return onlyUnits(cells, units.slice(0, mostUnits));
}

function onlyUnits(cells: GroupTimeOptions, units: readonly number[]): GroupTimeOptions {
  const { panel, groupOf, covariates = [] } = cells;
  const width = panel.periods.length;
  const cut = (values: Float64Array) => {
    const taken = new Float64Array(units.length * width);
    units.forEach((unit, i) => {
      taken.set(values.subarray(unit * width, (unit + 1) * width), i * width);
    });
    return taken;
  };
  return {
    ...cells,
    panel: { ...panel, units: units.map((i) => panel.units[i]!), outcome: cut(panel.outcome) },
    groupOf: Float64Array.from(units, (i) => groupOf[i]!),
    covariates: covariates.map(cut),
  };
}

/** Units below and above the median of the first outcome; nothing where a group would have fewer than five in a half. */
function levelHalves(cells: GroupTimeOptions): { name: string; low: PlainEstimate; high: PlainEstimate }[] {
  const { panel, groupOf } = cells;
  const width = panel.periods.length;
  const level = Float64Array.from(panel.units, (_, i) => panel.outcome[i * width]!);
  const median = level.slice().sort()[level.length >> 1]!;
  const half = (isLow: boolean) => {
    const units = [...level.keys()].filter((i) => level[i]! < median === isLow);
    const sizes = new Map<number, number>();
    for (const unit of units) sizes.set(groupOf[unit]!, (sizes.get(groupOf[unit]!) ?? 0) + 1);
    const isThin = [...new Set(groupOf)].some((group) => (sizes.get(group) ?? 0) < 5);
    return isThin ? null : simpleEffect(onlyUnits(cells, units));
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
