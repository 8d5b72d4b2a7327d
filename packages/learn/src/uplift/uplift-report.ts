import { normalSurvival } from "@attune/math/distribution/normal";
import { fitBoosting } from "@attune/math/fit/boosting/gradient-boosting";
import { treeShap } from "@attune/math/fit/boosting/tree-shap";
import { shuffle } from "@attune/math/fit/folds";
import type { Rng } from "@attune/math/rng";
import type { Effect } from "@attune/model/report";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import type {
  RankingMetric,
  UpliftCurvePoint,
  UpliftDecile,
  UpliftReport,
  UpliftSegment,
} from "@attune/model/uplift-report";
import { type BaseLearner, boostedLearner, predictorOf } from "./base-learner.ts";
import { fitCausalForest } from "./causal-forest.ts";
import {
  crossFitUplift,
  doublyRobustScores,
  fitUplift,
  type MetaLearner,
  type UpliftOptions,
} from "./meta-learners.ts";
import { qiniCurve, rankByScore, type ScoredTest } from "./uplift-curve.ts";
import { isBinaryOutcome, rowsOfArm, takeUpliftRows, type UpliftData } from "./uplift-data.ts";
import { auuc, bootstrapInterval, edgeOf, qini } from "./uplift-metrics.ts";

export interface UpliftStudyOptions {
  features: readonly string[];
  /** A meta-learner, or the honest causal forest. */
  learner: MetaLearner | "forest";
  base?: BaseLearner;
  /** Share of the people held out for judging, 0..1. */
  testFraction: number;
  /** Chance assigned the treatment: its share is the propensity. Otherwise the propensity is learned. */
  isRandomized: boolean;
  costPerTreatment: number;
  valuePerOutcome: number;
  /** At most this share of people may be treated; 1 by default. */
  budgetFraction?: number;
  seed: string;
}

const normal975 = 1.959963984540054;

/**
 * Learns uplift on one part of the people and judges it on the other: ranking with intervals, calibration by tenths, a targeting policy
 * valued by doubly robust scores, the four groups, and what the prediction rests on.
 * Undetermined with fewer than 50 people of an arm in either part.
 * @see docs/methods/uplift.md
 */
export function upliftReport(data: UpliftData, options: UpliftStudyOptions, rng: Rng): UpliftReport | Undetermined {
  const { train, test } = split(data, options.testFraction, rng.fork("split"));
  const fewest = Math.min(
    ...[train, test].flatMap((part) => ([0, 1] as const).map((arm) => rowsOfArm(part.treated, arm).length)),
  );
  if (fewest < 50)
    return undetermined("too-few-people", "Each arm needs at least 50 people for learning and 50 for judging.");
  const share = rowsOfArm(train.treated, 1).length / train.treated.length;
  const upliftOptions: UpliftOptions = {
    learner: options.learner === "forest" ? "r" : options.learner,
    base: options.base ?? boostedLearner,
    ...(options.isRandomized ? { propensity: share } : {}),
    rng: rng.fork("learn"),
  };
  const n = test.outcome.length;
  const score =
    options.learner === "forest"
      ? forestScores(train, test, upliftOptions)
      : fitUplift(train, upliftOptions)(test.columns, n);
  const baseline = controlBaseline(train, upliftOptions)(test.columns, n);
  const robust = doublyRobustScores(test, crossFitUplift(test, { ...upliftOptions, rng: rng.fork("judge") }));
  const scored: ScoredTest = { score, treated: test.treated, outcome: test.outcome };
  const deciles = decilesOf(scored);
  return {
    schema: "attune.learn.uplift/1",
    learner: options.learner,
    train: train.outcome.length,
    test: n,
    seed: options.seed,
    ate: differenceOf(Uint32Array.from(score.keys()), scored),
    ...rankingMetrics(scored, rng),
    curve: curveOf(scored, robust, options),
    deciles,
    calibration: calibrationOf(deciles),
    policy: policyOf(score, robust, options),
    segments: segmentsOf(score, baseline, options),
    importance: importanceOf(test.columns, score, options.features),
  };
}

/** Draws the same share of each arm for judging. */
function split(data: UpliftData, testFraction: number, rng: Rng): { train: UpliftData; test: UpliftData } {
  const isTest = new Uint8Array(data.treated.length);
  for (const arm of [0, 1] as const) {
    const rows = Array.from(rowsOfArm(data.treated, arm));
    shuffle(rows, rng);
    for (const row of rows.slice(0, Math.round(testFraction * rows.length))) isTest[row] = 1;
  }
  const rows = (wanted: 0 | 1) => Int32Array.from([...isTest.keys()].filter((row) => isTest[row] === wanted));
  return { train: takeUpliftRows(data, rows(0)), test: takeUpliftRows(data, rows(1)) };
}

