import { fitBoosting, gainImportance, predictBoosting } from "@attune/math/fit/boosting/gradient-boosting";
import { treeShap } from "@attune/math/fit/boosting/tree-shap";
import { stratifiedFolds } from "@attune/math/fit/folds";
import type { Rng } from "@attune/math/rng";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { PredictionReason } from "./calibrated-classifier.ts";
import { classifierQuality } from "./classifier-quality.ts";

export interface Lookalike {
  /** Row of the person. */
  person: number;
  /** From 0 (least like the seed) to 1, by rank among all who are not in it. */
  similarity: number;
  /** What makes the person like the seed, in log odds, largest first. */
  reasons: PredictionReason[];
}

export interface LookalikeAudience {
  /** The people most like the seed who are not in it, most like first. */
  people: Lookalike[];
  /** How well members whom the model had not seen are told from others; near 0.5 the seed has nothing in common that the features show. */
  auc: number;
  /** Share of held-out seed members among the first so many per cent of all, and how many times chance that is. */
  reach: { percent: number; seedShare: number; lift: number }[];
  importance: { feature: string; share: number }[];
}

const fewestSeeds = 50;
const foldCount = 4;
const reasonsKept = 3;

/**
 * The people most like a seed audience: trees that tell members from all others, every person scored by a model that did not see him. Others who belong in
 * the seed without being in it do no harm to the order [Elkan & Noto 2008].
 */
export function findLookalikes(
  featureNames: readonly string[],
  columns: readonly Float64Array[],
  isSeed: Uint8Array,
  limit: number,
  rng: Rng,
): LookalikeAudience | Undetermined {
  const seeds = isSeed.reduce((sum, value) => sum + value, 0);
  if (seeds < fewestSeeds || isSeed.length - seeds < fewestSeeds) {
    return undetermined(
      "too-few-seeds",
      `${seeds} members of ${isSeed.length} people: at least ${fewestSeeds} inside and outside are needed.`,
    );
  }
  const outcome = Float64Array.from(isSeed);
  const folds = stratifiedFolds(isSeed, foldCount, rng.fork("folds"));
  const scores = new Float64Array(isSeed.length);
  const importance = new Float64Array(featureNames.length);
  const models = Array.from({ length: foldCount }, (_, fold) => {
    const rows = [...folds.keys()];
    const learned = rows.filter((row) => folds[row] !== fold);
    const asked = rows.filter((row) => folds[row] === fold);
    const take = (of: readonly number[]) => columns.map((column) => Float64Array.from(of, (row) => column[row]!));
    const model = fitBoosting(
      take(learned).map((values) => ({ values })),
      Float64Array.from(learned, (row) => outcome[row]!),
      { loss: "logistic", trees: 60, learningRate: 0.1, maxLeaves: 15 },
    );
    predictBoosting(model, take(asked), asked.length).forEach((score, i) => {
      scores[asked[i]!] = score;
    });
    gainImportance(model).forEach((share, feature) => {
      importance[feature]! += share / foldCount;
    });
    return model;
  });
  const order = Uint32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const others = order.filter((person) => isSeed[person] === 0);
  const people = Array.from(others.subarray(0, limit), (person, rank): Lookalike => {
    const row = columns.map((column) => column[person]!);
    const { values } = treeShap(models[folds[person]!]!, row);
    const reasons = featureNames
      .map((feature, i) => ({ feature, value: row[i]!, contribution: values[i]! }))
      .filter(({ contribution }) => contribution > 0)
      .sort((a, b) => b.contribution - a.contribution)
      .slice(0, reasonsKept);
    return { person, similarity: 1 - rank / others.length, reasons };
  });
  return {
    people,
    auc: classifierQuality(scores, outcome, rng.fork("quality")).auc,
    reach: [1, 5, 10, 20].map((percent) => {
      const first = order.subarray(0, Math.max(1, Math.round((percent / 100) * order.length)));
      const seedShare = first.filter((person) => isSeed[person] === 1).length / seeds;
      return { percent, seedShare, lift: seedShare / (first.length / order.length) };
    }),
    importance: featureNames
      .map((feature, i) => ({ feature, share: importance[i]! }))
      .sort((a, b) => b.share - a.share),
  };
}
