import type { ExperimentReport } from "@attune/model/experiment-report";
import type { Json } from "@attune/model/json";
import type { ScenarioFile } from "@attune/model/scenario-file";
import { describe, expect, it } from "vitest";
import { compileScenario } from "./compile-scenario.ts";
import { rangeOf } from "./quantity.ts";
import { smallBusiness, smallFunnel } from "./small-business.suite.ts";

const withLift = (lift: ScenarioFile["tactics"][string]["lifts"][string]) =>
  smallBusiness({ tactics: { push: { lifts: { buy: lift } } } });

describe("compileScenario(file) refuses what cannot be, and names the place", () => {
  const cases: [string, ScenarioFile, string, RegExp][] = [
    [
      "a probability above one",
      smallBusiness({}, { funnels: [smallFunnel({ stages: { add: 0.2, buy: 1.2 } })] }),
      "baseline.funnels[0].stages.buy",
      /no share between 0 and 1/,
    ],
    [
      "a high end above one",
      smallBusiness({}, { funnels: [smallFunnel({ marginRate: { value: 0.9, low: 0.8, high: 1.1 } })] }),
      "baseline.funnels[0].marginRate.high",
      /no share/,
    ],
    [
      "a range out of order",
      smallBusiness({}, { funnels: [smallFunnel({ orderValue: { value: 5, low: 6, high: 7 } })] }),
      "baseline.funnels[0].orderValue",
      /not in order/,
    ],
    [
      "a missing cost line",
      smallBusiness({ costs: { platform: 0, engineering: 0, upkeep: 0 } }),
      "costs.training",
      /is missing; write 0/,
    ],
    [
      "no churn at all, from which no number of customers follows",
      smallBusiness({}, { customers: { churnPerMonth: 0 }, funnels: [smallFunnel()] }),
      "baseline.customers.churnPerMonth",
      /state how many are active/,
    ],
    ["no costs at all", smallBusiness({ costs: {} }), "costs.platform", /is missing/],
    [
      "a cost without a rhythm",
      smallBusiness({ costs: { platform: 500, engineering: 0, training: 0, upkeep: 0 } }),
      "costs.platform",
      /say when/,
    ],
    [
      "drivers in a circle",
      smallBusiness({
        drivers: {
          speed: { value: 2, moves: [{ target: "drivers.clicks", elasticity: -1 }] },
          clicks: { value: 1, moves: [{ target: "drivers.mood", elasticity: 1 }] },
          mood: { value: 1, moves: [{ target: "drivers.speed", elasticity: 1 }] },
        },
      }),
      "drivers.mood.moves[0].target",
      /closes a circle: speed → clicks → mood → speed/,
    ],
    [
      "a driver that moves itself",
      smallBusiness({ drivers: { speed: { value: 2, moves: [{ target: "drivers.speed", elasticity: 1 }] } } }),
      "drivers.speed.moves[0].target",
      /speed → speed/,
    ],
    [
      "a driver that moves nothing known",
      smallBusiness({ drivers: { speed: { value: 2, moves: [{ target: "stages.pay", elasticity: 1 }] } } }),
      "drivers.speed.moves[0].target",
      /known are stages.add, stages.buy/,
    ],
    [
      "a lift on a stage that is not there",
      smallBusiness({ tactics: { push: { lifts: { pay: 0.1 } } } }),
      "tactics.push.lifts.pay",
      /known are add, buy, visitors/,
    ],
    [
      "a segment that no funnel has",
      smallBusiness({ tactics: { push: { segments: ["vip"], lifts: { buy: 0.1 } } } }),
      "tactics.push.segments[0]",
      /not declared/,
    ],
    [
      "an interaction with nobody",
      smallBusiness({ interactions: [{ tactics: ["push", "pull"], overlap: 0.5 }] }),
      "interactions[0].tactics[1]",
      /known are push/,
    ],
    [
      "a scenario with an unknown tactic",
      smallBusiness({ scenarios: { go: { tactics: { pull: {} } } } }),
      "scenarios.go.tactics.pull",
      /known are push/,
    ],
    [
      "a scenario called baseline",
      smallBusiness({ scenarios: { baseline: {} } }),
      "scenarios.baseline",
      /always there/,
    ],
    ["an unknown approach", smallBusiness({ approach: "magic" }), "approach", /all-in-one, modular, custom/],
    [
      "stages that differ",
      smallBusiness({}, { funnels: [smallFunnel(), smallFunnel({ stages: { buy: 0.1 } })] }),
      "baseline.funnels[1].stages",
      /the first funnel has add, buy/,
    ],
    ["more successes than trials", withLift({ successes: 5, trials: 3 }), "tactics.push.lifts.buy", /more successes/],
    [
      "a lift told in two ways",
      withLift({ value: 0.1, mean: 0.1, standardError: 0.01 }),
      "tactics.push.lifts.buy",
      /exactly one of/,
    ],
    ["a lift of −100 %", withLift(-1), "tactics.push.lifts.buy", /nothing would be left/],
    ["a report that is not there", withLift({ report: "ab.json" }), "tactics.push.lifts.buy.report", /was not found/],
  ];
  it.each(cases)("%s", (_name, file, path, message) => {
    let thrown: unknown;
    try {
      compileScenario(file);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: "bad-request", path });
    expect((thrown as Error).message).toMatch(message);
    expect((thrown as Error).message).toContain(path);
  });
});

