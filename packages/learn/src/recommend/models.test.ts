import { createFactorKernels } from "@attune/math/kernel/factor-kernels";
import { solvePositiveDefinite } from "@attune/math/linear/cholesky";
import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { easeWeights } from "./ease.ts";
import { trainIals } from "./ials.ts";
import { createInteractionsBuilder, type Interactions } from "./interactions.ts";
import { models } from "./models.ts";
import type { History } from "./recommender.ts";
import { createScoreBoard } from "./score-board.ts";
import { coordinateDescent } from "./slim.ts";
import { interactionMatrix, transpose } from "./sparse-matrix.ts";
import { topItems } from "./top-items.ts";

/**
 * A checkerboard: people of even number have items of even number, odd ones odd, in the order of the number; every person lacks one of its own
 * color. What is missing is obvious.
 */
function checkerboard(people: number, items: number): Interactions {
  const builder = createInteractionsBuilder();
  for (let person = 0; person < people; person++) {
    for (let item = person % 2; item < items; item += 2) {
      if (item % people !== person) builder.add(`p${person}`, `i${item}`, Date.UTC(2026, 0, 1 + item), 1);
    }
  }
  return builder.finish().interactions;
}

const board8 = checkerboard(20, 12);

function historyOf(interactions: Interactions, ids: readonly string[]): History {
  return {
    items: Uint32Array.from(ids, (id) => interactions.itemIndex.get(id)!),
    at: Float64Array.from(ids, (_, i) => Date.UTC(2026, 0, 1 + i)),
    nowAt: Date.UTC(2026, 0, 20),
  };
}

function top(interactions: Interactions, name: string, seen: readonly string[], limit: number): string[] {
  const model = models.find((candidate) => candidate.name === name)!;
  const board = createScoreBoard(interactions.itemIds.length);
  const history = historyOf(interactions, seen);
  for (const item of history.items) board.remove(item);
  model.configurations[0]!.train(interactions, createRng(1)).score(history, board);
  return [...topItems(board, limit).items].map((item) => interactions.itemIds[item]!);
}

/** The network has tests of its own (sequence.test.ts): thirty passes over twenty people teach it nothing. */
const tested = models.filter(({ name }) => name !== "sequence-network");

/** Blend and re-ranker say what part of a score is due to the history; the rest is popularity (hybrids.test.ts). */
const personal = tested
  .map(({ name }) => name)
  .filter((name) => !["popularity", "trending", "blend", "re-ranker"].includes(name));

