import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine } from "@attune/engine/runtime/create-engine";
import type { Engine } from "@attune/engine/runtime/engine";
import { createMemoryAnalytics } from "@attune/store/memory/analytics";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readConfiguration } from "../config/read-configuration.ts";
import { openStores } from "./open-stores.ts";
import { openRestoring, restoreDirectory } from "./restore-directory.ts";

let root: string;
let data: string;
let backup: string;
let now = Date.UTC(2026, 2, 2);
let ids = 0;
const opened: Engine[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "attune-restore-"));
  data = join(root, "data");
  backup = join(root, "backup");
});
afterEach(async () => {
  for (const engine of opened.splice(0)) await engine.close().catch(() => {});
  rmSync(root, { recursive: true });
});

/** Analytics in memory: these tests are about the log and the profiles. */
async function open(): Promise<Engine> {
  const stores = { ...openStores(data, "UTC"), analytics: createMemoryAnalytics() };
  const engine = await createEngine({
    stores,
    ...readConfiguration(""),
    clock: () => now,
    newId: () => `id-${++ids}`,
    observe: { collected() {}, trouble() {} },
  }).catch(async (error: unknown) => {
    await stores.close();
    throw error;
  });
  opened.push(engine);
  return engine;
}

async function visit(engine: Engine, ...people: string[]): Promise<void> {
  now += 60_000;
  const raws = people.map((userId) => ({ type: "track", event: "Visit", userId, messageId: `${userId}-${now}` }));
  await engine.collect(raws, { source: "http", receivedAt: now, maxEventBytes: 32 * 1024, deduplicate: "day" });
}

async function erase(engine: Engine, userId: string): Promise<void> {
  now += 60_000;
  await engine.erase((await find(engine, userId))!, "test");
}

function find(engine: Engine, userId: string) {
  return engine.findProfile({ namespace: "user_id", value: userId });
}

async function known(engine: Engine): Promise<string[]> {
  const people = ["ada", "grace", "hedy"];
  const found = await Promise.all(people.map((person) => find(engine, person)));
  return people.filter((_, index) => found[index] !== undefined);
}

function restore(engine: Engine, from = backup) {
  now += 60_000;
  return restoreDirectory({ from, dataDirectory: data, engine, reopen: open, now });
}

/** A backup that knows ada and grace; afterwards ada was erased and hedy came. */
async function prepare(): Promise<Engine> {
  const engine = await open();
  await visit(engine, "ada", "grace");
  await engine.stores.backup(backup);
  await erase(engine, "ada");
  await visit(engine, "hedy");
  return engine;
}

const aside = "before-restore-then";

/** The data directory as a kill leaves it: closed, with the backup copied and the marker of the step written. */
async function killedAt(step: "swap" | "open" | "again" | "back"): Promise<void> {
  const engine = await prepare();
  const orders = (await engine.stores.log.read(1, 100)).filter((entry) => entry.kind === "erasure");
  await engine.close();
  cpSync(backup, join(data, "restoring"), { recursive: true });
  const marker = { step, aside, before: ["state"], backup: ["state"], erasures: orders };
  writeFileSync(join(data, "restore.json"), JSON.stringify(marker));
}

const move = (from: string, to: string) => renameSync(join(data, from), join(data, to));
const leftovers = () => readdirSync(data).filter((name) => name.startsWith("restor"));

test("a restore brings the data of then, moves those of now aside, and erases again who was erased since", async () => {
  const restored = await restore(await prepare());
  expect(await known(restored.engine)).toEqual(["grace"]);
  expect("movedTo" in restored && existsSync(join(restored.movedTo, "state", "data.mdb"))).toBe(true);
  expect(leftovers()).toEqual([]);
});

test("who was made anonymous since is made anonymous again: the counts of the backup stay, the name goes", async () => {
  const engine = await open();
  await visit(engine, "ada", "grace");
  await visit(engine, "ada");
  await engine.stores.backup(backup);
  now += 60_000;
  await engine.anonymise((await find(engine, "ada"))!, "test");
  const restored = await restore(engine);
  expect(await known(restored.engine)).toEqual(["grace"]);
  const entries = await restored.engine.stores.log.read(1, 100);
  const visits = entries.filter((entry) => entry.kind === "event" && entry.event.name === "Visit");
  expect(visits).toHaveLength(3);
  expect(JSON.stringify(entries)).not.toContain("ada");
});

