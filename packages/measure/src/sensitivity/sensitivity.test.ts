import { describe, expect, it } from "vitest";
import { expectClose, expectPublished } from "../reference.suite.ts";
import { effectEValue, eValue } from "./e-value.ts";
import { osterDelta } from "./oster-delta.ts";
import { robustnessValue } from "./robustness-value.ts";
import { rosenbaumGamma, rosenbaumP } from "./rosenbaum-bounds.ts";

describe("eValue", () => {
  it("gives VanderWeele and Ding's 7.26 and 3.0, and the same for the inverse ratio", () => {
    expectClose(eValue(3.9), 7.263034344160047);
    expectPublished(eValue(1.8), 3.0, 1);
    expectClose(eValue(1 / 3.9), 7.263034344160047);
    expect(eValue(1)).toBe(1);
  });

  it("is 1 for an interval that holds zero", () => {
    expect(effectEValue(0.1, [-0.1, 0.3], 1)).toMatchObject({ interval: 1 });
    expect(effectEValue(0.1, [0, 0], 0)).toMatchObject({ undetermined: { code: "zero-variance" } });
  });
});

describe("robustnessValue", () => {
  it("gives the Darfur example of the paper: 2.2 %, 13.9 % and 7.6 %", () => {
    // Cinelli and Hazlett (2020), table 1: coefficient 0.097, standard error 0.023 (t = 4.18445), 783 degrees of freedom.
    const found = robustnessValue(4.18445, 783);
    expectPublished(found.partialR2, 0.022, 3);
    expectPublished(found.toZero, 0.139, 3);
    expectPublished(found.toInsignificance, 0.076, 3);
  });

  it("needs no confounder at all where the effect is not significant", () => {
    expect(robustnessValue(1.5, 100).toInsignificance).toBe(0);
  });
});

describe("rosenbaumP", () => {
  it("at gamma 1 is Wilcoxon's signed-rank test worked by hand: ranks 1 to 5, one negative of rank 2", () => {
    // T = 13, mean 7.5, variance 55/4; z = 5.5/3.7081 = 1.48324.
    expectPublished(rosenbaumP([1, -2, 3, 4, 5], 1), 0.06901, 5);
  });

  it("grows with the hidden bias, and its gamma is where it reaches 5 %", () => {
    const pairs = Array.from({ length: 40 }, (_, i) => (i % 5 === 0 ? -1 : 1) * (1 + (i % 7)));
    const gamma = rosenbaumGamma(pairs) as number;
    expect(rosenbaumP(pairs, 1)).toBeLessThan(0.05);
    expectClose(rosenbaumP(pairs, gamma), 0.05, 1e-8);
    expectClose(rosenbaumGamma(pairs.map((value) => -value)) as number, gamma, 1e-8);
    expect(rosenbaumGamma([1, -1])).toBe(1);
  });
});

describe("osterDelta", () => {
  it("is the δ at which the true model's effect is zero: planted with equal selection", () => {
    // y = w1 + w2, x = w1 + w2 + e with independent unit variances; w1 seen. The unseen selects as much as the seen, effect 0, R²max = 1.
    // Short: 2/3, R² = (2)²/(3·2) = 2/3. Long (w1 seen): cov(x, w2)/(var x − 1) = 1/2; residual variance of y = 1 − 1/2 = 1/2, R² = 3/4.
    const delta = osterDelta(
      {
        shortEstimate: 2 / 3,
        shortR2: 2 / 3,
        longEstimate: 1 / 2,
        longR2: 3 / 4,
        outcomeVariance: 2,
        treatmentVariance: 3,
        residualTreatmentVariance: 2,
      },
      1,
    );
    expectClose(delta as number, 1, 1e-12);
  });
});
