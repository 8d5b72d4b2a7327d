import { trainSequenceNetwork } from "../sequence/sequence-network.ts";
import { trainAssociationRules } from "./association-rules.ts";
import { trainBpr } from "./bpr.ts";
import { trainCoVisitation } from "./co-visitation.ts";
import { trainEase } from "./ease.ts";
import { trainHybrid } from "./hybrid.ts";
import { hybridParts } from "./hybrid-parts.ts";
import { trainIals } from "./ials.ts";
import { trainIalsBlocks } from "./ials-blocks.ts";
import { trainItemKnn } from "./item-knn.ts";
import { trainLearnedBlend } from "./learned-blend.ts";
import { defineModel, type Model } from "./model.ts";
import { fewItems, fits, needsTime, tooLargeForFactors, tooLargeForNetwork } from "./obstacles.ts";
import { trainPopularity } from "./popularity.ts";
import { trainReRanker } from "./re-ranker.ts";
import { trainRp3beta } from "./rp3beta.ts";
import { trainSequentialRules } from "./sequential-rules.ts";
import { trainSlim } from "./slim.ts";
import { trainStan } from "./stan.ts";
import { trainVSknn } from "./v-sknn.ts";

const msPerDay = 86_400_000;
/** An order-free history, a fading one, and one that hears the last item above all. */
const fading = [{ decay: 1 }, { decay: 0.9 }, { decay: 0.8 }, { decay: 0.7 }, { decay: 0.6 }];

