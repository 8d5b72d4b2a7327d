import { describe, expect, it } from "vitest";
import { runStudy, withinBand } from "../../calibration/study.ts";
import { observationalStudies } from "./observational-studies.ts";

/**
 * The shortest form of `bench/calibration/observational.mjs`: three in a thousand of its replications, same seeds, so the outcome never changes by
 * itself. Bands are widened by 4 Monte-Carlo standard errors. What is shown failing is run too, and carries no band.
 */
describe("calibration without an experiment", { timeout: 120_000 }, () => {
  for (const study of observationalStudies) {
    it(`${study.id}: rates lie in their bands`, () => {
      for (const result of runStudy(study, 0.003)) {
        const { estimator, process, rate, band } = result;
        const message = `${estimator} on ${process}: ${(100 * rate).toFixed(2)} % outside ${band}`;
        expect(withinBand(result, 4), message).toBe(true);
      }
    });
  }
});
