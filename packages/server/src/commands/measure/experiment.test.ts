import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { ExperimentReport } from "@attune/model/experiment-report";
import type { Command } from "commander";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { Environment } from "../../environment.ts";
import { runInProcess } from "../../testing/run-in-process.ts";
import { measureExperimentCommand } from "./experiment.ts";
import { measureLiftCommand } from "./lift.ts";
import { measurePowerCommand } from "./power.ts";

const folder = mkdtempSync(join(tmpdir(), "attune-experiment-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  process.exitCode = undefined;
});

async function run(create: (environment: Environment) => Command, argv: string[]): Promise<string> {
  return (await runInProcess(folder, create, argv)).both;
}

const lines = ["user,arm,bought,spend,before,device"];
for (let i = 0; i < 4000; i++) {
  const treated = i % 2 === 1;
  const bought = i % 20 < (treated ? 7 : 2) ? 1 : 0;
  lines.push(
    `u${i},${treated ? "b" : "a"},${bought},${bought * (10 + (i % 7))},${i % 11},${i % 3 === 0 ? "phone" : "desktop"}`,
  );
}
const text = `${lines.join("\n")}\n`;
writeFileSync(join(folder, "ab.csv"), text);
writeFileSync(join(folder, "ab.csv.gz"), gzipSync(text));
writeFileSync(
  join(folder, "metrics.yaml"),
  "metrics:\n  - {name: basket, spec: spend/bought}\n  - {name: spend, spec: spend, covariate: before, margin: 0.5}\n",
);

const base = ["--unit", "user", "--variant", "arm", "--control", "a"];
const json = async (argv: string[]) =>
  JSON.parse(await run(measureExperimentCommand, [...argv, "--json"])) as ExperimentReport;

describe("attune measure experiment", () => {
  it("prints the report as one JSON document, with the hash of the file's bytes", async () => {
    const report = await json([
      "--data",
      "ab.csv",
      ...base,
      "--metric",
      "conversion=bought",
      "spend=spend",
      "--segment",
      "device",
    ]);
    expect(report.schema).toBe("attune.measure.experiment/1");
    expect(report.inputs).toEqual({
      data: "ab.csv",
      sha256: createHash("sha256").update(text).digest("hex"),
      rows: 4000,
      units: 4000,
    });
    expect(report.metrics[0]).toMatchObject({ name: "conversion", kind: "proportion" });
    // Odd i with i mod 20 in {1, 3, 5} of ten odd residues; even i with {0} of ten even ones.
    expect(report.metrics[0]!.comparisons[0]!.effect).toMatchObject({ estimate: expect.closeTo(0.3 - 0.1, 12) });
    expect(report.metrics[0]!.comparisons.map(({ segment }) => segment)).toEqual([
      undefined,
      "device=phone",
      "device=desktop",
    ]);
    expect(report.decision.verdict).toBe("ship");
  });

  it("reads gzip, metric files, covariates and margins", async () => {
    const report = await json(["--data", "ab.csv.gz", ...base, "--metrics", "metrics.yaml"]);
    expect(report.metrics.map(({ kind }) => kind)).toEqual(["ratio", "mean"]);
    expect(report.metrics[1]!.comparisons[0]).toHaveProperty("unadjusted");
    expect(report.metrics[1]!.comparisons[0]).toMatchObject({ nonInferiority: { margin: 0.5 } });
    expect(report.checks.map(({ id }) => id)).toContain("pre-period-balance");
  });

  it("exits with 1 at the verdicts of --fail-on only", async () => {
    const argv = ["--data", "ab.csv", ...base, "--metric", "conversion=bought"];
    await json([...argv, "--fail-on", "stop,invalid"]);
    expect(process.exitCode).toBeUndefined();
    await json([...argv, "--split", "a=0.6,b=0.4", "--fail-on", "stop,invalid"]);
    expect(process.exitCode).toBe(1);
    await expect(json([...argv, "--fail-on", "win"])).rejects.toThrow('"win"');
  });

  it("says what is wrong: a missing file, no metric, a covariate of an unknown metric", async () => {
    await expect(json(["--data", "none.csv", ...base, "--metric", "y=bought"])).rejects.toThrow("cannot read");
    await expect(json(["--data", "ab.csv", ...base])).rejects.toThrow("at least one metric");
    await expect(
      json(["--data", "ab.csv", ...base, "--metric", "y=bought", "--covariate", "z=before"]),
    ).rejects.toThrow('"z"');
  });

  it("writes the HTML page beside what it prints", async () => {
    await run(measureExperimentCommand, [
      "--data",
      "ab.csv",
      ...base,
      "--metric",
      "conversion=bought",
      "--html",
      "report.html",
    ]);
    expect(readFileSync(join(folder, "report.html"), "utf8")).toContain("Ship it.");
  });

  it("reads well without --json", async () => {
    const out = await run(measureExperimentCommand, ["--data", "ab.csv", ...base, "--metric", "conversion=bought"]);
    expect(out).toMatch(/^SHIP: conversion is better in b\./);
    expect(out).toContain("lift 200.00 %");
  });
});

describe("attune measure lift and power", () => {
  it("lift --control 200/10000 --personalized 300/10000 is 50 % with its interval", async () => {
    const answer = JSON.parse(
      await run(measureLiftCommand, ["--control", "200/10000", "--personalized", "300/10000", "--json"]),
    );
    expect(answer.lift.estimate).toBeCloseTo(0.5, 12);
    expect(answer.lift.interval[0]).toBeGreaterThan(0.2);
    expect(answer.lift.interval[1]).toBeLessThan(0.9);
    expect(answer.effect.estimate).toBeCloseTo(0.01, 12);
    expect(answer.effect.pValue).toBeLessThan(1e-4);
  });

  it("power --baseline 0.2 --effect 25% asks for 1,094 units per variant", async () => {
    const plan = JSON.parse(await run(measurePowerCommand, ["--baseline", "0.2", "--effect", "25%", "--json"]));
    expect(plan.units).toEqual({ control: 1094, treated: 1094, total: 2188 });
  });
});
