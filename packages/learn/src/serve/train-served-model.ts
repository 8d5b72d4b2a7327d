import type { Rng } from "@attune/math/rng";
import type { Item } from "@attune/model/item";
import { isUndetermined } from "@attune/model/undetermined";
import { evaluateRecommender } from "../evaluate/evaluate-recommender.ts";
import { type EvaluationCase, type Split, sampleCases, splitByTime, splitLeaveLast } from "../evaluate/split.ts";
import { trainContent } from "../recommend/content.ts";
import { type Interactions, itemCounts } from "../recommend/interactions.ts";
import { type NeighborRecommender, neighborRecommender } from "../recommend/item-neighbors.ts";
import { trainPopularity } from "../recommend/popularity.ts";
import type { History, Recommender } from "../recommend/recommender.ts";
import { trainReplenishment } from "../recommend/replenishment.ts";
import { compareLists } from "../registry/compare-lists.ts";
import { type GateRules, judgeReplacement } from "../registry/gate.ts";
import { type ChallengerReport, defaultGate, judgeChallenger } from "../registry/judge-challenger.ts";
import { itemAttributes } from "./item-attributes.ts";
import { judgeSeen } from "./judge-seen.ts";
import type { ServedModel, ServedTable } from "./served-model.ts";
import { type CategoryOf, neighborsPerItem, type TableRecipe, tableRecipes, withAttributes } from "./served-tables.ts";
import type { ShopData } from "./train-shop.ts";

export interface TrainingRequest {
  /** All items of the catalogue have an id in it, whether somebody touched them or not. */
  data: ShopData;
  itemOf: (itemId: string) => Item | undefined;
  /** Recipe behind the lists in service; null where none is. */
  champion: string | null;
  /** The very table behind them, in the numbers of `data`; null where there is none, or it is not to be had. */
  inService: ServedTable | null;
  modelId: string;
  trainedAt: number;
  rng: Rng;
  onProgress: (done: number, total: number) => void;
}

export interface TrainedServedModel {
  model: ServedModel;
  /** Recipes by what they answer. */
  chosen: { personal: string; session: string };
  /** All that the tables depend on besides the data and the recipes of the other roles. */
  parameters: Record<string, number | string>;
  /** NDCG@10 of every recipe where it was chosen: long histories, and their last three items. */
  candidates: { name: string; personal: number; session: number }[];
  /** Of the chosen one on questions that nobody chose by; “of all” asks for what people had seen before, too, and decides whether lists keep it. */
  metrics: Record<string, number>;
  protocol: string;
  cases: number;
  /**
   * Against what serves now; where nothing does, against what is popular. Quality on one split, both fitted on its learning part; the change of lists, where the
   * served table is at hand, between that one and the new one as people will see them.
   */
  gate: ChallengerReport;
}

const cutOff = 10;
const mostCases = 3_000;
const sessionItems = 3;
/** An item known by five interactions is believed half by what it is. */
const priorCount = 5;
const options = { cutOffs: [cutOff], excludeSeen: true };
const judgedBy = `ndcg@${cutOff}`;

/**
 * Trains the tables that lists are served from. Which recipe answers is chosen on a part of the past, judged on a later one, and trained at last on all of it.
 */
export function trainServedModel(request: TrainingRequest): TrainedServedModel {
  const { data, rng, onProgress } = request;
  const { interactions, purchases, orders } = data;
  const steps = tableRecipes.length + 6;
  let done = 0;
  const step = () => onProgress(++done, steps);

  const categoryOf: CategoryOf = (item) => request.itemOf(interactions.itemIds[item]!)?.category;
  const split = questionsOf(interactions, rng);
  const choosing = sampleCases(split.validation(), mostCases, rng.fork("choosing"));
  const candidates = tableRecipes.map((recipe) => {
    const table = recipe.train(choosing.train, categoryOf);
    const of = (cases: EvaluationCase[]) => ndcgOf(asRecommender(recipe.name, table), { ...choosing, cases });
    step();
    return { name: recipe.name, personal: of(choosing.cases), session: of(choosing.cases.map(lastItemsOnly)) };
  });
  const personal = bestOf(candidates, "personal");
  const session = bestOf(candidates, "session");

  const challenger = asRecommender(personal.name, personal.train(split.train, categoryOf));
  step();
  const champion = championOf(request.champion, personal, challenger, split, categoryOf);
  const rules = request.champion === null ? firstGate : defaultGate;
  const judged = judgeChallenger(champion, challenger, split, {
    cutOff,
    excludeSeen: true,
    rules,
    rng: rng.fork("gate"),
  });
  const { metrics } = evaluateRecommender(challenger, split, options);
  const seen = judgeSeen(challenger, split, cutOff);
  step();

  const content = trainContent(interactions, (item) => itemAttributes(request.itemOf(interactions.itemIds[item]!)), {
    decay: 0.8,
    lastItems: 12,
    neighborsPerItem,
    commonestShare: 0.9,
  }).neighbors;
  step();
  const counts = itemCounts(interactions);
  const whole = (recipe: TableRecipe) =>
    withAttributes(recipe.train(interactions, categoryOf), content, counts, priorCount);
  const personalTable = whole(personal);
  step();
  const tables = {
    personal: personalTable,
    session: session.name === personal.name ? personalTable : whole(session),
    viewed: recipeNamed("co-visitation").train(interactions, categoryOf),
    bought: recipeNamed("item-knn").train(orders, categoryOf),
    similar: { ...content, decay: 0.8, lastItems: 12 },
  };
  step();
  const model: ServedModel = {
    modelId: request.modelId,
    trainedAt: request.trainedAt,
    itemCount: interactions.itemIds.length,
    itemIds: () => [interactions.itemIds],
    tables,
    seen: seen.rule,
    rhythmDays: rhythms(purchases),
  };
  step();
  return {
    model,
    chosen: { personal: personal.name, session: session.name },
    parameters: { ...personal.parameters, sessionRecipe: session.name, priorCount, seen: seen.rule },
    candidates,
    metrics: {
      [judgedBy]: metrics[judgedBy]!,
      [`recall@${cutOff}`]: metrics[`recall@${cutOff}`]!,
      [`${judgedBy} of all, seen kept`]: seen.kept,
      [`${judgedBy} of all, seen left out`]: seen.leftOut,
    },
    protocol: split.protocol,
    cases: split.cases.length,
    gate: request.inService === null ? judged : withChangeSeen(judged, request.inService, personalTable, rules, data),
  };
}

