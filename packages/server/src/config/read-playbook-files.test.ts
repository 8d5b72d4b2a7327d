import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readConfiguration } from "./read-configuration.ts";
import { readPlaybookFiles } from "./read-playbook-files.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "playbook-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const put = (name: string, text: string) => writeFile(join(folder, name), text);

test("a file is taken as it stands, comments and all", async () => {
  await put("attune.yaml", "# ours\nholdout: 0.1\n");
  expect(await readPlaybookFiles(join(folder, "attune.yaml"))).toBe("# ours\nholdout: 0.1\n");
  expect(await readPlaybookFiles(folder)).toBe("# ours\nholdout: 0.1\n");
});

test("the YAML files of a folder are one playbook", async () => {
  await put("attune.yaml", "holdout: 0.1\nplacements: { hero: {} }");
  await put("sales.yml", "placements: { strip: {} }\ntactics: { sale: { placement: strip } }");
  await put("notes.txt", "not: read");
  const { playbook } = readConfiguration(await readPlaybookFiles(folder));
  expect([playbook.holdout, Object.keys(playbook.placements), playbook.tactics.length]).toEqual([
    0.1,
    ["hero", "strip"],
    1,
  ]);
});

test.each([
  [
    "tactics: { a: { placement: x } }",
    "tactics: { a: { placement: y } }",
    "tactics.a is declared in a.yaml and again in b.yaml",
  ],
  ["holdout: 0.1", "holdout: 0.1", "holdout is declared in a.yaml and again in b.yaml"],
  ["tactics: {}", "tactics: 3", "tactics is declared in a.yaml and again in b.yaml"],
  ["a: [", "b: 1", "a.yaml: line 1 cannot be read as YAML"],
  ["- 1", "b: 1", "a.yaml: line 1 is a list and no playbook"],
  ["a: 1", `b: ${"[".repeat(20_000)}`, "b.yaml: line 1 nests deeper"],
  ["a: 1", "b: 1\n---\nc: 1", "b.yaml: line 2 begins a second document"],
])("what two files contradict each other in is refused: %j and %j", async (a, b, message) => {
  await put("a.yaml", a);
  await put("b.yaml", b);
  await expect(readPlaybookFiles(folder)).rejects.toThrow(message);
});

test("a folder without YAML is refused", async () => {
  await expect(readPlaybookFiles(folder)).rejects.toThrow("holds no .yaml file");
});

test("what never ends is read no further than a playbook may be long", async () => {
  expect(await readPlaybookFiles("/dev/zero")).toHaveLength(2 * 1024 * 1024 + 1);
});

test("of a folder, what is no file is not read", async () => {
  await put("attune.yaml", "holdout: 0.1");
  await mkdir(join(folder, "old.yaml"));
  expect(await readPlaybookFiles(folder)).toBe("holdout: 0.1");
});
