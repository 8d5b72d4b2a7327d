import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PrioritiesReport } from "@attune/model/priorities-report";
import type { ScenarioReport } from "@attune/model/scenario-report";
import type { Command } from "commander";
import { afterAll, describe, expect, it } from "vitest";
import type { Environment } from "../../environment.ts";
import { runInProcess } from "../../testing/run-in-process.ts";
import { forecastInitCommand } from "./init.ts";
import { forecastPrioritiesCommand } from "./priorities.ts";
import { forecastScenarioCommand } from "./scenario.ts";

const folder = mkdtempSync(join(tmpdir(), "attune-scenario-"));
afterAll(() => rmSync(folder, { recursive: true }));
const examples = fileURLToPath(new URL("../../../../../examples/scenarios/", import.meta.url));

async function run(create: (environment: Environment) => Command, argv: string[]): Promise<string> {
  return (await runInProcess(folder, create, argv)).both;
}

const few = ["--draws", "400", "--sobol-points", "0"];

describe("attune forecast scenario", () => {
  it.each(readdirSync(examples).filter((name) => name.endsWith(".yaml")))(
    "examples/scenarios/%s runs",
    async (name) => {
      const report = JSON.parse(
        await run(forecastScenarioCommand, [join(examples, name), ...few, "--json"]),
      ) as ScenarioReport;
      expect(report.schema).toBe("attune.forecast.scenario/1");
      for (const { money, validation, narrative } of report.scenarios) {
        expect(money.npv.p10).toBeLessThan(money.npv.p90);
        expect(validation!.holdoutShare).toBeGreaterThan(0);
        expect(narrative.length).toBeGreaterThan(3);
      }
    },
  );

  it("prints for people, and writes the page and the spreadsheet", async () => {
    const text = await run(forecastScenarioCommand, [
      join(examples, "shop.yaml"),
      ...few,
      "--html",
      "r.html",
      "--xlsx",
      "r.xlsx",
    ]);
    expect(text).toContain("net present value");
    expect(text).toContain("To validate: hold out");
    expect(readFileSync(join(folder, "r.html"), "utf8")).toMatch(/^<!doctype html>/);
    expect(readFileSync(join(folder, "r.xlsx")).subarray(0, 2).toString()).toBe("PK");
  });

  it.each([
    ["name: x\nbaselin: {}\n", /baselin is not a known key; did you mean `baseline`/],
    [
      "name: x\nbaseline:\n  funnels: [{visitorsPerMonth: many}]\n",
      /baseline.funnels\[0\].visitorsPerMonth must be a number, or say how sure/,
    ],
    ["name: [\n", /cannot be read/],
    [
      "name: x\ntactics: {a: {lifts: {b: {value: 1, low: 0, hig: 2}}}}\n",
      /tactics.a.lifts.b.hig is not a known key; did you mean `high`/,
    ],
  ])("refuses %j with the place", async (text, message) => {
    writeFileSync(join(folder, "bad.yaml"), text);
    await expect(run(forecastScenarioCommand, ["bad.yaml"])).rejects.toThrow(message);
  });

  it("a file or report that is not there is bad usage", async () => {
    await expect(run(forecastScenarioCommand, ["nowhere.yaml"])).rejects.toThrow(/cannot read .*nowhere.yaml/);
    await expect(run(forecastScenarioCommand, [join(examples, "shop.yaml"), "--draws", "5"])).rejects.toThrow(
      /100 to 1,000,000/,
    );
  });
});

describe("attune forecast init --from-numbers", () => {
  it("writes a file that runs, and never over another one", async () => {
    const numbers = [
      "--from-numbers",
      "--visitors",
      "85000",
      "--conversion",
      "2%",
      "--order-value",
      "62",
      "--currency",
      "EUR",
    ];
    await run(forecastInitCommand, [...numbers, "--out", "first.yaml"]);
    const report = JSON.parse(await run(forecastScenarioCommand, ["first.yaml", ...few, "--json"])) as ScenarioReport;
    expect(report.scenarios[0]!.metrics.conversion.baseline.p50).toBeCloseTo(0.02, 12);
    expect(report.warnings.join(" ")).toMatch(/rest on no experiment/);
    await expect(run(forecastInitCommand, [...numbers, "--out", "first.yaml"])).rejects.toThrow(/exists already/);
    expect(existsSync(join(folder, "first.yaml"))).toBe(true);
  });

  it("says which number is missing or impossible", async () => {
    await expect(run(forecastInitCommand, ["--from-numbers", "--visitors", "10"])).rejects.toThrow(
      /--conversion and --order-value/,
    );
    await expect(run(forecastInitCommand, ["--from-numbers", "--conversion", "2"])).rejects.toThrow(/2 is no share/);
  });
});

describe("attune forecast priorities", () => {
  it("ranks the tactics, gaps and tests of a file, and tells what a budget buys", async () => {
    const argv = [join(examples, "shop.yaml"), "--draws", "400", "--budget", "20000"];
    const report = JSON.parse(await run(forecastPrioritiesCommand, [...argv, "--json"])) as PrioritiesReport;
    expect(report.items.map(({ id }) => id).toSorted()).toEqual(
      [
        "identity",
        "picks",
        "reminder",
        "test-identity",
        "test-picks",
        "test-reminder",
        "test-winback",
        "winback",
      ].toSorted(),
    );
    expect(report.chosen!.cost).toBeLessThanOrEqual(20_000);
    expect(await run(forecastPrioritiesCommand, argv)).toContain("A budget of 20,000 EUR buys");
  });
});
