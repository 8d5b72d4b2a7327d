import type { SeenRule } from "@attune/model/tactic";
import { evaluateRecommender } from "../evaluate/evaluate-recommender.ts";
import type { Split } from "../evaluate/split.ts";
import { latestDistinct, type NeighborRecommender } from "../recommend/item-neighbors.ts";
import type { Recommender } from "../recommend/recommender.ts";
import { ownVoice } from "./own-voice.ts";

/** Whether lists of what is next show what the person has seen, and what it rests on. */
export interface SeenJudgement {
  rule: SeenRule;
  /** NDCG of all that people touched later, what they had seen before among it. */
  kept: number;
  leftOut: number;
  /** Of the difference for one question, kept minus left out; 95 %. */
  interval: { lower: number; upper: number };
}

/**
 * Asks for all that people touched later, once with what they had seen in the lists and once without. It is kept where that is better beyond doubt: coming back to
 * what one looked at is most of what people do in some shops and none of it in others. Normal interval of the mean of paired differences.
 */
export function judgeSeen(
  model: NeighborRecommender,
  split: Pick<Split, "train" | "cases">,
  cutOff: number,
): SeenJudgement {
  const options = { cutOffs: [cutOff], excludeSeen: false };
  const name = `ndcg@${cutOff}`;
  const kept = evaluateRecommender(withOwnVoice(model), split, options).perCase[name]!;
  const leftOut = evaluateRecommender(withoutSeen(model), split, options).perCase[name]!;
  const difference = kept.map((value, i) => value - leftOut[i]!);
  const count = difference.length;
  const mean = meanOf(difference);
  const variance = difference.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, count - 1);
  const half = count < 2 ? Number.POSITIVE_INFINITY : 1.96 * Math.sqrt(variance / count);
  const interval = { lower: mean - half, upper: mean + half };
  return { rule: interval.lower > 0 ? "keep" : "leave-out", kept: meanOf(kept), leftOut: meanOf(leftOut), interval };
}

function meanOf(values: Float64Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function withOwnVoice({ name, neighbors, parameters, ...model }: NeighborRecommender): Recommender {
  const own = (item: number, weight: number) => weight * ownVoice(neighbors, item);
  return {
    name,
    score(history, board) {
      model.score(history, board);
      for (const { item, weight } of latestDistinct(history, parameters)) board.add(item, own(item, weight));
    },
    explain(history, item) {
      const itself = latestDistinct(history, parameters).filter((each) => each.item === item);
      const causes = itself.map(({ weight }) => ({ item, contribution: own(item, weight) }));
      return [...model.explain(history, item), ...causes].sort((a, b) => b.contribution - a.contribution);
    },
  };
}

function withoutSeen({ name, ...model }: NeighborRecommender): Recommender {
  return {
    name,
    score(history, board) {
      for (const item of history.items) board.remove(item);
      model.score(history, board);
    },
    explain: model.explain,
  };
}
