import type { HoldoutReport, MetricComparison } from "@attune/model/report";
import { undetermined } from "@attune/model/undetermined";
import { expect, test } from "vitest";
import { earned, moneyPerPerson } from "./earned.ts";

const metric = (name: string, unit: MetricComparison["unit"]): MetricComparison => ({
  name,
  unit,
  treated: 3,
  control: 2.5,
  effect: { estimate: 0.5, standardError: 0.1, interval: [0.3, 0.7], pValue: 0.001 },
  lift: { estimate: 0.2, interval: [0.1, 0.3], method: "fieller" },
});
const people = (count: number): HoldoutReport["exposed"] => ({
  people: count,
  conversions: 0,
  orders: 0,
  revenue: 0,
  conversionRate: 0,
  revenuePerVisitor: 0,
  averageOrderValue: 0,
});

test("the effect per person, and both ends of its interval, times the people treated", () => {
  const report = {
    exposed: people(1000),
    metrics: [metric("conversion-rate", "share"), metric("revenue-per-visitor", "currency")],
  };
  expect(earned(report)).toEqual({ estimate: 500, interval: [300, 700] });
});

test("an average order value does not stand for money per person", () => {
  expect(moneyPerPerson([metric("average-order-value", "currency")])).toBeUndefined();
  expect(earned({ exposed: people(10), metrics: [metric("averageOrderValue", "currency")] })).toHaveProperty(
    "undetermined",
  );
});

test("every spelling of the name is found", () => {
  for (const name of ["revenuePerVisitor", "revenue-per-visitor", "Revenue per person"]) {
    expect(moneyPerPerson([metric(name, "currency")])?.name).toBe(name);
  }
});

test("an effect that is not known stays not known, with its reason", () => {
  const reason = undetermined("too-few-people", "Too few people yet.");
  const unknown = { ...metric("revenue-per-visitor", "currency"), effect: reason };
  expect(earned({ exposed: people(10), metrics: [unknown] })).toEqual(reason);
});
