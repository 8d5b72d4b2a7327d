import { createRng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { chooseBest, chosenDifference } from "./chosen-difference.ts";
import { signalArms } from "./signal-arms.ts";
import { attributeSignals } from "./signal-attribution.ts";

describe("chosenDifference", () => {
  it("four rows worked by hand: choosing 1 and 3 earns 2 a row more than choosing 0 and 2", () => {
    const { estimate } = chosenDifference(
      Float64Array.of(1, 2, 3, 6),
      Uint8Array.of(0, 1, 0, 1),
      Uint8Array.of(1, 0, 1, 0),
      [0, 0, 1, 2],
      createRng(1),
    );
    expect(estimate).toBe(2);
  });

  it("the same choice twice differs by nothing, beyond doubt", () => {
    const choice = Uint8Array.of(1, 0, 1, 0);
    const same = chosenDifference(Float64Array.of(1, 2, 3, 6), choice, choice, [0, 1, 2, 3], createRng(1));
    expect(same).toEqual({ estimate: 0, interval: { lower: 0, upper: 0 } });
  });

  it("chooseBest takes the share of each fold", () => {
    expect([...chooseBest(Float64Array.of(1, 2, 30, 40), Uint8Array.of(0, 0, 1, 1), 0.5)]).toEqual([0, 1, 0, 1]);
  });
});

describe("attributeSignals", () => {
  const rng = createRng(12);
  const rows = 2_000;
  const draw = () => Float64Array.from({ length: rows }, () => rng.uniform());
  const affinity = draw();
  const twin = affinity.slice();
  const price = draw();
  const noise = draw();
  /** A click where affinity is high: .1 + .4 · affinity; the cart's value grows with price alone. */
  const click = Float64Array.from(affinity, (value) => (rng.uniform() < 0.1 + 0.4 * value ? 1 : 0));
  const value = Float64Array.from(price, (level) => 20 * level + 5 * rng.normal());
  const signal = (name: string, values: Float64Array) => ({ name, columns: [{ values }] });
  const request = {
    signals: [signal("affinity", affinity), signal("price", price), signal("noise", noise)],
    outcomes: [
      { name: "click", loss: "logistic" as const, values: click },
      { name: "cart value", loss: "squared" as const, values: value },
    ],
    person: Uint32Array.from({ length: rows }, (_, i) => i >> 1),
    chosenShare: 0.2,
    rng: createRng(1),
    onProgress: () => {},
  };
  function attribute(signals = request.signals, outcomes = request.outcomes) {
    const answer = attributeSignals({ ...request, signals, outcomes });
    if (isUndetermined(answer)) throw new Error(answer.undetermined.reason);
    return answer;
  }

  it("gives each outcome to the signal that makes it, with intervals above zero, and nothing to noise", () => {
    const [clicks, values] = attribute();
    expect(clicks!.signals[0]!.signal).toBe("affinity");
    // The best fifth by affinity clicks at .1 + .4 · .9 = .46, all at .3.
    expect(clicks!.byChance).toBeCloseTo(0.3, 1);
    expect(clicks!.byAllSignals).toBeGreaterThan(0.4);
    expect(clicks!.signals[0]!.leaveOneOut.estimate).toBeGreaterThan(0.1);
    expect(clicks!.signals[0]!.leaveOneOut.interval.lower).toBeGreaterThan(0.02);
    const noiseOfClicks = clicks!.signals.find(({ signal: name }) => name === "noise")!;
    expect(Math.abs(noiseOfClicks.leaveOneOut.estimate)).toBeLessThan(0.07);
    expect(values!.signals[0]!.signal).toBe("price");
    // The dearest fifth is worth 20 · .9 = 18, all 10: choosing without the price loses about 8.
    expect(values!.signals[0]!.leaveOneOut.estimate).toBeGreaterThan(6);
    expect(values!.signals[0]!.permutation.estimate).toBeGreaterThan(6);
  });

  it("two signals that say the same: either can go, both are used", () => {
    const twins = [signal("affinity", affinity), signal("twin", twin), signal("noise", noise)];
    const [clicks] = attribute(twins, request.outcomes.slice(0, 1));
    const pair = clicks!.signals.filter(({ signal: name }) => name !== "noise");
    for (const { leaveOneOut } of pair) expect(Math.abs(leaveOneOut.estimate)).toBeLessThan(0.05);
    expect(Math.max(...pair.map(({ permutation }) => permutation.estimate))).toBeGreaterThan(0.05);
  });

  it("one signal, or a handful of rows, tells nothing", () => {
    expect(attributeSignals({ ...request, signals: request.signals.slice(0, 1) })).toMatchObject({
      undetermined: { code: "too-few-signals" },
    });
    expect(attributeSignals({ ...request, person: [0, 1] })).toMatchObject({ undetermined: { code: "too-few-rows" } });
  });
});

describe("signalArms", () => {
  it("all signals, and one arm without each that is named, at equal shares", () => {
    expect(signalArms(["view", "Price level"], ["Price level"])).toEqual([
      { id: "all-signals", signals: ["view", "Price level"], without: null, weight: 0.5 },
      { id: "without-price-level", signals: ["view"], without: "Price level", weight: 0.5 },
    ]);
  });
});
