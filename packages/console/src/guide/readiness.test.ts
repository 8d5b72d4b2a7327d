import type { Totals } from "@attune/model/report";
import { undetermined } from "@attune/model/undetermined";
import { expect, test } from "vitest";
import { type Evidence, holdOffAdvice, readinessSteps } from "./readiness.ts";

const totals = {
  firstEventAt: null,
  lastEventAt: null,
  orders: 0,
  netRevenue: 0,
  customers: 0,
  identifiedCustomers: 0,
} as unknown as Totals;
const empty: Evidence = {
  totals,
  doctor: {
    stores: { writable: true, detail: "", profiles: 0, quarantined: {} },
    analytics: { available: true, detail: "" },
  },
  catalogueItems: 0,
  tactics: [],
  holdout: undetermined("no-people", "Nobody yet."),
};

test("of an empty shop nothing is done, and every step says what is next", () => {
  const steps = readinessSteps(empty);
  expect(steps.filter(({ isDone }) => isDone)).toEqual([]);
  expect(steps.every(({ next }) => next.length > 0)).toBe(true);
  expect(holdOffAdvice(empty)).toMatch(/^Without orders/);
});

test("what is there is told as evidence", () => {
  const running: Evidence = {
    ...empty,
    totals: {
      ...totals,
      firstEventAt: "2026-01-01T00:00:00Z",
      orders: 900,
      netRevenue: 10,
      customers: 10,
      identifiedCustomers: 6,
    },
  };
  const done = readinessSteps(running).filter(({ isDone }) => isDone);
  expect(done.map(({ title }) => title)).toEqual([
    "Events arrive",
    "What arrives can be used",
    "Orders arrive with money",
    "Customers are recognised",
  ]);
  expect(holdOffAdvice(running)).toBeNull();
});