describe("recommenders on a checkerboard", () => {
  it.each(personal)("%s gives a lover of even items the even items that are missing", (name) => {
    expect(top(board8, name, ["i0", "i2", "i4", "i6", "i8"], 1)).toEqual(["i10"]);
  });

  it.each(personal)("%s: the causes of an item sum to its score, and every cause is in the history", (name) => {
    const history = historyOf(board8, ["i0", "i2", "i4", "i6"]);
    const recommender = models.find((model) => model.name === name)!.configurations[0]!.train(board8, createRng(1));
    const board = createScoreBoard(board8.itemIds.length);
    recommender.score(history, board);
    for (const item of topItems(board, 3).items) {
      const causes = recommender.explain(history, item);
      expect(causes.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(board.scoreOf(item), 5);
      for (const cause of causes) expect(history.items).toContain(cause.item);
    }
  });

  it.each(tested.map(({ name }) => name))("%s: the same seed gives the same scores to the last bit", (name) => {
    const history = historyOf(board8, ["i1", "i3"]);
    const run = () => {
      const board = createScoreBoard(board8.itemIds.length);
      models
        .find((model) => model.name === name)!
        .configurations[0]!.train(board8, createRng("same"))
        .score(history, board);
      return Array.from(board8.itemIds, (_, item) => board.scoreOf(item));
    };
    expect(run()).toEqual(run());
  });

  it.each(tested.map(({ name }) => name))("%s: an empty history and a catalogue of one item are no trouble", (name) => {
    const builder = createInteractionsBuilder();
    builder.add("only", "one", 1_000, 1);
    const { interactions } = builder.finish();
    const board = createScoreBoard(1);
    const recommender = models
      .find((model) => model.name === name)!
      .configurations[0]!.train(interactions, createRng(1));
    recommender.score({ items: new Uint32Array(0), at: new Float64Array(0), nowAt: 2_000 }, board);
    for (const item of board.touched()) expect(Number.isFinite(board.scoreOf(item))).toBe(true);
  });
});

describe("easeWeights", () => {
  it("two items worked by hand: B = −P / diag P with P the inverse of the regularized Gram matrix", () => {
    const builder = createInteractionsBuilder();
    for (const [person, item] of [
      ["a", "x"],
      ["a", "y"],
      ["b", "x"],
    ] as const)
      builder.add(person, item, undefined, undefined);
    const { weights, stride } = easeWeights(interactionMatrix(builder.finish().interactions), 1, 0);
    // G + I = [[3, 1], [1, 2]], P = [[2, −1], [−1, 3]] / 5: B_xy = 1/3, B_yx = 1/2.
    expect(weights[0]).toBe(0);
    expect(weights[1]).toBeCloseTo(1 / 3, 6);
    expect(weights[stride]).toBeCloseTo(1 / 2, 6);
    expect(weights[stride + 1]).toBe(0);
  });

  it("two threads or three give the bits of one", () => {
    const builder = createInteractionsBuilder();
    const rng = createRng(2);
    for (let person = 0; person < 900; person++) {
      for (let k = 0; k < 6; k++) builder.add(`p${person}`, `i${rng.integer(600)}`, undefined, undefined);
    }
    const matrix = interactionMatrix(builder.finish().interactions);
    const bitsWith = (helpers: number) => Buffer.from(easeWeights(matrix, 10, helpers).weights.slice().buffer);
    const alone = bitsWith(0);
    for (const helpers of [1, 2]) expect(bitsWith(helpers).equals(alone)).toBe(true);
  });

  it("meets the optimality condition of its objective: XᵀX B + λ B equals XᵀX off the diagonal", () => {
    const matrix = interactionMatrix(checkerboard(30, 10));
    const size = matrix.columnCount;
    const lambda = 3;
    const { weights, stride } = easeWeights(matrix, lambda, 0);
    const gram = new Float64Array(size * size);
    for (let row = 0; row < matrix.rowCount; row++) {
      const items = matrix.column.subarray(matrix.rowStart[row]!, matrix.rowStart[row + 1]!);
      for (const i of items) for (const j of items) gram[i * size + j]!++;
    }
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        if (i === j) continue;
        let gradient = lambda * weights[i * stride + j]! - gram[i * size + j]!;
        for (let k = 0; k < size; k++) gradient += gram[i * size + k]! * weights[k * stride + j]!;
        expect(gradient).toBeCloseTo(0, 4);
      }
    }
  });
});

describe("coordinateDescent", () => {
  it("meets the conditions of its optimum: no slope where a weight is above zero, none downhill where it is zero", () => {
    const gram = Float64Array.of(10, 4, 1, 4, 8, 6, 1, 6, 9);
    const right = Float64Array.of(5, 4, 0.5);
    const weight = coordinateDescent(gram, right, 0.5, 1, 500);
    for (let i = 0; i < 3; i++) {
      let slope = weight[i]! + 0.5 - right[i]!;
      for (let j = 0; j < 3; j++) slope += gram[i * 3 + j]! * weight[j]!;
      if (weight[i]! > 0) expect(slope).toBeCloseTo(0, 5);
      else expect(slope).toBeGreaterThanOrEqual(0);
    }
    expect(weight[2]).toBe(0);
  });
});

