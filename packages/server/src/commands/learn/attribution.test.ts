import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRng } from "@attune/math/rng";
import { afterAll, describe, expect, it } from "vitest";
import { runInProcess } from "../../testing/run-in-process.ts";
import { learnAttributionCommand } from "./attribution.ts";

const folder = mkdtempSync(join(tmpdir(), "attune-attribution-"));
afterAll(() => rmSync(folder, { recursive: true }));

const run = async (argv: string[]) => (await runInProcess(folder, learnAttributionCommand, argv)).out;

/** Red things are clicked half the time, others one time in ten; the weather says nothing. */
const rng = createRng(3);
const lines = Array.from({ length: 1_200 }, (_, i) => {
  const color = ["red", "blue", "green"][i % 3]!;
  const clicked = rng.uniform() < (color === "red" ? 0.5 : 0.1) ? 1 : 0;
  return `p${i >> 1},${color},${rng.uniform().toFixed(4)},${clicked}`;
});
writeFileSync(join(folder, "shown.csv"), `who,color,weather,clicked\n${lines.join("\n")}\n`);
const shown = ["--data", "shown.csv", "--person", "who", "--click", "clicked"];

describe("attune learn attribution", () => {
  it("names the signal that clicks come from, with intervals and the arms that would prove it", async () => {
    const report = JSON.parse(await run([...shown, "--signals", "weather,color", "--json"]));
    expect(report.schema).toBe("attune.learn.attribution/1");
    expect(report.data).toMatchObject({ rows: 1_200, people: 600 });
    const [color, weather] = report.outcomes[0].signals;
    expect(color.signal).toBe("color");
    expect(color.leaveOneOut.interval.lower).toBeGreaterThan(0.1);
    expect(weather.leaveOneOut.interval.lower).toBeLessThan(0.05);
    expect(report.arms.map(({ id }: { id: string }) => id)).toEqual([
      "all-signals",
      "without-weather",
      "without-color",
    ]);
  });

  it("says what is wrong with the call", async () => {
    await expect(run([...shown, "--signals", "colour,weather"])).rejects.toThrow(/no column colour; the table has who/);
    await expect(run(["--data", "shown.csv", "--signals", "color,weather"])).rejects.toThrow(/--click, --conversion/);
    await expect(run(["--data", "shown.csv", "--signals", "color,weather", "--click", "color"])).rejects.toThrow(
      /row 1 of color is “red”, not 0 or 1/,
    );
  });
});
