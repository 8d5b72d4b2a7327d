import type { TacticReport } from "@attune/model/report";
import { undetermined } from "@attune/model/undetermined";
import { expect, it } from "vitest";
import { weeklyReview } from "./weekly-review.ts";

function report(id: string, people: number, estimate: number, pValue: number): TacticReport {
  const group = { people, conversions: 1, orders: 1, revenue: 1, conversionRate: 0, revenuePerVisitor: 0 };
  const averageOrderValue = undetermined("none", "none");
  return {
    schema: "attune.measure.tactic/1",
    tactic: { id, name: id },
    unit: "person",
    population: "",
    windowDays: 7,
    currency: "EUR",
    computedAt: "",
    exposed: { ...group, averageOrderValue },
    heldOut: { ...group, averageOrderValue },
    crossover: 0,
    metrics: [
      {
        name: "revenue per visitor",
        unit: "currency",
        treated: 1,
        control: 1,
        effect: { estimate, standardError: 0.1, interval: [estimate - 0.2, estimate + 0.2], pValue },
        lift: undetermined("none", "none"),
      },
    ],
  };
}

const tactic = (tacticId: string, holdout: number) => ({
  tacticId,
  name: tacticId,
  placementId: "home",
  content: {},
  priority: 0,
  holdout,
  windowDays: 7,
});
const ids = ["earns", "earns-everywhere", "loses", "lucky", "few"];
const playbook = {
  holdout: 0,
  placements: {},
  tactics: ids.map((id) => tactic(id, id === "earns" ? 0.5 : 0.05)),
};

it("scales what earns, copies what earns and nearly everybody gets, stops what loses, and takes no luck for an effect", () => {
  const reports = [
    report("earns", 1_000, 0.5, 0.0001),
    report("earns-everywhere", 1_000, 0.5, 0.001),
    report("loses", 1_000, -0.5, 0.002),
    // Alone this would do; as the fourth-smallest of five it is 2 × 0.03 after Holm's correction.
    report("lucky", 1_000, 0.4, 0.03),
    report("few", 30, 0.4, 0.4),
  ];
  const { verdicts } = weeklyReview(playbook, reports, 0);
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(["scale", "copy", "stop", "adjust", "wait"]);
  const adjusted = verdicts.map(({ pValue }) => Number(pValue!.toFixed(6)));
  expect(adjusted).toEqual([0.0005, 0.004, 0.006, 0.06, 0.4]);
});

it("believes nothing where a check fails", () => {
  const broken = report("earns", 1_000, 0.5, 0.0001);
  broken.checks = [{ id: "sample-ratio", status: "fail", pValue: 0, message: "too many were held out" }];
  expect(weeklyReview(playbook, [broken], 0).verdicts[0]).toMatchObject({ verdict: "adjust" });
});

it("lets a tactic run whose goal is reached while it is not known whether it earns, and says both", () => {
  const goal = { metricId: "conversion-rate", target: 0.1 };
  const book = { ...playbook, tactics: [{ ...tactic("welcome", 0.4), goal }] };
  const conversion = (low: number) => ({
    name: "conversion rate",
    unit: "share" as const,
    treated: 0.13,
    control: 0.09,
    effect: undetermined("none", "none"),
    lift: { estimate: 0.4, interval: [low, 0.8] as [number, number], method: "delta" as const },
  });
  const withLow = (low: number) => {
    const revenue = report("welcome", 1_000, 0.15, 0.1);
    return weeklyReview(book, [{ ...revenue, metrics: [conversion(low), ...revenue.metrics] }], 0).verdicts[0]!;
  };
  expect(withLow(0.105)).toMatchObject({ verdict: "wait" });
  expect(withLow(0.105).reason).toBe(
    "Its goal is reached: +40.0 % conversion rate (+10.5 % to +80.0 %), of +10.0 %. Whether it earns is not shown: +0.15 EUR per visitor (−0.05 to +0.35). Leave it as it is until that is known.",
  );
  expect(withLow(0.095).verdict).toBe("adjust");
});
