import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRng } from "@attune/math/rng";
import type { UpliftReport } from "@attune/model/uplift-report";
import { afterAll, describe, expect, it } from "vitest";
import { runInProcess } from "../../testing/run-in-process.ts";
import { learnUpliftCommand } from "./uplift.ts";

const folder = mkdtempSync(join(tmpdir(), "attune-uplift-"));
afterAll(() => rmSync(folder, { recursive: true }));

const run = async (argv: string[]) => (await runInProcess(folder, learnUpliftCommand, argv)).both;

const common = [
  "--data",
  "test.csv",
  "--treatment",
  "arm",
  "--control",
  "none",
  "--treated",
  "mail",
  "--outcome",
  "visit",
  "--features",
  "recency,channel",
];

describe("attune learn uplift", () => {
  const rng = createRng(2);
  const lines = Array.from({ length: 3000 }, () => {
    const arm = ["none", "mail", "other"][rng.integer(3)]!;
    const channel = rng.integer(2) === 0 ? "web" : "shop";
    const chance = 0.2 + (arm === "mail" && channel === "web" ? 0.3 : 0);
    return [arm, rng.integer(12), channel, rng.uniform() < chance ? 1 : 0].join(",");
  });
  writeFileSync(join(folder, "test.csv"), `arm,recency,channel,visit\n${lines.join("\n")}\n`);

  it("prints one JSON report on the two arms named, by the feature that matters", async () => {
    const report = JSON.parse(await run([...common, "--json"])) as UpliftReport;
    expect(report.schema).toBe("attune.learn.uplift/1");
    expect(report.train + report.test).toBe(lines.filter((line) => !line.startsWith("other")).length);
    expect(report.importance[0]!.feature).toMatch(/^channel=/);
    expect(report.qini.definition).toBe("sklift");
  });

  it("prints a text with the policy", async () => {
    expect(await run([...common, "--learner", "t", "--base", "ridge", "--cost", "0.1"])).toContain("policy: treat");
  });

  it("names a value that no row has", async () => {
    await expect(run(common.with(5, "nobody").with(7, "nowhere"))).rejects.toThrow("no row of arm");
  });
});
