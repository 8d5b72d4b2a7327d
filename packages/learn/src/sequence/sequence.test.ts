import { createMatrixKernels, type MatrixKernels, plainMatrixKernels } from "@attune/math/kernel/matrix-kernels";
import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { createInteractionsBuilder } from "../recommend/interactions.ts";
import { createScoreBoard } from "../recommend/score-board.ts";
import { topItems } from "../recommend/top-items.ts";
import { sampledSoftmax } from "./sampled-softmax.ts";
import { trainSequenceNetwork } from "./sequence-network.ts";
import { createTransformer, transformerBytes } from "./transformer.ts";

const shape = { itemCount: 6, dimensions: 8, blocks: 2, heads: 2, longest: 5, rows: 10 };

describe("createTransformer", () => {
  it("slopes agree with differences: every parameter, two sequences, two blocks, two heads", () => {
    const kernels = createMatrixKernels(transformerBytes(shape));
    const network = createTransformer(kernels, shape, createRng(2));
    const rng = createRng(3);
    // Away from the start, where normalized rows are alike.
    for (const { value } of [network.itemTable, ...network.parameters]) {
      for (let i = 0; i < value.length; i++) value[i]! += 0.3 * rng.normal();
    }
    const batch = { start: Uint32Array.of(0, 3, 7), items: Uint32Array.of(0, 1, 2, 3, 4, 5, 0) };
    const weights = Float64Array.from({ length: 7 * 8 }, () => rng.normal());
    const loss = () => {
      network.forward(batch, null);
      return weights.reduce((sum, weight, i) => sum + weight * network.out.value[i]!, 0);
    };
    loss();
    network.out.slope.set(weights);
    network.backward(batch);
    const step = 2e-3;
    let asked = 0;
    let apart = 0;
    for (const { value, slope } of [network.itemTable, ...network.parameters]) {
      for (let i = 0; i < value.length; i += Math.max(1, Math.floor(value.length / 12))) {
        const kept = value[i]!;
        value[i] = kept + step;
        const above = loss();
        value[i] = kept - step;
        const below = loss();
        value[i] = kept;
        const expected = (above - below) / (2 * step);
        asked++;
        if (Math.abs(slope[i]! - expected) > 0.02 + 0.03 * Math.abs(expected)) apart++;
      }
    }
    // A step across a kink of relu is no slope: one in a hundred may be.
    expect(asked).toBeGreaterThan(200);
    expect(apart / asked).toBeLessThan(0.01);
  });

  it("attention on SIMD kernels and its plain twin agree to rounding, forwards and backwards", () => {
    const wide = { ...shape, dimensions: 16 };
    const batch = { start: Uint32Array.of(0, 3, 7), items: Uint32Array.of(0, 1, 2, 3, 4, 5, 0) };
    const pass = (kernels: MatrixKernels) => {
      const network = createTransformer(kernels, wide, createRng(2));
      const rng = createRng(3);
      for (const { value } of [network.itemTable, ...network.parameters]) {
        for (let i = 0; i < value.length; i++) value[i]! += 0.3 * rng.normal();
      }
      network.forward(batch, null);
      for (let i = 0; i < 7 * 16; i++) network.out.slope[i] = rng.normal();
      network.backward(batch);
      return [network.out.value.slice(0, 7 * 16), ...network.parameters.map(({ slope }) => slope)];
    };
    const simd = createMatrixKernels(transformerBytes(wide));
    expect(simd.kind).toBe("simd");
    const plain = pass(plainMatrixKernels());
    pass(simd).forEach((values, part) => {
      values.forEach((value, i) => {
        expect(Math.abs(value - plain[part]![i]!)).toBeLessThan(1e-3 * (1 + Math.abs(value)));
      });
    });
  });

  it("what comes later changes nothing of what was before", () => {
    const kernels = createMatrixKernels(transformerBytes(shape));
    const network = createTransformer(kernels, shape, createRng(2));
    network.forward({ start: Uint32Array.of(0, 4), items: Uint32Array.of(0, 1, 2, 3) }, null);
    const before = network.out.value.slice(0, 3 * 8);
    network.forward({ start: Uint32Array.of(0, 4), items: Uint32Array.of(0, 1, 2, 5) }, null);
    expect(network.out.value.slice(0, 3 * 8)).toEqual(before);
  });
});

describe("sampledSoftmax", () => {
  it("one row worked by hand: the right item scores ln 3, two others 0: loss ln(5/3), a draw of the right item is passed over", () => {
    const scores = Float32Array.of(0, 0, 9);
    const loss = sampledSoftmax({
      rows: 1,
      d: 1,
      out: Float32Array.of(1),
      outSlope: new Float32Array(1),
      table: Float32Array.of(Math.log(3), 0, 0),
      tableSlope: new Float32Array(3),
      next: Uint32Array.of(0),
      drawn: Uint32Array.of(1, 2, 0),
      scores,
    });
    expect(loss).toBeCloseTo(Math.log(5 / 3), 6);
    expect([...scores].map((value) => Number(value.toFixed(6)))).toEqual([0.2, 0.2, 0]);
  });
});

describe("trainSequenceNetwork", () => {
  /** People walk round twelve items: what follows is certain. */
  const builder = createInteractionsBuilder();
  for (let person = 0; person < 120; person++) {
    for (let step = 0; step < 5; step++) builder.add(`p${person}`, `i${(person + step) % 12}`, step, 1);
  }
  const { interactions } = builder.finish();
  const parameters = {
    dimensions: 16,
    blocks: 2,
    heads: 1,
    longest: 8,
    epochs: 40,
    batch: 32,
    draws: 8,
    learningRate: 0.005,
    dropout: 0.1,
  };
  const index = (n: number) => interactions.itemIndex.get(`i${n}`)!;
  const history = { items: Uint32Array.of(index(3), index(4)), at: Float64Array.of(1, 2), nowAt: 3 };
  const run = () => {
    const recommender = trainSequenceNetwork(interactions, parameters, createRng(1));
    const board = createScoreBoard(12);
    recommender.score(history, board);
    return { recommender, board };
  };

  it("learns what follows, names causes that sum to the score, and gives the same bits for the same seed", () => {
    const { recommender, board } = run();
    const { items, scores } = topItems(board, 1);
    expect(items[0]).toBe(index(5));
    const causes = recommender.explain(history, items[0]!);
    expect(causes[0]!.item).toBe(index(4));
    expect(causes.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(scores[0]!, 3);
    const again = run().board;
    for (let item = 0; item < 12; item++) expect(again.scoreOf(item)).toBe(board.scoreOf(item));
  });
});