describe("lifts from reports", () => {
  /** What `attune measure experiment --json` prints, as far as a lift needs it. */
  const report = (verdict: ExperimentReport["decision"]["verdict"] = "ship") =>
    ({
      schema: "attune.measure.experiment/1",
      options: { alpha: 0.05 },
      metrics: [
        {
          name: "conversion",
          comparisons: [
            {
              variant: "b",
              lift: { estimate: 0.1, interval: [0.1 - 1.959963984540054 * 0.04, 0.1 + 1.959963984540054 * 0.04] },
            },
          ],
        },
        {
          name: "aov",
          comparisons: [{ variant: "b", lift: { undetermined: { code: "no-buyers", reason: "Nobody bought." } } }],
        },
      ],
      decision: { verdict, reasons: ["The split is uneven."] },
    }) as unknown as Json;
  const compile = (lift: ScenarioFile["tactics"][string]["lifts"][string], of: Json = report()) =>
    compileScenario(withLift(lift), new Map([["ab.json", of]]));
  const liftOf = (program: ReturnType<typeof compileScenario>) =>
    program.quantities[program.tactics[0]!.lifts[0]!.slot]!;

  it("an experiment brings its estimate, the standard error of its interval, and grade A", () => {
    const { spread, evidence, source } = liftOf(compile({ report: "ab.json", metric: "conversion" }));
    expect(spread).toMatchObject({ kind: "split-normal", center: 0.1 });
    expect((spread as { up: number }).up).toBeCloseTo(0.04, 12);
    expect({ evidence, source }).toEqual({ evidence: "A", source: "ab.json" });
  });

  it("a lopsided interval stays lopsided", () => {
    const lopsided = report() as unknown as ExperimentReport;
    Object.assign(lopsided.metrics[0]!.comparisons[0]!, {
      lift: { estimate: 0.1, interval: [0.1 - 1.959963984540054 * 0.03, 0.1 + 1.959963984540054 * 0.06] },
    });
    const { spread } = liftOf(compile({ report: "ab.json" }, lopsided as unknown as Json));
    expect(spread).toMatchObject({ down: expect.closeTo(0.03, 12), up: expect.closeTo(0.06, 12) });
  });

  it("a prior as wide as the standard error takes half of the lift away", () => {
    const { spread } = liftOf(compile({ report: "ab.json", prior: { mean: 0, standardDeviation: 0.04 } }));
    expect(spread.center).toBeCloseTo(0.05, 12);
    expect((spread as { up: number }).up).toBeCloseTo(0.04 / Math.SQRT2, 12);
  });

  it("a report that failed its checks, or that has no lift, is refused with its reason", () => {
    expect(() => compile({ report: "ab.json" }, report("invalid"))).toThrow(
      /failed its own checks: The split is uneven/,
    );
    expect(() => compile({ report: "ab.json", metric: "aov" })).toThrow(/has no lift: Nobody bought/);
    expect(() => compile({ report: "ab.json", metric: "visits" })).toThrow(/it has conversion, aov/);
    expect(() => compile({ report: "ab.json" }, { schema: "something/1" })).toThrow(/is not a report/);
  });

  it("a study's absolute effect becomes a lift by the control's value", () => {
    const study = {
      schema: "attune.measure.effect/1",
      grade: "B",
      estimates: [{ estimate: 0.003, standardError: 0.001 }],
    } as unknown as Json;
    const { spread, evidence } = liftOf(compile({ report: "ab.json", control: 0.03 }, study));
    expect(spread.center).toBeCloseTo(0.1, 12);
    expect(evidence).toBe("B");
    expect(() => compile({ report: "ab.json" }, study)).toThrow(/tactics.push.lifts.buy.control is missing/);
  });

  it("a stated lift without evidence is of grade E, and the holdout's calibration does not concern it", () => {
    const program = compileScenario(withLift({ value: 0.05, low: 0.02, high: 0.1 }));
    expect(liftOf(program).evidence).toBe("E");
    expect(program.tactics[0]!.lifts[0]!.measured).toBe(false);
    expect(rangeOf(liftOf(program).spread)).toEqual({
      low: expect.closeTo(0.02, 12),
      center: 0.05,
      high: expect.closeTo(0.1, 12),
    });
  });
});
