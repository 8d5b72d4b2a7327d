import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { type Action, type ActionRequest, nextBestAction, trainActionModels } from "./next-best-action.ts";

const rng = createRng(6);
/** A coupon is taken by one in two of those who hunt bargains, one in ten of the others; advice by three in ten of anybody. */
const log = Array.from({ length: 4_000 }, (_, i) => {
  const bargains = rng.uniform() < 0.5 ? 1 : 0;
  const actionId = i % 2 === 0 ? "coupon" : "advice";
  const chance = actionId === "advice" ? 0.3 : bargains === 1 ? 0.5 : 0.1;
  return { actionId, features: [bargains], taken: rng.uniform() < chance };
});
const models = trainActionModels(["bargains"], [...log, { actionId: "gift", features: [1], taken: true }]);
const action = (actionId: string, value: number, cost: number): Action => ({
  actionId,
  value,
  cost,
  repeatAfterMs: 1_000,
});
const request = (overrides: Partial<ActionRequest>): ActionRequest => ({
  actions: [action("coupon", 10, 1), action("advice", 8, 0.1)],
  features: [1],
  eligible: () => true,
  lastProposedAt: () => undefined,
  nowAt: 5_000,
  exploration: null,
  ...overrides,
});

describe("nextBestAction", () => {
  it("chooses by probability · value − cost, person by person, and says why", () => {
    const hunter = nextBestAction(models, request({})).chosen!;
    // .5 · 10 − 1 = 4 against .3 · 8 − .1 = 2.3; for the others .1 · 10 − 1 = 0.
    expect(hunter.actionId).toBe("coupon");
    expect(hunter.expectedValue).toBeGreaterThan(3.4);
    expect(hunter.expectedValue).toBeLessThan(4.6);
    expect(hunter.reasons[0]!.feature).toBe("bargains");
    expect(hunter.propensity).toBe(1);
    expect(nextBestAction(models, request({ features: [0] })).chosen!.actionId).toBe("advice");
  });

  it("proposes nothing that is not worth its cost, that may not be, or that was just proposed", () => {
    const dear = nextBestAction(models, request({ actions: [action("coupon", 10, 9)] }));
    expect(dear.chosen).toBeNull();
    const held = nextBestAction(
      models,
      request({
        eligible: (id) => id !== "advice",
        lastProposedAt: (id) => (id === "coupon" ? 4_500 : undefined),
      }),
    );
    expect(held.chosen).toBeNull();
    expect(held.left).toEqual([
      { actionId: "coupon", reason: "too-soon" },
      { actionId: "advice", reason: "not-eligible" },
    ]);
  });

  it("what was hardly ever proposed is explored as often as stated, and both outcomes carry their probability", () => {
    const actions = [action("coupon", 10, 1), action("gift", 5, 0), action("song", 5, 0)];
    const drawing = createRng(7);
    let explored = 0;
    for (let i = 0; i < 1_000; i++) {
      const { chosen } = nextBestAction(models, request({ actions, exploration: { share: 0.2, rng: drawing } }));
      expect(chosen!.propensity).toBeCloseTo(chosen!.isExploration ? 0.1 : 0.8, 12);
      if (chosen!.isExploration) explored++;
    }
    expect(Math.abs(explored / 1_000 - 0.2)).toBeLessThan(4 * Math.sqrt(0.16 / 1_000));
    const { ranked } = nextBestAction(models, request({ actions }));
    expect(ranked.find(({ actionId }) => actionId === "gift")!.probability).toMatchObject({
      undetermined: { code: "too-few-outcomes" },
    });
  });
});
