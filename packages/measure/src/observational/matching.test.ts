import { readFileSync } from "node:fs";
import { createRng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { expectClose } from "../reference.suite.ts";
import { type MatchingOptions, type MatchingResult, matchRows } from "./matching.ts";
import { readColumns } from "./read-columns.suite.ts";
import type { TreatmentData } from "./treatment-data.ts";

const reference = JSON.parse(
  readFileSync(new URL("../../reference/matching.reference.json", import.meta.url), "utf8"),
) as Record<string, Record<"ate" | "att", [number, number]>>;

const names = ["treat", "re78", "age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75"];
const nsw = readColumns("lalonde-nsw/nsw_mixtape.csv", names);

function matched(data: TreatmentData, options: Partial<MatchingOptions>): MatchingResult {
  const result = matchRows(data, { metric: "mahalanobis", estimand: "att", matches: 1, replacement: true, ...options });
  if (isUndetermined(result)) throw new Error(result.undetermined.reason);
  return result;
}

describe.skipIf(nsw === null)("matchRows on the NSW", () => {
  const data = (): TreatmentData => {
    const [treat, re78, age, ...rest] = nsw!;
    const shifted = { name: "age", values: age!.values.map((value, i) => value + i * 1e-3) };
    return { treated: Uint8Array.from(treat!.values), outcome: re78!.values, covariates: [shifted, ...rest] };
  };

  it.each([
    [1, "ate"],
    [1, "att"],
    [3, "ate"],
    [3, "att"],
  ] as const)("%d matches, %s: effect and Abadie–Imbens error agree with brute force in numpy", (matches, estimand) => {
    const result = matched(data(), { matches, estimand });
    expectClose(result.effect, reference[matches]![estimand][0]);
    expectClose(result.standardError, reference[matches]![estimand][1]);
  });

  it("matches exactly on a column, and counts who finds nobody", () => {
    const exact = data().covariates.find((column) => column.name === "educ")!.values;
    const result = matched(data(), { exact: Array.from(exact, String) });
    const { treated } = data();
    const schooling = new Set(exact.filter((_, i) => treated[i] === 0));
    const lonely = exact.filter((years, i) => treated[i] === 1 && !schooling.has(years)).length;
    expect(result.unmatchedRows).toBe(lonely);
    expect(result.matchedRows).toBe(185 - lonely);
  });
});

describe("matchRows", () => {
  function simulated(seed: number, n = 400): TreatmentData {
    const rng = createRng(seed);
    const a = Float64Array.from({ length: n }, () => rng.normal());
    const b = Float64Array.from({ length: n }, () => rng.normal());
    const treated = Uint8Array.from(a, (value) => (rng.uniform() < 1 / (1 + Math.exp(-0.5 * value)) ? 1 : 0));
    const outcome = a.map((value, i) => 2 * treated[i]! + value + 0.5 * b[i]! + rng.normal());
    return {
      outcome,
      treated,
      covariates: [
        { name: "a", values: a },
        { name: "b", values: b },
      ],
    };
  }

  it("covers the truth as often as its interval says, with the bias taken off", () => {
    for (const options of [{}, { estimand: "ate" }, { metric: "propensity" }] as Partial<MatchingOptions>[]) {
      let hits = 0;
      for (let run = 0; run < 150; run++) {
        const { adjusted } = matched(simulated(run), options);
        if (Math.abs(adjusted.effect - 2) <= 1.96 * adjusted.standardError) hits += 1;
      }
      // 95 % less 3.5 Monte Carlo errors of 150 runs.
      expect(hits / 150).toBeGreaterThan(0.887);
    }
  });

  it("uses nobody twice without replacement, and nobody beyond the caliper", () => {
    const once = matched(simulated(3), { replacement: false });
    const data = simulated(3);
    const controlWeights = [...once.weights].filter((_, i) => data.treated[i] === 0);
    expect(Math.max(...controlWeights)).toBe(1);
    const near = matched(simulated(3), { metric: "propensity", caliper: 0.001 });
    expect(near.unmatchedRows).toBeGreaterThan(0);
  });
});
