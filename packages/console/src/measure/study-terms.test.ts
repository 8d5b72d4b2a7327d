import { expect, test } from "vitest";
import { studyTerms } from "./study-terms.ts";

const asked = { outcome: "conversion", windowDays: 7 } as const;

test("people are followed for the window, against those held out or those who did not meet it", () => {
  expect(studyTerms({ ...asked, design: "weighting", comparison: "unexposed" })).toEqual({
    unit: "share",
    of: "Share of people who order within 7 days",
    against: "like people without the tactic",
    row: "person",
  });
  expect(studyTerms({ outcome: "revenue", windowDays: 1, design: "iv", comparison: "holdout" })).toEqual({
    unit: "currency",
    of: "Revenue for each person within 1 day, for each time the tactic was shown",
    against: "people held out of it",
    row: "person",
  });
});

test("designs over time count by period, whatever the window is", () => {
  expect(studyTerms({ ...asked, design: "did", periodDays: 7 })).toMatchObject({
    of: "Share of people who order in 7 days",
    against: "groups that it had not reached",
  });
});

test("an interrupted series counts the whole shop's people: their number is no share", () => {
  expect(studyTerms({ ...asked, design: "interrupted", periodDays: 1 })).toEqual({
    unit: "count",
    of: "People of the whole shop who order in 1 day",
    against: "what came before, going on as it was",
    row: "period",
  });
});
