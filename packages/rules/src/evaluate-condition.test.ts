import type { Json } from "@attune/model/json";
import type { EventCounter } from "@attune/model/profile";
import { describe, expect, it } from "vitest";
import cases from "../../../spec/cases/conditions.cases.json" with { type: "json" };
import { evaluateCondition, type PersonView } from "./evaluate-condition.ts";
import { parseCondition } from "./parse-condition.ts";

interface CasePerson {
  traits?: Record<string, Json>;
  context?: Record<string, Json>;
  counters?: Record<string, { total: number; days: Record<string, number> }>;
  today?: number;
  visitor?: "new" | "returning";
  cart?: "empty" | "not-empty";
}

function viewOf(person: CasePerson): PersonView {
  const own = <T>(record: Record<string, T> | undefined, name: string) =>
    record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
  return {
    traits: (name) => own(person.traits, name),
    context: person.context ?? {},
    counter: (name) => counterOf(own(person.counters, name)),
    today: person.today ?? 0,
    visitor: person.visitor ?? "new",
    cart: person.cart ?? "empty",
  };
}

/** The cases say counts by day; profiles keep them in a row that ends with the last day. */
function counterOf(counter: { total: number; days: Record<string, number> } | undefined): EventCounter | undefined {
  if (counter === undefined) return undefined;
  const days = Object.keys(counter.days).map(Number);
  const [first, lastDay] = [Math.min(...days), Math.max(...days)];
  if (days.length === 0) return { total: counter.total, lastDay: 0, days: [] };
  const row = Array.from({ length: lastDay - first + 1 }, (_, i) => counter.days[first + i] ?? 0);
  return { total: counter.total, lastDay, days: row };
}

describe("evaluateCondition", () => {
  it.each(cases.evaluations.map((c) => [c.name, c] as const))("%s", (_name, { condition, person, holds }) => {
    const parsed = parseCondition(condition, "when");
    if (!parsed.ok) throw new Error(`${parsed.path}: ${parsed.message}`);
    expect(evaluateCondition(parsed.condition, viewOf(person as CasePerson)).holds).toBe(holds);
  });

  it("evaluateCondition says which clause decided", () => {
    const verdict = evaluateCondition(
      { all: [{ visitor: "returning" }, { event: "Product Viewed", atLeast: 3, withinDays: 7 }] },
      viewOf({ visitor: "returning", counters: { "Product Viewed": { total: 2, days: { "0": 2 } } } }),
    );
    expect(verdict.holds).toBe(false);
    expect(verdict.because()).toBe("Product Viewed 2 times in 7 days");
  });
});

describe("parseCondition", () => {
  it.each(cases.refusals.map((c) => [c.name, c] as const))("%s", (_name, { condition, path }) => {
    const parsed = parseCondition(condition, "when");
    expect(parsed.ok).toBe(false);
    expect(parsed).toHaveProperty("path", path);
  });
});
