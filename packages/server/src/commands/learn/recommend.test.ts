import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { runInProcess } from "../../testing/run-in-process.ts";
import { learnRecommendCommand } from "./recommend.ts";

const folder = mkdtempSync(join(tmpdir(), "attune-recommend-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Four had a and b, of whom three had c as well; one had "x, y" alone. */
const rows = ["p1,a", "p1,b", "p1,c", "p2,a", "p2,b", "p2,c", "p3,a", "p3,b", "p3,c", "ann,a", "ann,b", 'bob,"x, y"'];
writeFileSync(join(folder, "orders.csv"), `who,what\n${rows.join("\n")}\n`);
const ask = ["--interactions", "orders.csv", "--user", "who", "--item", "what"];

const run = async (argv: string[]) => (await runInProcess(folder, learnRecommendCommand, [...ask, ...argv])).out;

it("lists what goes with what a person had, and not that itself, with the reason", async () => {
  const answer = JSON.parse(await run(["--model", "item-knn", "--person", "ann", "--json"]));
  expect(answer).toMatchObject({
    schema: "attune.learn.recommend/1",
    data: { interactions: 12, people: 5, items: 4 },
    model: "item-knn",
    lists: [{ person: "ann", known: true, items: [{ itemId: "c", because: expect.stringMatching(/^[ab]$/) }] }],
  });
  const kept = JSON.parse(await run(["--model", "item-knn", "--person", "ann", "--seen", "keep", "--json"]));
  expect(kept.lists[0].items.map(({ itemId }: { itemId: string }) => itemId).sort()).toEqual(["a", "b", "c"]);
});

it("says of somebody unknown what it says of nobody in particular, and says so", async () => {
  const text = await run(["--model", "popularity", "--person", "eve", "--k", "2"]);
  expect(text.split("\n").slice(0, 3)).toEqual([
    "eve (not in the file: what the model says of nobody in particular)",
    "   1  a",
    "   2  b",
  ]);
});

it("writes everybody's list to a table", async () => {
  expect(await run(["--model", "popularity", "--out", "lists.csv"])).toContain(
    "5 lists of popularity are in lists.csv",
  );
  const lines = readFileSync(join(folder, "lists.csv"), "utf8").trimEnd().split("\n");
  expect(lines[0]).toBe("person,rank,item,score,because");
  // p1 to p3 lack one, ann two, bob three.
  expect(lines).toHaveLength(1 + 3 + 2 + 3);
  expect(lines.find((line) => line.startsWith("p1,1,"))).toMatch(/^p1,1,"x, y",/);
});

it("needs a model and somebody, and says why a model cannot run", async () => {
  await expect(run(["--person", "ann"])).rejects.toThrow("learn evaluate");
  await expect(run(["--model", "ease"])).rejects.toThrow("--person ID, or --out FILE");
  await expect(run(["--model", "eas", "--person", "ann"])).rejects.toThrow("there are popularity");
  expect(await run(["--model", "text", "--text", "what", "--person", "ann"])).toContain("no two share a word");
  expect(process.exitCode).toBe(1);
  process.exitCode = 0;
});
