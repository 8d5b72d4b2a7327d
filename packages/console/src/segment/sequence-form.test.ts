import { parseCondition } from "@attune/rules/parse-condition";
import { expect, test } from "vitest";
import {
  mostSteps,
  stepFields,
  withPresence,
  withStep,
  withStepEarlier,
  withStepField,
  withStepKind,
} from "./sequence-form.ts";

test("a step that is not to happen has no number of times, and one that is has no upper bound", () => {
  const step = { event: "Order Completed", atLeast: 2, withinDays: 7 };
  const absent = withPresence(step, false);
  expect(absent).toEqual({ event: "Order Completed", withinDays: 7, atMost: 0 });
  expect(stepFields(absent).map(({ name }) => name)).toEqual(["event", "withinDays", "withinHours"]);
  expect(withPresence(absent, true)).toEqual({ event: "Order Completed", withinDays: 7 });
});

test("steps of the other kind keep their times and windows, and what only touches can say is left out", () => {
  const views = {
    sequence: [
      { touched: "view" as const, category: "Lighting", atLeast: 3 },
      { touched: "purchase" as const, atMost: 0, withinDays: 1 },
    ],
    sameItem: true as const,
    withinDays: 30,
  };
  const events = withStepKind(views, "event");
  expect(events).toEqual({
    sequence: [
      { event: "Product Viewed", atLeast: 3 },
      { event: "Order Completed", atMost: 0, withinDays: 1 },
    ],
    withinDays: 30,
  });
  expect(withStepKind(events, "touched")).toEqual({
    sequence: [
      { touched: "view", atLeast: 3 },
      { touched: "purchase", atMost: 0, withinDays: 1 },
    ],
    withinDays: 30,
  });
});

test("steps are added behind, put earlier, and never emptied of their kind", () => {
  const one = { sequence: [{ event: "Page Viewed", atLeast: 2 }] };
  const two = withStep(one);
  expect(two.sequence).toEqual([{ event: "Page Viewed", atLeast: 2 }, { event: "Order Completed" }]);
  expect(withStepEarlier(two, 1).sequence).toEqual([
    { event: "Order Completed" },
    { event: "Page Viewed", atLeast: 2 },
  ]);
  expect(withStepField({ event: "Page Viewed", atLeast: 2 }, "event", undefined)).toEqual({ event: "", atLeast: 2 });
  expect(withStepField({ event: "Page Viewed", atLeast: 2 }, "atLeast", undefined)).toEqual({ event: "Page Viewed" });
});

test("the form offers as many steps as the language reads", () => {
  const steps = (count: number) => ({ sequence: Array.from({ length: count }, () => ({ event: "Page Viewed" })) });
  expect(parseCondition(steps(mostSteps), "when").ok).toBe(true);
  expect(parseCondition(steps(mostSteps + 1), "when").ok).toBe(false);
});
