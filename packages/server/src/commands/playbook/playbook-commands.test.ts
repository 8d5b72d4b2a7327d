import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Environment } from "../../environment.ts";
import { type MemoryApp, openMemoryApp, secretKey } from "../../testing/memory-app.ts";
import { runInProcess } from "../../testing/run-in-process.ts";
import { deliverTemplatesCommand } from "../deliver/templates.ts";
import { segmentTemplatesCommand } from "../segment/templates.ts";
import { playbookApplyCommand } from "./apply.ts";
import { playbookExportCommand } from "./export.ts";
import { playbookPlanCommand } from "./plan.ts";
import { playbookTemplatesCommand } from "./templates.ts";

const configuration = "placements: { hero: { default: { content: { headline: Hello } } } }\n";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "attune-playbook-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function say(create: (environment: Environment) => Command, ...argv: string[]): Promise<string> {
  return (await runInProcess(folder, create, argv)).out.trimEnd();
}

test.each([
  [playbookTemplatesCommand, "content", "business:"],
  [segmentTemplatesCommand, "viewed-not-bought", "segments:"],
  [deliverTemplatesCommand, "cart-abandonment", "placements:"],
] as const)("templates need no data: %o", async (create, name, begin) => {
  expect((await say(create)).split("\n").length).toBeGreaterThan(4);
  expect((await say(create, name)).startsWith(begin)).toBe(true);
  await say(create, name, "--out", "new.yaml");
  expect((await readFile(join(folder, "new.yaml"), "utf8")).startsWith(begin)).toBe(true);
  await expect(say(create, name, "--out", "new.yaml")).rejects.toThrow("exists");
  await expect(say(create, "nonsense")).rejects.toThrow(name);
});

let app: MemoryApp;
let there: string[];
beforeAll(async () => {
  app = await openMemoryApp({ configuration });
  there = ["--url", await app.server.listen({ host: "127.0.0.1", port: 0 }), "--key", secretKey];
});
afterAll(() => app.close());

async function edit(name: string, from: string, to: string): Promise<void> {
  const text = await readFile(join(folder, name), "utf8");
  expect(text).toContain(from);
  await writeFile(join(folder, name), text.replace(from, to));
}

test("of two who change what was exported the second is told what came in between, and undoes nothing unless they say so", async () => {
  for (const name of ["ada.yaml", "bob.yaml"]) await say(playbookExportCommand, "--out", name, ...there);
  await edit("ada.yaml", "Hello", "Good day");
  await edit("bob.yaml", "Hello", "Hi");
  expect(await say(playbookApplyCommand, "ada.yaml", "--author", "ada", ...there)).toContain("revision 1 runs, by ada");
  const late = say(playbookApplyCommand, "bob.yaml", "--author", "bob", ...there);
  await expect(late).rejects.toThrow(/Revision 1 by ada .* runs by now, not 0: .*attune playbook export.*--expected 1/);
  expect(await say(playbookExportCommand, ...there)).toContain("Good day");
  // Who applied goes on from there; nothing but the line of the revision differs from what runs.
  expect(await say(playbookPlanCommand, "ada.yaml", ...there)).toContain("nothing changes");
  await edit("ada.yaml", "Good day", "Good evening");
  expect(await say(playbookPlanCommand, "ada.yaml", ...there)).toContain("--expected 1");
  expect(await say(playbookApplyCommand, "ada.yaml", "--author", "ada", ...there)).toContain("revision 2 runs");
  expect(await say(playbookApplyCommand, "bob.yaml", "--author", "bob", "--expected", "2", ...there)).toContain(
    "revision 3 runs, by bob",
  );
});

test("the plan of an empty file says first that it removes all that runs, and how to have that", async () => {
  await writeFile(join(folder, "empty.yaml"), "");
  const [head, why] = (await say(playbookPlanCommand, "empty.yaml", ...there)).split("\n");
  expect(head).toBe("`apply` would refuse it:");
  expect(why).toContain("error removes-all: Removes all that runs: 1 placements.");
  expect(why).toContain("--accept removes-all");
});

test("a file that does not say what it was made from undoes nothing of somebody else", async () => {
  const apply = (author: string, ...more: string[]) =>
    say(playbookApplyCommand, "plain.yaml", "--author", author, ...more, ...there);
  const text = (headline: string) => configuration.replace("Hello", headline);
  await writeFile(join(folder, "plain.yaml"), text("From cat"));
  await expect(apply("cat")).rejects.toThrow(
    /does not say .* revision 3 by bob of .* may undo what bob changed.*--expected 3/,
  );
  expect(await apply("cat", "--expected", "3")).toContain("revision 4 runs, by cat");
  // Her own change she may go on from, and what says what runs already undoes nothing.
  await writeFile(join(folder, "plain.yaml"), text("From cat again"));
  expect(await apply("cat")).toContain("revision 5 runs, by cat");
  expect(await apply("dan")).toContain("revision 5 runs already");
});
