import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRng } from "@attune/math/rng";
import { afterAll, describe, expect, it } from "vitest";
import { runInProcess } from "../../testing/run-in-process.ts";
import { learnPredictCommand } from "./predict.ts";

const folder = mkdtempSync(join(tmpdir(), "attune-predict-"));
afterAll(() => rmSync(folder, { recursive: true }));

const run = async (argv: string[]) => (await runInProcess(folder, learnPredictCommand, argv)).out;

/** Half of the people buy every week or so, tea alone; half every half year or so, cups alone. */
const rng = createRng(5);
const lines: string[] = [];
for (let person = 0; person < 200; person++) {
  const mean = person % 2 === 0 ? 8 : 150;
  const gap = () => -mean * Math.log(1 - rng.uniform());
  for (let day = gap(); day < 200; day += gap()) {
    const at = new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString();
    lines.push(`p${person},${at},${person % 2 === 0 ? "tea" : "cups"},9.5`);
  }
}
writeFileSync(join(folder, "orders.csv"), `who,at,category,paid\n${lines.join("\n")}\n`);
const orders = ["--events", "orders.csv", "--user", "who", "--time", "at"];

describe("attune learn predict", () => {
  it("lists the likeliest buyers with reasons, and how well it foretold the latest month", async () => {
    const report = JSON.parse(await run([...orders, "--amount", "paid", "--people", "10", "--json"]));
    expect(report.schema).toBe("attune.learn.predict/1");
    expect(report.quality.auc).toBeGreaterThan(0.9);
    expect(report.people.length).toBe(10);
    for (const { id, prediction } of report.people) {
      expect(Number(id.slice(1)) % 2).toBe(0);
      expect(prediction.probability).toBeGreaterThan(0.8);
      expect(prediction.reasons.length).toBeGreaterThan(0);
    }
  });

  it("next-category knows the two kinds apart; next-order says when", async () => {
    const category = JSON.parse(await run([...orders, "--category", "category", "--what", "next-category", "--json"]));
    expect(category.more.hitRate).toBeGreaterThan(0.99);
    const next = JSON.parse(await run([...orders, "--what", "next-order", "--people", "1", "--json"]));
    expect(next.people[0].prediction.medianDays).toBeLessThan(15);
  });

  it("says what is missing, as a reason or a refusal", async () => {
    const far = JSON.parse(await run([...orders, "--horizon", "90", "--json"]));
    expect(far.quality.undetermined.code).toBe("too-short");
    process.exitCode = 0;
    await expect(run([...orders, "--category", "kind"])).rejects.toThrow(/has no column kind/);
    await expect(run([...orders, "--horizon", "soon"])).rejects.toThrow(/--horizon soon/);
  });
});
