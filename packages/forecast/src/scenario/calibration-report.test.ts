import type { Json } from "@attune/model/json";
import { undetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { compileScenario } from "./compile-scenario.ts";
import { rangeOf } from "./quantity.ts";
import { smallBusiness } from "./small-business.suite.ts";

function holdout(factor: unknown): Map<string, Json> {
  const shipped = [{ metric: "conversion rate", factor }];
  const report = {
    schema: "attune.measure.effect-experiment/1",
    computedAt: "2026-11-20T00:00:00.000Z",
    holdout: { shipped },
  };
  return new Map([["holdout.json", report as unknown as Json]]);
}

const named = smallBusiness({ calibration: { report: "holdout.json" } });

describe("the calibration of lifts, from the report of the holdout", () => {
  it("is its factor, with a spread of its own to either side", () => {
    const { quantities, calibration } = compileScenario(
      named,
      holdout({ estimate: 0.8, interval: [0.8 - 1.959963984540054 * 0.1, 0.8 + 1.959963984540054 * 0.2] }),
    );
    const quantity = quantities[calibration]!;
    const { low, center, high } = rangeOf(quantity.spread);
    expect(center).toBe(0.8);
    expect(low).toBeCloseTo(0.8 - 1.2815515655446004 * 0.1, 12);
    expect(high).toBeCloseTo(0.8 + 1.2815515655446004 * 0.2, 12);
    expect(quantity).toMatchObject({ evidence: "A", source: "holdout.json", asOf: "2026-11-20" });
  });

  it.each([
    ["no report", new Map<string, Json>(), /was not found/],
    ["another report", new Map<string, Json>([["holdout.json", { schema: "x" }]]), /no account of promises/],
    ["no factor", holdout(undetermined("no-promise", "Nothing was promised.")), /has no factor: Nothing was promised/],
  ])("is refused by its path: %s", (_name, reports, said) => {
    expect(() => compileScenario(named, reports)).toThrow(said);
  });

  it("names the metrics that the account has", () => {
    const asked = smallBusiness({ calibration: { report: "holdout.json", metric: "joy" } });
    expect(() => compileScenario(asked, holdout({ estimate: 1, interval: [0, 2] }))).toThrow(
      /calibration\.metric is not in the account; it has conversion rate/,
    );
  });
});
