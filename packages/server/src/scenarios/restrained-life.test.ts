import { expect, it } from "vitest";
import { liveRestrained } from "../testing/restrained-life.ts";

// A million person-days of the same life: bench/restrained.
it("over 480 simulated person-days over HTTP and SMTP nobody exceeds a cap or gets what they should not, in any channel", {
  timeout: 120_000,
}, async () => {
  const life = { people: 120, days: 4, seed: "restrained", activeShare: 0.8, restartEveryDays: 4 };
  const outcome = await liveRestrained(life);
  expect(outcome.violations).toEqual([]);
  // Enough has happened for something to go wrong.
  expect(outcome.decisions).toBeGreaterThan(400);
  expect(outcome.messages).toBeGreaterThan(80);
  for (const limit of ["e-mails", "showings of banner", "showings everywhere", "offer redeemed"])
    expect(outcome.reached[limit], limit).toBeGreaterThan(3);
});
