import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRng } from "@attune/math/rng";
import { afterAll, describe, expect, it } from "vitest";
import { runInProcess } from "../../testing/run-in-process.ts";
import { learnLookalikeCommand } from "./lookalike.ts";

const folder = mkdtempSync(join(tmpdir(), "attune-lookalike-"));
afterAll(() => rmSync(folder, { recursive: true }));

const run = async (argv: string[]) => (await runInProcess(folder, learnLookalikeCommand, argv)).out;

/** A quarter of the people orders every week or so, the others every quarter; of the first kind two thirds are in the club. */
const rng = createRng(5);
const lines: string[] = [];
const club: string[] = [];
for (let person = 0; person < 400; person++) {
  const isRegular = person % 4 === 0;
  const isMember = isRegular && person % 12 !== 0;
  if (isMember) club.push(`p${person}`);
  const gap = () => -(isRegular ? 8 : 90) * Math.log(1 - rng.uniform());
  for (let day = gap(); day < 200; day += gap())
    lines.push(`p${person},${Date.UTC(2026, 0, 1) + day * 86_400_000},9.5,${isMember ? 1 : 0}`);
}
writeFileSync(join(folder, "orders.csv"), `who,at,paid,club\n${lines.join("\n")}\n`);
writeFileSync(join(folder, "club.csv"), `who\n${[...club, "stranger"].join("\n")}\n`);
const orders = ["--events", "orders.csv", "--user", "who", "--time", "at", "--amount", "paid"];

describe("attune learn lookalike", () => {
  it("finds those of the same kind who are not in the audience, with what makes them alike", async () => {
    const report = JSON.parse(await run([...orders, "--audience", "club.csv", "--people", "20", "--json"]));
    expect(report.schema).toBe("attune.learn.lookalike/1");
    expect(report.data).toMatchObject({ members: club.length, unknownMembers: 1 });
    const regulars = report.audience.people.filter(({ id }: { id: string }) => Number(id.slice(1)) % 4 === 0);
    expect(regulars.length).toBeGreaterThan(17);
    for (const { id, reasons } of report.audience.people) {
      expect(club).not.toContain(id);
      expect(reasons.length).toBeGreaterThan(0);
    }
    expect(report.audience.reach.at(-1).lift).toBeGreaterThan(2);
  });

  it("a column can name the members; the text says how well they are told apart", async () => {
    expect(await run([...orders, "--member", "club", "--people", "3"])).toMatch(/told from others with AUC 0\.9/);
  });

  it("says what is missing, as a reason or a refusal", async () => {
    writeFileSync(join(folder, "few.csv"), "who\np0\n");
    expect(await run([...orders, "--audience", "few.csv"])).toMatch(/at least 50 inside and outside/);
    expect(process.exitCode).toBe(1);
    process.exitCode = 0;
    await expect(run(orders)).rejects.toThrow(/--member or --audience/);
    await expect(run(["--audience", "club.csv", "--user", "who"])).rejects.toThrow(/say --events, or --store/);
  });
});