describe("trainIals", () => {
  const parameters = {
    decay: 1,
    lastItems: 10,
    dimensions: 8,
    iterations: 40,
    regularization: 0.05,
    unobservedWeight: 0.2,
    steps: 8,
  };
  const scoresWith = (helpers: number) => {
    const board = createScoreBoard(board8.itemIds.length);
    trainIals(board8, parameters, createRng(5), helpers).score(historyOf(board8, ["i0", "i2", "i4"]), board);
    return Array.from(board8.itemIds, (_, item) => board.scoreOf(item));
  };

  it("with rows for several turns and helpers that come late, too", () => {
    const builder = createInteractionsBuilder();
    const rng = createRng(1);
    for (let person = 0; person < 2_000; person++) {
      for (let k = 0; k < 3; k++) builder.add(`p${person}`, `i${rng.integer(600)}`, undefined, undefined);
    }
    const data = builder.finish().interactions;
    const history = { items: Uint32Array.of(1, 2), at: Float64Array.of(1, 2), nowAt: 3 };
    const scores = (helpers: number) => {
      const board = createScoreBoard(data.itemIds.length);
      trainIals(data, { ...parameters, steps: 2 }, createRng(5), helpers).score(history, board);
      return Array.from(data.itemIds, (_, item) => board.scoreOf(item));
    };
    const alone = scores(0);
    for (let run = 0; run < 3; run++) expect(scores(3)).toEqual(alone);
  });

  it("two threads, three or one train the same numbers to the last bit", () => {
    expect(scoresWith(1)).toEqual(scoresWith(0));
    expect(scoresWith(2)).toEqual(scoresWith(0));
  });
});

describe("solveRows", () => {
  it("with as many conjugate gradient steps as dimensions and more, agrees with a dense solve of the normal equations", () => {
    const matrix = interactionMatrix(checkerboard(15, 9));
    const d = 8;
    const rng = createRng(5);
    const kernels = createFactorKernels(100_000, d);
    const floats = (length: number, value: () => number) => {
      const array = kernels.floats(length);
      for (let i = 0; i < length; i++) array[i] = value();
      return array;
    };
    const integers = (from: Uint32Array) => {
      const array = kernels.integers(from.length);
      array.set(from);
      return array;
    };
    const other = floats(matrix.columnCount * d, () => rng.normal());
    const mine = floats(matrix.rowCount * d, () => 0);
    const gram = floats(d * d, () => 0);
    kernels.gramOfRows(other, d, gram, 0.2);
    const absent = 0.2 * matrix.columnCount;
    const sides = {
      rowStart: integers(matrix.rowStart),
      column: integers(matrix.column),
      mine,
      other,
      gram,
      scratch: floats(3 * d, () => 0),
    };
    kernels.solveRows({ dimensions: d, steps: 20, ...sides, regularization: 0.1, absent }, 0, matrix.rowCount);
    for (let row = 0; row < matrix.rowCount; row++) {
      const items = [...matrix.column.subarray(matrix.rowStart[row]!, matrix.rowStart[row + 1]!)];
      const factor = (item: number, i: number) => other[item * d + i]!;
      const a = Array.from({ length: d }, (_, i) =>
        Array.from({ length: d }, (_, j) => {
          const ridge = i === j ? 0.1 * (items.length + absent) : 0;
          return gram[i * d + j]! + ridge + items.reduce((sum, item) => sum + factor(item, i) * factor(item, j), 0);
        }),
      );
      const b = Array.from({ length: d }, (_, i) => items.reduce((sum, item) => sum + factor(item, i), 0));
      solvePositiveDefinite(a, b)!.forEach((value, i) => {
        expect(mine[row * d + i]).toBeCloseTo(value, 3);
      });
    }
  });
});

describe("transpose", () => {
  it("transpose(transpose(M)) is M with columns in order", () => {
    const matrix = interactionMatrix(checkerboard(7, 9));
    const twice = transpose(transpose(matrix));
    expect(twice.rowStart).toEqual(matrix.rowStart);
    for (let row = 0; row < matrix.rowCount; row++) {
      const slice = (of: typeof matrix) =>
        [...of.column.subarray(of.rowStart[row]!, of.rowStart[row + 1]!)].sort((a, b) => a - b);
      expect(slice(twice)).toEqual(slice(matrix));
    }
  });
});
