import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRng } from "@attune/math/rng";
import { afterAll, describe, expect, it } from "vitest";
import { runInProcess } from "../../testing/run-in-process.ts";
import { learnFairnessCommand } from "./fairness.ts";

const folder = mkdtempSync(join(tmpdir(), "attune-fairness-"));
afterAll(() => rmSync(folder, { recursive: true }));

const run = async (argv: string[]) => (await runInProcess(folder, learnFairnessCommand, argv)).out;

/** Most people like one provider's items, some the other's. */
const rng = createRng(3);
const lines: string[] = [];
for (let person = 0; person < 360; person++) {
  const kind = person < 300 ? "big" : "small";
  const items = new Set<number>();
  while (items.size < 6) items.add(Math.floor(20 * rng.uniform() ** 1.5));
  for (const item of items) lines.push(`${kind}-fan${person},${kind}${item},${kind}`);
}
writeFileSync(join(folder, "views.csv"), `who,what,maker\n${lines.join("\n")}\n`);
const people = Array.from({ length: 360 }, (_, i) => `${i < 300 ? "big" : "small"}-fan${i},${i < 300 ? "m" : "f"}`);
writeFileSync(join(folder, "people.csv"), `who,gender\n${people.join("\n")}\n`);
const views = ["--interactions", "views.csv", "--user", "who", "--item", "what", "--model", "popularity", "--k", "5"];

describe("attune learn fairness", () => {
  it("audits providers and people, with mitigations before and after", async () => {
    const options = ["--item-group", "maker", "--people", "people.csv", "--person-group", "gender"];
    const report = JSON.parse(await run([...views, ...options, "--population", "m=0.5,f=0.5", "--json"]));
    expect(report).toMatchObject({ schema: "attune.learn.fairness/1", calibration: null, data: { k: 5 } });
    const small = (rows: { group: string; exposureShare: number }[]) =>
      rows.find(({ group }) => group === "small")?.exposureShare ?? 0;
    const { items, people: served } = report.audit;
    expect(small(items.exposure)).toBeLessThan(0.01);
    expect(small(items.floored.after)).toBeGreaterThan(0.04);
    expect(served.representation[0]).toMatchObject({ group: "f", populationShare: 0.5 });
    expect(served.quality.gap).toMatchObject({ better: "m", worse: "f" });
  });

  it("the text names who is served worse", async () => {
    const text = await run([...views, "--people", "people.csv", "--person-group", "gender"]);
    expect(text).toMatch(/f is served worse than m beyond doubt/);
  });

  it("forecasts alone are judged by group, worked by hand: 0.25 said, half came true", async () => {
    const rows = Array.from({ length: 80 }, (_, i) => (i < 40 ? `0.25,${i % 2},late` : `0.5,${i % 2},right`));
    writeFileSync(join(folder, "said.csv"), `p,came,group\n${rows.join("\n")}\n`);
    const given = ["--forecasts", "said.csv", "--probability", "p", "--outcome", "came", "--person-group", "group"];
    const report = JSON.parse(await run([...given, "--json"]));
    process.exitCode = 0;
    expect(report.calibration).toMatchObject([
      { group: "late", people: 40, predicted: 0.25, observed: 0.5, difference: { mean: 0.25 } },
      { group: "right", people: 40, predicted: 0.5, observed: 0.5, difference: { mean: 0 } },
    ]);
    expect(report.calibration[0].difference.interval.lower).toBeGreaterThan(0);
  });

  it("refuses what makes no sense", async () => {
    await expect(run(views)).rejects.toThrow(/--item-group or --person-group/);
    await expect(run([...views, "--item-group", "maker", "--strength", "2"])).rejects.toThrow(/--strength 2/);
    await expect(run([...views.with(7, "magic"), "--item-group", "maker"])).rejects.toThrow(/--model magic/);
  });
});
