import type { Rng } from "@attune/math/rng";
import { rankingMetrics } from "../evaluate/ranking-metrics.ts";
import { type BlendPart, createBlend } from "./blend.ts";
import type { Interactions } from "./interactions.ts";
import { fewestQuestions, learningSplit } from "./learning-split.ts";
import { type PartScores, partScores } from "./part-scores.ts";
import type { History, Recommender } from "./recommender.ts";
import { createScoreBoard } from "./score-board.ts";

/** A model that takes part in a blend; it is trained twice, on an earlier part and then on everything. */
export interface TrainablePart {
  name: string;
  train: (interactions: Interactions) => Recommender;
}

/** What was learned: how much each part says, by how much is known of a person. */
export interface BlendWeights {
  /** Histories of at least so many items, and fewer than the next. */
  fromLength: number;
  /** `weights[part]` ≥ 0, summing to 1. */
  weights: number[];
  questions: number;
}

/** Histories of a visitor, of a shopper, of a regular. */
const lengths = [1, 3, 10];
const mostQuestions = 5_000;
const perPart = 100;
const cutOff = 10;
const factors = [0, 0.25, 0.5, 2, 4];
const sweeps = 4;

/**
 * Learns on a time split how much each part is to say, for short, middling and long histories, then trains the parts on everything. Weights go up the
 * slope of NDCG@10 a coordinate at a time from equal weights, so the blend is never worse than that on the questions it learned from.
 */
export function trainLearnedBlend(
  interactions: Interactions,
  parts: readonly TrainablePart[],
  rng: Rng,
): { recommender: Recommender; weights: BlendWeights[] } {
  const { earlier, questions } = learningSplit(interactions, mostQuestions, rng);
  const trained = parts.map((part) => part.train(earlier));
  const scratch = createScoreBoard(interactions.itemIds.length);
  const asked = questions.map(({ history, targets }) => ({
    length: history.items.length,
    targets: new Set(targets),
    said: partScores(trained, history, perPart, history.items, scratch),
  }));
  const everybody = learnWeights(asked, parts.length);
  const weights = lengths.map((fromLength, i) => {
    const own = asked.filter(({ length }) => length >= fromLength && length < (lengths[i + 1] ?? Infinity));
    const enough = own.length >= fewestQuestions;
    return { fromLength, weights: enough ? learnWeights(own, parts.length) : everybody, questions: own.length };
  });
  const recommenders = parts.map((part) => part.train(interactions));
  const blends = weights.map((learned) =>
    createBlend(
      "blend",
      interactions.itemIds.length,
      recommenders.map((recommender, i): BlendPart => ({ recommender, weight: learned.weights[i]! })),
    ),
  );
  const blendOf = ({ items }: History) => blends[lengths.findLastIndex((from) => items.length >= from)] ?? blends[0]!;
  return {
    weights,
    recommender: {
      name: "blend",
      score: (history, board) => blendOf(history).score(history, board),
      explain: (history, item) => blendOf(history).explain(history, item),
    },
  };
}

interface Asked {
  targets: ReadonlySet<number>;
  said: PartScores;
}

/** Coordinate ascent; equal weights where there is too little to learn from. */
function learnWeights(asked: readonly Asked[], partCount: number): number[] {
  let weights = new Array<number>(partCount).fill(1 / partCount);
  if (asked.length < fewestQuestions) return weights;
  let best = meanNdcg(asked, weights);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const before = best;
    for (let part = 0; part < partCount; part++) {
      const start = weights;
      for (const factor of factors) {
        const tried = shares(start.map((weight, i) => (i === part ? factor * Math.max(weight, 0.02) : weight)));
        if (tried === null) continue;
        const value = meanNdcg(asked, tried);
        if (value > best) {
          best = value;
          weights = tried;
        }
      }
    }
    if (best === before) break;
  }
  return weights;
}

function shares(values: readonly number[]): number[] | null {
  const total = values.reduce((sum, value) => sum + value, 0);
  return total > 0 ? values.map((value) => value / total) : null;
}

function meanNdcg(asked: readonly Asked[], weights: readonly number[]): number {
  let sum = 0;
  for (const { targets, said } of asked) {
    const { items, scores } = said;
    const value = new Float64Array(items.length);
    for (let part = 0; part < weights.length; part++) {
      if (weights[part] === 0) continue;
      for (let i = 0; i < items.length; i++) value[i]! += weights[part]! * scores[part]![i]!;
    }
    // The rank of each target is all that counts: lists are not sorted.
    const ranked: number[] = new Array(cutOff).fill(-1);
    items.forEach((item, i) => {
      if (!targets.has(item)) return;
      let rank = 0;
      for (let other = 0; other < items.length; other++) {
        if (value[other]! > value[i]! || (value[other] === value[i] && items[other]! < item)) rank++;
      }
      if (rank < cutOff) ranked[rank] = item;
    });
    sum += rankingMetrics(ranked, targets, cutOff).ndcg;
  }
  return sum / asked.length;
}
