import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";

/** What a page may have to load for each of them, gzip. */
const budgets = {
  "attune.js": 8 * 1024,
  "attune.mjs": 8 * 1024,
  "banner.mjs": 3 * 1024,
  "preferences.mjs": 3 * 1024,
  "why.mjs": 3 * 1024,
  "notices.js": 4 * 1024,
};

const script = fileURLToPath(new URL("../build.mjs", import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "attune-sdk-"));
  const { status, stderr } = spawnSync(process.execPath, [script, folder], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(Object.entries(budgets))("%s weighs no more than %i bytes", (file, budget) => {
  expect(gzipSync(readFileSync(join(folder, file))).length).toBeLessThanOrEqual(budget);
});
