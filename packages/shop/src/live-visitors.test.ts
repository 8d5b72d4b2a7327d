import { describe, expect, it } from "vitest";
import { liveVisitors } from "./live-visitors.ts";
import { mondayAt, smallShop } from "./small-shop.suite.ts";

describe("liveVisitors", () => {
  const { catalogue, shoppers } = smallShop();
  const settings = { seed: 1, startAt: mondayAt, catalogue, shoppers, visitsPerMinute: 30 };

  /** The steps of the first so many minutes. */
  function stepsOf(minutes: number) {
    const steps = [];
    for (const step of liveVisitors(settings)) {
      if (step.at >= mondayAt + minutes * 60_000) break;
      steps.push(step);
    }
    return steps;
  }

  it("liveVisitors() begins at once and brings visitors at the chosen rate, in the order of time", () => {
    const steps = stepsOf(60);
    const visits = steps.filter((step) => step.kind === "event" && step.payload.messageId.endsWith("-1")).length;
    // Poisson with mean 30 × 60, less those whose first page is still loading.
    expect(Math.abs(visits - 1800)).toBeLessThan(4 * Math.sqrt(1800) + 30);
    expect(steps[0]!.at - mondayAt).toBeLessThan(60_000);
    for (let i = 1; i < steps.length; i++) expect(steps[i]!.at).toBeGreaterThanOrEqual(steps[i - 1]!.at);
  });

  it("liveVisitors() refuses a street on which nobody walks", () => {
    expect(() => liveVisitors({ ...settings, shoppers: [] }).next()).toThrow("at least one shopper");
    expect(() => liveVisitors({ ...settings, visitsPerMinute: 0 }).next()).toThrow("a rate above 0");
  });

  it("liveVisitors() names its events otherwise than a history of the same seed that began earlier", () => {
    const earlier = liveVisitors({ ...settings, startAt: mondayAt - 86_400_000 });
    const first = earlier.next().value;
    const firstHere = stepsOf(5)[0]!;
    if (first?.kind !== "event" || firstHere.kind !== "event") throw new Error("A visit begins with an event.");
    expect(first.payload.messageId).not.toBe(firstHere.payload.messageId);
  });
});
