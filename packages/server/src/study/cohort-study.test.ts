import { createRng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { carryOutCohort } from "./cohort-study.ts";
import { carryOutLifetimeEffect } from "./lifetime-effect-study.ts";

const choices = {
  by: [],
  asOf: null,
  unit: "week" as const,
  horizon: 12,
  discountRate: 0.1,
  margin: 0.5,
  seed: "1",
  pages: [],
};

/** Rows of the store: buyers of both arms, the treated ones buying more often. */
function rows() {
  const rng = createRng("arms");
  return Array.from({ length: 240 }, (_, i) => {
    const arm = i % 2 === 0 ? "treated" : "global-holdout";
    const days: [number, string, string][] = [[20_000, "20000000", "0"]];
    for (let week = 1; week <= 20; week++) {
      if (rng.uniform() < (arm === "treated" ? 0.4 : 0.25))
        days.push([20_000 + 7 * week, String(10_000_000 + Math.floor(20e6 * rng.uniform())), "0"]);
    }
    return { personId: `p${i}`, identified: 1, channel: "web", arm, armDay: 20_000, days };
  });
}

function worthOf(answer: ReturnType<typeof carryOutCohort>, arm: string): number {
  const { worth, customers } = answer.groups.find(({ by, value }) => by === "arm" && value === arm)!;
  if (isUndetermined(worth)) throw new Error(worth.undetermined.reason);
  return worth.perCustomer * customers;
}

describe("carryOutCohort", () => {
  const input = { kind: "store" as const, rows: rows() };

  it("says of people just what the study of the effect says, over the same horizon", () => {
    const people = { treated: 300, "global-holdout": 300 };
    const effect = { people, asOfDay: 20_140, model: "mbg-nbd" as const };
    const { personalization } = carryOutCohort({ kind: "cohort", input, choices, effect });
    const alone = carryOutLifetimeEffect({
      kind: "lifetime-effect",
      rows: input.rows,
      people,
      treated: "treated",
      control: "global-holdout",
      asOfDay: 20_140,
      choices: { model: "mbg-nbd", horizonDays: 84, discountRate: 0.1, margin: 0.5, everyHours: 24 },
    });
    expect(personalization).toEqual({ population: "people", ...alone });
    if (isUndetermined(personalization) || isUndetermined(personalization.effect)) throw new Error("undetermined");
    expect(personalization.effect.interval[0]).toBeGreaterThan(0);
  });

  it("says that it compares customers where nothing is known of the others", () => {
    const answer = carryOutCohort({ kind: "cohort", input, choices, effect: null });
    const { personalization } = answer;
    if (isUndetermined(personalization) || isUndetermined(personalization.effect)) throw new Error("undetermined");
    expect(personalization.population).toBe("customers");
    const expected = (worthOf(answer, "treated") - worthOf(answer, "global-holdout")) / 120;
    expect(personalization.effect.estimate).toBeCloseTo(expected, 8);
    // Those who buy more often are worth more, beyond the interval.
    expect(personalization.effect.interval[0]).toBeGreaterThan(0);
  });

  it("groups the store's customers by the segments they are in, of which one person may have several", () => {
    const members = input.rows.map((row, i) => ({ ...row, segments: i % 3 === 0 ? ["vip", "tea"] : ["tea"] }));
    const answer = carryOutCohort({ kind: "cohort", input: { kind: "store", rows: members }, choices, effect: null });
    const segments = answer.groups.filter(({ by }) => by === "segment");
    expect(segments.map(({ value, customers }) => [value, customers])).toEqual([
      ["tea", 240],
      ["vip", 80],
    ]);
  });

  it("leaves out buyers who would not be known again", () => {
    const strangers = input.rows.map((row, i) => (i < 10 ? { ...row, identified: 0 } : row));
    const answer = carryOutCohort({
      kind: "cohort",
      input: { kind: "store", rows: strangers },
      choices,
      effect: null,
    });
    expect(answer.groups[0]!.customers).toBe(230);
    expect(answer.warnings[0]).toMatch(/^10 buyers without a user id/);
  });
});
