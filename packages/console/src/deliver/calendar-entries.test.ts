import { expect, test } from "vitest";
import { calendarEntries } from "./calendar-entries.ts";

test("what has a beginning or an end comes first, by it; what holds always comes last", () => {
  const file = {
    tactics: {
      always: { placement: "hero" },
      advent: { name: "Advent", placement: "hero", schedule: { from: "2026-12-01", until: "2026-12-24" } },
      early: { placement: "hero", goal: { metric: "conversion-rate", by: "2026-11-30" } },
    },
    catalogue: { rules: { lamps: { name: "Lamps", pin: ["a"], schedule: { until: "2026-11-25" } } } },
  };
  expect(calendarEntries(file, []).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "Rule Lamps",
    "Goal early: conversion-rate",
    "Tactic Advent",
    "Tactic always",
    "Tactic early",
  ]);
});

test("what cannot be read as a day has none", () => {
  const [entry] = calendarEntries({ tactics: { odd: { placement: "hero", schedule: { from: "soon" } } } }, []);
  expect(entry).toMatchObject({ from: null, until: null });
});
