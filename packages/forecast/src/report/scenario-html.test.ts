import { describe, expect, it } from "vitest";
import { compileScenario } from "../scenario/compile-scenario.ts";
import { runScenario } from "../scenario/run-scenario.ts";
import { smallBusiness, smallFunnel } from "../scenario/small-business.suite.ts";
import { scenarioHtml } from "./scenario-html.ts";

const report = runScenario(
  compileScenario(
    smallBusiness(
      {
        name: "<shop> & co",
        currency: "EUR",
        horizonMonths: 6,
        tactics: { push: { name: "Push <it>", lifts: { buy: { mean: 0.2, standardError: 0.05, source: "a & b" } } } },
        costs: { platform: { perMonth: 500 }, engineering: { once: 800 }, training: 0, upkeep: 0 },
        stresses: { slump: { demand: -0.3 } },
      },
      {
        customers: { churnPerMonth: 0.05 },
        acquisition: { perMonth: 300 },
        funnels: [
          smallFunnel({ segment: "new", newCustomerShare: 0.9 }),
          smallFunnel({ segment: "returning", newCustomerShare: 0.1 }),
        ],
      },
    ),
  ),
  { draws: 400, seed: 1, sobolPoints: 64 },
);

describe("scenarioHtml", () => {
  const html = scenarioHtml(report);

  it("needs nothing from elsewhere, escapes names, and holds no broken number", () => {
    expect(html).not.toMatch(/<script|<link|src=|https?:\/\/(?!www\.w3\.org)/);
    expect(html).not.toMatch(/NaN|Infinity|undefined|\[object/);
    expect(html).toContain("&lt;shop&gt; &amp; co");
    expect(html).toContain("a &amp; b");
    expect(html).not.toContain("<shop>");
    expect(scenarioHtml(report)).toBe(html);
  });

  it("tells in reading order: what it comes to, warnings, the scenario, the lift question, assumptions, the arithmetic", () => {
    const titles = [...html.matchAll(/<h[12]>([^<]+)<\/h[12]>/g)].map(([, title]) => title);
    expect(titles).toEqual([
      "&lt;shop&gt; &amp; co",
      "Before you believe it",
      "go",
      "Does a lift of 5 % pay within a year?",
      "Assumptions",
      "Appendix: the arithmetic",
    ]);
    expect(html.match(/<svg/g)!.length).toBeGreaterThanOrEqual(8);
  });

  it("shows the arithmetic of the standard example", () => {
    expect(html).toContain("From 2 % to 3 %: (0.03 − 0.02) / 0.02 = 0.5, a lift of 50 %");
  });
});

describe("the narrative", () => {
  it("holds no number that the result does not hold", () => {
    const [scenario] = report.scenarios;
    // Every number of the result, as the narrative writes them.
    const held = new Set<string>(["80", String(report.horizonMonths)]);
    JSON.stringify(scenario, (key, value: unknown) => {
      if (key !== "narrative" && typeof value === "number") {
        for (const text of [
          Math.round(value).toLocaleString("en"),
          value.toFixed(1),
          (100 * value).toFixed(2),
          (100 * value).toFixed(0),
        ])
          held.add(text);
      }
      return value;
    });
    const gains = scenario!.waterfall.filter(({ amount }) => amount > 0);
    const all = gains.reduce((sum, { amount }) => sum + amount, 0);
    for (const { amount } of gains) held.add(((100 * amount) / all).toFixed(0));
    const numbers = scenario!.narrative.join(" ").match(/-?\d[\d,]*(\.\d+)?/g)!;
    expect(numbers.filter((text) => !held.has(text) && !/^P?(10|90)$/.test(text))).toEqual([]);
  });
});
