import type { EvidenceGrade, MethodEstimate } from "@attune/model/effect-study";
import { describe, expect, it } from "vitest";
import { tacticOutcomeWords } from "../tactic/outcome-words.ts";
import { finishStudy, type StudyBody } from "./finish-study.ts";
import { changeInWords, sizeInWords } from "./outcome-words.ts";

function by(method: string, estimate: number, interval: [number | null, number | null]): MethodEstimate {
  return { method, estimate, standardError: 1, interval, pValue: 0.5 };
}

function told(estimates: MethodEstimate[], outcomeWords: StudyBody["outcomeWords"]): string {
  const body: StudyBody = {
    design: "weighting",
    estimand: "average over everybody",
    n: 200,
    estimates,
    primary: "aipw",
    assumptions: [
      {
        id: "no-unmeasured-confounders",
        statement: "Nothing is hidden.",
        evidence: "It cannot be seen.",
        status: "warn",
      },
    ],
    diagnostics: {},
    outcomeWords,
  };
  const { narrative, grade } = finishStudy(body, { refutations: [], sensitivity: {}, isRandomized: false });
  expect(grade).toBe<EvidenceGrade>("C");
  return narrative;
}

const rest =
  "To be weighed: no unmeasured confounders. Grade C: adjusted for what was measured; what was not measured can still explain it.";

describe("the sentences of a study", () => {
  it("name methods as they are published, and say money with its currency and its sign as a word", () => {
    const estimates = [by("aipw", -1.254, [-2.5, 0.004]), by("hajek", 12_345.6, [null, 2])];
    expect(told(estimates, tacticOutcomeWords("weighting", "revenue", "EUR"))).toBe(
      `By AIPW (doubly robust) the effect on revenue per person (average over everybody) is a fall of 1.25 EUR; 95 % interval: a fall of 2.50 EUR to a rise of 0.004 EUR. The methods range from a fall of 1.25 EUR (AIPW (doubly robust)) to a rise of 12,346 EUR (Hájek's weighting). ${rest}`,
    );
  });

  it("say a share's effect in percentage points, of which people", () => {
    expect(told([by("aipw", 0.0042, [null, 0.01])], tacticOutcomeWords("weighting", "conversion", "EUR"))).toBe(
      `By AIPW (doubly robust) the effect on the share of people who order (average over everybody) is a rise of 0.42 percentage points; 95 % interval: unbounded to a rise of 1 percentage point. ${rest}`,
    );
  });

  it("name the column of a file, and put no unit to it", () => {
    const words = { name: "sales", unit: null, currency: null };
    expect(told([by("aipw", 0, [-2.71234, 123_456.7])], words)).toBe(
      `By AIPW (doubly robust) the effect on sales (average over everybody) is no change; 95 % interval: a fall of 2.712 to a rise of 123,457. ${rest}`,
    );
  });
});

describe("an effect in words", () => {
  it("is bare without a currency, and bare without words", () => {
    expect(changeInWords(-7, { name: "revenue", unit: "currency", currency: null })).toBe("a fall of 7.00");
    expect(sizeInWords(-7, undefined)).toBe("7");
  });
});

describe("the outcome of a tactic's study", () => {
  it("is a person's, a person's in a period, or the whole shop's, where people who order are counted", () => {
    expect(tacticOutcomeWords("iv", "orders", "EUR")).toEqual({
      name: "orders per person, for each exposure",
      unit: "count",
      currency: null,
    });
    expect(tacticOutcomeWords("did", "revenue", "EUR")).toEqual({
      name: "revenue per person and period",
      unit: "currency",
      currency: "EUR",
    });
    expect(tacticOutcomeWords("interrupted", "conversion", "EUR")).toEqual({
      name: "the number of people who order in a period",
      unit: "count",
      currency: null,
    });
  });
});
