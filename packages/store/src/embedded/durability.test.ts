import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Stores } from "@attune/engine/ports/stores";
import { writeSet } from "@attune/model/write-set";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { foldNothing, sampleEntry, sampleProfile } from "../contract/sample-writes.ts";
import { openEmbeddedStores } from "./stores.ts";

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));

describe("durability of the embedded stores", () => {
  let directory = "";
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "attune-durability-"));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  /** Runs the writer for `ms`, kills it without warning and gives the newest offset that it acknowledged. */
  async function writeAndKill(ms: number): Promise<number> {
    const child = spawn(process.execPath, [fixture("commit-until-killed.mjs"), directory], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise((resolve) => child.once("close", resolve));
    let output = "";
    const first = new Promise<void>((resolve) => {
      child.stdout.on("data", (bytes) => {
        output += bytes;
        resolve();
      });
      child.once("close", () => resolve());
    });
    await first;
    await pause(ms);
    child.kill("SIGKILL");
    await ended;
    // The last line may be cut short by the kill.
    return Number(output.split("\n").at(-2));
  }

  async function expectWhole(stores: Stores, acknowledged: number): Promise<void> {
    const head = await stores.log.head();
    expect(head).toBeGreaterThanOrEqual(acknowledged);
    expect(head % 10, "groups are whole").toBe(0);
    const entries = await stores.log.read(1, head + 1);
    expect(entries.map(({ offset }) => offset)).toEqual(Array.from({ length: head }, (_, index) => index + 1));
    const owned = await Promise.all([0, 1, 2, 3, 4, 5, 6].map((n) => stores.log.offsetsOf(`p${n}`)));
    expect(owned.flat().sort((a, b) => a - b)).toEqual(entries.map(({ offset }) => offset));
    const { seen } = await stores.state.load(
      [],
      entries.map(({ offset }) => `http|m-${offset}`),
    );
    expect(seen.size).toBe(head);
    const lastGroup = head - 9;
    expect((await stores.state.find([`user_id:u${lastGroup}`]))?.lastOffset).toBe(head);
  }

  it("have every acknowledged group whole and once after SIGKILL, three times over", async () => {
    for (const ms of [40, 150, 90]) {
      const acknowledged = await writeAndKill(ms);
      expect(acknowledged).toBeGreaterThan(0);
      const stores = openEmbeddedStores({ foldOnto: foldNothing, directory });
      await expectWhole(stores, acknowledged);
      await stores.close();
    }
  });

  it("keep another process out while the owner lives, and let it in once the owner was killed", async () => {
    const owner = spawn(process.execPath, [fixture("commit-until-killed.mjs"), directory], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise((resolve) => owner.once("close", resolve));
    await new Promise((resolve) => owner.stdout.once("data", resolve));
    for (let attempt = 0; attempt < 3; attempt++)
      expect(() => openEmbeddedStores({ foldOnto: foldNothing, directory })).toThrow(
        expect.objectContaining({ code: "data-directory-locked" }),
      );
    owner.kill("SIGKILL");
    await ended;
    const stores = openEmbeddedStores({ foldOnto: foldNothing, directory });
    await expectWhole(stores, 10);
    await stores.close();
  });

  it("refuse a group that does not fit whole, and take it once there is more room", async () => {
    const small = { directory, foldOnto: foldNothing, mapSizeBytes: 2 * 1024 * 1024 };
    const groupAt = (offset: number) =>
      writeSet({
        entries: [sampleEntry(offset, "p", { properties: { text: "x".repeat(200_000) } })],
        profiles: new Map([["p", sampleProfile("p", { lastOffset: offset })]]),
      });
    let stores = openEmbeddedStores(small);
    let acknowledged = 0;
    const refused = await (async () => {
      for (;;) {
        try {
          await stores.state.commit(groupAt(acknowledged + 1));
          acknowledged++;
        } catch (error) {
          return error;
        }
      }
    })();
    expect(refused).toMatchObject({ code: "storage-full" });
    expect(acknowledged).toBeGreaterThan(3);
    expect(await stores.log.head()).toBe(acknowledged);
    expect((await stores.state.profile("p"))?.lastOffset).toBe(acknowledged);
    expect(await stores.health()).toMatchObject({ writable: false, limitBytes: small.mapSizeBytes });

    // Erasing makes room once a purge has given it back.
    const tombstones = Array.from({ length: acknowledged }, (_, index) => ({
      kind: "tombstone" as const,
      offset: index + 1,
      day: 0,
      type: "track",
    }));
    await stores.close();
    stores = openEmbeddedStores({ ...small, mapSizeBytes: 8 * 1024 * 1024 });
    await stores.state.commit(groupAt(acknowledged + 1));
    await stores.state.commit(writeSet({ rewritten: tombstones }));
    await stores.purge();
    await stores.close();
    stores = openEmbeddedStores(small);
    await stores.state.commit(groupAt(acknowledged + 2));
    expect(await stores.log.head()).toBe(acknowledged + 2);
    expect(await stores.health()).toMatchObject({ writable: true });
    await stores.close();
  });

  it("refuse what the file system refuses, with nothing half-written", async (test) => {
    const shell = "/bin/bash";
    if (!existsSync(shell)) test.skip("needs bash, for ulimit -f");
    // 1,024 blocks of 1,024 bytes.
    const command = `ulimit -f 1024; exec '${process.execPath}' '${fixture("commit-until-full.mjs")}' '${directory}'`;
    const { stdout } = await promisify(execFile)(shell, ["-c", command], { timeout: 20_000 });
    const { acknowledged, code, head, writable } = JSON.parse(stdout) as Record<string, unknown>;
    expect({ code, writable }).toEqual({ code: "storage-full", writable: false });
    expect(acknowledged).toBeGreaterThan(0);
    expect(head).toBe(acknowledged);
    const stores = openEmbeddedStores({ foldOnto: foldNothing, directory });
    await expectWhole(stores, Number(acknowledged));
    expect(await stores.log.head()).toBe(acknowledged);
    await stores.state.commit(writeSet({ entries: [sampleEntry(Number(acknowledged) + 1, "p0")] }));
    expect(await stores.log.head()).toBe(Number(acknowledged) + 1);
    await stores.close();
  });
});
