import type { Rng } from "@attune/math/rng";
import { comparePaired, type PairedComparison } from "../evaluate/compare-paired.ts";
import { rankingMetrics } from "../evaluate/ranking-metrics.ts";
import type { EvaluationCase, Split } from "../evaluate/split.ts";
import { type Interactions, itemCounts } from "../recommend/interactions.ts";
import type { Recommender } from "../recommend/recommender.ts";
import { createScoreBoard } from "../recommend/score-board.ts";
import { topItems } from "../recommend/top-items.ts";
import { constrainExposure, type ExposureFloor } from "./constrain-exposure.ts";
import { auditExposure, type GroupExposure } from "./exposure-audit.ts";
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
const boostRounds = 20;
const boostStep = 0.1;
/** Groups that are never shown count as shown so much. */
const leastShare = 1e-4;
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
  const boostedList = (boosts: ReadonlyMap<string, number>) => (one: Ranked) =>
    boostedItems(one, boosts, groupOf, cutOff);
  const boosts = fitBoosts(exposure, strength, (tried) =>
    auditExposure(ranked.map(boostedList(tried)), counts, groupOf),
  );
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
  const boosted = judge(boostedList(boosts));
  const floored = judge(({ items }) => constrainExposure([...items], cutOff, floors, groupOf));
  return {
    exposure,
    boosted: { boosts: Object.fromEntries(boosts), ...boosted },
    floored: { floors, ...floored },
  };
}

function boostedItems(
  { items, scores }: Ranked,
  boosts: ReadonlyMap<string, number>,
  groupOf: GroupOf,
  length: number,
): number[] {
  const score = Float64Array.from(items, (item, i) => scores[i]! * (boosts.get(groupOf(item) ?? "") ?? 1));
  const order = [...items.keys()].sort((a, b) => score[b]! - score[a]! || a - b);
  return order.slice(0, length).map((i) => items[i]!);
}

/**
 * How much a boost moves depends on how near scores lie together, so it is found by trying: small steps towards what each group should get, `strength` of the
 * way from its exposure to the interest in it. Of all that were tried the nearest.
 */
function fitBoosts(
  before: readonly GroupExposure[],
  strength: number,
  exposureWith: (boosts: ReadonlyMap<string, number>) => GroupExposure[],
): Map<string, number> {
  const wanted = new Map(
    before
      .filter(({ interestShare }) => interestShare > 0)
      .map(({ group, exposureShare, interestShare }) => [
        group,
        exposureShare + strength * (interestShare - exposureShare),
      ]),
  );
  let tried = new Map([...wanted.keys()].map((group) => [group, 1]));
  let nearest = { boosts: tried, distance: Number.POSITIVE_INFINITY };
  for (let round = 0; round < boostRounds; round++) {
    const shares = new Map(exposureWith(tried).map(({ group, exposureShare }) => [group, exposureShare]));
    let distance = 0;
    const next = new Map<string, number>();
    for (const [group, share] of wanted) {
      const got = shares.get(group) ?? 0;
      distance += Math.abs(got - share);
      const factor = tried.get(group)! * (share / Math.max(got, leastShare)) ** boostStep;
      next.set(group, Math.min(boostLimit, Math.max(1 / boostLimit, factor)));
    }
    if (distance < nearest.distance) nearest = { boosts: tried, distance };
    tried = next;
  }
  return nearest.boosts;
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
