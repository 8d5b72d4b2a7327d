import { expect, test } from "vitest";
import { said, saidNumber, typedNumber, typedText } from "./form-values.ts";

test("only what reads as a number is one; the rest goes on as it was typed", () => {
  expect(typedNumber("1.5")).toBe(1.5);
  expect(typedNumber("soon")).toBe("soon");
  expect(typedNumber("")).toBe("");
});

test("what is not typed is not said", () => {
  expect(said("name", "  ")).toEqual({});
  expect(said("name", " Tea ")).toEqual({ name: "Tea" });
  expect(saidNumber("holdout", "")).toEqual({});
  expect(typedText(undefined)).toBe("");
  expect(typedText(0)).toBe("0");
});

test("percent become shares without a stray digit", () => {
  expect(saidNumber("holdout", "7", 0.01)).toEqual({ holdout: 0.07 });
  expect(saidNumber("holdout", "half", 0.01)).toEqual({ holdout: "half" });
});
