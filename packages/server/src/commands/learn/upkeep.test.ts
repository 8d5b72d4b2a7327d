import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { runInProcess } from "../../testing/run-in-process.ts";
import { learnDriftCommand } from "./drift.ts";
import { learnFallbackCommand } from "./fallback.ts";

const folder = mkdtempSync(join(tmpdir(), "attune-upkeep-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  process.exitCode = 0;
});

const columns = ["--user", "who", "--item", "what", "--time", "at"];
const dayMs = 86_400_000;
const startAt = Date.UTC(2026, 0, 1);

describe("attune learn fallback", () => {
  writeFileSync(
    join(folder, "views.csv"),
    [
      "who,what,at,category,segments",
      `a,boot,${startAt},shoes,vip|north`,
      `b,boot,${startAt},shoes,`,
      `c,hat,${startAt},hats,`,
      `d,hat,${startAt},hats,north`,
      `e,hat,${startAt},hats,`,
      `f,clog,${startAt + 70 * dayMs},shoes,`,
    ].join("\n"),
  );
  const run = async (argv: string[]) =>
    (await runInProcess(folder, learnFallbackCommand, ["--interactions", "views.csv", ...columns, ...argv])).out;

  it("per segment and placement, what is in fashion first, filled up with everybody's, only what the placement allows", async () => {
    const options = ["--segments", "segments", "--category", "category", "--placement", "home", "--placement"];
    const { lists, schema } = JSON.parse(await run([...options, "shoe-page=shoes", "--length", "2", "--json"]));
    expect(schema).toBe("attune.learn.fallback/1");
    expect(lists).toEqual([
      { segment: null, placement: "home", itemIds: ["clog", "hat"] },
      { segment: null, placement: "shoe-page", itemIds: ["clog", "boot"] },
      { segment: "vip", placement: "home", itemIds: ["boot", "clog"] },
      { segment: "vip", placement: "shoe-page", itemIds: ["boot", "clog"] },
      { segment: "north", placement: "home", itemIds: ["boot", "hat"] },
      { segment: "north", placement: "shoe-page", itemIds: ["boot", "clog"] },
    ]);
    expect(await run(["--half-life", "10000"])).toMatch(/all for everybody else: hat, boot, clog/);
  });

  it("a placement with categories needs to know the items' categories", async () => {
    await expect(run(["--placement", "shoe-page=shoes"])).rejects.toThrow(/needs --category/);
  });
});

describe("attune learn drift", () => {
  /** Every day sixty people take two neighbors of a circle; from day `changeDay` on other items. */
  const write = (name: string, changeDay: number) => {
    const lines: string[] = [];
    for (let person = 0; person < 120; person++) {
      for (let day = 0; day < 24; day++) {
        for (let step = 0; step < 2; step++) {
          const place = (person + 2 * day + step) % 60;
          const at = startAt + day * dayMs + step * 3_600_000;
          lines.push(`p${person},${day >= changeDay ? "new" : "i"}${place},${at}`);
        }
      }
    }
    writeFileSync(join(folder, name), `who,what,at\n${lines.join("\n")}\n`);
  };
  write("same.csv", 99);
  write("moved.csv", 19);
  const run = (file: string, argv: string[]) =>
    runInProcess(folder, learnDriftCommand, ["--interactions", file, ...columns, "--days", "5", ...argv]);

  it("is quiet where nothing moved, exit 0", async () => {
    const { out } = await run("same.csv", ["--model", "sequential-rules", "--tolerance", "0.5", "--json"]);
    const { drift } = JSON.parse(out);
    expect(drift.inputs.map(({ verdict }: { verdict: string }) => verdict)).not.toContain("train-again");
    expect(drift.quality.fell).toBe(false);
    expect(process.exitCode ?? 0).toBe(0);
  });

  it("a new range is an alarm, exit 1", async () => {
    const { out } = await run("moved.csv", []);
    expect(out).toMatch(/items +PSI \d+\.\d+ +train-again/);
    expect(process.exitCode).toBe(1);
  });
});
