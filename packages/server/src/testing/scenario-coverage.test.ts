import { expect, it } from "vitest";
import { scenarioCoverage } from "./scenario-coverage.ts";

/** By `node bench/scenario/coverage.mjs`: 30,000 people simulated twice with the same luck, ± 5,415. */
const trueMargin = 51_291;

it("on the simulated shop, P10 to P90 of the scenario hold the true incremental margin in 80 % of the seeds, within the Monte-Carlo error", () => {
  // 10 seeds: ±3.5 standard errors are ±44 points, so this only finds ranges that are plainly wrong; bench/scenario asks it of 150.
  const seeds = 10;
  const { covered, undetermined } = scenarioCoverage({ seeds, shoppers: 700, days: 10, trueMargin });
  const error = Math.sqrt((0.8 * 0.2) / seeds);
  expect(undetermined).toBe(0);
  expect(Math.abs(covered / seeds - 0.8)).toBeLessThan(3.5 * error);
});