function forestScores(train: UpliftData, test: UpliftData, options: UpliftOptions): Float64Array {
  const forest = fitCausalForest(train, crossFitUplift(train, options), { rng: options.rng.fork("forest") });
  return forest.predict(test.columns, test.outcome.length).effect;
}

function controlBaseline(train: UpliftData, { base, rng }: UpliftOptions) {
  const { columns, outcome } = takeUpliftRows(train, rowsOfArm(train.treated, 0));
  return predictorOf(
    base.learn(columns, outcome, { isBinary: isBinaryOutcome(train.outcome), rng: rng.fork("baseline") }),
  );
}

function rankingMetrics(test: ScoredTest, rng: Rng): { qini: RankingMetric; auuc: RankingMetric } {
  const definition = isBinaryOutcome(test.outcome) ? "sklift" : "per-person";
  const metric = (compute: typeof auuc | typeof qini, label: string): RankingMetric => {
    const value = compute(test, definition);
    const interval = bootstrapInterval(test, (of, order) => compute(of, definition, order), rng.fork(label));
    return { definition, value, interval: isUndetermined(value) ? value : interval };
  };
  return { qini: metric(qini, "qini"), auuc: metric(auuc, "auuc") };
}

const curvePoints = 20;

function curveOf(
  test: ScoredTest,
  robust: Float64Array,
  { costPerTreatment, valuePerOutcome }: UpliftStudyOptions,
): UpliftCurvePoint[] {
  const n = test.score.length;
  const order = rankByScore(test.score);
  const { people, value } = qiniCurve(test, order);
  const treated = test.treated.reduce((sum, arm) => sum + arm, 0);
  const gains = new Float64Array(n);
  let taken = 0;
  let at = 0;
  return Array.from({ length: curvePoints + 1 }, (_, point) => {
    const most = Math.round((point * n) / curvePoints);
    for (; taken < most; taken++) {
      const row = order[taken]!;
      gains[row] = robust[row]! * valuePerOutcome - costPerTreatment;
    }
    while (at + 1 < people.length && people[at + 1]! <= most) at += 1;
    const { mean, variance } = momentsOf(Array.from(gains));
    const half = normal975 * Math.sqrt(variance / n);
    // The curve counts outcomes of the treated; over their number it is a gain per person treated.
    return {
      share: point / curvePoints,
      qini: value[at]! / treated,
      profit: mean,
      profitInterval: [mean - half, mean + half] as [number, number],
    };
  });
}

function decilesOf(test: ScoredTest): UpliftDecile[] {
  const order = rankByScore(test.score);
  const bins = Math.min(10, order.length);
  return Array.from({ length: bins }, (_, bin) => {
    const rows = order.subarray(edgeOf(bin, bins, order.length), edgeOf(bin + 1, bins, order.length));
    const predicted = rows.reduce((sum, row) => sum + test.score[row]!, 0) / rows.length;
    return { decile: bin + 1, people: rows.length, predicted, observed: differenceOf(rows, test) };
  });
}

/** Treated less control among some rows, unequal variances, by the normal: tenths are large. */
function differenceOf(rows: Uint32Array, { treated, outcome }: ScoredTest): Effect | Undetermined {
  const arms = [0, 1].map((arm) =>
    momentsOf(
      Array.from(rows)
        .filter((row) => treated[row] === arm)
        .map((row) => outcome[row]!),
    ),
  );
  const [control, group] = arms as [Moments, Moments];
  if (control.count < 2 || group.count < 2)
    return undetermined("one-arm", "Among these people one of the arms is all but empty.");
  const estimate = group.mean - control.mean;
  const standardError = Math.sqrt(group.variance / group.count + control.variance / control.count);
  if (!(standardError > 0))
    return undetermined("zero-variance", "Everybody here did the same, so chance cannot be judged.");
  const half = normal975 * standardError;
  const pValue = 2 * normalSurvival(Math.abs(estimate / standardError));
  return { estimate, standardError, interval: [estimate - half, estimate + half], pValue };
}

interface Moments {
  count: number;
  mean: number;
  variance: number;
}

