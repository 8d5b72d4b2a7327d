import { expect, it } from "vitest";
import type { EvaluationCase } from "../evaluate/split.ts";
import { createInteractionsBuilder } from "../recommend/interactions.ts";
import { neighborRecommender } from "../recommend/item-neighbors.ts";
import { judgeSeen } from "./judge-seen.ts";

const builder = createInteractionsBuilder();
builder.add("a", "lamp", undefined, undefined);
builder.add("a", "bulb", undefined, undefined);
const train = builder.finish().interactions;
/** Lamp speaks for bulb. */
const model = neighborRecommender(
  "m",
  { rowStart: Uint32Array.of(0, 1, 1), neighbor: Uint32Array.of(1), strength: Float32Array.of(1) },
  { decay: 1, lastItems: 5 },
);

/** Everybody saw the lamp; some looked at it again, the others at the bulb. */
function ask(again: number, others: number) {
  const history = { items: Uint32Array.of(0), at: Float64Array.of(0), nowAt: 1 };
  const question = (target: number): EvaluationCase => ({ profile: 0, history, targets: Uint32Array.of(target) });
  const cases = [...Array(again).fill(0), ...Array(others).fill(1)].map(question);
  return judgeSeen(model, { train, cases }, 10);
}

it("keeps what was seen where people come back to it", () => {
  // Lamp first and bulb second, or bulb alone: 1 and 1 / log2(3) against 0 and 1.
  const second = 1 / Math.log2(3);
  const judged = ask(30, 10);
  expect(judged.rule).toBe("keep");
  expect(judged.kept).toBeCloseTo((30 + 10 * second) / 40, 12);
  expect(judged.leftOut).toBeCloseTo(10 / 40, 12);
});

it("leaves it out where that is not beyond doubt, or nobody comes back", () => {
  // Differences 1, 1, 1 and -.369: mean .658, standard error .342.
  const { rule, interval } = ask(3, 1);
  expect(rule).toBe("leave-out");
  expect(interval.lower).toBeCloseTo(-0.013, 3);
  expect(ask(0, 40)).toMatchObject({ rule: "leave-out", leftOut: 1 });
  expect(ask(0, 0)).toMatchObject({ rule: "leave-out", kept: 0, leftOut: 0 });
});
