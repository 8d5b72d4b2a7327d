import { expect, test } from "vitest";
import { idInWords, isSumOfPeriods, methodName, sentenceStart } from "./study-words.ts";

test("a method is called as it is published, and one without a name by its id in words", () => {
  expect(methodName("aipw")).toBe("AIPW (doubly robust)");
  expect(methodName("2sls")).toBe("two-stage least squares");
  expect(methodName("some-new-method")).toBe("some new method");
  expect(sentenceStart(methodName("ols"))).toBe("Least squares");
  expect(idInWords("no-unmeasured-confounders")).toBe("no unmeasured confounders");
});

test("a sum over periods is told from an average", () => {
  expect(isSumOfPeriods("local-level-cumulative")).toBe(true);
  expect(isSumOfPeriods("local-level")).toBe(false);
});
