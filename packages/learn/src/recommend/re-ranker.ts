import { type BoostedTrees, predictBoosting } from "@attune/math/fit/boosting/gradient-boosting";
import { treeShap } from "@attune/math/fit/boosting/tree-shap";
import type { Rng } from "@attune/math/rng";
import { type Interactions, itemCounts } from "./interactions.ts";
import { fitLambdaMart, type LambdaMartParameters } from "./lambda-mart.ts";
import type { TrainablePart } from "./learned-blend.ts";
import { fewestQuestions, learningSplit } from "./learning-split.ts";
import { type PartScores, partScores } from "./part-scores.ts";
import { trainPopularity } from "./popularity.ts";
import type { Cause, History, Recommender } from "./recommender.ts";
import { createScoreBoard } from "./score-board.ts";

export interface ReRankerParameters extends LambdaMartParameters {
  /** Best items of each part that are ranked again. */
  perPart: number;
  /** Questions that are learned from, at most. */
  questions: number;
  /** Half-life behind the feature "wanted lately". */
  halfLifeMs: number;
}

/** Features after the parts' own scores. */
const furtherFeatures = ["popularity", "trend", "historyLength", "sumOfParts"] as const;

/**
 * Candidates of several models put in order by LambdaMART: what each part says, how popular the item is, how much is known of the person. The trees are
 * learned on a time split with the parts trained on its earlier half; the parts are then trained on everything. Scores are e^(sum of trees), above 0.
 */
export function trainReRanker(
  interactions: Interactions,
  parts: readonly TrainablePart[],
  parameters: ReRankerParameters,
  rng: Rng,
): Recommender {
  const { earlier, questions } = learningSplit(interactions, parameters.questions, rng);
  const scratch = createScoreBoard(interactions.itemIds.length);
  const before = featuresOf(earlier, parts, parameters, scratch);
  const columns: number[][] = Array.from({ length: parts.length + furtherFeatures.length }, () => []);
  const relevant: number[] = [];
  const queryStart = [0];
  for (const { history, targets } of questions) {
    const { said, rows } = before(history, history.items);
    const chosen = Array.from(said.items, (item) => (targets.includes(item) ? 1 : 0));
    if (!chosen.includes(1)) continue;
    rows.forEach((row, feature) => {
      for (const value of row) columns[feature]!.push(value);
    });
    for (const value of chosen) relevant.push(value);
    queryStart.push(relevant.length);
  }
  const enough = queryStart.length > fewestQuestions;
  const trees: BoostedTrees | null = enough
    ? fitLambdaMart(
        {
          columns: columns.map((values) => ({ values: Float64Array.from(values) })),
          queryStart: Uint32Array.from(queryStart),
          relevant: Uint8Array.from(relevant),
        },
        parameters,
      )
    : null;
  return reRanker(featuresOf(interactions, parts, parameters, scratch), trees, parts.length);
}

type Features = (
  history: History,
  masked: ArrayLike<number>,
) => { said: PartScores; rows: Float64Array[]; trained: readonly Recommender[] };

/** Without trees (too little to learn from) the sum of the parts decides. */
function reRanker(features: Features, trees: BoostedTrees | null, partCount: number): Recommender {
  const rawOf = (rows: Float64Array[], count: number) =>
    trees === null ? rows[rows.length - 1]! : predictBoosting(trees, rows, count);
  return {
    name: "re-ranker",
    score(history, board) {
      const { said, rows } = features(history, []);
      const raw = rawOf(rows, said.items.length);
      said.items.forEach((item, i) => {
        board.add(item, Math.exp(raw[i]!));
      });
    },
    explain(history, wanted) {
      const { said, rows, trained } = features(history, []);
      const place = said.items.indexOf(wanted);
      if (place < 0) return [];
      const score = Math.exp(rawOf(rows, said.items.length)[place]!);
      const row = rows.map((values) => values[place]!);
      const speaks = trees === null ? row.slice(0, partCount) : Array.from(treeShap(trees, row).values);
      const total = speaks.reduce((sum, value) => sum + Math.max(0, value), 0);
      const causes = new Map<number, number>();
      trained.forEach((part, p) => {
        if (total <= 0 || speaks[p]! <= 0 || row[p] === 0) return;
        const share = (score * speaks[p]!) / total;
        const own = part.explain(history, wanted).filter(({ contribution }) => contribution > 0);
        const sum = own.reduce((all, { contribution }) => all + contribution, 0);
        for (const { item, contribution } of own) {
          causes.set(item, (causes.get(item) ?? 0) + (share * contribution) / sum);
        }
      });
      return [...causes]
        .map(([item, contribution]): Cause => ({ item, contribution }))
        .sort((a, b) => b.contribution - a.contribution || a.item - b.item);
    },
  };
}

function featuresOf(
  interactions: Interactions,
  parts: readonly TrainablePart[],
  { perPart, halfLifeMs }: ReRankerParameters,
  scratch: ReturnType<typeof createScoreBoard>,
): Features {
  const trained = parts.map((part) => part.train(interactions));
  const popularity = Float64Array.from(itemCounts(interactions), (count) => Math.log1p(count));
  const lately = createScoreBoard(interactions.itemIds.length);
  const nobody = { items: new Uint32Array(0), at: new Float64Array(0), nowAt: 0 };
  trainPopularity(interactions, { halfLifeMs }).score(nobody, lately);
  return (history, masked) => {
    const said = partScores(trained, history, perPart, masked, scratch);
    const count = said.items.length;
    const of = (value: (item: number, i: number) => number) => Float64Array.from(said.items, value);
    const further = [
      of((item) => popularity[item]!),
      of((item) => Math.log1p(lately.scoreOf(item))),
      new Float64Array(count).fill(Math.min(50, history.items.length)),
      of((_, i) => said.scores.reduce((sum, row) => sum + row[i]!, 0)),
    ];
    return { said, rows: [...said.scores, ...further], trained };
  };
}
