import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createRng } from "../../rng.ts";
import {
  type BoostedTrees,
  fitBoosting,
  gainImportance,
  predictBoosting,
  predictResponse,
} from "./gradient-boosting.ts";
import { goesLeft, type RegressionTree } from "./regression-tree.ts";
import { treeShap } from "./tree-shap.ts";

const reference = JSON.parse(
  readFileSync(new URL("../../../reference/boosting.reference.json", import.meta.url), "utf8"),
) as { x: (number | null)[][] } & Record<"y" | "b" | "w" | "squared" | "weighted" | "monotone" | "logistic", number[]>;
const columns = reference.x.map((column) => Float64Array.from(column, (value) => value ?? Number.NaN));
const n = reference.y.length;
const rules = { trees: 40, minLeafRows: 10, maxLeaves: 8 };

/** scikit-learn keeps gradients in 32 bits. */
function expectNear(actual: Float64Array, expected: readonly number[]): void {
  const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - actual[i]!)), 0);
  expect(worst).toBeLessThan(1e-5);
}

describe("fitBoosting", () => {
  const features = columns.map((values) => ({ values }));

  it("predicts what scikit-learn's HistGradientBoostingRegressor predicts, with missing values and l2", () => {
    const model = fitBoosting(features, reference.y, { loss: "squared", l2: 0.5, ...rules });
    expectNear(predictResponse(model, columns, n), reference.squared);
  });

  it("predicts the same with constant columns beside the others", () => {
    const wide = [...columns, new Float64Array(n), new Float64Array(n).fill(3)];
    const model = fitBoosting(
      wide.map((values) => ({ values })),
      reference.y,
      { loss: "squared", l2: 0.5, ...rules },
    );
    expectNear(predictResponse(model, wide, n), reference.squared);
  });

  it("agrees with it under row weights", () => {
    const model = fitBoosting(features, reference.y, {
      loss: "squared",
      weights: Float64Array.from(reference.w),
      ...rules,
    });
    expectNear(predictResponse(model, columns, n), reference.weighted);
  });

  it("agrees with HistGradientBoostingClassifier in probabilities", () => {
    const model = fitBoosting(features, reference.b, { loss: "logistic", ...rules });
    expectNear(predictResponse(model, columns, n), reference.logistic);
  });

  it("never breaks a monotone constraint", () => {
    const constrained = features.map((feature, j) => ({ ...feature, monotone: ([1, 0, -1] as const)[j]! }));
    const model = fitBoosting(constrained, reference.y, { loss: "squared", ...rules });
    for (let row = 0; row < n; row += 7) {
      const grid = Array.from({ length: 40 }, (_, k) => -3 + 0.15 * k);
      for (const [feature, sign] of [
        [0, 1],
        [2, -1],
      ] as const) {
        const rows = columns.map((column, j) =>
          Float64Array.from(grid, (value) => (j === feature ? value : column[row]!)),
        );
        const values = predictBoosting(model, rows, grid.length);
        for (let k = 1; k < grid.length; k++)
          expect(sign * (values[k]! - values[k - 1]!)).toBeGreaterThanOrEqual(-1e-12);
      }
    }
  });

  it("separates categories whose codes have no order in one split", () => {
    const rng = createRng(2);
    const codes = Float64Array.from({ length: 600 }, () => rng.integer(10));
    const high = new Set([1, 4, 7, 8]);
    const outcome = codes.map((code) => (high.has(code) ? 5 : -1));
    const options = { loss: "squared", trees: 1, learningRate: 1, maxLeaves: 2 } as const;
    const model = fitBoosting([{ values: codes, isCategorical: true }], outcome, options);
    expect(
      Math.max(...predictResponse(model, [codes], 600).map((value, i) => Math.abs(value - outcome[i]!))),
    ).toBeLessThan(1e-9);
  });

  it("stops early on noise, and goes on where there is something to learn", () => {
    const rng = createRng(8);
    const x = Float64Array.from({ length: 2000 }, () => rng.normal());
    const stop = () => ({ share: 0.2, patience: 5, rng: createRng(1) });
    const noise = fitBoosting(
      [{ values: x }],
      x.map(() => rng.normal()),
      { loss: "squared", trees: 200, earlyStopping: stop() },
    );
    const signal = fitBoosting(
      [{ values: x }],
      x.map((value) => Math.sin(3 * value)),
      { loss: "squared", trees: 200, earlyStopping: stop() },
    );
    expect(noise.trees.length).toBeLessThan(20);
    expect(signal.trees.length).toBeGreaterThan(30);
  });

  it("answers the mean without features, and for an outcome that never varies", () => {
    expect(predictResponse(fitBoosting([], [1, 2, 6], { loss: "squared" }), [], 1)[0]).toBe(3);
    const flat = fitBoosting(features, new Float64Array(n).fill(1), { loss: "logistic" });
    expect(predictResponse(flat, columns, n)[0]).toBeCloseTo(1, 9);
  });

  it("gives importances that add up to 1, and most to the feature that matters", () => {
    const importance = gainImportance(fitBoosting(features, reference.y, { loss: "squared", ...rules }));
    expect(importance.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(importance[0]).toBeGreaterThan(importance[2]!);
  });
});

describe("treeShap", () => {
  const model = fitBoosting(
    columns.map((values) => ({ values })),
    reference.y,
    { loss: "squared", ...rules, trees: 12 },
  );

  /** E[prediction | features in the set], by the trees' covers. */
  function conditional(of: BoostedTrees, row: readonly number[], known: ReadonlySet<number>): number {
    const walk = (tree: RegressionTree, node: number): number => {
      const feature = tree.feature[node]!;
      if (feature === -1) return tree.value[node]!;
      const [left, right] = [tree.left[node]!, tree.right[node]!];
      if (known.has(feature)) return walk(tree, goesLeft(tree, node, row[feature]!) ? left : right);
      return (tree.cover[left]! * walk(tree, left) + tree.cover[right]! * walk(tree, right)) / tree.cover[node]!;
    };
    return of.base + of.trees.reduce((sum, tree) => sum + walk(tree, 0), 0);
  }

  it("equals Shapley's formula over all subsets of features", () => {
    for (const at of [0, 17, 99]) {
      const row = columns.map((column) => column[at]!);
      const { values, expected } = treeShap(model, row);
      expect(expected).toBeCloseTo(conditional(model, row, new Set()), 10);
      for (let j = 0; j < 3; j++) {
        const others = [0, 1, 2].filter((k) => k !== j);
        // Weights |S|!(2−|S|)!/3! of the subsets S of the other two.
        const subsets: [number[], number][] = [
          [[], 1 / 3],
          [[others[0]!], 1 / 6],
          [[others[1]!], 1 / 6],
          [others, 1 / 3],
        ];
        const shapley = subsets.reduce(
          (sum, [subset, weight]) =>
            sum +
            weight * (conditional(model, row, new Set([...subset, j])) - conditional(model, row, new Set(subset))),
          0,
        );
        expect(values[j]).toBeCloseTo(shapley, 10);
      }
    }
  });

  it("adds up to the prediction less the mean prediction", () => {
    const predictions = predictBoosting(model, columns, n);
    for (let at = 0; at < n; at += 11) {
      const { values, expected } = treeShap(
        model,
        columns.map((column) => column[at]!),
      );
      expect(expected + values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(predictions[at]!, 10);
    }
  });
});