function momentsOf(values: readonly number[]): Moments {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  return { count, mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1) };
}

/** Weighted line through the tenths: observed on predicted. */
function calibrationOf(deciles: readonly UpliftDecile[]): UpliftReport["calibration"] {
  const points = deciles.flatMap(({ predicted, observed }) =>
    isUndetermined(observed) ? [] : [{ x: predicted, y: observed.estimate, weight: 1 / observed.standardError ** 2 }],
  );
  const total = points.reduce((sum, point) => sum + point.weight, 0);
  const mean = (pick: (point: (typeof points)[number]) => number) =>
    points.reduce((sum, point) => sum + point.weight * pick(point), 0) / total;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const spread = mean((point) => (point.x - x) ** 2);
  if (!(spread > 1e-18))
    return undetermined("constant-prediction", "The learner predicts the same uplift for everybody.");
  const slope = mean((point) => (point.x - x) * (point.y - y)) / spread;
  return { slope, intercept: y - slope * x };
}

function policyOf(score: Float64Array, robust: Float64Array, options: UpliftStudyOptions): UpliftReport["policy"] {
  const { costPerTreatment, valuePerOutcome, budgetFraction = 1 } = options;
  const n = score.length;
  const order = rankByScore(score);
  const most = Math.floor(budgetFraction * n);
  const isTreated = new Uint8Array(n);
  for (let k = 0; k < most; k++) if (score[order[k]!]! * valuePerOutcome > costPerTreatment) isTreated[order[k]!] = 1;
  const gains = robust.map((value, i) => (isTreated[i] === 1 ? value * valuePerOutcome - costPerTreatment : 0));
  const { mean, variance } = momentsOf(Array.from(gains));
  const half = normal975 * Math.sqrt(variance / n);
  return {
    treatFraction: isTreated.reduce((sum, value) => sum + value, 0) / n,
    gain: mean,
    interval: [mean - half, mean + half],
    gainOfTreatingAll: momentsOf(Array.from(robust)).mean * valuePerOutcome - costPerTreatment,
    costPerTreatment,
    valuePerOutcome,
  };
}

/** Persuadables pay for their treatment, sleeping dogs lose as much by it; the rest split at the mean of the baseline. */
function segmentsOf(
  score: Float64Array,
  baseline: Float64Array,
  { costPerTreatment, valuePerOutcome }: UpliftStudyOptions,
): UpliftSegment[] {
  const spread = Math.sqrt(momentsOf(Array.from(score)).variance);
  const margin = Math.max(valuePerOutcome > 0 ? costPerTreatment / valuePerOutcome : 0, 0.1 * spread);
  const middle = momentsOf(Array.from(baseline)).mean;
  const kind = (i: number): UpliftSegment["id"] => {
    if (score[i]! > margin) return "persuadables";
    if (score[i]! < -margin) return "sleeping-dogs";
    return baseline[i]! >= middle ? "sure-things" : "lost-causes";
  };
  const ids = ["persuadables", "sure-things", "lost-causes", "sleeping-dogs"] as const;
  const rows = new Map(ids.map((id) => [id, [] as number[]]));
  for (let i = 0; i < score.length; i++) rows.get(kind(i))!.push(i);
  return [...rows]
    .filter(([, of]) => of.length > 0)
    .map(([id, of]) => ({
      id,
      people: of.length,
      baseline: of.reduce((sum, i) => sum + baseline[i]!, 0) / of.length,
      uplift: of.reduce((sum, i) => sum + score[i]!, 0) / of.length,
    }));
}

/** Rows that attributions are averaged over. */
const explainedRows = 300;

/** Shapley values of trees that were fitted to the predictions: one way for every learner. */
function importanceOf(
  columns: readonly Float64Array[],
  score: Float64Array,
  features: readonly string[],
): UpliftReport["importance"] {
  const model = fitBoosting(
    columns.map((values) => ({ values })),
    score,
    { loss: "squared", trees: 50, maxLeaves: 8 },
  );
  const totals = new Float64Array(columns.length);
  const step = Math.max(1, Math.floor(score.length / explainedRows));
  let count = 0;
  for (let row = 0; row < score.length; row += step) {
    const { values } = treeShap(
      model,
      columns.map((column) => column[row]!),
    );
    for (let j = 0; j < totals.length; j++) totals[j]! += Math.abs(values[j]!);
    count += 1;
  }
  return features.map((feature, j) => ({ feature, value: totals[j]! / count })).sort((a, b) => b.value - a.value);
}
