import type { Json } from "@attune/model/json";
import type { ScenarioLaunch } from "@attune/model/scenario-launch";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { scoreLaunch } from "./score-launch.ts";

const z975 = 1.959963984540054;

function launch(): ScenarioLaunch {
  const test = (tacticId: string, mean: number): ScenarioLaunch["tests"][number] => ({
    tacticId,
    experiment: {
      experimentId: `x-${tacticId}`,
      name: tacticId,
      tacticId,
      variants: [
        { variantId: "without", weight: 0.5 },
        { variantId: "with", weight: 0.5 },
      ],
      control: "without",
      ramp: 1,
      metricId: "conversion-rate",
      guardrails: [],
      method: "sequential",
      policy: { kind: "fixed" },
    },
    promises: [
      { metric: "conversion rate", mean, standardDeviation: 0.03, p10: mean - 0.04, p50: mean, p90: mean + 0.04 },
    ],
    plan: {} as ScenarioLaunch["tests"][number]["plan"],
  });
  return {
    schema: "attune.forecast.launch/1",
    id: "l",
    madeAt: "2026-11-22T00:00:00.000Z",
    owner: "ada",
    file: "f",
    scenario: { id: "s", name: "S" },
    draws: 100,
    seed: 1,
    tests: [test("a", 0.1), test("b", 0.2), test("c", 0.1)],
    yaml: "",
    notes: [],
  };
}

/** A tactic's report with a lift of which the standard error is given. */
function report(lift: number, error: number): Json {
  return {
    schema: "attune.measure.tactic/1",
    metrics: [
      {
        name: "conversion rate",
        lift: { estimate: lift, interval: [lift - z975 * error, lift + z975 * error], method: "fieller" },
      },
    ],
  } as unknown as Json;
}

describe("a launched scenario against its experiments", () => {
  // Together with the promise's 0.03, an error of 0.04 makes 0.05: by 0.08 it is 1.6 of them, by 0.1 it is 2.
  it("a promise is kept within 1.645 deviations of promise and measurement together, else short or exceeded", () => {
    const verdictOf = (measured: number) =>
      scoreLaunch(launch(), new Map([["x-a", report(measured, 0.04)]])).tests[0]!.promises[0]!;
    expect(verdictOf(0.02)).toMatchObject({ verdict: "kept" });
    expect(verdictOf(0.02).distance).toBeCloseTo(-1.6, 9);
    expect(verdictOf(0)).toMatchObject({ verdict: "short" });
    expect(verdictOf(0.2)).toMatchObject({ verdict: "exceeded" });
  });

  it("what was not measured is open, with the reason, and no part of the factor", () => {
    const score = scoreLaunch(
      launch(),
      new Map([
        ["x-a", report(0.05, 0.03)],
        ["x-b", report(0.1, 0.04)],
      ]),
    );
    expect(score.tests[2]!.promises[0]).toMatchObject({
      verdict: "open",
      distance: null,
      measured: { undetermined: { code: "not-measured" } },
    });
    // 0.15 measured of 0.3 promised; √(0.03² + 0.04²)/0.3.
    if (isUndetermined(score.factor)) throw new Error("undetermined");
    expect(score.factor.estimate).toBeCloseTo(0.5, 12);
    expect(score.factor.standardError).toBeCloseTo(0.05 / 0.3, 12);
    expect(score.factor.tests).toBe(2);
  });

  it("a report that failed its own checks leaves the promise open, and says why", () => {
    const failed = { ...(report(0.1, 0.02) as object), checks: [{ status: "fail", message: "the split is off" }] };
    const { tests, factor } = scoreLaunch(launch(), new Map([["x-a", failed as unknown as Json]]));
    const { measured } = tests[0]!.promises[0]!;
    expect(isUndetermined(measured) ? measured.undetermined.reason : "").toContain("the split is off");
    expect(factor).toMatchObject({ undetermined: { code: "not-measured" } });
  });
});
