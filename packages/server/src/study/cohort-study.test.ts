import { createRng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { carryOutCohort } from "./cohort-study.ts";

const choices = { by: [], asOf: null, unit: "week" as const, horizon: 12, discountRate: 0.1, margin: 0.5, seed: "1" };

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
    return { personId: `p${i}`, identified: 1, channel: "web", arm, days };
  });
}

function worthOf(answer: ReturnType<typeof carryOutCohort>, arm: string): number {
  const { worth, customers } = answer.groups.find(({ by, value }) => by === "arm" && value === arm)!;
  if (isUndetermined(worth)) throw new Error(worth.undetermined.reason);
  return worth.perCustomer * customers;
}

describe("carryOutCohort", () => {
  const input = { kind: "store" as const, rows: rows() };

  it("divides what an arm's customers are worth by all its people, buyers or not", () => {
    const people = { treated: 1_000, "global-holdout": 500 };
    const answer = carryOutCohort({ kind: "cohort", input, choices, peopleByArm: people });
    const { personalization } = answer;
    if (isUndetermined(personalization) || isUndetermined(personalization.effect)) throw new Error("undetermined");
    expect(personalization.population).toBe("people");
    const expected = worthOf(answer, "treated") / 1_000 - worthOf(answer, "global-holdout") / 500;
    expect(personalization.effect.estimate).toBeCloseTo(expected, 8);
  });

  it("says that it compares customers where nothing is known of the others", () => {
    const answer = carryOutCohort({ kind: "cohort", input, choices, peopleByArm: null });
    const { personalization } = answer;
    if (isUndetermined(personalization) || isUndetermined(personalization.effect)) throw new Error("undetermined");
    expect(personalization.population).toBe("customers");
    const expected = (worthOf(answer, "treated") - worthOf(answer, "global-holdout")) / 120;
    expect(personalization.effect.estimate).toBeCloseTo(expected, 8);
    // Those who buy more often are worth more, beyond the interval.
    expect(personalization.effect.interval[0]).toBeGreaterThan(0);
  });

  it("leaves out buyers who would not be known again", () => {
    const strangers = input.rows.map((row, i) => (i < 10 ? { ...row, identified: 0 } : row));
    const answer = carryOutCohort({
      kind: "cohort",
      input: { kind: "store", rows: strangers },
      choices,
      peopleByArm: null,
    });
    expect(answer.groups[0]!.customers).toBe(230);
    expect(answer.warnings[0]).toMatch(/^10 buyers without a user id/);
  });
});
