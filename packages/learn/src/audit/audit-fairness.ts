import type { Rng } from "@attune/math/rng";
import { comparePaired, type PairedComparison } from "../evaluate/compare-paired.ts";
import { rankingMetrics } from "../evaluate/ranking-metrics.ts";
import type { EvaluationCase, Split } from "../evaluate/split.ts";
import { type Interactions, itemCounts } from "../recommend/interactions.ts";
import type { Recommender } from "../recommend/recommender.ts";
import { createScoreBoard } from "../recommend/score-board.ts";
import { topItems } from "../recommend/top-items.ts";
import { constrainExposure, type ExposureFloor } from "./constrain-exposure.ts";
import { auditExposure, exposureBoosts, type GroupExposure } from "./exposure-audit.ts";
import { auditRepresentation, type GroupRepresentation, repeatByWeight } from "./group-weights.ts";
import { type MitigationReport, reportMitigation } from "./mitigation.ts";
import { type QualityByGroup, qualityByGroup } from "./quality-by-group.ts";

type GroupOf = (index: number) => string | null;

export interface FairnessRequest {
  split: Split;
  train: (interactions: Interactions) => Recommender;
  /** A provider, a brand, a price level; null: items have no groups. */
  itemGroupOf: GroupOf | null;
  /** null: people have no groups. */
  personGroupOf: GroupOf | null;
  /** Shares of those who are to be served; null where nobody knows. */
  population: ReadonlyMap<string, number> | null;
  cutOff: number;
  excludeSeen: boolean;
  /** How far mitigation goes, in [0, 1]: 0 not at all, 1 to proportion. */
  strength: number;
  rng: Rng;
}

/** Who and what a recommender serves, and what it would cost to serve them more evenly. */
export interface FairnessReport {
  /** NDCG of all lists. */
  quality: number;
  cases: number;
  items: {
    exposure: GroupExposure[];
    /** Scores of groups that are shown less than people's interest are raised, and lowered the other way. */
    boosted: MitigationReport & { boosts: Record<string, number> };
    /** Every list keeps places for groups that are shown less. */
    floored: MitigationReport & { floors: ExposureFloor[] };
  } | null;
  people: {
    representation: GroupRepresentation[];
    quality: QualityByGroup;
    /** Trained on rows repeated so that groups the data hear too little of speak louder. */
    reweighed: { quality: QualityByGroup; cost: PairedComparison };
  } | null;
}

const candidatesPerPlace = 10;
const boostLimit = 3;
const level = 0.95;
const resamples = 400;

/** One case's candidates, best first. */
interface Ranked {
  profile: number;
  targets: ReadonlySet<number>;
  items: Uint32Array;
  scores: Float64Array;
}

/** Trains once, once more with rows reweighed, and judges both by full ranking. Scores must not be below zero for boosts to mean anything. */
export function auditFairness(request: FairnessRequest): FairnessReport {
  const { split, train, itemGroupOf, personGroupOf, cutOff, rng } = request;
  const ranked = rankedBy(train(split.train), request);
  const ndcg = ndcgOf(ranked, cutOff);
  const mean = ndcg.reduce((sum, value) => sum + value, 0) / Math.max(1, ndcg.length);
  return {
    quality: mean,
    cases: ranked.length,
    items: itemGroupOf === null ? null : auditItems(ranked, itemGroupOf, request),
    people:
      personGroupOf === null ? null : auditPeople(ranked, ndcg, personGroupOf, { ...request, rng: rng.fork("people") }),
  };
}

function auditItems(ranked: readonly Ranked[], groupOf: GroupOf, request: FairnessRequest): FairnessReport["items"] {
  const { split, cutOff, strength, rng } = request;
  const counts = itemCounts(split.train);
  const lists = ranked.map(({ items }) => items.subarray(0, cutOff));
  const exposure = auditExposure(lists, counts, groupOf);
  const boosts = exposureBoosts(exposure, strength, boostLimit);
  const floors = exposure
    .filter(({ ratio }) => ratio !== null && ratio < 1)
    .map(({ group, interestShare }) => ({ group, leastShare: strength * interestShare }));
  const judge = (after: (one: Ranked) => number[]) =>
    reportMitigation(
      ranked.map((one, i) => ({ ...one, before: [...lists[i]!], after: after(one) })),
      counts,
      groupOf,
      rng.fork("items"),
    );
  const boosted = judge(({ items, scores }) => {
    const score = (i: number) => scores[i]! * (boosts.get(groupOf(items[i]!) ?? "") ?? 1);
    const order = [...items.keys()].sort((a, b) => score(b) - score(a) || a - b);
    return order.slice(0, cutOff).map((i) => items[i]!);
  });
  const floored = judge(({ items }) => constrainExposure([...items], cutOff, floors, groupOf));
  return {
    exposure,
    boosted: { boosts: Object.fromEntries(boosts), ...boosted },
    floored: { floors, ...floored },
  };
}

function auditPeople(
  ranked: readonly Ranked[],
  ndcg: Float64Array,
  groupOf: GroupOf,
  request: FairnessRequest,
): FairnessReport["people"] {
  const { split, train, population, cutOff, strength, rng } = request;
  const representation = auditRepresentation(split.train, groupOf, population);
  const factor = new Map(representation.map((row) => [row.group, row.representation ** -strength]));
  const weightOf = (profile: number) => factor.get(groupOf(profile) ?? "") ?? 1;
  const uniform = rng.fork("rows");
  const repeated = repeatByWeight(split.train, weightOf, () => uniform.uniform());
  const after = ndcgOf(rankedBy(train(repeated), request), cutOff);
  const profiles = ranked.map(({ profile }) => profile);
  return {
    representation,
    quality: qualityByGroup(ndcg, profiles, groupOf, rng.fork("quality")),
    reweighed: {
      quality: qualityByGroup(after, profiles, groupOf, rng.fork("quality")),
      cost: comparePaired(after, ndcg, profiles, level, resamples, rng.fork("cost")),
    },
  };
}

function rankedBy(model: Recommender, { split, cutOff, excludeSeen }: FairnessRequest): Ranked[] {
  const board = createScoreBoard(split.train.itemIds.length);
  return split.cases.flatMap(({ profile, history, targets }: EvaluationCase) => {
    const asked = new Set(targets);
    if (excludeSeen) for (const item of history.items) asked.delete(item);
    if (asked.size === 0) return [];
    board.clear();
    if (excludeSeen) for (const item of history.items) board.remove(item);
    model.score(history, board);
    return [{ profile, targets: asked, ...topItems(board, candidatesPerPlace * cutOff) }];
  });
}

function ndcgOf(ranked: readonly Ranked[], cutOff: number): Float64Array {
  return Float64Array.from(
    ranked,
    ({ items, targets }) => rankingMetrics(items.subarray(0, cutOff), targets, cutOff).ndcg,
  );
}
