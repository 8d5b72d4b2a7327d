import { solvePositiveDefinite } from "@attune/math/linear/cholesky";
import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { trainIals } from "./ials.ts";
import { type BlockProblems, solveBlocks } from "./ials-blocks.ts";
import { createInteractionsBuilder } from "./interactions.ts";
import { createScoreBoard } from "./score-board.ts";
import { topItems } from "./top-items.ts";

const d = 6;

/** Five rows over seven others, drawn. */
function problems(blockSize: number): BlockProblems {
  const rng = createRng(8);
  const rows = [[0, 1, 2], [3], [], [0, 2, 4, 6], [1, 5]];
  const rowStart = Uint32Array.from([0, 3, 4, 4, 8, 10]);
  const draw = (length: number) => Float32Array.from({ length }, () => rng.normal());
  const other = draw(7 * d);
  const gram = new Float32Array(d * d);
  for (let row = 0; row < 7; row++) {
    for (let i = 0; i < d; i++)
      for (let j = 0; j < d; j++) gram[i * d + j]! += 0.2 * other[row * d + i]! * other[row * d + j]!;
  }
  const column = Uint32Array.from(rows.flat());
  const of = { rowCount: 5, columnCount: 7, rowStart, column, value: new Float32Array(10).fill(1) };
  return { of, dimensions: d, blockSize, mine: draw(5 * d), other, gram, regularization: 0.1, absent: 0.2 * 7 };
}

/** (gram + Σ y yᵀ + λ I)⁻¹ Σ y, densely. */
function exact({ of, other, gram, regularization, absent }: BlockProblems, row: number): number[] {
  const columns = [...of.column.subarray(of.rowStart[row]!, of.rowStart[row + 1]!)];
  const lambda = regularization * (columns.length + absent);
  const a = Array.from({ length: d }, (_, i) =>
    Array.from({ length: d }, (_, j) =>
      columns.reduce(
        (sum, column) => sum + other[column * d + i]! * other[column * d + j]!,
        gram[i * d + j]! + (i === j ? lambda : 0),
      ),
    ),
  );
  const b = Array.from({ length: d }, (_, i) => columns.reduce((sum, column) => sum + other[column * d + i]!, 0));
  return solvePositiveDefinite(a, b)!;
}

describe("solveBlocks", () => {
  it("one block of all dimensions is the exact solve of ALS, wherever it starts", () => {
    const whole = problems(d);
    solveBlocks(whole);
    for (let row = 0; row < 5; row++) {
      exact(whole, row).forEach((value, k) => {
        expect(whole.mine[row * d + k]).toBeCloseTo(value, 4);
      });
    }
  });

  it("small blocks come to the same solution in a few passes", () => {
    const parted = problems(2);
    for (let pass = 0; pass < 200; pass++) solveBlocks(parted);
    for (let row = 0; row < 5; row++) {
      exact(parted, row).forEach((value, k) => {
        expect(parted.mine[row * d + k]).toBeCloseTo(value, 3);
      });
    }
  });
});

describe("factorRecommender", () => {
  it("best gives the items, order and scores of scoring all", () => {
    const builder = createInteractionsBuilder();
    const rng = createRng(4);
    for (let person = 0; person < 300; person++) {
      for (let k = 0; k < 5; k++) builder.add(`p${person}`, `i${rng.integer(150)}`, undefined, undefined);
    }
    const data = builder.finish().interactions;
    const parameters = {
      decay: 1,
      lastItems: 50,
      dimensions: 16,
      iterations: 5,
      regularization: 0.01,
      unobservedWeight: 0.1,
      steps: 3,
    };
    const model = trainIals(data, parameters, createRng(1), 0);
    const board = createScoreBoard(data.itemIds.length);
    for (let row = 0; row < 20; row++) {
      const items = data.item.subarray(data.rowStart[row]!, data.rowStart[row + 1]!);
      const history = { items, at: new Float64Array(items.length), nowAt: 1 };
      board.clear();
      model.score(history, board);
      const all = topItems(board, 12);
      const best = model.best!(history, 12);
      expect([...best.items]).toEqual([...all.items]);
      best.scores.forEach((score, i) => {
        expect(score).toBeCloseTo(all.scores[i]!, 5);
      });
    }
  });
});