/** Every recommender there is, simplest first. */
export const models: readonly Model[] = [
  defineModel({
    name: "popularity",
    summary: "What most people have; the same for everybody.",
    obstacle: fits,
    defaults: { halfLifeMs: null },
    variations: [],
    train: trainPopularity,
  }),
  defineModel({
    name: "trending",
    summary: "What most people have had lately; older interactions fade.",
    obstacle: needsTime,
    defaults: { halfLifeMs: 7 * msPerDay },
    variations: [{ halfLifeMs: msPerDay }, { halfLifeMs: 30 * msPerDay }, { halfLifeMs: 90 * msPerDay }],
    train: trainPopularity,
  }),
  defineModel({
    name: "co-visitation",
    summary: "Items that stand close together in people's histories, in either order.",
    obstacle: fits,
    defaults: { decay: 0.8, lastItems: 50, windowItems: 10, popularityPower: 0.4, neighborsPerItem: 200 },
    variations: fading,
    train: trainCoVisitation,
  }),
  defineModel({
    name: "association-rules",
    summary: "Of those who have this, so many have that.",
    obstacle: fits,
    defaults: { decay: 0.8, lastItems: 50, neighborsPerItem: 300, minimumSupport: 2, minimumLift: 1 },
    variations: [...fading, { minimumSupport: 1, minimumLift: 0 }, { minimumSupport: 5 }],
    train: trainAssociationRules,
  }),
  defineModel({
    name: "sequential-rules",
    summary: "Who had this, had that next.",
    obstacle: fits,
    defaults: { decay: 0.8, lastItems: 50, steps: 10, popularityPower: 0.4, neighborsPerItem: 300 },
    variations: [
      { decay: 0.6 },
      { decay: 0.4 },
      { decay: 0.6, popularityPower: 0.2 },
      { decay: 0.6, steps: 20 },
      { decay: 0.6, popularityPower: 0 },
    ],
    train: trainSequentialRules,
  }),
  defineModel({
    name: "item-knn",
    summary: "Items that the same people have (cosine).",
    obstacle: fits,
    defaults: { decay: 0.8, lastItems: 100, neighborsPerItem: 300, shrink: 10 },
    variations: [...fading, { decay: 1, shrink: 0 }, { decay: 1, shrink: 50 }, { decay: 1, neighborsPerItem: 50 }],
    train: trainItemKnn,
  }),
  defineModel({
    name: "rp3beta",
    summary: "A walk from items over people to items, bestsellers held back.",
    obstacle: fits,
    defaults: { decay: 0.9, lastItems: 200, neighborsPerItem: 300, alpha: 0.8, beta: 0.4 },
    variations: [
      { decay: 1 },
      { decay: 0.8 },
      { decay: 1, alpha: 1, beta: 0.6 },
      { decay: 1, alpha: 0.6, beta: 0.3 },
      { decay: 1, alpha: 0.8, beta: 0.6 },
      { decay: 0.8, alpha: 0.6, beta: 0.3 },
    ],
    train: trainRp3beta,
  }),
  defineModel({
    name: "slim",
    summary: "For each item the few others that best predict who has it.",
    obstacle: fits,
    defaults: { decay: 1, lastItems: 200, neighborsPerItem: 300, candidates: 100, sparsity: 2, ridge: 20, sweeps: 20 },
    variations: [{ decay: 0.8 }, { sparsity: 5, ridge: 100 }, { sparsity: 0.5, ridge: 5 }, { candidates: 200 }],
    train: trainSlim,
  }),
  defineModel({
    name: "v-sknn",
    summary: "Histories like this one, its latest items weighing more.",
    obstacle: fits,
    defaults: { neighborCount: 200, sampleSize: 1_000, lastItems: 20, idfWeight: 5 },
    variations: [
      { neighborCount: 100, lastItems: 10 },
      { idfWeight: 1 },
      { neighborCount: 500, sampleSize: 5_000 },
      { neighborCount: 100, sampleSize: 500, lastItems: 4 },
    ],
    train: trainVSknn,
  }),
  defineModel({
    name: "stan",
    summary: "Histories like this one, near in time and with the shared item close by.",
    obstacle: needsTime,
    defaults: stanDefaults(),
    variations: [
      { ageScaleDays: 40 },
      { distanceScale: 4 },
      { positionScale: 2 },
      { positionScale: 2, distanceScale: 4, ageScaleDays: 40 },
    ],
    train: (interactions, parameters) => trainStan("stan", interactions, parameters),
  }),
  defineModel({
    name: "vstan",
    summary: "STAN with rare items favored and early matches fading.",
    obstacle: needsTime,
    defaults: {
      ...stanDefaults(),
      positionScale: 1.5,
      ageScaleDays: 10,
      distanceScale: 3,
      idfWeight: 1,
      matchScale: 2,
    },
    variations: [
      { ageScaleDays: 40 },
      { matchScale: 1, idfWeight: 2 },
      { positionScale: 2, idfWeight: 5, matchScale: 3 },
      { positionScale: 1.02, ageScaleDays: 20 },
    ],
    train: (interactions, parameters) => trainStan("vstan", interactions, parameters),
  }),
  defineModel({
    name: "ease",
    summary: "Item weights that best rebuild every profile, in closed form.",
    obstacle: fewItems,
    defaults: { decay: 1, lastItems: 500, regularization: 400 },
    variations: [
      { regularization: 100 },
      { regularization: 1_000 },
      { decay: 0.9 },
      { decay: 0.8, regularization: 100 },
    ],
    train: trainEase,
  }),
  defineModel({
    name: "ials",
    summary: "Factors of people and items; people are folded in at the request.",
    obstacle: tooLargeForFactors,
    defaults: {
      decay: 1,
      lastItems: 500,
      dimensions: 64,
      iterations: 12,
      regularization: 0.01,
      unobservedWeight: 0.1,
      steps: 3,
    },
    variations: [
      { regularization: 0.003 },
      { regularization: 0.02, unobservedWeight: 0.3 },
      { regularization: 0.03 },
      { decay: 0.9 },
    ],
    train: (interactions, parameters, rng) => trainIals(interactions, parameters, rng, 1),
  }),
  defineModel({
    name: "ials-blocks",
    summary: "The same factors by exact steps on blocks of dimensions.",
    obstacle: tooLargeForFactors,
    defaults: {
      decay: 1,
      lastItems: 500,
      dimensions: 64,
      iterations: 8,
      regularization: 0.01,
      unobservedWeight: 0.1,
      blockSize: 16,
    },
    variations: [{ regularization: 0.003 }, { regularization: 0.03 }],
    onlyWhenNamed: true,
    train: trainIalsBlocks,
  }),
  defineModel({
    name: "bpr",
    summary: "Factors that put what people have before what they have not.",
    obstacle: tooLargeForFactors,
    defaults: {
      decay: 1,
      lastItems: 500,
      dimensions: 64,
      epochs: 100,
      mostSteps: 50_000_000,
      learningRate: 0.005,
      regularization: 0.001,
    },
    variations: [
      { learningRate: 0.02, regularization: 0.003 },
      { learningRate: 0.05, regularization: 0.01, epochs: 30 },
      { decay: 0.9 },
    ],
    train: trainBpr,
  }),
  defineModel({
    name: "hybrid",
    summary: "Sequential rules, item-knn and rp3beta together, each on its own scale.",
    obstacle: fits,
    defaults: { decay: 0.7, lastItems: 50, sequence: 1, similarity: 0.5, walk: 0.5 },
    variations: [
      { decay: 0.6 },
      { decay: 0.9, sequence: 0.3 },
      { decay: 0.8, sequence: 0.5 },
      { decay: 0.6, similarity: 1, walk: 0 },
      { sequence: 0.5, walk: 1 },
    ],
    train: trainHybrid,
  }),
  defineModel({
    name: "blend",
    summary:
      "Seven models, weighed by what a time split shows each to be worth for short, middling and long histories.",
    obstacle: fits,
    defaults: { decay: 0.7, lastItems: 50 },
    variations: [{ decay: 0.8 }, { decay: 1 }],
    train: (interactions, parameters, rng) =>
      trainLearnedBlend(interactions, hybridParts(parameters, rng), rng).recommender,
  }),
  defineModel({
    name: "re-ranker",
    summary: "Candidates of seven models put in order by LambdaMART, learned on a time split.",
    obstacle: fits,
    defaults: {
      decay: 0.7,
      lastItems: 50,
      perPart: 50,
      questions: 3_000,
      halfLifeMs: 7 * msPerDay,
      trees: 100,
      learningRate: 0.1,
      maxLeaves: 15,
      minLeafRows: 50,
      l2: 1,
    },
    variations: [{ trees: 200, learningRate: 0.05 }, { maxLeaves: 7 }],
    train: (interactions, parameters, rng) =>
      trainReRanker(interactions, hybridParts(parameters, rng), parameters, rng),
  }),
  defineModel({
    name: "sequence-network",
    summary: "A small transformer over item sequences (SASRec, sampled softmax); minutes, not seconds.",
    obstacle: tooLargeForNetwork,
    defaults: {
      dimensions: 64,
      blocks: 2,
      heads: 1,
      longest: 50,
      epochs: 40,
      batch: 32,
      draws: 256,
      learningRate: 0.001,
      dropout: 0.5,
    },
    variations: [{ epochs: 80 }, { dropout: 0.3 }],
    onlyWhenNamed: true,
    train: trainSequenceNetwork,
  }),
];

function stanDefaults() {
  const matchScale = null as number | null;
  const scales = { positionScale: 1.02, ageScaleDays: 5, distanceScale: 2.05, idfWeight: 0, matchScale };
  return { neighborCount: 200, sampleSize: 1_000, lastItems: 20, ...scales };
}
