import { describe, expect, it } from "vitest";
import { readConfiguration } from "../config/read-configuration.ts";
import { checkPlaybook } from "./check-playbook.ts";
import { withAccepted } from "./finding.ts";
import type { PlaybookFacts } from "./playbook-facts.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
const facts: PlaybookFacts = {
  visitorsPerMonth: 50_000,
  items: 500,
  eventNames: new Set(["Order Completed", "Page Viewed", "Product Viewed", "Product Added"]),
  peoplePerDay: new Map([["t", 2_000]]),
  metrics: new Map([["t", { value: 0.03, people: 2_000 }]]),
};
const goal = "goal: { metric: conversion-rate, target: 10 %, by: 2027-12-31 }";
const good = `hypothesis: It helps, when: { visitor: new }, ${goal}`;

function codes(tactic: string, changes: { facts?: Partial<PlaybookFacts>; rest?: string; accept?: string[] } = {}) {
  const text = `placements: { hero: {} }\ntactics:\n  t: { placement: hero, ${tactic} }\n${changes.rest ?? ""}`;
  const found = checkPlaybook(readConfiguration(text), { ...facts, ...changes.facts }, now);
  return withAccepted(found, changes.accept ?? []).map(({ severity, code, path }) => `${severity} ${code} ${path}`);
}

describe("checkPlaybook", () => {
  it("has nothing to say of a tactic with hypothesis, goal, target, date, baseline and traffic", () => {
    expect(codes(good)).toEqual([]);
  });

  it.each([
    ["when: { visitor: new }", ["warning no-hypothesis tactics.t.hypothesis", "warning no-goal tactics.t.goal"]],
    [
      `hypothesis: x, goal: { metric: conversion-rate }`,
      ["warning no-target tactics.t.goal.target", "warning no-date tactics.t.goal.by"],
    ],
    [good.replace("2027-12-31", "2026-11-01"), ["warning date-passed tactics.t.goal.by"]],
    [good.replace("conversion-rate", "add-to-cart-rate"), ["warning vanity-metric tactics.t.goal.metric"]],
    [good.replace("conversion-rate", "retention"), []],
    [
      good.replace("conversion-rate", "click-through-rate"),
      ["error metric-without-events tactics.t.goal.metric", "warning vanity-metric tactics.t.goal.metric"],
    ],
    [`${good}, holdout: 0`, []],
    [`${good}, schedule: { until: 2026-01-01 }`, ["warning ended tactics.t.schedule.until"]],
    [good.replace("2027-12-31", "2026-11-25"), ["warning too-little-time tactics.t.goal.by"]],
  ])("of %j says %j", (tactic, expected) => {
    expect(codes(tactic)).toEqual(expected);
  });

  it("warns where the traffic cannot find the target until the date, and says what it would take", () => {
    // Found by the textbook formula: 10 % of 3 % at 95 to 5 needs about 560,000 people at 80 % power; 2,000 a day come.
    const [soon] = checkPlaybook(
      readConfiguration(
        `placements: { hero: {} }\ntactics: { t: { placement: hero, ${good.replace("2027-12-31", "2027-01-31")} } }`,
      ),
      facts,
      now,
    );
    expect(soon?.code).toBe("too-little-traffic");
    const people = Number(/takes ([\d,]+) people/.exec(soon?.message ?? "")?.[1]?.replaceAll(",", ""));
    const share = 0.05;
    const pooled = 0.03 + 0.003 * (1 - share);
    const zs = 1.959964 + 0.841621;
    const textbook = (zs ** 2 * pooled * (1 - pooled) * (1 / share + 1 / (1 - share))) / 0.003 ** 2;
    expect(people / textbook).toBeGreaterThan(0.9);
    expect(people / textbook).toBeLessThan(1.1);
    expect(codes(good, { facts: { peoplePerDay: new Map() } })).toEqual(["warning no-traffic tactics.t.goal.by"]);
  });

  it("an error that the author accepts is a warning", () => {
    const tactic = good.replace("conversion-rate", "click-through-rate");
    expect(codes(tactic, { accept: ["metric-without-events"] })[0]).toBe(
      "warning metric-without-events tactics.t.goal.metric",
    );
    expect(codes(tactic, { facts: { eventNames: null } })).toEqual(["warning vanity-metric tactics.t.goal.metric"]);
  });

  it("needs a baseline: stated, or from the store", () => {
    const none = { value: { undetermined: { code: "too-few-people", reason: "Few came." } }, people: 3 };
    const metrics = new Map([["t", none]]);
    expect(codes(good, { facts: { metrics } })).toEqual(["warning no-baseline tactics.t.goal.baseline"]);
    expect(codes(good.replace("target", "baseline: 0.03, target"), { facts: { metrics } })).toEqual([]);
  });

  it("names tactics that never come first, offers that nobody gives, and what cannot be measured", () => {
    const rest =
      "  always: { placement: hero, hypothesis: x, priority: 9, " +
      goal +
      " }\noffers: { ten: { discount: { percent: 10 } } }";
    expect(codes(good, { rest })).toContain("warning never-first tactics.t.priority");
    expect(codes(good, { rest })).toContain("warning offer-unused offers.ten");
    expect(codes(`${good}, holdout: 0`, { rest: "holdout: 0" })).toEqual(["warning not-measurable tactics.t.holdout"]);
  });

  it("names defaults that need to know a person, whom a default never knows", () => {
    const placements = (from: string) =>
      `placements: { row: { default: { items: { from: ${from} } } } }\ntactics: { t: { placement: row, ${good} } }`;
    const found = (from: string) =>
      checkPlaybook(readConfiguration(placements(from)), facts, now).map(({ code, path }) => `${code} ${path}`);
    expect(found("for-you")).toEqual(["impersonal-default placements.row.default.items.from"]);
    expect(found("recently-viewed")).toEqual(["impersonal-default placements.row.default.items.from"]);
    expect(found("similar-items")).toEqual([]);
  });

  it("names experiments whose end has passed", () => {
    const rest = (until: string) => `experiments: { x: { tactic: t, control: a, until: ${until} } }`;
    const tactic = `${good}, variants: { a: {}, b: { content: { words: b } } }`;
    expect(codes(tactic, { rest: rest("2026-11-22") })).toEqual(["warning ended experiments.x.until"]);
    expect(codes(tactic, { rest: rest("2026-11-23") })).toEqual([]);
  });

  it("says that models wait below the thresholds, or why they do not", () => {
    const tactic = `${good}, items: { from: for-you }`;
    const few = { visitorsPerMonth: 900, items: 20 };
    expect(codes(tactic)).toEqual([]);
    expect(codes(tactic, { facts: few })).toEqual(["warning models-wait tactics.t.items.from"]);
    const rest = "models: { belowThresholds: a niche shop with loyal customers }";
    expect(codes(tactic, { facts: few, rest })).toEqual(["warning models-override tactics.t.items.from"]);
  });
});
