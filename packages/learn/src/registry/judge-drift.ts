import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { evaluateRecommender } from "../evaluate/evaluate-recommender.ts";
import { type Split, splitAtMoment } from "../evaluate/split.ts";
import { type Interactions, itemCounts, latestAt, selectEntries } from "../recommend/interactions.ts";
import type { Recommender } from "../recommend/recommender.ts";
import { populationStability } from "./population-stability.ts";
import { type QualityDrift, qualityDrift } from "./quality-drift.ts";

export interface DriftRequest {
  train: (interactions: Interactions) => Recommender;
  /** The latest period that is compared with the one before it, in milliseconds; null: the latest fifth of the interactions. */
  recentMs: number | null;
  cutOff: number;
  excludeSeen: boolean;
  /** A relative fall that is borne; in [0, 1). */
  tolerance: number;
}

export interface InputDrift {
  /** `hours`: eighths of the day in UTC. */
  input: "items" | "history-lengths" | "new-people" | "hours";
  /** Population stability index. */
  psi: number | Undetermined;
  /** Below 0.1 the same, up to 0.25 moved, above it: train again. */
  verdict: "same" | "moved" | "train-again" | "undetermined";
}

/** What a model that was trained before the period would do in it, beside the period for which it was trained. */
export interface DriftReport {
  trainedUntilAt: number;
  recentFromAt: number;
  recentUntilAt: number;
  inputs: InputDrift[];
  judgedBy: string;
  quality: QualityDrift | Undetermined;
}

/**
 * A model fitted on all before the last period but one is asked about both: in the last but one it does what its card promised, in the last what it
 * does by now. Inputs of the two periods are compared by their shares.
 */
export function judgeDrift(all: Interactions, request: DriftRequest): DriftReport | Undetermined {
  const { train, recentMs, cutOff, excludeSeen, tolerance } = request;
  if (!all.timed)
    return undetermined("no-times", "The interactions carry no time, so nothing is known of what is recent.");
  const until = latestAt(all);
  const recentFromAt = recentMs === null ? momentAt(all, 0.8) : until - recentMs;
  const trainedUntilAt = recentMs === null ? momentAt(all, 0.6) : until - 2 * recentMs;
  const earlier = selectEntries(all, (entry) => all.at[entry]! < recentFromAt);
  const before = splitAtMoment(earlier, trainedUntilAt, trainedUntilAt);
  const recent = splitAtMoment(all, trainedUntilAt, recentFromAt);
  if (before.train.item.length === 0)
    return undetermined("too-short", "Nothing lies before the two periods that are compared; take a shorter period.");
  const model = train(before.train);
  const judge = (split: Pick<Split, "train" | "cases">) =>
    evaluateRecommender(model, split, { cutOffs: [cutOff], excludeSeen });
  const judgedBy = `ndcg@${cutOff}`;
  const expected = judge(before).metrics[judgedBy]!;
  return {
    trainedUntilAt,
    recentFromAt,
    recentUntilAt: until,
    inputs: inputDrift(all, before.train, trainedUntilAt, recentFromAt),
    judgedBy,
    quality: qualityDrift(expected, judge(recent).perCase[judgedBy]!, tolerance),
  };
}

function momentAt(all: Interactions, share: number): number {
  const times = Float64Array.from(all.at).sort();
  return times[Math.floor(share * (times.length - 1))] ?? 0;
}

const itemBins = 10;
const dayMs = 86_400_000;

function inputDrift(all: Interactions, trained: Interactions, fromAt: number, recentFromAt: number): InputDrift[] {
  const counts = itemCounts(trained);
  const order = Uint32Array.from(counts.keys()).sort((a, b) => counts[b]! - counts[a]! || a - b);
  const rankOf = new Uint32Array(counts.length);
  order.forEach((item, rank) => {
    rankOf[item] = rank;
  });
  const known = counts.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0);
  /** Tenths of the known items by popularity, and one more for those nobody had before. */
  const binOfItem = (item: number) =>
    counts[item] === 0 ? itemBins : Math.min(itemBins - 1, Math.floor((itemBins * rankOf[item]!) / known));
  const periods = [fromAt, recentFromAt].map((start) => ({
    items: new Float64Array(itemBins + 1),
    lengths: new Float64Array(6),
    people: new Float64Array(2),
    hours: new Float64Array(8),
    start,
    end: start === fromAt ? recentFromAt : Number.POSITIVE_INFINITY,
  }));
  for (let person = 0; person + 1 < all.rowStart.length; person++) {
    for (const period of periods) {
      let earlier = 0;
      let inside = 0;
      for (let entry = all.rowStart[person]!; entry < all.rowStart[person + 1]!; entry++) {
        const at = all.at[entry]!;
        if (at < period.start) earlier++;
        else if (at < period.end) {
          inside++;
          period.items[binOfItem(all.item[entry]!)]!++;
          period.hours[Math.floor((at % dayMs) / (dayMs / 8))]!++;
        }
      }
      if (inside === 0) continue;
      period.people[earlier === 0 ? 0 : 1]!++;
      period.lengths[Math.min(5, Math.floor(Math.log2(inside)))]!++;
    }
  }
  const [old, recent] = periods as [(typeof periods)[0], (typeof periods)[0]];
  const drift = (input: InputDrift["input"], a: Float64Array, b: Float64Array): InputDrift => {
    const psi = populationStability(a, b);
    if (typeof psi !== "number") return { input, psi, verdict: "undetermined" };
    return { input, psi, verdict: psi < 0.1 ? "same" : psi <= 0.25 ? "moved" : "train-again" };
  };
  return [
    drift("items", old.items, recent.items),
    drift("history-lengths", old.lengths, recent.lengths),
    drift("new-people", old.people, recent.people),
    drift("hours", old.hours, recent.hours),
  ];
}
