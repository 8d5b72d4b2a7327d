import { describe, expect, it } from "vitest";
import { compileScenario } from "./compile-scenario.ts";
import { gainIn } from "./money-words.ts";
import { prioritize } from "./prioritize.ts";
import { runScenario } from "./run-scenario.ts";
import { smallBusiness, smallFunnel } from "./small-business.suite.ts";

const few = { draws: 50, seed: 1, sobolPoints: 0 };

/** The arithmetic of `smallBusiness`: a lift of 20 % is 20 orders of 50 in margin a month, 2,000 in its two months. */
function toldOf(...asked: Parameters<typeof smallBusiness>): string[] {
  return runScenario(compileScenario(smallBusiness(...asked)), few).scenarios[0]!.narrative;
}

const once = (amount: number) => ({ platform: 0, engineering: { once: amount }, training: 0, upkeep: 0 });

describe("a scenario in words", () => {
  it("says loss, currency and what each percentage is of, where it costs more than it brings", () => {
    const told = toldOf({ currency: "EUR", costs: once(3000), stresses: { slump: { demand: -0.5 } } });
    expect(told).toEqual([
      "go: over 2 months, against doing nothing, it comes to a loss of 1,000 EUR at present value in the middle of the draws (the same in 80 % of them); it is not paid back within 2 months in half of the draws or more. Orders per hundred visitors go from 10.00 to 12.00.",
      "It loses money in 100 % of the draws, and is paid back within a year in 0 % of them.",
      "Of what it gains, 100 % comes by buy.",
      'Under the stress "slump" it comes to a loss of 2,000 EUR in the middle of the draws, and loses money in 100 % of them.',
      "It breaks even where orders per visitor rise by 30.00 % of what they would be without it; that is 150 % of the lifts expected. No single assumption between its P10 and P90 turns the sign of the central case.",
      "Recommended: not as it stands; cut cost or reach before more is spent.",
    ]);
  });

  it("says gain where it brings more than it costs, and who brings most of it", () => {
    const funnels = [smallFunnel({ segment: "new" }), smallFunnel({ segment: "returning", visitorsPerMonth: 500 })];
    const told = toldOf({ currency: "EUR", costs: once(1500) }, { funnels });
    // 2,000 from the new and 1,000 from the returning, of which 1,500 are spent at the start: back after half of the two months.
    expect(told[0]).toBe(
      "go: over 2 months, against doing nothing, it comes to a gain of 1,500 EUR at present value in the middle of the draws (the same in 80 % of them); what it costs is back after 1.0 months. Orders per hundred visitors go from 10.00 to 12.00.",
    );
    expect(told[3]).toBe("Most margin comes from new: a gain of 2,000 EUR in the middle of the draws.");
  });

  it("says from whom least is taken where everybody loses", () => {
    const funnels = [smallFunnel({ segment: "new" }), smallFunnel({ segment: "returning", visitorsPerMonth: 500 })];
    const told = toldOf({ currency: "EUR", tactics: { push: { lifts: { buy: -0.2 } } } }, { funnels });
    expect(told).toContain(
      "It takes margin from everybody, least from returning: a loss of 1,000 EUR in the middle of the draws.",
    );
  });
});

describe("an amount in words", () => {
  it("has its sign as a word, and none where it rounds to nothing", () => {
    expect(gainIn("EUR")(-85_945.4)).toBe("a loss of 85,945 EUR");
    expect(gainIn("GBP")(1234.5)).toBe("a gain of 1,235 GBP");
    expect(gainIn("EUR")(-0.4)).toBe("neither gain nor loss");
    expect(gainIn(null)(-12)).toBe("a loss of 12");
  });
});

describe("why a tactic ranks where it does", () => {
  it("names the currency of what it brings or takes away, and of its cost", () => {
    const tactics = {
      strong: { lifts: { buy: 0.2 }, cost: { once: 1000 } },
      harmful: { lifts: { buy: -0.1 }, cost: { once: 100 } },
    };
    const { items } = prioritize(compileScenario(smallBusiness({ currency: "EUR", tactics })), {
      draws: 50,
      seed: 1,
      budget: null,
    });
    const why = Object.fromEntries(items.map((item) => [item.id, item.why]));
    expect(why.strong).toBe("Brings 2,000 EUR of margin and costs 1,000 EUR; it loses money in 0 % of the draws.");
    expect(why.harmful).toBe("Takes away 1,000 EUR of margin and costs 100 EUR; it loses money in 100 % of the draws.");
  });
});
