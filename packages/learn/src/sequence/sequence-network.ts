import { createMatrixKernels } from "@attune/math/kernel/matrix-kernels";
import type { Rng } from "@attune/math/rng";
import type { Interactions } from "../recommend/interactions.ts";
import type { Cause, History, Recommender } from "../recommend/recommender.ts";
import { createAdam } from "./adam.ts";
import { sampledSoftmax } from "./sampled-softmax.ts";
import { turn } from "./tensor.ts";
import { type Batch, createTransformer, type Transformer, transformerBytes } from "./transformer.ts";

export interface SequenceNetworkParameters {
  dimensions: number;
  blocks: number;
  heads: number;
  /** Only so many of the latest items are looked at. */
  longest: number;
  epochs: number;
  /** Sequences per step. */
  batch: number;
  /** Items drawn per step to tell the next one from; a multiple of 8. */
  draws: number;
  learningRate: number;
  /** Share of the numbers left out in training, in [0, 1). */
  dropout: number;
}

/**
 * A small transformer that foretells the next item of every prefix, trained by sampled softmax. Minutes where counting takes seconds: for
 * catalogues whose order says much, and only when named. Scores are e^(row · item), above 0. One thread; the same seed gives the same bits.
 */
export function trainSequenceNetwork(
  interactions: Interactions,
  parameters: SequenceNetworkParameters,
  rng: Rng,
): Recommender {
  const { dimensions: d, blocks, heads, longest, epochs, batch, draws, learningRate, dropout } = parameters;
  const itemCount = interactions.itemIds.length;
  const shape = { itemCount, dimensions: d, blocks, heads, longest, rows: batch * longest };
  const forServing = 2 * itemCount + 16;
  const kernels = createMatrixKernels(
    transformerBytes(shape) + 4 * (shape.rows * draws * 2 + 4 * draws * d + forServing) + 8_192,
  );
  const network = createTransformer(kernels, shape, rng.fork("start"));
  const drawnTable = kernels.floats(draws * d);
  const turned = kernels.floats(draws * d);
  const scores = kernels.floats(shape.rows * draws);
  const turnedScores = kernels.floats(shape.rows * draws);
  const drawnSlope = kernels.floats(draws * d);
  const adams = network.parameters.map(createAdam);
  const tableAdam = createAdam(network.itemTable);
  const rows = trainableRows(interactions);
  const known = Uint32Array.from(new Set(interactions.item)).sort();
  const drawing = rng.fork("draws");
  const dropping = { share: dropout, rng: rng.fork("dropout") };

  function learn(sequences: Uint32Array): void {
    const { asked, next } = batchOf(interactions, sequences, longest);
    const count = asked.items.length;
    const { out, itemTable } = network;
    network.forward(asked, dropout > 0 ? dropping : null);
    const drawn = Uint32Array.from({ length: draws }, () => known[drawing.integer(known.length)]!);
    drawn.forEach((item, j) => {
      drawnTable.set(itemTable.value.subarray(item * d, item * d + d), j * d);
    });
    turn(drawnTable, draws, d, turned);
    scores.fill(0, 0, count * draws);
    kernels.multiplyAdd(count, draws, d, out.value, turned, scores);
    out.slope.fill(0, 0, count * d);
    const slopes = { outSlope: out.slope, table: itemTable.value, tableSlope: itemTable.slope };
    sampledSoftmax({ rows: count, d, out: out.value, ...slopes, next, drawn, scores });
    kernels.multiplyAdd(count, d, draws, scores, drawnTable, out.slope);
    turn(scores, count, draws, turnedScores);
    drawnSlope.fill(0);
    kernels.multiplyAdd(draws, d, count, turnedScores, out.value, drawnSlope);
    drawn.forEach((item, j) => {
      for (let c = 0; c < d; c++) itemTable.slope[item * d + c]! += drawnSlope[j * d + c]!;
    });
    network.backward(asked);
    for (const adam of adams) adam.step(learningRate);
    tableAdam.stepRows(learningRate, new Set([...asked.items, ...next, ...drawn]), d);
  }

  const order = rng.fork("order");
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let i = rows.length - 1; i > 0; i--) {
      const j = order.integer(i + 1);
      const held = rows[i]!;
      rows[i] = rows[j]!;
      rows[j] = held;
    }
    for (let from = 0; from < rows.length; from += batch) learn(rows.subarray(from, from + batch));
  }
  return networkRecommender(network, known);
}

/** Rows with something to foretell. */
function trainableRows({ rowStart }: Interactions): Uint32Array {
  const rows: number[] = [];
  for (let row = 0; row + 1 < rowStart.length; row++) if (rowStart[row + 1]! - rowStart[row]! > 1) rows.push(row);
  return Uint32Array.from(rows);
}

/** The latest `longest` steps of each sequence: what was there, and what came next. */
function batchOf(
  { rowStart, item }: Interactions,
  sequences: Uint32Array,
  longest: number,
): { asked: Batch; next: Uint32Array } {
  const start = new Uint32Array(sequences.length + 1);
  const items: number[] = [];
  const next: number[] = [];
  sequences.forEach((row, s) => {
    const to = rowStart[row + 1]! - 1;
    for (let entry = Math.max(rowStart[row]!, to - longest); entry < to; entry++) {
      items.push(item[entry]!);
      next.push(item[entry + 1]!);
    }
    start[s + 1] = items.length;
  });
  return { asked: { start, items: Uint32Array.from(items) }, next: Uint32Array.from(next) };
}

/** Causes: how much the score falls without each item of the history, as shares of the score. */
function networkRecommender(network: Transformer, known: Uint32Array): Recommender {
  const { dimensions: d, longest } = network.shape;

  function rowOf(items: ArrayLike<number>): Float32Array {
    const latest = Uint32Array.from(items).subarray(Math.max(0, items.length - longest));
    network.forward({ items: latest, start: Uint32Array.of(0, latest.length) }, null);
    return network.out.value.slice((latest.length - 1) * d, latest.length * d);
  }
  const scoreOf = (row: Float32Array, item: number) => {
    let sum = 0;
    for (let c = 0; c < d; c++) sum += row[c]! * network.itemTable.value[item * d + c]!;
    return Math.exp(sum);
  };

  return {
    name: "sequence-network",
    score({ items }: History, board) {
      if (items.length === 0) return;
      const row = rowOf(items);
      for (const item of known) board.add(item, scoreOf(row, item));
    },
    explain({ items }: History, wanted) {
      if (items.length === 0) return [];
      const score = scoreOf(rowOf(items), wanted);
      const falls = new Map<number, number>();
      for (const seen of new Set(items)) {
        const without = items.filter((item) => item !== seen);
        const rest = without.length === 0 ? 0 : scoreOf(rowOf(without), wanted);
        if (rest < score) falls.set(seen, score - rest);
      }
      const total = [...falls.values()].reduce((sum, fall) => sum + fall, 0);
      return [...falls]
        .map(([item, fall]): Cause => ({ item, contribution: (score * fall) / total }))
        .sort((a, b) => b.contribution - a.contribution || a.item - b.item);
    },
  };
}
