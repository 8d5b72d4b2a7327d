import { expect, it } from "vitest";
import { liveRestrained } from "../testing/restrained-life.ts";

it("over 6,000 simulated person-days nobody exceeds a cap or gets an offer that is over, in any channel", {
  timeout: 60_000,
}, async () => {
  const outcome = await liveRestrained({ people: 300, days: 20, seed: "restrained", activeShare: 0.5 });
  expect(outcome.violations).toEqual([]);
  // Enough has happened for something to go wrong.
  expect(outcome.personDays).toBe(6_000);
  expect(outcome.decisions).toBeGreaterThan(2_500);
  expect(outcome.messages).toBeGreaterThan(200);
  expect(outcome.orders).toBeGreaterThan(100);
  expect(outcome.peopleWithOffer).toBe(75);
});
