import { describe, expect, it } from "vitest";
import { studies } from "./studies.ts";
import { runStudy, withinBand } from "./study.ts";

/**
 * The short form of `bench/calibration`: a fiftieth of its replications, same seeds, so the outcome never changes by itself. Bands are
 * widened by 4 Monte-Carlo standard errors, which a calibrated estimator leaves once in 16,000 studies.
 */
describe("calibration", () => {
  for (const study of studies) {
    it(`${study.id}: rates lie in their bands`, () => {
      for (const result of runStudy(study, 0.02)) {
        const { estimator, process, rate, band } = result;
        const message = `${estimator} on ${process}: ${(100 * rate).toFixed(2)} % outside ${band}`;
        expect(withinBand(result, 4), message).toBe(true);
      }
    });
  }

  it("shows the delta method failing where Fieller holds, on the first three processes of the published comparison", () => {
    const rateOf = (id: string) => runStudy(studies.find((study) => study.id === id)!, 0.2)[0]!.rate;
    const process = "1 % conversion, n = 1,000";
    expect(rateOf(`lift-delta/${process}`)).toBeLessThan(0.93);
    expect(rateOf(`lift-fieller/${process}`)).toBeGreaterThan(0.945);
  });
});