/** People who are compared by what they would see. */
const mostCompared = 2_000;

/** The verdict where the change of lists is that from the table in service to the new one, for people as they are now. */
function withChangeSeen(
  judged: ChallengerReport,
  before: ServedTable,
  after: ServedTable,
  rules: GateRules,
  { interactions }: ShopData,
): ChallengerReport {
  const people = interactions.profileIds.length;
  const step = Math.max(1, Math.ceil(people / mostCompared));
  const histories = Array.from({ length: Math.floor(people / step) }, (_, i) => historyOf(interactions, i * step));
  const change = compareLists(
    asRecommender("in service", before),
    asRecommender(judged.challenger, after),
    histories.filter(({ items }) => items.length > 0),
    cutOff,
    interactions,
    itemCounts(interactions),
  );
  return { ...judged, change, verdict: judgeReplacement(judged.comparison, change, rules) };
}

function historyOf({ rowStart, item, at }: Interactions, profile: number): History {
  const [from, to] = [rowStart[profile]!, rowStart[profile + 1]!];
  return { items: item.subarray(from, to), at: at.subarray(from, to), nowAt: at[to - 1] ?? 0 };
}

/** Against popular items novelty and breadth can only rise, and everybody sees other lists: that is the point. */
const firstGate: GateRules = { ...defaultGate, noveltyLoss: 1, breadthShare: 0.5, rampAbove: 1 };

/** Fewer questions tell too little about a difference that matters. */
const fewestByTime = 1_000;

/** Later is asked, where enough people came back; otherwise each person's last item. */
function questionsOf(interactions: Interactions, rng: Rng): Split {
  const byTime = interactions.timed ? splitByTime(interactions, 0.9, false) : null;
  const split = byTime !== null && byTime.cases.length >= fewestByTime ? byTime : splitLeaveLast(interactions, false);
  return sampleCases(split, mostCases, rng.fork("questions"));
}

function lastItemsOnly(question: EvaluationCase): EvaluationCase {
  const { items, at, nowAt } = question.history;
  return { ...question, history: { items: items.slice(-sessionItems), at: at.slice(-sessionItems), nowAt } };
}

function ndcgOf(model: Recommender, split: Split): number {
  if (split.cases.length === 0) return 0;
  const ndcg = evaluateRecommender(model, split, options).metrics[judgedBy]!;
  return Number.isFinite(ndcg) ? ndcg : 0;
}

function asRecommender(name: string, table: ServedTable): NeighborRecommender {
  return neighborRecommender(name, table, table);
}

/** The simplest of equals. */
function bestOf(candidates: TrainedServedModel["candidates"], role: "personal" | "session"): TableRecipe {
  const best = candidates.reduce((a, b) => (b[role] > a[role] ? b : a));
  return recipeNamed(best.name);
}

function recipeNamed(name: string): TableRecipe {
  return tableRecipes.find((recipe) => recipe.name === name)!;
}

function championOf(
  name: string | null,
  personal: TableRecipe,
  challenger: Recommender,
  split: Split,
  categoryOf: CategoryOf,
): Recommender {
  if (name === personal.name) return challenger;
  const recipe = tableRecipes.find((each) => each.name === name);
  if (recipe === undefined) return trainPopularity(split.train, { halfLifeMs: null });
  return asRecommender(recipe.name, recipe.train(split.train, categoryOf));
}

function rhythms(purchases: Interactions): Float32Array {
  const parameters = { minimumRepeats: 20, priorRepeats: 2, minimumShare: 0.4, latest: 3 };
  const model = trainReplenishment(purchases, parameters);
  return Float32Array.from(purchases.itemIds, (_, item) => {
    const rhythm = model.rhythmOf(item);
    return isUndetermined(rhythm) ? Number.NaN : rhythm.typicalDays;
  });
}