test("who came back after an erasure that the backup holds stays", async () => {
  const engine = await open();
  await visit(engine, "ada");
  await erase(engine, "ada");
  await visit(engine, "ada");
  await engine.stores.backup(backup);
  const restored = await restore(engine);
  expect(await known(restored.engine)).toEqual(["ada"]);
});

test("who came to the backup's shop after an erasure of another history stays, too", async () => {
  const engine = await open();
  await visit(engine, "grace");
  await engine.stores.backup(backup);
  await visit(engine, "ada");
  await erase(engine, "ada");
  await engine.stores.backup(join(root, "with-erasure"));
  const withoutErasure = await restore(engine);
  await visit(withoutErasure.engine, "ada");
  await withoutErasure.engine.stores.backup(join(root, "came-back"));
  const withErasure = await restore(withoutErasure.engine, join(root, "with-erasure"));
  expect(await known(withErasure.engine)).toEqual(["grace"]);
  const cameBack = await restore(withErasure.engine, join(root, "came-back"));
  expect(await known(cameBack.engine)).toEqual(["ada", "grace"]);
});

test("a backup that cannot be opened leaves the data of before in place", async () => {
  const engine = await prepare();
  const broken = join(root, "broken");
  mkdirSync(join(broken, "state"), { recursive: true });
  writeFileSync(join(broken, "state", "data.mdb"), "no database, but long enough to be read");
  const restored = await restore(engine, broken);
  expect("failure" in restored && restored.failure.code).toBe("conflict");
  expect(await known(restored.engine)).toEqual(["grace", "hedy"]);
  expect(readdirSync(data).filter((name) => /^(restor|before)/.test(name))).toEqual([]);
});

test("killed while copying: the data of before are served, and the half copy goes", async () => {
  await (await prepare()).close();
  mkdirSync(join(data, "restoring", "state"), { recursive: true });
  writeFileSync(join(data, "restoring", "state", "data.mdb"), "half");
  const { engine } = await openRestoring(data, open);
  expect(await known(engine)).toEqual(["grace", "hedy"]);
  expect(leftovers()).toEqual([]);
});

test.each<[string, "swap" | "open", () => void]>([
  ["before the first rename", "swap", () => {}],
  ["when the data of before are aside", "swap", () => move("state", `${aside}/state`)],
  [
    "when the copy is in place",
    "swap",
    () => {
      move("state", `${aside}/state`);
      move("restoring/state", "state");
    },
  ],
  [
    "before people were erased again",
    "open",
    () => {
      move("state", `${aside}/state`);
      move("restoring/state", "state");
    },
  ],
])("killed %s: the next opening ends the restore", async (_, step, lookLikeIt) => {
  await killedAt(step);
  mkdirSync(join(data, aside));
  lookLikeIt();
  const restored = await openRestoring(data, open);
  expect("movedTo" in restored && restored.movedTo).toBe(join(data, aside));
  expect(await known(restored.engine)).toEqual(["grace"]);
  expect(existsSync(join(data, aside, "state", "data.mdb"))).toBe(true);
  expect(leftovers()).toEqual([]);
});

test("killed when the data of before are aside and the copy is gone: they come back", async () => {
  await killedAt("swap");
  mkdirSync(join(data, aside));
  move("state", `${aside}/state`);
  rmSync(join(data, "restoring"), { recursive: true });
  const restored = await openRestoring(data, open);
  expect("failure" in restored).toBe(true);
  expect(await known(restored.engine)).toEqual(["grace", "hedy"]);
  expect([leftovers(), existsSync(join(data, aside))]).toEqual([[], false]);
});

test("killed twice over opening the backup: the data of before come back", async () => {
  await killedAt("again");
  mkdirSync(join(data, aside));
  move("state", `${aside}/state`);
  move("restoring/state", "state");
  const restored = await openRestoring(data, open);
  expect(await known(restored.engine)).toEqual(["grace", "hedy"]);
});

test.each<[string, () => void]>([
  [
    "with the restored data still there",
    () => {
      mkdirSync(join(data, aside));
      move("state", `${aside}/state`);
      move("restoring/state", "state");
    },
  ],
  ["when the data of before are back", () => {}],
])("killed while going back, %s: the data of before are served", async (_, lookLikeIt) => {
  await killedAt("back");
  lookLikeIt();
  const restored = await openRestoring(data, open);
  expect(await known(restored.engine)).toEqual(["grace", "hedy"]);
  expect([leftovers(), existsSync(join(data, aside))]).toEqual([[], false]);
});
