import type { Rng } from "@attune/math/rng";
import { trainCoVisitation } from "./co-visitation.ts";
import { trainIals } from "./ials.ts";
import { trainItemKnn } from "./item-knn.ts";
import type { HistoryParameters } from "./item-neighbors.ts";
import type { TrainablePart } from "./learned-blend.ts";
import { tooLargeForFactors } from "./obstacles.ts";
import { trainPopularity } from "./popularity.ts";
import type { Recommender } from "./recommender.ts";
import { trainRp3beta } from "./rp3beta.ts";
import { trainSequentialRules } from "./sequential-rules.ts";
import { trainVSknn } from "./v-sknn.ts";

const silent: Recommender = { name: "silent", score: () => {}, explain: () => [] };

/**
 * What learned hybrids draw on: order, company, taste, long tail, histories alike, factors where memory allows them, bestsellers. Half of them let the
 * history fade, half do not: which half is right depends on the shop, and is learned.
 */
export function hybridParts({ decay, lastItems }: HistoryParameters, rng: Rng): TrainablePart[] {
  const history = { decay, lastItems, neighborsPerItem: 200 };
  const lasting = { ...history, decay: 1 };
  const factors = { dimensions: 64, iterations: 10, regularization: 0.01, unobservedWeight: 0.1, steps: 3 };
  return [
    {
      name: "sequential-rules",
      train: (data) => trainSequentialRules(data, { ...history, steps: 10, popularityPower: 0.4 }),
    },
    {
      name: "co-visitation",
      train: (data) => trainCoVisitation(data, { ...history, windowItems: 10, popularityPower: 0.4 }),
    },
    { name: "item-knn", train: (data) => trainItemKnn(data, { ...history, shrink: 10 }) },
    { name: "rp3beta", train: (data) => trainRp3beta(data, { ...lasting, alpha: 0.8, beta: 0.4 }) },
    {
      name: "v-sknn",
      train: (data) => trainVSknn(data, { neighborCount: 200, sampleSize: 1_000, lastItems: 20, idfWeight: 5 }),
    },
    {
      name: "ials",
      train: (data) =>
        tooLargeForFactors(data) === null ? trainIals(data, { ...lasting, ...factors }, rng.fork("ials"), 1) : silent,
    },
    { name: "popularity", train: (data) => trainPopularity(data, { halfLifeMs: null }) },
  ];
}
