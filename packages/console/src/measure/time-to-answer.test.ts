import type { Effect, GroupOutcome } from "@attune/model/report";
import { undetermined } from "@attune/model/undetermined";
import { expect, test } from "vitest";
import { type EffectSoFar, effectOfEvidence, effectOfReport, effectOfStudy, timeToAnswer } from "./time-to-answer.ts";

/** A 95 % interval around nothing that is to be seen. */
const effectOf = (standardError: number): Effect => ({
  estimate: 0,
  standardError,
  interval: [-1.959964 * standardError, 1.959964 * standardError],
  pValue: 1,
});
const soFar = (changed: Partial<EffectSoFar>): EffectSoFar => ({
  effect: effectOf(0.01),
  level: 0.1,
  unit: "share",
  people: [1_000, 1_000],
  daysSoFar: 10,
  ...changed,
});

test("an interval that leaves zero out is an answer, whichever side it lies on", () => {
  const of = (interval: [number, number]) => timeToAnswer(soFar({ effect: { ...effectOf(0.01), interval } }), 0.1);
  expect(of([0.002, 0.04])).toEqual({ kind: "answered" });
  expect(of([-0.04, -0.002])).toEqual({ kind: "answered" });
});

test("with an error of a 2.8th of the change, the change would have shown", () => {
  expect(timeToAnswer(soFar({ effect: effectOf(0.01 / 2.81) }), 0.1)).toEqual({ kind: "would-have-shown" });
});

test("with twice that error four times the people are needed: three times as long again", () => {
  expect(timeToAnswer(soFar({ effect: effectOf((2 * 0.01) / 2.801585) }), 0.1)).toEqual({ kind: "days", days: 30 });
});

test("an interval that may be looked at on any day is wider, and takes longer", () => {
  const standardError = 0.01 / 2.81;
  const effect = { standardError, interval: [-3 * standardError, 3 * standardError] as const };
  // (3 + 0.841621)² / 2.81² = 1.869: 8.7 days more.
  expect(timeToAnswer(soFar({ effect }), 0.1)).toEqual({ kind: "days", days: 9 });
});

test("at 10% in each group 14,128 people in each are enough for a tenth more", () => {
  // n = (1.959964 + 0.841621)² · (2 · 0.1 · 0.9) / 0.01² = 14,128, with the error at the control's level.
  const effect = undetermined("too-few-people", "few");
  const of = (people: number) => timeToAnswer(soFar({ effect, people: [people, people] }), 0.1);
  expect(of(14_129)).toEqual({ kind: "would-have-shown" });
  expect(of(14_127)).toEqual({ kind: "days", days: 1 });
  expect(of(1_413)).toEqual({ kind: "days", days: 90 });
});

test("where neither an error nor a level is known nothing is told", () => {
  const effect = undetermined("too-few-orders", "few");
  expect(timeToAnswer(soFar({ effect, unit: "currency", level: 4 }), 0.1)).toBeNull();
  expect(timeToAnswer(soFar({ effect, level: 0 }), 0.1)).toBeNull();
});

test("a report's days are counted from the first person who came in", () => {
  const group = {
    people: 50,
    conversions: 5,
    orders: 5,
    revenue: 100,
    conversionRate: 0.1,
    revenuePerVisitor: 2,
    averageOrderValue: 20,
  };
  const metric = {
    name: "m",
    unit: "share" as const,
    treated: 0.2,
    control: 0.1,
    effect: effectOf(0.1),
    lift: undetermined("x", "x"),
  };
  const times = { since: "2026-06-01T00:00:00Z", computedAt: "2026-06-08T12:00:00Z" };
  expect(effectOfReport({ exposed: group, heldOut: group, ...times }, metric)).toMatchObject({
    level: 0.1,
    people: [50, 50],
    daysSoFar: 7.5,
  });
  expect(effectOfReport({ exposed: group, heldOut: group, computedAt: times.computedAt }, metric)).toBeNull();
});

const group = { people: 200, conversions: 10, orders: 12, revenue: 600 } as GroupOutcome;
const report = {
  exposed: group,
  heldOut: group,
  since: "2026-06-01T00:00:00Z",
  computedAt: "2026-06-11T00:00:00Z",
  metrics: [],
};

test("of a metric that the short report lacks, the level is what the lift is relative to", () => {
  const lift = { estimate: 0.25, interval: [-0.1, 0.6] as [number, number], method: "delta" };
  const effect = { ...effectOf(1), estimate: 2 };
  expect(effectOfEvidence(report, { metric: "items per order", effect, lift })).toMatchObject({
    level: 8,
    daysSoFar: 10,
  });
  const none = { ...lift, estimate: 0 };
  expect(effectOfEvidence(report, { metric: "items per order", effect, lift: none })).toBeNull();
});

test("a study is as sure as its first method that has an interval, at what the people held out brought", () => {
  const nothing = undetermined("x", "x");
  const estimates = [
    { method: "a", estimate: nothing, standardError: nothing, interval: nothing, pValue: nothing },
    { method: "b", estimate: 1, standardError: nothing, interval: [-0.96, 2.96] as [number, number], pValue: nothing },
  ];
  const computedAt = "2026-06-06T00:00:00Z";
  const found = effectOfStudy(report, { design: "weighting", outcome: "revenue", estimates, computedAt });
  expect(found).toMatchObject({
    level: 3,
    daysSoFar: 5,
    effect: { standardError: expect.closeTo(1, 4) },
  });
  expect(effectOfStudy(report, { design: "matching", outcome: "conversion", estimates, computedAt })?.level).toBe(0.05);
  // The whole shop's revenue in a day has no level that a person's would be.
  expect(effectOfStudy(report, { design: "interrupted", outcome: "revenue", estimates, computedAt })).toBeNull();
  expect(
    effectOfStudy(report, { design: "weighting", outcome: "orders", estimates: estimates.slice(0, 1), computedAt }),
  ).toBeNull();
});
