import { describe, expect, it } from "vitest";
import { runStudy, withinBand } from "../../calibration/study.ts";
import { observationalStudies } from "./observational-studies.ts";

/**
 * The shortest form of `bench/calibration/observational.mjs`: three in a thousand of its replications, same seeds, so the outcome never changes by
 * itself. Bands are widened by 4 Monte-Carlo standard errors. What is shown failing is run too, and carries no band.
 */
describe("calibration without an experiment", { timeout: 120_000 }, () => {
  for (const study of observationalStudies) {
    it(`${study.estimator}: ${study.measure} on ${study.process} (${study.id})`, () => {
      const result = runStudy(study, 0.003);
      expect(withinBand(result, 4), `${(100 * result.rate).toFixed(2)} % outside ${study.band}`).toBe(true);
    });
  }
});
