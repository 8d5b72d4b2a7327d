import { describe, expect, it } from "vitest";
import { worstError } from "../reference.suite.ts";
import { logStudentTSurvival, studentTSurvival, studentTUpperQuantile } from "./student-t.ts";

describe("student-t", () => {
  it("logStudentTSurvival(t, df) agrees with mpmath to a max(1, |value|)-relative 3e-13", () => {
    expect(worstError("logTSurvival", logStudentTSurvival, "log")).toBeLessThan(3e-13);
  });

  it("studentTUpperQuantile(p, df) agrees with mpmath to a relative 1e-12", () => {
    expect(worstError("tUpperQuantile", studentTUpperQuantile, "relative")).toBeLessThan(1e-12);
  });

  it("studentTUpperQuantile(p, df) gives the textbook values 12.706 (df 1), 2.228 (df 10) and the normal at infinity", () => {
    expect(studentTUpperQuantile(0.025, 1)).toBeCloseTo(12.706204736174698, 11);
    expect(studentTUpperQuantile(0.025, 10)).toBeCloseTo(2.2281388519862744, 13);
    expect(studentTUpperQuantile(0.025, 1e18)).toBeCloseTo(1.959963984540054, 13);
  });

  it("studentTUpperQuantile(p, df) undoes the survival function down to p = 1e-300 and df = 1", () => {
    for (const df of [1, 2.5, 30, 1501, 1e6]) {
      for (const p of [0.49, 0.1, 1e-5, 1e-100, 1e-300]) {
        const t = studentTUpperQuantile(p, df);
        expect(Math.abs(logStudentTSurvival(t, df) - Math.log(p))).toBeLessThan(1e-9);
      }
    }
    // About 1e428, beyond doubles.
    expect(studentTUpperQuantile(1e-300, 0.7)).toBe(Infinity);
  });

  it("studentTSurvival(−t, df) is one minus studentTSurvival(t, df)", () => {
    expect(studentTSurvival(-2, 7) + studentTSurvival(2, 7)).toBeCloseTo(1, 15);
    expect(studentTSurvival(0, 7)).toBe(0.5);
  });
});
